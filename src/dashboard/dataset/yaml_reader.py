"""From the text of a YAML to plain nested data, and what of it is no plain data, line by line.

One parse gives a tree of nodes with line marks; one walk over it gives dicts, lists, texts,
numbers and dates. What is read otherwise than it looks is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import yaml

from dashboard.dataset.draft import BROKEN, MAX_PROBLEMS, Where
from dashboard.dataset.layout import TABLES
from dashboard.dataset.messages import DAY, FORBIDDEN_IN_FILE, forbidden, refused, short

MAX_DEPTH = 20
MAX_VALUES = 4_000_000
MAX_ITEMS = 1_000
"""Limits far above what a data set needs: past them, a file is a mistake or an attack. A value
takes some 15 bytes of a text, so that a data set is too large for YAML before it has too many."""

_TAG = "tag:yaml.org,2002:"
# Where an anchor, an alias or a tag may begin. A hit in a text in quotes only costs time.
_EXOTIC = re.compile(r"(?:^|[\s\[\]{},:\"'])(?:[&*](?=\S)|!)", re.MULTILINE)
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,18}")

# Hints for what YAML itself cannot read: (words of the library, what to do about it).
_HINTS = (
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


class _TooMuch(Exception):
    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message, self.line = message, line


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
        line = current_node.start_mark.line + 1 if current_node else 1
        if self.depth > MAX_DEPTH:
            raise _TooMuch(
                f"more than {MAX_DEPTH} levels inside each other; "
                "a data set has 7, so look for a stray bracket or indent",
                line,
            )
        if self.values > MAX_VALUES:
            raise _TooMuch(f"more than {MAX_VALUES:,} values, more than any data set needs", line)

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


@dataclass
class Tree:
    """What a text holds: plain data, the lines that it stands on, and what was found wrong.

    `data` is None where the text is no YAML of this kind at all; `found` are line, path and
    message; `comment` are the lines above the first key.
    """

    text: str
    data: dict[str, Any] | None = None
    comment: str = ""
    found: list[tuple[int, Where, str]] = field(default_factory=list)
    root: yaml.Node | None = None

    def add(self, line: int, message: str, where: Where = ()) -> None:
        """Take down what is wrong at a line."""
        self.found.append((line, where, message))

    def line(self, where: Where) -> int:
        """Return the line of the deepest part of the path that the text has."""
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
        return self.shown(line + 1)

    def shown(self, line: int) -> int:
        """Return the last line that editors show instead of the end of the file below it."""
        return min(line, self.text.rstrip().count("\n") + 1)


def read(text: str) -> Tree:
    """Parse a text, and check it for all that YAML would read otherwise than it looks."""
    tree = Tree(text)
    _check_characters(tree)
    if _EXOTIC.search(tree.text):
        for line, message in _exotics(tree.text):
            tree.add(line, message)
            if len(tree.found) > MAX_PROBLEMS:
                break
    tree.root = _compose(tree)
    if tree.root is not None:
        data = _Walk(tree).collection(tree.root, ())
        tree.data = data if isinstance(data, dict) else None  # else its tag was reported
        above = tree.text.splitlines()[: tree.root.start_mark.line]
        tree.comment = "\n".join(line.rstrip() for line in above if line[:1] in ("", "#")).strip()
    return tree


def _check_characters(tree: Tree) -> None:
    lines: set[int] = set()
    line, last = 1, 0
    for match in FORBIDDEN_IN_FILE.finditer(tree.text):
        line += tree.text.count("\n", last, match.start())
        last = match.start()
        if line not in lines:
            tree.add(line, forbidden(match[0]))
            lines.add(line)
        if len(lines) > MAX_PROBLEMS:
            break
    if lines:
        # Let the rest be read: what is found from here on is in the other characters.
        tree.text = FORBIDDEN_IN_FILE.sub("\ufffd", tree.text)


def _exotics(text: str) -> Iterator[tuple[int, str]]:
    """Yield anchors, aliases and tags with their lines: the tree of nodes no longer shows them."""
    depth = 0
    try:
        # Events do not expand an alias, and come one by one, without a stack.
        for count, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH or count > 3 * MAX_VALUES:
                return
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.AliasEvent):
                told = (
                    f"`*{short(event.anchor or '')}` repeats another part of the file, which "
                    "is not allowed; write the text again, or in quotes if it is text"
                )
                yield line, told
            elif isinstance(event, yaml.NodeEvent) and event.anchor is not None:
                told = (
                    f"the anchor `&{short(event.anchor)}` is not allowed; write the text "
                    "twice, or in quotes if it is text"
                )
                yield line, told
            if tag := getattr(event, "tag", None):
                told = (
                    f"the tag `{short(tag.replace(_TAG, '!!'))}` is not allowed; remove it, "
                    "or write the value in quotes if it is text"
                )
                yield line, told
    except yaml.YAMLError:
        return  # the composer meets the same error and reports it


def _compose(tree: Tree) -> yaml.Node | None:
    loader = _Loader(tree.text)
    try:
        root = loader.get_single_node()
    except _TooMuch as error:
        tree.add(error.line, error.message)
        return None
    except yaml.MarkedYAMLError as error:
        tree.add(*_syntax(tree.text, error))
        return None
    except yaml.YAMLError as error:
        tree.add(1, f"this is not YAML: {short(str(error))}")
        return None
    finally:
        loader.dispose()
    if root is None:
        tree.add(1, "the file is empty; it must hold a data set")
    elif not isinstance(root, yaml.MappingNode):
        tree.add(root.start_mark.line + 1, "the file must begin with keys, such as `title:`")
        return None
    return root


def _syntax(text: str, error: yaml.MarkedYAMLError) -> tuple[int, str]:
    mark, start = error.problem_mark or error.context_mark, error.context_mark
    problem = error.problem or error.context or ""
    lines = text.rstrip().split("\n")
    line = min(mark.line + 1 if mark else 1, len(lines))
    here = lines[line - 1]
    if "\t" in here[: len(here) - len(here.lstrip())]:
        return line, "a tab in the indent; use spaces"
    if "another document" in problem:
        return line, "a second document begins here; a data set is one, so remove the `---`"
    hint = next((mend for words, mend in _HINTS if words in problem), "check the quotes")
    since = f" (in what begins at line {start.line + 1})" if start and start.line + 1 < line else ""
    return line, f"this cannot be read as YAML: {problem}{since}; {hint}"


class _Walk:
    """Turns nodes into plain data; what cannot be is reported and becomes `BROKEN`."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._seen: set[int] = set()

    def collection(self, node: yaml.Node, where: Where) -> object:
        # A node met again is an alias, reported already; to follow it could take for ever.
        if id(node) in self._seen or not node.tag.startswith(_TAG):
            return BROKEN
        self._seen.add(id(node))
        is_section = not where or (len(where) == 1 and where[0] in TABLES)
        if len(node.value) > MAX_ITEMS and not is_section:
            what = "list" if isinstance(node, yaml.SequenceNode) else "group"
            self._add(
                node, f"a {what} of more than {MAX_ITEMS:,} items, more than any visit needs", where
            )
            return BROKEN
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*where, at)) for at, item in enumerate(node.value)]
        data: dict[str, object] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, where)
            if key in data:
                told = (
                    f"the key `{short(key)}` is given twice, first at line {lines[key]}; remove one"
                )
                self._add(key_node, told, where)
            elif key is not None:
                lines[key] = key_node.start_mark.line + 1
                data[key] = self._value(value_node, (*where, key))
        return data

    def _add(self, node: yaml.Node, message: str, where: Where) -> None:
        self._tree.add(node.start_mark.line + 1, message, where)

    def _key(self, node: yaml.Node, where: Where) -> str | None:
        if node.tag == f"{_TAG}str" and isinstance(node, yaml.ScalarNode):
            return cast(str, node.value)
        if node.tag == f"{_TAG}merge":
            self._add(node, "`<<` is not allowed; write the keys out", where)
        elif isinstance(node, yaml.ScalarNode):
            told = f"the key `{short(node.value)}` is not a word; write it in quotes"
            self._add(node, told, where)
        else:
            self._add(node, "a key must be one word, not a list or a group", where)
        return None

    def _value(self, node: yaml.Node, where: Where) -> object:
        if not isinstance(node, yaml.ScalarNode):
            return self.collection(node, where)
        text = cast(str, node.value)
        if node.tag == f"{_TAG}str":
            # Refused where written as an escape, such as "\u202e"; raw ones were found before.
            value, problem = text, refused(text)
        else:
            value, problem = _plain(node.tag.removeprefix(_TAG), text)
        if problem is not None:
            self._add(node, problem, where)
            return BROKEN
        return value


def _plain(tag: str, text: str) -> tuple[object, str | None]:
    """Turn a scalar that YAML takes for something other than text into (value, problem)."""
    match tag:
        case "null":
            return None, None
        case "bool":
            return None, (
                f"`{text}` without quotes is read as yes or no, not as text; "
                f'write it in quotes: "{text}"'
            )
        case "int" if _NUMBER.fullmatch(text):
            return int(text), None
        case "float" if _DECIMAL.fullmatch(text):
            return float(text), None
        case "int" | "float":
            return None, (
                f"`{short(text)}` without quotes is read as a number, and not as the one it "
                "looks like; write a number in plain digits, and text in quotes"
            )
        case "timestamp" if DAY.fullmatch(text):
            try:
                return date.fromisoformat(text), None
            except ValueError:
                return None, f"{text} is not a day of the calendar; correct it"
        case "timestamp":
            return None, f"`{text}` is a date with a time of day; write the day alone: {text[:10]}"
        case "merge":
            return None, "`<<` is not allowed; write the text again"
        case "value":
            return text, None
    # A tag of its own: reported, with its line, where tags are looked for.
    return BROKEN, None
