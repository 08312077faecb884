"""From a data set on disk to its records, or to all that is wrong with it, line by line.

One parse gives a tree of nodes with line marks; one walk over it gives plain data; pydantic gives
the records and `rules` what must hold between them. Of a data package, `packed` gives the plain
data, and files with rows take the place of lines. A part that fails is left out and the rest is
still checked, so that one bad visit does not hide the problems of the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, cast, get_args, get_type_hints

import yaml
from pydantic import BaseModel, ValidationError

from dashboard.dataset import files, package_reader, rules, tables
from dashboard.dataset.files import MAX_BYTES, UnreadableFile
from dashboard.dataset.layout import HEAD, WORDS, Broken
from dashboard.model.records import (
    CountryCode,
    Dataset,
    Expected,
    Id,
    Leader,
    Licence,
    Meeting,
    Period,
    Place,
    Source,
    Statement,
    Stop,
    Text,
    Topic,
    Url,
    Version,
    Visit,
)

MAX_DEPTH = 20
MAX_VALUES = 200_000
MAX_ITEMS = 1_000
MAX_PROBLEMS = 500
"""Limits far above what a data set needs: past them, a file is a mistake or an attack."""
MAX_TEXT = 10_000
"""Characters of one text: five times the longest of the project's own data, and well below what a
cell of a spreadsheet holds (32,767) and what slows a page down."""
MAX_MESSAGE = 1_000
"""Characters of a message, which may name what stands in the file."""

Where = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One thing to mend, at one line, or row of a table (counted from 1)."""

    file: str
    line: int
    message: str
    severity: rules.Severity = "error"

    def __str__(self) -> str:
        warning = "warning: " if self.severity == "warning" else ""
        return f"{self.file}:{self.line}: {warning}{self.message}"


@dataclass(frozen=True)
class Loaded:
    """What a text holds: the data set, or None where there is any error, and its problems."""

    dataset: Dataset | None
    problems: tuple[Problem, ...]
    in_shape: bool
    """Whether the text has the shape of a data set, whatever the rules say of it."""
    comment: str = ""
    """The lines at the head of the text, marks and all: the one place for comments."""

    @cached_property
    def data(self) -> tables.Dataset | None:
        """The data set as tables, which takes the place of `dataset`."""
        return self.dataset and tables.from_nested(self.dataset.model_dump(), self.comment)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that are not mere warnings."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def read(path: Path) -> Loaded:
    """Read and check the text, or the data package (folder or zip), at `path`.

    Raises `UnreadableFile` where it cannot be read at all: what `parse` refuses, a file that is
    missing, is not a file, or may not be read, and a package that is damaged or too large.
    """
    if files.is_package(path):
        with files.package(path) as fetch:
            return unpack(fetch, str(path.parent if path.name == files.DESCRIPTOR else path))
    return parse(files.text(path), str(path))


def unpack(fetch: files.Fetch, name: str) -> Loaded:
    """Check a data package, file by file; `name` is what its problems call it.

    Raises `UnreadableFile` where it has no descriptor that can be read.
    """
    return _PackageCheck(package_reader.unpack(fetch, name), name).loaded()


def parse(text: str | bytes, name: str) -> Loaded:
    """Check a text; `name` is what its problems call the file.

    Raises `UnreadableFile` for a text of more than `MAX_BYTES`, and for bytes that are not UTF-8.
    """
    if len(text) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise UnreadableFile(f"{name} is larger than {limit} MB, more than any data set needs")
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError as error:
            line = text.count(b"\n", 0, error.start) + 1
            raise UnreadableFile(
                f"{name} is not UTF-8: line {line} holds the byte 0x{text[error.start]:02x} "
                f"(offset {error.start}); save the file as UTF-8"
            ) from None
    return _Check(text.removeprefix("\ufeff"), name).loaded()


# What stands in a text but must not


# Control characters, line ends that editors do not count, and characters that turn the direction
# of writing: text with those reads otherwise than it is.
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff"
_BIDI = r"\u202a-\u202e\u2066-\u2069"
_FORBIDDEN = re.compile(rf"[{_CONTROL}{_BIDI}]|\r(?!\n)")
_FORBIDDEN_IN_VALUE = re.compile(rf"[{_CONTROL}{_BIDI}\r]")

