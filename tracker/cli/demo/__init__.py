"""`tracker demo`: the main job on a bundled history, from a real loopback server to feeds, in a few seconds."""

from tracker.cli.demo.watch_fast import play

__all__ = ["play"]
