"""`tracker serve`: the published files, search, health and metrics over HTTP, for those without a web host."""

from tracker.web.serve import make_app, serve

__all__ = ["make_app", "serve"]
