"""What a reader takes away is harmless, complete and the same each time."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import zipfile
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from dashboard.analysis.filters import Filters
from dashboard.analysis.frames import tabulate
from dashboard.analysis.selection import Selection
from dashboard.dataset.tables import Dataset
from dashboard.export import view_zip
from dashboard.model.vocabulary import Bearing, Stance, StatementKind, Status, VisitKind

DAY = date(2027, 3, 5)


def cells(*values: object) -> list[str]:
    """Write one column and read the lines behind its name."""
    return (
        view_zip.csv(pd.DataFrame({"text": list(values)})).decode("utf-8-sig").split("\r\n")[1:-1]
    )


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\tx", " =1", "\u00a0=1", "\u200b=1", "\ufeff@x",
     "＝1+1", "＋1", "－1", "＠x", "﹣1"],
)  # fmt: skip
def test_no_cell_runs_as_a_formula(text: str) -> None:
    assert cells(text) == [f"'{text}"]


@pytest.mark.parametrize("text", ["\r=1", "\n=1", "\rx"])
def test_nor_does_one_behind_a_line_break(text: str) -> None:
    # Quoted, because it breaks the line; the apostrophe stands inside.
    assert view_zip.csv(pd.DataFrame({"text": [text]})).decode("utf-8-sig") == (
        f'text\r\n"\'{text}"\r\n'
    )


@pytest.mark.parametrize("text", ["Iraq", "1,204", "a=b", "Karbala-Najaf", "«=»", "", "ابراهیم"])
def test_other_text_is_left_alone(text: str) -> None:
    wanted = f'"{text}"' if "," in text or not text else text
    assert cells(text) == [wanted]


def test_numbers_and_days_stay_what_they_are() -> None:
    frame = pd.DataFrame(
        {
            "n": [-3, 4],
            "n_days": [3.0, None],
            "share": [-0.25, 1.0],
            "own": pd.Series([-1, "=x"], dtype=object),
            "day": [pd.Timestamp("2024-09-11"), pd.NaT],
            "topics": [("trade", "energy"), ()],
            "few": [True, False],
        }
    )
    before = frame.copy()
    assert view_zip.csv(frame).decode("utf-8-sig").split("\r\n") == [
        "n,n_days,share,own,day,topics,few",
        "-3,3,-0.25,-1,2024-09-11,trade energy,True",
        "4,,1.0,'=x,,,False",
        "",
    ]
    pd.testing.assert_frame_equal(frame, before)


def pack(selection: Selection, filters: Filters) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(packed(selection, filters)))


def packed(selection: Selection, filters: Filters) -> bytes:
    return view_zip.pack(
        filters.narrow(selection),
        title="Topics",
        sentence=filters.describe(selection),
        link="https://example.org/topics?topic=Trade",
        made=DAY,
        citations={"citation.txt": "Cite it so.", "citation.bib": "@misc{a}", "citation.ris": "TY"},
    )


def test_the_zip_holds_what_the_view_shows(tiny_selection: Selection) -> None:
    archive = pack(tiny_selection, Filters(topics=("trade",)))
    assert archive.namelist() == [
        "README.md", "codebook.md", "visits.csv", "statements.csv", "mentions.csv", "stops.csv",
        "meetings.csv", "citations.csv", "points.csv", "sources.csv", "leaders.csv", "citation.txt",
        "citation.bib", "citation.ris",
    ]  # fmt: skip
    visits = pd.read_csv(archive.open("visits.csv"))
    assert visits["visit"].tolist() == ["raisi-2021-09-tajikistan", "pezeshkian-2024-09-iraq"]
    said = pd.read_csv(archive.open("statements.csv"))
    assert said["text"].tolist() == [
        "The members agreed to take in Iran.",
        "Both sides want more trade.",
    ]
    assert said["publisher"].tolist() == ["IRNA", "IRNA"]
    assert said["visit_title"].tolist() == ["Tajikistan (Dushanbe)", "Iraq (Baghdad)"]
    sources = pd.read_csv(archive.open("sources.csv"))
    assert set(sources["source"]) == {
        "irna-2021-09-17-sco",
        "reuters-2021-09-17-sco",
        "irna-2024-09-11-baghdad",
    }
    assert archive.read("citation.txt") == b"Cite it so.\n"


def test_the_readme_says_what_the_page_said(real_selection: Selection) -> None:
    filters = Filters(topics=("energy",), leaders=("raisi",), words="gas")
    archive = pack(real_selection, filters)
    readme = archive.read("README.md").decode()
    shown = filters.narrow(real_selection)
    assert f"- Shown: {filters.describe(real_selection)}\n" in readme
    assert filters.describe(real_selection).startswith(f"{len(shown.visits)} of ")
    assert f"- Visits: {len(shown.visits)}\n- Statements: {len(shown.statements)}\n" in readme
    version = real_selection.head.version
    assert f"- Version of the data set: {version}, as of {real_selection.head.as_of}\n" in readme
    assert "- Licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/\n" in readme
    assert "- Downloaded: 2027-03-05\n" in readme
    assert "- Link to the view: https://example.org/topics?topic=Trade\n" in readme
    assert readme.rstrip().endswith("Cite it so.")
    for name in archive.namelist():
        assert f"| {name} |" in readme or name == "README.md"
        if name.endswith(".csv"):
            assert f"| {name} | {len(pd.read_csv(archive.open(name))):,} |" in readme


def test_the_same_view_gives_the_same_bytes(real_selection: Selection) -> None:
    first = packed(real_selection, Filters(topics=("energy",)))
    assert packed(real_selection, Filters(topics=("energy",))) == first
    assert packed(real_selection, Filters(topics=("trade",))) != first
    stamps = {item.date_time for item in zipfile.ZipFile(io.BytesIO(first)).infolist()}
    assert stamps == {(1980, 1, 1, 0, 0, 0)}


def test_another_process_gives_the_same_bytes_without_docstrings_too(
    tiny_text: str, tiny_data: Dataset
) -> None:
    # Another seed of hashing: an order taken from a set would show. -OO: no docstring is data.
    code = f"""
