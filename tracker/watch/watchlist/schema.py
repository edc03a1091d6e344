"""The JSON Schema of the watchlist, for completion and underlined slips while it is edited.

Editors with a YAML language server take it from a comment in the watchlist::

    # yaml-language-server: $schema=watchlist.schema.json
"""

from __future__ import annotations

import ast
import inspect
from itertools import pairwise
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from tracker.watch.watchlist.models import WatchlistFile


class _Plain(GenerateJsonSchema):
    """Without what only a program would say: that a key left out is null, and titles that repeat its name."""

    def model_schema(self, schema: Any) -> dict[str, Any]:
        body = super().model_schema(schema)
        for key, text in _about_keys(schema["cls"]).items():
            body["properties"][key]["description"] = text
        return body

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


def _about_keys(model: type[BaseModel]) -> dict[str, str]:
    """The docstrings under the keys of a model and of those that it extends.

    They are read here and not by the models: to read them with every start takes longer than to load a watchlist.
    """
    found: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        if issubclass(kind, BaseModel) and kind is not BaseModel:
            (definition,) = ast.parse(inspect.getsource(kind)).body
            assert isinstance(definition, ast.ClassDef)
            for key, text in pairwise(definition.body):
                match key, text:
                    case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(about))):
                        found[name] = about
    return found
