"""Placeholder until the queue moves in."""