import hashlib, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_takeaway import packed
from dashboard.dataset import reader
from dashboard.analysis.frames import tabulate
from dashboard.analysis.filters import Filters
data = reader.parse(sys.stdin.read(), "tiny.yaml").dataset
print(hashlib.sha256(packed(tabulate(data), Filters())).hexdigest())
"""
    done = subprocess.run(
        [sys.executable, "-OO", "-c", code],
        input=tiny_text, text=True, capture_output=True, check=True,
        env={"PYTHONHASHSEED": "2", "PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    assert done.stdout.strip() == hashlib.sha256(packed(tabulate(tiny_data), Filters())).hexdigest()


def test_nothing_shown_is_packed_too(bare_tables: Selection) -> None:
    archive = pack(bare_tables, Filters())
    assert pd.read_csv(archive.open("visits.csv")).empty
    assert "- Visits: 0\n" in archive.read("README.md").decode()


def test_the_codebook_has_every_word_and_every_column(tiny_selection: Selection) -> None:
    said = view_zip.codebook(tiny_selection.head)
    for terms in (Status, VisitKind, StatementKind, Stance, Bearing):
        for term in terms:
            assert f"- `{term.value}`: {term.label}. {term.meaning}" in said
    for topic in tiny_selection.head.topics:
        assert f"`{topic.id}`: {topic.label} ({topic.group})" in said
    archive = pack(tiny_selection, Filters())
    for name in archive.namelist():
        if name.endswith(".csv"):
            for column in pd.read_csv(archive.open(name)).columns:
                assert column in said, f"{column} of {name} is not in the codebook"


def test_the_snippet_is_one_iframe_whatever_the_title() -> None:
    found: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attrs)))

    title = 'Who "won"? <script> & Iran\'s'
    Reader().feed(view_zip.embed("https://example.org/topics?topic=A%26B&embed=false", title, 700))
    assert [tag for tag, _ in found] == ["iframe"]
    attributes = found[0][1]
    assert attributes["src"] == "https://example.org/topics?topic=A%26B&embed=true"
    assert attributes["title"] == title
    assert attributes["height"] == "700"
