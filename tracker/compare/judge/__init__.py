"""Which way the wording of one statement moved, and why: natural logic over aligned words."""

from tracker.compare.judge.verdict import judge

__all__ = ["judge"]