# Where an anchor, an alias or a tag may begin. A hit in a text in quotes only costs time.
_EXOTIC = re.compile(r"(?:^|[\s\[\]{},:\"'])(?:[&*](?=\S)|!)", re.MULTILINE)


def _forbidden(character: str) -> str:
    kind = (
        "a character that turns the direction of writing"
        if re.match(f"[{_BIDI}]", character)
        else "a control character"
    )
    return f"U+{ord(character):04X}, {kind}; remove it"


def refused(text: str) -> str | None:
    """Say why a text of the data is refused, and what to do about it; None if it is not."""
    if len(text) > MAX_TEXT:
        return f"has {len(text):,} characters, and at most {MAX_TEXT:,} are allowed; shorten it"
    match = _FORBIDDEN_IN_VALUE.search(text)
    return _forbidden(match[0]) if match else None


# From YAML to plain data


_TAG = "tag:yaml.org,2002:"


class _TooMuch(Exception):
    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class _Loader(yaml.CSafeLoader):
    """PyYAML's loader, which stops a text that is too deep or too long while it grows.

    The composer calls these two around every node. Without the limit, it would call itself once
    for each level until the stack of the C library overflows, which no `except` can catch.
    """

    depth = 0
    values = 0

    def descend_resolver(self, current_node: yaml.Node | None, current_index: object) -> None:  # noqa: ARG002
        """Count one level more; the node is the one around, None at the root."""
        self.depth += 1
        self.values += 1
        if self.depth > MAX_DEPTH or self.values > MAX_VALUES:
            line = current_node.start_mark.line + 1 if current_node else 1
            if self.depth > MAX_DEPTH:
                message = (
                    f"more than {MAX_DEPTH} levels inside each other; "
                    "a data set has 7, so look for a stray bracket or indent"
                )
            else:
                message = f"more than {MAX_VALUES:,} values, more than any data set needs"
            raise _TooMuch(message, line)

    def ascend_resolver(self) -> None:
        """Count one level less."""
        self.depth -= 1

    def resolve(self, kind: type[yaml.Node], value: str, implicit: Any) -> Any:
        """Take what is too long for a number or a date for text.

        The patterns that tell numbers apart want memory by the length of what they look at.
        """
        if kind is yaml.ScalarNode and len(value) > 100:
            return f"{_TAG}str"
        return super().resolve(kind, value, implicit)


_BROKEN = Broken()

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,18}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _plain(tag: str, text: str) -> tuple[object, str | None]:
    """Turn a scalar that YAML takes for something other than text into (value, problem)."""
    match tag.removeprefix(_TAG):
        case "null":
            return None, None
        case "bool":
            return _BROKEN, (
                f"`{text}` without quotes is read as yes or no, not as text; "
                f'write it in quotes: "{text}"'
            )
        case "int" if _NUMBER.fullmatch(text):
            return int(text), None
        case "float" if _DECIMAL.fullmatch(text):
            return float(text), None
        case "int" | "float":
            return _BROKEN, (
                f"`{_short(text)}` without quotes is read as a number, and not as the one it "
                "looks like; write a number in plain digits, and text in quotes"
            )
        case "timestamp" if _DAY.fullmatch(text):
            try:
                return date.fromisoformat(text), None
            except ValueError:
                return _BROKEN, f"{text} is not a day of the calendar; correct it"
        case "timestamp":
            return _BROKEN, (
                f"`{text}` is a date with a time of day; write the day alone: {text[:10]}"
            )
        case "merge":
            return _BROKEN, "`<<` is not allowed; write the text again"
        case "value":
            return text, None
    # A tag of its own: reported, with its line, where tags are looked for.
    return _BROKEN, None


# Hints for what YAML itself cannot read: (words of the library, what to do about it).
_YAML_HINTS = (
    ("mapping values are not allowed", "a text with a colon needs quotes; or the indent is wrong"),
    ("could not find expected ':'", "a `key:` is not complete, or a text lacks its closing quote"),
    ("cannot start any token", "a text that begins with @, ` or % needs quotes"),
    ("unexpected end of stream", "a quote or a bracket is not closed"),
    ("did not find expected ',' or", "a bracket is not closed, or a comma is missing"),
    ("unknown escape character", r"write a backslash as \\ within double quotes"),
    ("expected node content", "a bracket is not closed, or a value is missing"),
    ("expected '-' indicator", "the items of a list must have the same indent, each with `- `"),
    ("expected key", "check the indent here, and the quotes in the lines above"),
    ("expected <document start>", "check the indent here, and the brackets"),
    ("another document", "remove the `---`"),
    ("undefined alias", "a text that begins with * needs quotes"),
)


