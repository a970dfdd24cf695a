"""The desk reads everyone and keeps nothing."""
