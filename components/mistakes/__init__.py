"""The page Mistakes: a wrong training step beside the right one."""
