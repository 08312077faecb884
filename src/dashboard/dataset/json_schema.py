"""The shape of the data set as a JSON Schema, made from the models, for editors of YAML.

Draft 7, the newest that the YAML language server reads. A YAML 1.2 editor takes an unquoted day
for text, so a day is text of the format `date`.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pydantic import BaseModel

from dashboard.model.records import Document, Record, meaning
from dashboard.model.vocabulary import Term


@cache
def of_model(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of a model, closed sets with the meaning of each word."""
    schema = model.model_json_schema(ref_template="#/definitions/{model}")
    schema["description"] = meaning(model)
    records = {record.__name__: record for record in Record.__subclasses__()}
    terms = {term.__name__: term for term in Term.__subclasses__()}
    for name, definition in schema.get("$defs", {}).items():
        if name in terms:
            definition["description"] = terms[name].set_meaning()
            # Editors show these beside the words that they offer; validators pass over them.
            definition["enumDescriptions"] = [
                f"{word.label}: {word.meaning}" for word in terms[name]
            ]
        else:
            definition["description"] = meaning(records[name])
    return _untitled(schema)


def _untitled(schema: Any) -> Any:
    """Leave out the titles that pydantic makes of names: they tell an editor nothing new."""
    if isinstance(schema, list):
        return [_untitled(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    # A field may itself be called title: its value is a schema, and that of the other one a text.
    return {
        "definitions" if name == "$defs" else name: _untitled(part)
        for name, part in schema.items()
        if name != "title" or not isinstance(part, str)
    }


def text() -> str:
    """Write the schema of a whole data set, as it stands in `data/visits.schema.json`."""
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Presidents Abroad: the data set",
        **of_model(Document),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
