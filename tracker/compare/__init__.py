"""Comparison of two statements: what changed, word by word, and which way."""
