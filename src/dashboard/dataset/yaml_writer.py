"""The one way in which the data set is written, so that every change of the file is one of meaning.

Keys stand in the order of the models, places, visits and sources in a fixed order, free text in
double quotes. Comments are kept at the head of the file and refused anywhere else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pandas as pd
import yaml
from pydantic import BaseModel, ValidationError

from dashboard.dataset.layout import TABLES
from dashboard.dataset.tables import Dataset, nested
from dashboard.model.records import Document, Text

WIDTH = 100
"""Lines are broken before they grow longer than this, where a space allows it."""
LONGEST_IN_A_ROW = 80
"""Texts longer than this stand below each other, each as an item of its own."""
PARAGRAPHS = (
    *(("title", "version", "as_of", "authors", "licence"), ("complete",), ("limits",)),
    *(("expected",), ("leaders",), ("topics",), ("places",), ("visits",), ("sources",)),
)
"""The keys that stand together; a blank line parts them from the others."""
INVISIBLE = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


class CannotFormat(ValueError):
    """The text has no canonical form without a loss; `line` says where, if at one line."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def write(dataset: Dataset) -> str:
    """Write a data set as canonical text below its comment."""
    return _text(nested(dataset), dataset.comment)


def render(data: dict[str, Any], comment: str = "") -> str:
    """Write nested plain data, in the shape of the file, as canonical text below a comment.

    Raises `CannotFormat` where the data does not have the shape of a data set.
    """
    try:
        document = Document.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = " > ".join(str(part) for part in first["loc"])
        raise CannotFormat(
            f"{error.error_count()} part(s) do not have the shape of a data set, the first at "
            f"{where or 'the top'}; `check` says what is wrong and how to mend it"
        ) from None
    return _text(document.model_dump(exclude_defaults=True), comment)


def canonical(text: str) -> str:
    """Write the text of a data set in canonical form; doing so twice changes nothing more.

    The text is trusted to have passed `reader.parse`, which refuses what YAML would expand or lose
    in silence. Raises `CannotFormat` where the text has not the shape of a data set, or has a
    comment below its first key, which would be lost.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        first = root.start_mark.line + 1 if root else 1
        comments = list(_comments(text))
        data = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CannotFormat(f"this cannot be read; see `check` ({type(error).__name__})") from None
    for line, _ in comments:
        if line >= first:
            raise CannotFormat(
                "a comment here would be lost: move it to the head of the file, "
                "or into `note` or `checks`",
                line,
            )
    lines = text.split("\n")[: first - 1]
    return render(data, "\n".join(line for line in lines if not line or line.startswith("#")))


def ordered(dataset: Dataset) -> Dataset:
    """Put the rows of all tables in the order in which the text has them."""
    tables = dict(dataset.tables)
    for name in ("places", "sources"):
        tables[name] = tables[name].sort_values("id", ignore_index=True)
    leaders = {leader.id: rank for rank, leader in enumerate(dataset.head.leaders)}
    tables["visits"] = _ranked(tables["visits"], "leader", leaders, ["start", "id"])
    visits = {visit: rank for rank, visit in enumerate(tables["visits"]["id"])}
    for name, table in TABLES.items():
        if table.owners:
            tables[name] = _ranked(tables[name], "visit", visits, table.key[1:])
    return replace(dataset, tables=tables)


def _ranked(
    rows: pd.DataFrame, column: str, ranks: dict[str, int], then: Sequence[str]
) -> pd.DataFrame:
    rows = rows.assign(rank=rows[column].astype("str").map(ranks))
    return rows.sort_values(["rank", *then], ignore_index=True).drop(columns="rank")


def _text(data: dict[str, Any], comment: str) -> str:
    lines = (line.rstrip() for line in comment.strip().splitlines())
    head = "\n".join(line if not line or line.startswith("#") else f"# {line}" for line in lines)
    _sort(data)
    styled = _styled(data, Document)
    paragraphs = [f"{head}\n"] if head else []
    for keys in PARAGRAPHS:
        part = {key: styled[key] for key in keys if key in styled}
        if keys == ("visits",) and part["visits"]:
            # One at a time, each without the line of its key, so that blank lines can part them.
            first, *others = (_dump({"visits": [visit]}) for visit in part["visits"])
            paragraphs += [first, *(other.partition("\n")[2] for other in others)]
        elif part:
            paragraphs.append(_dump(part))
    return "\n".join(paragraphs)


def _sort(data: dict[str, Any]) -> None:
    """Put places, visits and sources in their one order; leaders and topics keep theirs."""
    ranks = {leader["id"]: rank for rank, leader in enumerate(data["leaders"])}
    for name in ("places", "sources"):
        data[name] = sorted(data[name], key=lambda record: record["id"])
    data["visits"] = sorted(
        data["visits"],
        key=lambda visit: (
            ranks.get(visit["leader"], len(ranks)),
            visit["start"] or date.max,
            visit["id"],
        ),
    )
    for visit in data["visits"]:
        if bearing := visit.get("bearing"):
            order = {source: place for place, source in enumerate(visit["sources"])}
            ranked = sorted(bearing, key=lambda source: (order.get(source, len(order)), source))
            visit["bearing"] = {source: bearing[source] for source in ranked}


def _styled(value: Any, hint: Any) -> Any:
    """Mark what is free text and what is a short list, as the type of a field says it."""
    if isinstance(value, dict):
        fields = _fields(hint)
        return {key: _styled(item, fields.get(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        # tuple[Stop, ...], or that with limits as Annotated[tuple[Stop, ...], ...]
        inner = get_args(get_args(hint)[0] if get_origin(hint) is Annotated else hint)[0]
        items = [_styled(item, inner) for item in value]
        in_a_row = all(isinstance(item, str) and len(item) <= LONGEST_IN_A_ROW for item in items)
        return _Row(items) if items and in_a_row else items
    if isinstance(value, str):
        return _Quoted(value) if hint == Text or Text in get_args(hint) else str(value)
    return value


@cache
def _fields(hint: Any) -> dict[str, Any]:
    """Return the types of a model's fields; none for another mapping."""
    is_model = isinstance(hint, type) and issubclass(hint, BaseModel)
    return get_type_hints(hint, include_extras=True) if is_model else {}


