"""Ways to corrupt a data set, by what each does; the same seed corrupts it in the same way."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from conftest import REAL, TINY

from dashboard.cli.new import STARTER
from dashboard.dataset import reader, yaml_writer
from dashboard.dataset.files import DESCRIPTOR
from dashboard.dataset.rules.whole import counts
from dashboard.dataset.tables import from_nested, nested
from dashboard.export import data_package

Text = Callable[[Random, str], str]
Files = dict[str, bytes]

TOKENS = [
    *"[]{}'\"#%@,~=|>!&*?:-\t\n\r\0\\",
    *(": ", "- ", "? ", "&a ", "*a ", "!b ", "!!str ", "!!int ", "!!binary ", "!!set {a}"),
    *("!!python/object/apply:os.system [ls] ", "!<tag:yaml.org,2002:map> ", "<<: *a", "<<: {a: b}"),
    *("\n---\n", "\n...\n", "%YAML 9.9\n---\n", "%TAG ! tag:x,2000:\n", "\n  ", "|\n  a\n", ">-\n"),
    *("NO", "null", "[]", "{}", "[a, b]", "{a: b}", '"', "''", '"\\x00"', '"\\ud800"'),
]
"""What YAML takes for something of its own."""

NUMBERS = [
    *("0", "-1", "010", "0x1F", "0b1", "1_000", "1:30:00", "9" * 17, "9" * 30, "-" + "9" * 400),
    *("1e400", "-1e-400", "1.5", ".5", "5.", ".inf", "-.inf", ".nan", "90.0001", "-180.5", "1e3"),
    *("2024-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "1582-10-10"),
    *("2024-09-11T10:00:00Z", "2024-9-1", "2262-04-12", "1677-09-20", "99999999-01-01"),
]
"""Numbers and days at, and beyond, the edges of what anything holds."""

ODD = [
    *("\u202e", "\u2066", "\u200f", "\u061c", "\ufeff", "\u200b", "\u200d", "\u2060", "\u00ad"),
    *("\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u2029", "\uffff", "\ufffd", "\ud800"),
    *(
        "\u0301" * 40,
        "e\u0301",
        "ﷺ",
        "ǆ",
        "ß",
        "İ",
        "１２",
        "²",
        "½",
        "Ⅷ",
        "＝",
        "\u3000",
        "\u00a0",
    ),
    *("🇮🇷", "👩‍👩‍👧‍👦", "\U0010ffff", "\U000e0041", "رئیسی", "בגדד", "ไทย", "नमस्ते", "\u0000a"),
]
"""Signs that are rare, unseen, wide, turned around, or none."""

WORDS = [
    "a",
    "raisi",
    "IRQ",
    "zzz",
    "confirmed",
    "iran-state",
    "javascript:alert(1)",
    "<b>",
    "=1+1",
]


@cache
def texts() -> tuple[str, ...]:
    """Sound texts to corrupt: the tiny one, the starter, and parts of the real one, each small."""
    real = reader.read(REAL).dataset
    assert real is not None
    chance = Random(1)
    parts = [_part(nested(real), chance) for _ in range(12)]
    return (TINY, TINY, STARTER.read_text(encoding="utf-8"), *parts)


def _part(data: dict[str, Any], chance: Random) -> str:
    """Cut a few visits out of a data set, with what belongs to them."""
    visits = chance.sample(data["visits"], chance.randint(1, 4))
    used = {
        "topics": {topic for v in visits for item in v["statements"] for topic in item["topics"]},
        "places": {stop["place"] for v in visits for stop in v["stops"]},
        "sources": {source for v in visits for source in v["sources"]},
        "leaders": {v["leader"] for v in visits},
    }
    small = data | {
        name: [record for record in data[name] if record["id"] in ids] for name, ids in used.items()
    }
    small["visits"] = visits
    small["expected"] = counts(from_nested(small).tables)
    return yaml_writer.write(from_nested(small, "# A part of the real data set."))


# --- texts ---------------------------------------------------------------------------------


def _span(chance: Random, text: str, longest: int = 60) -> tuple[int, int]:
    start = chance.randint(0, len(text))
    return start, min(len(text), start + chance.randint(0, longest))


def cut(chance: Random, text: str) -> str:
    """Take out a part."""
    start, end = _span(chance, text, chance.choice((1, 5, 60, 2000)))
    return text[:start] + text[end:]


def cut_off(chance: Random, text: str) -> str:
    """Leave the first part alone, as a write that was interrupted does."""
    return text[: chance.randint(0, len(text))]


def odd_signs(chance: Random, text: str) -> str:
    """Put in signs that are rare, unseen or turned around."""
    start, end = _span(chance, text, 3)
    return text[:start] + "".join(chance.choices(ODD, k=chance.randint(1, 4))) + text[end:]


def tokens(chance: Random, text: str) -> str:
    """Put in what YAML takes for something of its own: quotes, brackets, anchors, tags."""
    start, end = _span(chance, text, 3)
    return text[:start] + "".join(chance.choices(TOKENS, k=chance.randint(1, 3))) + text[end:]


def _lines(chance: Random, text: str) -> tuple[list[str], int, int]:
    lines = text.splitlines(keepends=True) or [""]
    start = chance.randrange(len(lines))
    return lines, start, min(len(lines), start + chance.choice((1, 1, 2, 5, 20)))


def lines_gone(chance: Random, text: str) -> str:
    """Take lines out."""
    lines, start, end = _lines(chance, text)
    return "".join([*lines[:start], *lines[end:]])


def lines_twice(chance: Random, text: str) -> str:
    """Write lines twice, or many times."""
    lines, start, end = _lines(chance, text)
    return "".join([*lines[:end], *lines[start:end] * chance.choice((1, 1, 3, 50)), *lines[end:]])


def lines_moved(chance: Random, text: str) -> str:
    """Move lines to another place."""
    lines, start, end = _lines(chance, text)
    taken, rest = lines[start:end], lines[:start] + lines[end:]
    to = chance.randint(0, len(rest))
    return "".join([*rest[:to], *taken, *rest[to:]])


def indent(chance: Random, text: str) -> str:
    """Move lines to the left or to the right."""
    lines, start, end = _lines(chance, text)
    by = chance.choice((-4, -2, -1, 1, 2, 3, 8))
    lead = chance.choice((" ", " ", " ", "\t"))
    for number in range(start, end):
        lines[number] = lead * by + lines[number] if by > 0 else lines[number][-by:]
    return "".join(lines)


_FIELD = re.compile(r"^( *(?:- )?)([\w-]+):(?: (.*))?$", re.MULTILINE)


def _another_value(chance: Random, text: str, value: str) -> str:
    found = list(_FIELD.finditer(text))
    if not found:
        return text + value
    at = chance.choice(found)
    return f"{text[: at.start()]}{at[1]}{at[2]}: {value}{text[at.end() :]}"


def another_type(chance: Random, text: str) -> str:
    """Give a field a value of another type."""
    kinds = ["null", "~", "", "true", "NO", "[]", "{}", "[a]", "[[a]]", "{a: b}", "a", '"a"', '""',
             '" "', "- a", "|\n      a", '"2024-09-11"', "1", "1.5", "[null]"]  # fmt: skip
    return _another_value(chance, text, chance.choice(kinds))


def number(chance: Random, text: str) -> str:
    """Give a field a number or a day at the edge of what anything holds."""
    return _another_value(chance, text, chance.choice(NUMBERS))


def deep(chance: Random, text: str) -> str:
    """Give a field a value of many levels."""
    levels = chance.choice((5, 10, 15, 18, 19, 20, 21, 50, 500, 20_000))
    opening, closing = chance.choice((("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")))
    return _another_value(chance, text, opening * levels + "a" + closing * levels)


def long(chance: Random, text: str) -> str:
    """Give a field a very long text."""
    size = chance.choice((500, 5_000, 10_001, 100_000, 1_000_000))
    sign = chance.choice(("a", "a ", "ﷺ", "\\\\", '\\"', "1", "-", "a-", "9.", "x: "))
    text_of = sign * (size // len(sign))
    quotes = chance.choice(('"', '"', ""))
    return _another_value(chance, text, f"{quotes}{text_of}{quotes}")


def anchor(chance: Random, text: str) -> str:
    """Name a value and repeat it elsewhere; as a bomb now and then."""
    if chance.random() < 0.3:
        bomb = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]" for n in range(1, 12)]
        return "\n".join(bomb) + "\n" + text
    name = chance.choice(("a", "1", "raisi", "ﷺ"))
    text = _another_value(chance, text, f"&{name} {chance.choice(('a', '[a]', '{a: b}'))}")
    return _another_value(chance, text, f"*{name}")


def tag(chance: Random, text: str) -> str:
    """Give a value a tag."""
    name = chance.choice(("!!str", "!!int", "!!null", "!!timestamp", "!a", "!<x>", "!!binary",
                          "!!python/name:os.system", "!!set", "!!omap", "!"))  # fmt: skip
    value = chance.choice(("a", "1", "null", "2024-09-11", "[a]", "{a: b}", "x" * 20))
    return _another_value(chance, text, f"{name} {value}")


def key(chance: Random, text: str) -> str:
    """Corrupt the name of a key."""
    found = list(_FIELD.finditer(text))
    if not found:
        return text
    at = chance.choice(found)
    name = at[2]
    another = chance.choice((
        name[1:], name + "s", name.upper(), f'"{name}"', f"? {name}", "null", "1", "[a]", "{a: b}",
        "<<", "~", chance.choice(found)[2], chance.choice(ODD) + name, "", "x" * 2000,
    ))  # fmt: skip
    return text[: at.start(2)] + another + text[at.end(2) :]


def joined(chance: Random, text: str) -> str:
    """Begin as one data set and go on as another."""
    other = chance.choice(texts())
    return text[: chance.randint(0, len(text))] + other[chance.randint(0, len(other)) :]


def noise(chance: Random, text: str) -> str:
    """Write anything at all."""
    pieces = [*TOKENS, *ODD, *NUMBERS, *WORDS, "title: ", "visits:\n", "- id: ", "\n", " "]
    return "".join(chance.choices(pieces, k=chance.randint(0, 60)))


def _anything(chance: Random, depth: int = 0) -> Any:
    """Make a plain value of any shape."""
    choice = chance.random()
    if depth < 3 and choice < 0.15:
        return [_anything(chance, depth + 1) for _ in range(chance.randint(0, 4))]
    if depth < 3 and choice < 0.3:
        return {
            chance.choice([*WORDS, "id", "country", "topics"]): _anything(chance, depth + 1)
            for _ in range(chance.randint(0, 4))
        }
    simple = (
        None, True, 0, -1, 10**30, 1.5, float("inf"), float("nan"), 1e-300, "", " ", "\n", "a\tb",
        date.min, date.max, date(2023, 2, 1), "2023-02-01",
    )  # fmt: skip
    return chance.choice((*simple, chance.choice(WORDS), chance.choice(ODD), "x" * 300))


def _reshape(chance: Random, data: Any) -> Any:
    """Change one part of plain data, anywhere in it."""
    holders = [data]
    for holder in holders:
        parts = holder.values() if isinstance(holder, dict) else holder
        holders += [part for part in parts if isinstance(part, dict | list) and part]
    holder = chance.choice(holders)
    at = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    match chance.randrange(7):
        case 0:
            del holder[at]
        case 1:
            holder[at] = _anything(chance)
        case 2 if isinstance(holder, list):
            holder.append(holder[at])
        case 2:
            holder[chance.choice([*WORDS, "note", "title"])] = _anything(chance)
        case 3 if isinstance(holder, list):
            chance.shuffle(holder)
        case 4:
            other = chance.choice(holders)
            where = chance.choice(list(other) if isinstance(other, dict) else range(len(other)))
            # A part of itself would never end.
            holder[at] = json.loads(json.dumps(other[where], default=str))
        case 5 if isinstance(holder, list):
            holder[at:at] = [_anything(chance)] * chance.choice((1, 3, 1_100))
        case _:
            holder[at] = [holder[at]] if chance.random() < 0.5 else {"a": holder[at]}
    return data


def shape(chance: Random, text: str) -> str:
    """Change one part of the data, and write it as YAML in some other style."""
    if re.search(r"[&*][\w]", text):
        return text  # to follow aliases could take for ever
    try:
        data = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError, AttributeError):
        return text  # AttributeError: the tag of a day on what is none
    if not isinstance(data, dict | list) or not data:
        return text
    return yaml.dump(
        _reshape(chance, data), Dumper=yaml.CSafeDumper, sort_keys=False,
        allow_unicode=chance.random() < 0.8, default_flow_style=chance.choice((False, None, True)),
        width=chance.choice((20, 80, 10_000)), explicit_start=chance.random() < 0.1,
        default_style=chance.choice((None, None, None, '"', "'", "|")),
    )  # fmt: skip


TEXTS: dict[str, Text] = {
    each.__name__.replace("_", " "): each
    for each in (
        cut,
        cut_off,
        odd_signs,
        tokens,
        lines_gone,
        lines_twice,
        lines_moved,
        indent,
        another_type,
        number,
        deep,
        long,
        anchor,
        tag,
        key,
        joined,
        noise,
        shape,
    )
}


def bytes_changed(chance: Random, content: bytes) -> bytes:
    """Change, take out or put in bytes, whatever they stand for."""
    if chance.random() < 0.2:
        return content[: chance.randint(0, len(content))]
    held = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        at = chance.randint(0, len(held))
        put = chance.choice((b"", chance.randbytes(1), chance.randbytes(1), chance.randbytes(9)))
        held[at : at + chance.choice((0, 1, 1, 4))] = put
    return bytes(held)


def corrupted_text(chance: Random) -> tuple[str, str | bytes]:
    """Corrupt a sound text; give the kind of what was done, and what came of it."""
    text = chance.choice(texts())
    kind = chance.choice([*TEXTS, "bytes changed", "several"])
    if kind == "bytes changed":
        return kind, bytes_changed(chance, text.encode())
    if kind != "several":
        return kind, TEXTS[kind](chance, text)
    for _ in range(chance.randint(2, 8)):
        text = TEXTS[chance.choice(list(TEXTS))](chance, text)[:2_000_000]
    if chance.random() < 0.2:
        return kind, bytes_changed(chance, text.encode("utf-8", "surrogatepass"))
    return kind, text


# --- data packages -------------------------------------------------------------------------


@cache
def packages() -> tuple[Files, ...]:
    """The packages of the sound texts."""
    loaded = [reader.parse(text, "sound.yaml") for text in dict.fromkeys(texts())]
    return tuple(data_package.build(each.dataset) for each in loaded if each.dataset)


def _descriptor(files: Files) -> Any:
    return json.loads(files[DESCRIPTOR])


def _with(files: Files, descriptor: Any) -> Files:
    return {**files, DESCRIPTOR: json.dumps(descriptor, indent=1, default=str).encode()}


def unhashed(files: Files, ending: str) -> Files:
    """The package as another tool might write it: one form of each table, no hashes."""
    descriptor = _descriptor(files)
    descriptor["resources"] = [
        {"name": part["name"], "path": part["path"]}
        for part in descriptor["resources"]
        if part["path"].endswith(ending)
    ]
    return _with(files, descriptor)


def _one(chance: Random, files: Files, ending: str) -> str:
    return chance.choice([name for name in files if name.endswith(ending)])


def csv_text(chance: Random, files: Files) -> Files:
    """Corrupt a table in CSV as a text."""
    name = _one(chance, files, ".csv")
    text = files[name].decode()
    corrupt = TEXTS[chance.choice(["cut", "cut off", "odd signs", "tokens", "lines gone",
                                 "lines twice", "lines moved", "joined", "noise"])]  # fmt: skip
    content = corrupt(chance, text).encode("utf-8", "surrogatepass")
    return unhashed({**files, name: content}, ".csv")


def csv_cells(chance: Random, files: Files) -> Files:
    """Change cells, rows and columns of a table in CSV."""
    name = _one(chance, files, ".csv")
    rows = list(csv.reader(io.StringIO(files[name].decode(), newline="")))
    for _ in range(chance.choice((1, 1, 3))):
        row = chance.choice(rows)
        at = chance.randrange(len(row)) if row else 0
        match chance.randrange(6):
            case 0:
                row[at:at] = [chance.choice(WORDS)]
            case 1:
                del row[at : at + 1]
            case 2:
                rows.append(list(row))
            case 3:
                chance.shuffle(rows)
            case 4:
                row[at : at + 1] = ["x" * chance.choice((10, 10_001, 200_000))]
            case _:
                row[at : at + 1] = [chance.choice([*NUMBERS, *WORDS, *ODD[:15], "", " ", "'=1"])]
    held = io.StringIO()
    csv.writer(held).writerows(rows)
    content = held.getvalue().encode("utf-8", "surrogatepass")
    return unhashed({**files, name: content}, ".csv")


def parquet_bytes(chance: Random, files: Files) -> Files:
    """Change bytes of a table in Parquet."""
    name = _one(chance, files, ".parquet")
    return unhashed({**files, name: bytes_changed(chance, files[name])}, ".parquet")


def parquet_columns(chance: Random, files: Files) -> Files:
    """Give a table in Parquet other columns, types, rows or values."""
    name = _one(chance, files, ".parquet")
    table = pq.read_table(pa.BufferReader(files[name]))
    at = chance.randrange(table.num_columns)
    column = table.column_names[at]
    values = table.column(at).to_pylist()
    match chance.randrange(7):
        case 0:
            table = table.drop_columns([column])
        case 1:
            table = table.append_column(chance.choice([column, "zzz", ""]), table.column(at))
        case 2:
            table = table.slice(0, chance.randint(0, max(0, table.num_rows - 1)))
        case 3:
            table = pa.concat_tables([table] * chance.choice((2, 40)))
        case 4:
            table = table.set_column(at, column, pa.nulls(len(values), table.schema.types[at]))
        case 5:
            kind, value = chance.choice((
                (pa.int64(), 2**62), (pa.int8(), -1), (pa.float64(), float("nan")),
                (pa.string(), "x" * 20_000), (pa.string(), "\u202e\x00"), (pa.binary(), b"\xff"),
                (pa.date32(), date.max), (pa.date64(), date.min), (pa.timestamp("us"), None),
                (pa.list_(pa.string()), ["a"]), (pa.bool_(), True), (pa.large_string(), "a"),
                (pa.uint64(), 2**64 - 1), (pa.decimal128(30, 2), None), (pa.null(), None),
                (pa.float64(), 1e300), (pa.string(), ""), (pa.int32(), 0),
            ))  # fmt: skip
            table = table.set_column(at, column, pa.array([value] * len(values), kind))
        case _:
            chance.shuffle(values)
            table = table.set_column(at, column, pa.array(values, table.schema.types[at]))
    held = io.BytesIO()
    pq.write_table(table, held, compression=chance.choice(("none", "zstd", "gzip", "snappy")))
    return unhashed({**files, name: held.getvalue()}, ".parquet")


def descriptor(chance: Random, files: Files) -> Files:
    """Change a part of the descriptor."""
    return _with(files, _reshape(chance, _descriptor(files)))


def descriptor_text(chance: Random, files: Files) -> Files:
    """Corrupt the descriptor as a text."""
    corrupt = TEXTS[chance.choice(["cut", "cut off", "odd signs", "tokens", "lines gone",
                                 "lines twice", "joined", "noise"])]  # fmt: skip
    text = corrupt(chance, files[DESCRIPTOR].decode())
    return {**files, DESCRIPTOR: text.encode("utf-8", "surrogatepass")}


def file_gone(chance: Random, files: Files) -> Files:
    """Take a file out."""
    gone = chance.choice(list(files))
    return {name: content for name, content in files.items() if name != gone}


def file_changed(chance: Random, files: Files) -> Files:
    """Change a file and leave its hash, or put one file in the place of another."""
    name, other = chance.sample(list(files), 2)
    content = files[other] if chance.random() < 0.5 else bytes_changed(chance, files[name])
    return {**files, name: content}


def path(chance: Random, files: Files) -> Files:
    """Let the descriptor name another place for a table."""
    changed = _descriptor(files)
    part = chance.choice(changed["resources"])
    part["path"] = chance.choice((
        "../secret.csv", "/etc/passwd", "data/../../x.csv", "..\\x.csv", "c:x.csv", "", ".", None,
        ["data/visits.csv"], 1, {"a": 1}, "https://example.org/x.csv", "data/", "\0", "x" * 5_000,
        DESCRIPTOR, chance.choice(changed["resources"])["path"], "data/visits.csv\n", "README.md",
    ))  # fmt: skip
    if chance.random() < 0.5:
        part.pop("hash", None)
    return _with(files, changed)


PACKAGES: dict[str, Callable[[Random, Files], Files]] = {
    each.__name__.replace("_", " "): each
    for each in (
        csv_text,
        csv_cells,
        parquet_bytes,
        parquet_columns,
        descriptor,
        descriptor_text,
        file_gone,
        file_changed,
        path,
    )
}


def corrupted_package(chance: Random) -> tuple[str, Files]:
    """Corrupt the files of a sound package; give the kind of what was done, and the files."""
    kind = chance.choice(list(PACKAGES))
    return kind, PACKAGES[kind](chance, chance.choice(packages()))


def corrupted_zip(chance: Random) -> tuple[str, bytes]:
    """Corrupt a package and pack it in whichever way, or pack a sound one and corrupt the zip."""
    kind, files = "bytes of the zip", chance.choice(packages())
    if chance.random() < 0.4:
        kind, files = corrupted_package(chance)
        kind = f"zip: {kind}"
    held = io.BytesIO()
    forms = [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
    top = chance.choice(("", "", "folder/", "../", "/"))
    with zipfile.ZipFile(held, "w", chance.choice(forms)) as archive:
        for name, content in files.items():
            archive.writestr(top + name, content)
    content = held.getvalue()
    return kind, content if kind.startswith("zip") else bytes_changed(chance, content)
