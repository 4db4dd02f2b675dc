"""The loss surface: what lies under the path of training, its levels, and its frames."""
