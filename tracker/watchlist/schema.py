"""The JSON Schema of the watchlist, for completion and underlined slips while it is edited.

Editors with a YAML language server take it from a comment in the watchlist::

    # yaml-language-server: $schema=watchlist.schema.json
"""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from tracker.watchlist.models import WatchlistFile


class _Plain(GenerateJsonSchema):
    """Without what only a program would say: that a key left out is null, and titles that repeat its name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def nullable_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])


def schema() -> dict[str, Any]:
    """The schema as a JSON value, draft 2020-12, generated from the models that also validate."""
    body = WatchlistFile.model_json_schema(schema_generator=_Plain)
    for definition in (body, *body["$defs"].values()):
        definition.pop("title", None)
    return {"$schema": GenerateJsonSchema.schema_dialect, "title": "Watchlist", **body}
