"""Beside: a companion to a therapeutic relationship."""

__version__ = "0.1.0"
