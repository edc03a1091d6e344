"""Watches what organisations state in public and records every change of wording with its proof."""

__version__ = "0.1.0"
