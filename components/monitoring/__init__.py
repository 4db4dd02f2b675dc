"""What the operator of a server sees and bounds: log, metrics, faults, memory."""