# From plain data to records

_SECTIONS: dict[str, type[BaseModel]] = {
    "leaders": Leader,
    "topics": Topic,
    "places": Place,
    "visits": Visit,
    "sources": Source,
}
_MODELS: dict[tuple[str, ...], type[BaseModel]] = {
    (): Dataset,
    ("complete",): Period,
    ("expected",): Expected,
    **{(section,): model for section, model in _SECTIONS.items()},
    ("visits", "stops"): Stop,
    ("visits", "met"): Meeting,
    ("visits", "statements"): Statement,
}


def _pattern(kind: Any) -> str:
    return get_args(kind)[1].pattern


_PATTERNS = {
    _pattern(Id): "is not an id; use small letters, digits and single hyphens, such as `raisi-2`",
    _pattern(CountryCode): "is not a country code; use three capital letters, such as IRQ",
    _pattern(Text): "is blank; write a text",
    _pattern(Url): "is not a web address; it must begin with http:// or https://, without spaces",
    _pattern(Version): "is not a version; write three numbers, such as 1.0.0",
    _pattern(Licence): "is not an SPDX identifier; write one of https://spdx.org/licenses, such as "
    "CC-BY-4.0",
}


def _short(text: str, most: int = 60) -> str:
    """Cut a text from the file to what a message can hold, on one line."""
    text = _FORBIDDEN.sub("\ufffd", " ".join(text.split()))
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _shown(value: object) -> str:
    match value:
        case None:
            return "empty"
        case str():
            return f'the text "{_short(value)}"'
        case date():
            return f"the date {value}"
        case int() | float():
            return f"the number {value}"
        case list():
            return "a list"
    return "a group of keys"


def _fields(where: Where) -> tuple[str, ...]:
    return tuple(part for part in where if isinstance(part, str))


def _may_be_null(where: Where) -> bool:
    *owner, name = _fields(where)
    model = _MODELS.get(tuple(owner))
    return model is not None and type(None) in get_args(get_type_hints(model).get(name))


def _close(word: object, known: Iterator[str] | list[str]) -> str:
    close = get_close_matches(str(word), list(known), n=1)
    return f"did you mean `{close[0]}`?" if close else ""


def _sentence(kind: str, where: Where, value: object, context: dict[str, Any]) -> str:
    """Say in plain words what pydantic found at one field."""
    or_null = ", or null where it is not known" if _may_be_null(where) else ""
    match kind:
        case "missing":
            return f"the key `{where[-1]}` is missing; add it{or_null}"
        case "extra_forbidden":
            model = _MODELS.get(_fields(where[:-1]), Dataset)
            known = list(model.model_fields)
            return f"unknown key `{_short(str(where[-1]))}`; " + (
                _close(where[-1], known) or f"known here: {', '.join(known)}"
            )
        case "string_type" if isinstance(value, date | int | float):
            return f'is read as {_shown(value)}; to make it text, write it in quotes: "{value}"'
        case "string_type":
            return f"must be text{or_null}, and is {_shown(value)}"
        case "string_pattern_mismatch":
            message = _PATTERNS[context["pattern"]]
            if context["pattern"] == _pattern(Text):
                return f"{message}{or_null}"
            return f'"{_short(str(value))}" {message}'
        case "date_type" if isinstance(value, str) and _DAY.fullmatch(value):
            return f"a date is written without quotes: {value}"
        case "date_type":
            form = "must be a date such as 2024-09-11, without quotes"
            return f"{form}{or_null}, and is {_shown(value)}"
        case "enum":
            words = [word.strip("'") for word in re.findall(r"'[^']*'", context["expected"])]
            return f"must be one of {', '.join(words)}, and is {_shown(value)}" + (
                f"; {_close(value, words)}" if _close(value, words) else ""
            )
        case "int_type" | "float_type" | "float_parsing" | "finite_number":
            form = "a whole number" if kind == "int_type" else "a number such as 33.31"
            return f"must be {form}, without quotes, and is {_shown(value)}"
        case "greater_than_equal":
            return f"must be {context['ge']:g} or more, and is {value}"
        case "less_than_equal":
            return f"must be {context['le']:g} or less, and is {value}"
        case "too_short":
            return f"must have {context['min_length']} at least, and has {context['actual_length']}"
        case "too_long":
            return f"must have {context['max_length']} at most, and has {context['actual_length']}"
        case "tuple_type" | "list_type":
            return f"must be a list (each item after `- `, or [a, b]), and is {_shown(value)}"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"must be a group of `key: value` lines, and is {_shown(value)}"
    return f"does not fit here; it is {_shown(value)}"


