"""The linked player, in the browser; and what mounts it."""