# PyYAML


class _Quoted(str):
    """Free text: written in double quotes."""


class _Row(list[Any]):
    """A list of ids: written on one line, `[a, b]`."""


class _Dumper(yaml.SafeDumper):
    """PyYAML's dumper in Python: the C one takes neither the indent nor the breaks below."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Indent lists below their key, which PyYAML does not do by itself."""
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> str:
        """Use one kind of quotes only, for an id such as `no` too."""
        style: str = super().choose_scalar_style()
        return '"' if style == "'" else style

    def expect_flow_sequence_item(self) -> None:
        """Break a list before the id that would pass the width; PyYAML breaks after it."""
        if isinstance(self.event, yaml.ScalarEvent):
            self.best_width = WIDTH - len(self.event.value) - 3
        super().expect_flow_sequence_item()

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        r"""Break quoted text at single spaces; PyYAML would put a `\` at each end of a line."""
        escaped = json.dumps(text, ensure_ascii=False)[1:-1]
        escaped = INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped)
        self.write_indicator('"', True)
        # YAML reads a break with the indent around it as one space, so only a space that stands
        # alone between two other characters may turn into a break.
        for number, word in enumerate(re.split(r"(?<=[^ ]) (?=[^ ])", escaped)):
            if number and split and self.column + 1 + len(word) >= WIDTH:
                self.write_indent()
            elif number:
                self._write(" ")
            self._write(word)
        self.write_indicator('"', False)

    def _write(self, text: str) -> None:
        self.column += len(text)
        self.stream.write(text)


def _float(dumper: _Dumper, value: float) -> yaml.ScalarNode:
    # Never 1e-05, which YAML 1.1 reads as text.
    digits = format(Decimal(repr(value)), "f")
    digits = digits if "." in digits else f"{digits}.0"
    return dumper.represent_scalar("tag:yaml.org,2002:float", digits)


def _quoted(dumper: _Dumper, value: _Quoted) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(value), style='"')


def _row(dumper: _Dumper, value: _Row) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_Dumper.add_representer(float, _float)
_Dumper.add_representer(_Quoted, _quoted)
_Dumper.add_representer(_Row, _row)
# Equal values are one object here and there; without this they would turn into anchors.
_Dumper.ignore_aliases = lambda self, data: True  # noqa: ARG005


def _dump(data: dict[str, Any]) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """Yield each real comment with its line: a `#` that stands between two tokens."""
    end = 0
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        yield from _comments_in(text, end, token.start_mark.index)
        end = max(end, token.end_mark.index)
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            # The first line of a block text is part of its token, a comment there included.
            start = token.start_mark.index
            yield from _comments_in(text, start, text.find("\n", start) % (len(text) + 1))
    yield from _comments_in(text, end, len(text))


def _comments_in(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    for match in re.finditer(r"#[^\n]*", text[start:end]):
        yield text.count("\n", 0, start + match.start()) + 1, match[0]
