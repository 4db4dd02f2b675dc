"""Inside a step: its five calls as cards, and the code that ran."""
