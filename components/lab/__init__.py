"""The page Lab: settings beside four linked pictures of one training."""