class _Check:
    """One text under check; holds what was found so far."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.found: list[tuple[str, int, Where, str, rules.Severity]] = []
        self.root: yaml.Node | None = None
        self.data: dict[str, Any] = {}

    def loaded(self) -> Loaded:
        """Run all checks and gather what they found."""
        self._check_characters()
        if _EXOTIC.search(self.text):
            self._check_exotics()
        self._compose()
        dataset: Dataset | None = None
        in_shape = False
        comment = ""
        if self.root is not None:
            self._seen: set[int] = set()
            data = self._collection(self.root, ())
            if isinstance(data, dict):  # else its tag was reported
                self.data = data
                dataset, in_shape = self._validate(has_problems=bool(self.found))
            above = self.text.splitlines()[: self.root.start_mark.line]
            comment = "\n".join(line.rstrip() for line in above if line[:1] in ("", "#")).strip()
        return self._result(dataset, in_shape, comment)

    def _result(self, dataset: Dataset | None, in_shape: bool, comment: str) -> Loaded:
        problems = self._problems()
        failed = any(problem.severity == "error" for problem in problems)
        return Loaded(None if failed else dataset, problems, in_shape, comment)

    def _add(
        self,
        line: int,
        message: str,
        where: Where = (),
        severity: rules.Severity = "error",
        file: str | None = None,
    ) -> None:
        self.found.append((file or self.name, line, where, message, severity))

    def _add_at(self, where: Where, message: str, words: Where, severity: rules.Severity) -> None:
        """Report what is wrong at a path of the data; `words` is the one that is named."""
        self._add(self._line(where), message, words, severity)

    def _problems(self) -> tuple[Problem, ...]:
        problems: dict[Problem, None] = {}
        for file, line, where, message, severity in sorted(
            self.found, key=lambda found: (found[0], found[1], found[3])
        ):
            words = self._words(where)
            text = _short(f"{words}: {message}" if words else message, MAX_MESSAGE)
            shown = self._shown_line(line)
            problems[Problem(file, shown, text, severity)] = None
            if len(problems) == MAX_PROBLEMS < len(self.found):
                end = Problem(file, shown, "there are more problems; mend those above first")
                problems[end] = None
                break
        return tuple(problems)

    def _shown_line(self, line: int) -> int:
        # The end of the file is found on a line of its own, which editors do not show.
        return min(line, self.text.rstrip().count("\n") + 1)

    # Characters and syntax

    def _check_characters(self) -> None:
        lines: set[int] = set()
        line, last = 1, 0
        for match in _FORBIDDEN.finditer(self.text):
            line += self.text.count("\n", last, match.start())
            last = match.start()
            if line not in lines:
                self._add(line, _forbidden(match[0]))
                lines.add(line)
            if len(lines) > MAX_PROBLEMS:
                break
        if lines:
            # Let the rest be read: what is found from here on is in the other characters.
            self.text = _FORBIDDEN.sub("\ufffd", self.text)

    def _check_exotics(self) -> None:
        """Look for anchors, aliases and tags, which the tree of nodes no longer shows."""
        depth = 0
        try:
            # Events do not expand an alias, and come one by one, without a stack.
            for count, event in enumerate(yaml.parse(self.text, Loader=yaml.CSafeLoader)):
                if isinstance(event, yaml.CollectionStartEvent):
                    depth += 1
                elif isinstance(event, yaml.CollectionEndEvent):
                    depth -= 1
                if depth > MAX_DEPTH or count > 3 * MAX_VALUES or len(self.found) > MAX_PROBLEMS:
                    return
                mark = event.start_mark
                line = mark.line + 1 if mark else 1
                if isinstance(event, yaml.AliasEvent):
                    self._add(
                        line,
                        f"`*{_short(event.anchor or '')}` repeats another part of the file, which "
                        "is not allowed; write the text again, or in quotes if it is text",
                    )
                elif isinstance(event, yaml.NodeEvent):
                    if event.anchor is not None:
                        self._add(
                            line,
                            f"the anchor `&{_short(event.anchor)}` is not allowed; write the text "
                            "twice, or in quotes if it is text",
                        )
                    if getattr(event, "tag", None) is not None:
                        tag = cast(str, getattr(event, "tag", "")).replace(_TAG, "!!")
                        self._add(
                            line,
                            f"the tag `{_short(tag)}` is not allowed; remove it, or write the "
                            "value in quotes if it is text",
                        )
        except yaml.YAMLError:
            return  # the composer meets the same error and reports it

    def _compose(self) -> None:
        loader = _Loader(self.text)
        try:
            root = loader.get_single_node()
        except _TooMuch as error:
            self._add(error.line, error.message)
            return
        except yaml.MarkedYAMLError as error:
            self._add(*self._syntax(error))
            return
        except yaml.YAMLError as error:
            self._add(1, f"this is not YAML: {_short(str(error))}")
            return
        finally:
            loader.dispose()
        if root is None:
            self._add(1, "the file is empty; it must hold a data set")
        elif not isinstance(root, yaml.MappingNode):
            self._add(root.start_mark.line + 1, "the file must begin with keys, such as `title:`")
        else:
            self.root = root

    def _syntax(self, error: yaml.MarkedYAMLError) -> tuple[int, str]:
        mark, start = error.problem_mark or error.context_mark, error.context_mark
        problem = error.problem or error.context or ""
        lines = self.text.rstrip().split("\n")
        line = min(mark.line + 1 if mark else 1, len(lines))
        here = lines[line - 1]
        if "\t" in here[: len(here) - len(here.lstrip())]:
            return line, "a tab in the indent; use spaces"
        if "another document" in problem:
            return line, "a second document begins here; a data set is one, so remove the `---`"
        hint = next((mend for words, mend in _YAML_HINTS if words in problem), "check the quotes")
        since = ""
        if start and start.line + 1 < line:
            since = f" (in what begins at line {start.line + 1})"
        return line, f"this cannot be read as YAML: {problem}{since}; {hint}"

    # The walk

    def _collection(self, node: yaml.Node, where: Where) -> object:
        # A node met again is an alias, reported already; to follow it could take for ever.
        if id(node) in self._seen:
            return _BROKEN
        self._seen.add(id(node))
        if not node.tag.startswith(_TAG):
            return _BROKEN
        if isinstance(node, yaml.SequenceNode):
            if len(where) > 1 and len(node.value) > MAX_ITEMS:
                self._add(
                    node.start_mark.line + 1,
                    f"a list of more than {MAX_ITEMS:,} items, more than any visit needs",
                    where,
                )
                return _BROKEN
            return [
                self._scalar(item, where, index)
                if isinstance(item, yaml.ScalarNode)
                else self._collection(item, (*where, index))
                for index, item in enumerate(node.value)
            ]
        data: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, where)
            if key is None:
                continue
            if key in data:
                first = next(n for n, _ in node.value if n.value == key).start_mark.line + 1
                self._add(
                    key_node.start_mark.line + 1,
                    f"the key `{_short(key)}` is given twice, first at line {first}; remove one",
                    where,
                )
                continue
            data[key] = (
                self._scalar(value_node, where, key)
                if isinstance(value_node, yaml.ScalarNode)
                else self._collection(value_node, (*where, key))
            )
        return data

    def _key(self, node: yaml.Node, where: Where) -> str | None:
        if node.tag == f"{_TAG}str" and isinstance(node, yaml.ScalarNode):
            return cast(str, node.value)
        line = node.start_mark.line + 1
        if node.tag == f"{_TAG}merge":
            self._add(line, "`<<` is not allowed; write the keys out", where)
        elif isinstance(node, yaml.ScalarNode):
            self._add(
                line, f"the key `{_short(node.value)}` is not a word; write it in quotes", where
            )
        else:
            self._add(line, "a key must be one word, not a list or a group", where)
        return None

    def _scalar(self, node: yaml.ScalarNode, where: Where, key: str | int) -> object:
        text = cast(str, node.value)
        if node.tag == f"{_TAG}str":
            problem = refused(text)
            if problem is None:
                return text
            # Written as an escape, such as "\u202e"; raw ones were found before.
            self._add(node.start_mark.line + 1, problem, (*where, key))
            return _BROKEN
        value, problem = _plain(node.tag, text)
        if problem is not None:
            self._add(node.start_mark.line + 1, problem, (*where, key))
        return value

    # Records and rules

    def _validate(self, *, has_problems: bool) -> tuple[Dataset | None, bool]:
        """Make the records, run the rules over them, and say whether all have their shape."""
        failed: set[Where] = set()
        kept: dict[str, list[int]] = {section: [] for section in _SECTIONS}
        records: dict[str, Any] = {section: [] for section in _SECTIONS}
        # One by one: pydantic gathers what is wrong with a whole in memory, however much it is.
        for section, model in _SECTIONS.items():
            rows = self.data.get(section)
            for index, row in enumerate(rows if isinstance(rows, list) else ()):
                if len(self.found) > MAX_PROBLEMS:
                    return None, False
                try:
                    records[section].append(model.model_validate(row))
                    kept[section].append(index)
                except ValidationError as error:
                    self._shape(error, (section, index))
                    failed.add((section, index))
        ready = {name: value for name, value in records.items() if self._is_list(name)}
        try:
            dataset = Dataset.model_validate({**self.data, **ready})
        except ValidationError as error:
            failed |= {where[:1] for where in self._shape(error, ())}
        else:
            self._rules(dataset, kept, failed)
            return dataset, not (failed or has_problems)
        parts: dict[str, Any] = {name: tuple(value) for name, value in records.items()}
        head = [name for name in Dataset.model_fields if name not in _SECTIONS]
        if not any((name,) in failed for name in head):
            parts |= {name: self.data[name] for name in head if name in self.data}
            parts["complete"] = Period.model_validate(parts["complete"])
            parts["expected"] = Expected.model_validate(parts["expected"])
        # Not validated as a whole, which has failed; each part of it is.
        self._rules(Dataset.model_construct(**parts), kept, failed)
        return None, False

    def _is_list(self, name: str) -> bool:
        return isinstance(self.data.get(name), list)

    def _shape(self, error: ValidationError, record: Where) -> list[Where]:
        """Report what of a record, or of the head, has not its shape; return where."""
        places: list[Where] = []
        for detail in error.errors(include_url=False):
            where = (*record, *(part for part in detail["loc"] if part != "[key]"))
            places.append(where)
            kind, value = detail["type"], self._value(where)
            if isinstance(detail["input"], Broken) or len(self.found) > MAX_PROBLEMS:
                continue
            if kind == "too_short" and value:
                continue  # only well-formed items are counted, and the others are reported
            message = self._say(kind, where, detail["input"], detail.get("ctx", {}))
            words = where[:-1] if kind in ("missing", "extra_forbidden") else where
            self._add_at(where, message, words, "error")
        return places

    def _say(self, kind: str, where: Where, value: object, context: dict[str, Any]) -> str:
        return _sentence(kind, where, value, context)

    def _rules(self, dataset: Dataset, kept: dict[str, list[int]], failed: set[Where]) -> None:
        lost_head = any(where[0] not in _SECTIONS for where in failed)
        for rule in rules.RULES:
            if (failed and rule in rules.NEEDS_EVERY_RECORD) or (
                lost_head and rule in rules.NEEDS_THE_HEAD
            ):
                continue
            section = rules.REFERENCES.get(rule)
            lost = self._lost_ids(section, failed) if section else frozenset()
            for fault in rule(dataset):
                where = fault.where
                if len(where) > 1 and where[0] in kept:
                    index = kept[cast(str, where[0])][cast(int, where[1])]
                    where = (where[0], index, *where[2:])
                # An id that belongs to a record left out is not unknown.
                if lost is None or (lost and self._value(where) in lost):
                    continue
                self._add_at(where, fault.message, where, fault.severity)

    def _lost_ids(self, section: str, failed: set[Where]) -> frozenset[str] | None:
        """Return the ids of the records left out of a section; None if they cannot be known."""
        ids: set[str] = set()
        for where in failed:
            if where[0] == section:
                record = self._value(where) if len(where) > 1 else None
                value = record.get("id") if isinstance(record, dict) else None
                if not isinstance(value, str):
                    return None
                ids.add(value)
        return frozenset(ids)

    # Where and what

    def _value(self, where: Where) -> object:
        value: Any = self.data
        for part in where:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def _line(self, where: Where) -> int:
        """Return the line of the deepest part of the path that the file has."""
        node = self.root
        assert node is not None
        line = node.start_mark.line
        for part in where:
            if isinstance(node, yaml.MappingNode):
                pair = next((pair for pair in node.value if pair[0].value == part), None)
                if pair is None:
                    break
                line, node = pair[0].start_mark.line, pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
                node = node.value[part]
                line = node.start_mark.line
            else:
                break
        return line + 1

    def _words(self, where: Where) -> str:
        """Name a path in words: `visit raisi-2021-09-tajikistan, stop 2, `arrival``."""
        words: list[str] = []
        for position, part in enumerate(where):
            if isinstance(part, int):
                list_name = where[position - 1]
                word = WORDS.get(str(list_name), "item")
                name = self._value((*where[:2], "id")) if position == 1 else None
                words.append(f"{word} {_short(name) if isinstance(name, str) else part + 1}")
            elif position + 1 == len(where) or not isinstance(where[position + 1], int):
                words.append(f"`{_short(part)}`")
        return ", ".join(words)


class _PackageCheck(_Check):
    """One data package under check; its problems name a file of it and a row."""

    def __init__(self, package: package_reader.Packed, name: str) -> None:
        super().__init__("", name)
        self.package = package
        self.find = package.find()

    def loaded(self) -> Loaded:
        """Run all checks and gather what they found."""
        for fault in self.package.faults:
            self._add(fault.line, fault.message, file=f"{self.name}/{fault.file}")
        comment = self.package.comment
        dataset: Dataset | None = None
        in_shape = False
        if self.package.data is not None:
            self.data = self.package.data
            self._check_texts()
            dataset, in_shape = self._validate(has_problems=bool(self.found))
        return self._result(dataset, in_shape, comment)

    def _check_texts(self) -> None:
        """Report characters that no text may have, in the head and in the tables."""
        head = {name: self.data[name] for name in HEAD if name in self.data}
        for where, text in texts_of(head, ()):
            told = refused(text)
            if told:
                self._add_at(where, told, where, "error")
        # A comment may be as long as it likes, as it may in a text.
        if match := _FORBIDDEN_IN_VALUE.search(self.package.comment):
            self._add_at(("comment",), _forbidden(match[0]), ("comment",), "error")
        for table, rows in self.package.laid.items():
            for column, values in rows.items():
                # Each text once, however many rows have it.
                texts = {text for text in values if isinstance(text, str)}
                wrong = {text: told for text in texts if (told := refused(text))}
                for row in (at for at, text in enumerate(values) if wrong and text in wrong):
                    file, line = self.package.place(table, row)
                    told = f"`{column}`: {wrong[values[row]]}"
                    self._add(line, told, file=f"{self.name}/{file}")

    def _add_at(self, where: Where, message: str, words: Where, severity: rules.Severity) -> None:
        file, line = self.find(where)
        self._add(line, message, words, severity, f"{self.name}/{file}")

    def _shown_line(self, line: int) -> int:
        return line

    def _say(self, kind: str, where: Where, value: object, context: dict[str, Any]) -> str:
        # Days stand in quotes in JSON, and quotes have no meaning in a table.
        if kind == "date_type" and isinstance(value, str) and _DAY.fullmatch(value):
            return f"{value} is not a day of the calendar; correct it"
        return _sentence(kind, where, value, context).replace(", without quotes", "")


def texts_of(data: object, where: Where) -> Iterator[tuple[Where, str]]:
    """Yield every text of plain data with the path to it, which begins with `where`."""
    if isinstance(data, str):
        yield where, data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from texts_of(value, (*where, name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from texts_of(value, (*where, index))
