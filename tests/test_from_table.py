"""A plain table becomes a data set that passes the check; what it cannot map is told by line."""

from __future__ import annotations

import re
import shlex
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.__main__ import main
from dashboard.dataset import reader
from dashboard.dataset.reader import UnreadableFile
from dashboard.dataset.stays.table import DAY_FIRST, MONTH_FIRST, day, read_table, slug
from dashboard.dataset.tables import nested
from dashboard.dataset.yaml_writer import canonical
from dashboard.model.records import Document
from dashboard.model.vocabulary import Status, VisitKind

EXAMPLE = ROOT / "examples" / "us-presidents"
HEAD = "leader,country,city,start,end,remarks\n"
SOURCE = [
    "--source-publisher", "The Gazette", "--source-title", "Visits abroad",
    "--source-url", "https://gazette.example/visits",
]  # fmt: skip


class Bench:
    """A folder to import in: writes the table, runs the command, reads what came of it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.table, self.output, self.capsys = folder / "t.csv", folder / "out.yaml", capsys
        self.lines: list[str] = []

    def run(self, table: str | bytes, *options: str, code: int = 0) -> None:
        self.table.write_bytes(table if isinstance(table, bytes) else table.encode())
        given = ["import", str(self.table), "--output", str(self.output), *SOURCE,
                 "--home", "Iran", "--as-of", "2026-11-22", *options]  # fmt: skip
        assert main(given) == code
        out = self.capsys.readouterr()
        assert out.err == ""
        self.lines = out.out.replace(f"{self.table}:", "").splitlines()

    def read(self) -> Document:
        loaded = reader.read(self.output)
        assert [str(problem) for problem in loaded.problems] == []
        assert loaded.dataset is not None
        text = self.output.read_text(encoding="utf-8")
        assert canonical(text) == text
        return Document.model_validate(nested(loaded.dataset))


@pytest.fixture
def bench(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bench:
    return Bench(tmp_path, capsys)


# --- the whole way -------------------------------------------------------------------------


def test_a_plain_table_becomes_a_data_set(bench: Bench) -> None:
    bench.run(
        f"{HEAD}"
        "Ada Lovelace,Iraq,Baghdad,2024-09-11,2024-09-12,State visit.\n"
        "Ada Lovelace,Oman,,2024-09-13,2024-09-13,\n"
        "Ada Lovelace,Qatar,Doha,2024-09-15,2024-09-16,Summit.\n"
        "Bea,IRQ,Baghdad; Erbil,2025-01-01,2025-01-03,Talks\n"
    )
    assert bench.lines == [f"{bench.output}: 4 stays read as 3 visits of 2 leaders"]
    dataset = bench.read()
    assert [visit.id for visit in dataset.visits] == [
        "ada-lovelace-2024-09-iraq", "ada-lovelace-2024-09-qatar", "bea-2025-01-iraq",
    ]  # fmt: skip
    first, _, last = dataset.visits
    assert (first.start, first.end) == (date(2024, 9, 11), date(2024, 9, 13))
    assert [(stop.country, stop.place) for stop in first.stops] == [
        ("IRQ", "baghdad"), ("OMN", None),
    ]  # fmt: skip
    assert first.checks == (
        "Not checked beyond the table, which says: Iraq (Baghdad), 2024-09-11 to 2024-09-12: "
        "State visit. Oman, 2024-09-13."
    )
    assert (first.status, first.kind) == (Status.UNCONFIRMED, VisitKind.OFFICIAL)
    # Two cities of one row: only the first day of the first and the last of the last are known.
    assert [(stop.place, stop.arrival, stop.departure) for stop in last.stops] == [
        ("baghdad", date(2025, 1, 1), None), ("erbil", None, date(2025, 1, 3)),
    ]  # fmt: skip
    assert [(place.id, place.latitude) for place in dataset.places] == [
        ("baghdad", None), ("doha", None), ("erbil", None),
    ]  # fmt: skip
    (source,) = dataset.sources
    assert (source.id, source.publisher, source.url, source.date) == (
        "the-gazette", "The Gazette", "https://gazette.example/visits", None,
    )  # fmt: skip


def test_terms_that_nobody_gave_are_derived_and_marked(bench: Bench) -> None:
    bench.run(
        f"{HEAD}Ada,Iraq,,2024-09-11,2024-09-12,\nAda,Iraq,,2025-01-01,2025-01-02,\n"
        "Bea,Iraq,,2025-03-01,2025-03-02,\n",
        "--term", "bea=2025-02-01/..",
    )  # fmt: skip
    dataset = bench.read()
    assert [(who.took_office, who.left_office) for who in dataset.leaders] == [
        (date(2024, 9, 11), date(2025, 1, 2)), (date(2025, 2, 1), None),
    ]  # fmt: skip
    mark = "The time in office of Ada was not given: it is taken to run from the first to the last"
    assert mark in (dataset.complete.note or "")
    assert mark in bench.output.read_text(encoding="utf-8").split("title:")[0]
    assert (dataset.complete.start, dataset.complete.end) == (date(2024, 9, 11), date(2026, 11, 22))


def test_a_table_of_leaders_gives_terms_and_names(bench: Bench, tmp_path: Path) -> None:
    leaders = tmp_path / "leaders.csv"
    leaders.write_text(
        "Leader;id;Name;country;took_office;left_office;office\n"
        "Ada Lovelace;ada;Ada;GB;1 August 2024;2025-08-01;Countess\n"
        "Nobody;;;;;;\n"
    )
    bench.run(f"{HEAD}Ada Lovelace,Iran,,2024-09-11,2024-09-12,\n", "--leaders", str(leaders),
              code=1)  # fmt: skip
    assert bench.lines[0] == (
        f"{leaders}:3: no stay of this leader was read, so it is left out; remove the line"
    )
    (ada,) = bench.read().leaders
    assert (ada.id, ada.name, ada.full_name, ada.country, ada.office) == (
        "ada", "Ada", "Ada Lovelace", "GBR", "Countess",
    )  # fmt: skip
    assert (ada.took_office, ada.left_office) == (date(2024, 8, 1), date(2025, 8, 1))
    assert "was not given" not in (bench.read().complete.note or "")


def test_a_table_of_one_leader_needs_no_column_for_the_name(bench: Bench) -> None:
    bench.run("country,start,end\nIraq,2024-09-11,2024-09-12\n", "--leader", "Ada")
    assert [who.name for who in bench.read().leaders] == ["Ada"]


def test_columns_have_the_names_that_the_options_say(bench: Bench) -> None:
    table = "Who,LAND,Von,Bis,Ort\nAda,Iraq,2024-09-11,2024-09-12,Basra\n"
    options = ["--leader-column", "who", "--country-column", "Land", "--start-column", "Von",
               "--end-column", "Bis", "--city-column", "Ort"]  # fmt: skip
    bench.run(table, *options)
    assert [place.name for place in bench.read().places] == ["Basra"]


def test_a_column_that_is_not_there_is_named_with_those_that_are(bench: Bench) -> None:
    bench.run("Leader,Contry,Start,End\n", code=1)
    assert bench.lines == [
        "1: there is no column “country”; did you mean “Contry”? its columns are Leader, Contry, "
        "Start, End; name the right one with --country-column"
    ]
    assert not bench.output.exists()


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_of_the_usual_forms_of_a_table_is_read(
    sign: str, mark: bytes, end: str, bench: Bench
) -> None:
    rows = [["leader", "country", "start", "end", "remarks"],
            ["Ada", '"Korea, Republic of"', "2024-09-11", "2024-09-12", '"a; b,\tc"']]  # fmt: skip
    table = "".join(f"{sign.join(row)}{end}" for row in rows)
    bench.run(mark + table.encode())
    (visit,) = bench.read().visits
    assert visit.stops[0].country == "KOR"
    assert visit.checks.endswith("2024-09-11 to 2024-09-12: a; b, c.")


# --- what cannot be mapped -----------------------------------------------------------------

BAD_ROWS = {
    ",Iraq,,2024-09-11,2024-09-12,": "no leader; write the name in each row",
    "Ada,Yugoslavia,,2024-09-11,2024-09-12,": "“Yugoslavia” is no country known here; write its "
    "English name or ISO 3166-1 code",
    "Ada,Iraqq,,2024-09-11,2024-09-12,": "“Iraqq” is no country known here; did you mean Iraq "
    "(IRQ)?",
    "Ada,,,2024-09-11,2024-09-12,": "no country; write its English name or ISO 3166-1 code",
    "Ada,Iran,,2024-09-11,2024-09-12,": "Iran is Ada's own country; only stays abroad belong here",
    "Ada,Iraq,,,2024-09-12,": "no start; write the first day abroad, which may be the same day",
    "Ada,Iraq,,2024-09-11,,": "no end; write the last day abroad, which may be the same day",
    "Ada,Iraq,,2024-09-11,2024-09-10,": "the last day, 2024-09-10, is before the first, "
    "2024-09-11; correct one",
    "Ada,Iraq,,3/4/2024,2024-09-10,": "“3/4/2024” could be two days; say which comes first with "
    "--dates day-first or --dates month-first, or write the day as 2021-03-04",
    "Ada,Iraq,,soon,2024-09-10,": "“soon” is not read as a day; write it as 2021-03-04 (year, "
    "month, day) or 4 March 2021",
    "Ada,Iraq,,31.2.2024,2024-09-10,": "“31.2.2024” is no day of the calendar; correct it",
    "Ada,Iraq,,2026-11-20,2026-11-24,": "the stay goes on after 2026-11-22, the day of the table; "
    "correct its days, or set a later day with --as-of",
    "Ada,Iraq,,2020-01-01,2020-01-02,": "2020-01-01 is before Ada took office, 2021-01-01; "
    "correct the day or the term, or remove the row",
    "Ada,Iraq,,2026-01-01,2026-01-02,": "2026-01-02 is after Ada left office, 2025-12-31; "
    "correct the day or the term, or remove the row",
    "Ada,Iraq,Basra,2024-01-01,2024-01-02,again": "the same stay as at line 2; remove one",
    "Ada,Iraq,,2024-02-01,2024-02-02,a,b": "7 cells under 6 columns; put a text that holds a "
    "comma in double quotes",
    "Ada,Iraq,,2024-02-01,2024-02-02,a\u202eb": "U+202E, a character that turns the direction of "
    "writing; remove it",
}


@pytest.mark.parametrize("row", BAD_ROWS)
def test_a_row_that_cannot_be_mapped_is_told_and_the_rest_is_written(
    row: str, bench: Bench
) -> None:
    good = "Ada,Iraq,Basra,2024-01-01,2024-01-02,\n"
    bench.run(f"{HEAD}{good}\n{row}\n", "--term", "Ada=2021-01-01/2025-12-31", code=1)
    assert bench.lines == [
        f"4: {BAD_ROWS[row]}",
        f"{bench.output}: 1 stay read as 1 visit of 1 leader; 1 problem above",
    ]
    assert [visit.id for visit in bench.read().visits] == ["ada-2024-01-iraq"]


def test_a_row_is_told_by_the_line_that_it_begins_on(bench: Bench) -> None:
    row = 'Ada,Iraq,,2024-01-01,2024-01-02,"over\ntwo lines"\n'
    bench.run(f"{HEAD}{row}Ada,Xanadu,,2024-05-01,2024-05-02,\n", code=1)
    assert bench.lines[0].startswith("4: “Xanadu” is no country")
    assert "over two lines" in bench.read().visits[0].checks


def test_a_quote_that_is_not_closed_is_told_with_its_line(bench: Bench) -> None:
    good = "Ada,Iraq,,2024-01-01,2024-01-02,\n"
    bench.run(f'{HEAD}{good}Ada,Iraq,,2024-02-01,2024-02-02,"open\n{good}', code=1)
    assert bench.lines[0].startswith("3: from here on the table cannot be read: ")
    assert len(bench.read().visits) == 1


def test_where_nothing_is_left_nothing_is_written(bench: Bench) -> None:
    bench.run(HEAD, code=1)
    assert bench.lines == [f"{bench.output}: not written; mend what is listed above first"]
    assert not bench.output.exists()


def test_a_term_of_somebody_who_is_not_in_the_table_is_told(bench: Bench) -> None:
    bench.run(f"{HEAD}Ada,Iraq,,2024-01-01,2024-01-02,\n", "--term", "Eve=2020-01-01/..", code=1)
    assert bench.lines[0] == (
        "1: --term names Eve, of whom no stay was read; write the name as it stands in the table"
    )


def test_a_table_that_is_not_utf_8_is_refused_with_its_line(bench: Bench) -> None:
    bench.table.write_bytes(f"{HEAD}Ada,Iraq,,,,\nZoë,Iraq".encode("latin-1"))
    given = ["import", str(bench.table), "--output", str(bench.output), *SOURCE]
    assert main(given) == 2
    assert bench.capsys.readouterr().err == (
        f"{bench.table} is not UTF-8: line 3 holds the byte 0xeb; save the file as UTF-8\n"
    )
    with pytest.raises(UnreadableFile, match="is empty"):
        read_table(b"\n \n", "t.csv")


def test_a_file_that_is_there_is_not_written_over(bench: Bench) -> None:
    bench.output.write_text("mine")
    bench.run(ONE, code=1)
    assert bench.lines == [
        f"{bench.output} is there already; name another file, or add --replace to write over it"
    ]
    assert bench.output.read_text() == "mine"
    bench.run(ONE, "--replace")
    assert len(bench.read().visits) == 1


ONE = f"{HEAD}Ada,Iraq,,2024-01-01,2024-01-02,\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--source-url", "gazette.example"], "--source-url is not a web address; it must begin "
         "with http:// or https://"),
        (["--source-date", "2026-11-23"], "--source-date 2026-11-23 is after the day of the table, "
         "2026-11-22; correct it, or set --as-of"),
    ],
)  # fmt: skip
def test_a_source_that_is_none_is_refused(options: list[str], message: str, bench: Bench) -> None:
    bench.run(ONE, *options, code=1)
    assert bench.lines == [message]


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--licence=CC BY 4.0", "“CC BY 4.0” is not an SPDX identifier; write one of "
         "https://spdx.org/licenses"),
        ("--gap=-1", "“-1” is not a number of days, 0 or more"),
        ("--home=Iraqq", "“Iraqq” is no country known here; did you mean Iraq (IRQ)?"),
        ("--title= ", "must not be blank"),
        ("--as-of=soon", "“soon” is not read as a day; write it as 2021-03-04"),
        ("--term=Ada", "“Ada” is no term; write NAME=FROM/UNTIL, such as Raisi="),
        ("--term=Ada=2021-01-02/2021-01-01", "“Ada=2021-01-02/2021-01-01” ends before it starts"),
        ("--kind=tour", "invalid choice: 'tour' (choose from 'state', 'official', "),
    ],
)  # fmt: skip
def test_an_option_that_cannot_be_read_is_named_with_its_cure(
    option: str, message: str, bench: Bench
) -> None:
    with pytest.raises(SystemExit):
        bench.run(ONE, option)
    assert f"argument {option.partition('=')[0]}: {message}" in bench.capsys.readouterr().err
    assert not bench.output.exists()


def test_the_licence_is_the_one_that_was_asked_for(bench: Bench) -> None:
    bench.run(ONE)
    assert bench.read().licence is None
    assert "licence" not in bench.output.read_text(encoding="utf-8")
    bench.run(ONE, "--replace", "--licence", "ODbL-1.0")
    assert bench.read().licence == "ODbL-1.0"


# --- journeys ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gap", "journeys"), [("0", 4), ("1", 3), ("2", 2), ("100", 1)], ids=lambda value: str(value)
)
def test_stays_that_follow_on_each_other_are_one_journey(
    gap: str, journeys: int, bench: Bench
) -> None:
    # Same day; the day after; two days after; ten days after.
    days = ["01,2024-01-02", "02,2024-01-03", "04,2024-01-05", "07,2024-01-07", "17,2024-01-18"]
    table = HEAD + "".join(f"Ada,Iraq,City {n},2024-01-{span},\n" for n, span in enumerate(days))
    bench.run(table, "--gap", gap)
    assert len(bench.read().visits) == journeys


def test_a_short_stay_within_a_long_one_does_not_end_the_journey(bench: Bench) -> None:
    bench.run(
        f"{HEAD}Ada,Iraq,Basra,2024-01-01,2024-01-09,\nAda,Oman,,2024-01-03,2024-01-03,\n"
        "Ada,Qatar,,2024-01-10,2024-01-10,\n"
    )
    (visit,) = bench.read().visits
    assert (visit.start, visit.end) == (date(2024, 1, 1), date(2024, 1, 10))


def test_what_is_ahead_is_planned_and_no_part_of_a_journey_made(bench: Bench) -> None:
    bench.run(
        f"{HEAD}Ada,Iraq,,2026-11-20,2026-11-22,\nAda,Oman,,2026-11-22,2026-11-23,\n"
        "Ada,Qatar,,2026-11-24,2026-11-24,\n"
    )
    assert [(visit.status, len(visit.stops)) for visit in bench.read().visits] == [
        (Status.UNCONFIRMED, 1), (Status.PLANNED, 2),
    ]  # fmt: skip


def test_a_journeys_kind_is_that_of_its_longest_stay(bench: Bench) -> None:
    bench.run(
        "leader,country,start,end,kind\nAda,Iraq,2024-01-01,2024-01-02,State visit\n"
        "Ada,Oman,2024-01-02,2024-01-05,summit\nBea,Oman,2024-01-02,2024-01-02,\n",
        "--kind", "working",
    )  # fmt: skip
    assert [visit.kind for visit in bench.read().visits] == [VisitKind.SUMMIT, VisitKind.WORKING]
    bench.run("leader,country,start,end,kind\nAda,Iraq,2024-01-01,2024-01-02,tour\n", "--replace",
              code=1)  # fmt: skip
    assert bench.lines[0].startswith("2: “tour” is no kind of visit; write one of state, official,")


def test_ids_that_would_meet_are_told_apart(bench: Bench) -> None:
    bench.run(
        f"{HEAD}José,Iraq,San Juan,2024-01-01,2024-01-02,\n"
        "Jose,Oman,San Juan,2024-01-01,2024-01-02,\n"
        "José,Iraq,São,2024-01-10,2024-01-11,\nحسن,Iraq,بغداد,2024-01-10,2024-01-11,\n"
    )
    dataset = bench.read()
    assert [who.id for who in dataset.leaders] == ["jose", "jose-2", "leader"]
    assert [visit.id for visit in dataset.visits] == [
        "jose-2024-01-iraq", "jose-2024-01-iraq-2", "jose-2-2024-01-oman", "leader-2024-01-iraq",
    ]  # fmt: skip
    assert {(place.id, place.name) for place in dataset.places} == {
        ("san-juan", "San Juan"), ("san-juan-omn", "San Juan"), ("sao", "São"), ("place", "بغداد"),
    }  # fmt: skip


# --- days ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["1945-07-15", "1945/07/15", "1945.7.15", "19450715", "15 July 1945", "15 Jul 1945",
     "15-Jul-1945", "July 15, 1945", "Jul 15, 1945", "15/07/1945", "15.7.1945", "07/15/1945",
     "1945-07-15T00:00:00", "1945-07-15 00:00:00"],
)  # fmt: skip
def test_a_day_is_read_in_its_usual_forms(text: str) -> None:
    assert day(text) == date(1945, 7, 15)


def test_the_order_of_figures_is_taken_at_its_word() -> None:
    assert day("3/4/2021", DAY_FIRST) == date(2021, 4, 3)
    assert day("3/4/2021", MONTH_FIRST) == date(2021, 3, 4)
    assert day("4/4/2021") == date(2021, 4, 4)
    # The other order than the one that was promised: a slip, or the promise is wrong.
    with pytest.raises(ValueError, match="no day of the calendar with --dates day-first"):
        day("07/15/1945", DAY_FIRST)


@pytest.mark.parametrize(
    "text", ["15/7/45", "July 1945", "1945", "2024111", "20241301", "1945-07-15 10:30", "15 Jul"]
)
def test_what_is_no_whole_day_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match="is not read as a day"):
        day(text)


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_every_day_survives_each_form(when: date) -> None:
    assert day(when.isoformat()) == when
    assert day(f"{when:%d %B %Y}") == when
    assert day(f"{when.month}/{when.day}/{when.year}", MONTH_FIRST) == when
    assert day(f"{when.day}.{when.month}.{when.year}", DAY_FIRST) == when


# --- any table at all ----------------------------------------------------------------------

cells = st.one_of(
    st.sampled_from(["Ada", "Iraq", "Oman", "IRN", "2024-01-01", "2024-01-03", "1/2/2024", ""]),
    st.text(max_size=12),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(st.lists(cells, max_size=7), max_size=8), sign=st.sampled_from(",;\t"))
def test_no_table_stops_the_import_or_makes_a_file_that_fails(
    rows: list[list[str]], sign: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    text = "\n".join([HEAD.strip().replace(",", sign), *(sign.join(row) for row in rows)])
    table, output = folder / "t.csv", folder / "out.yaml"
    table.write_bytes(text.encode("utf-8", "surrogatepass"))
    code = main(["import", str(table), "--output", str(output), *SOURCE, "--home", "IRN",
                 "--as-of", "2026-11-22"])  # fmt: skip
    assert code in (0, 1, 2)
    if output.exists():
        assert reader.read(output).errors == ()


def test_a_slug_is_an_id_or_nothing() -> None:
    assert slug("U.S. Department of State") == "us-department-of-state"
    assert slug("São Tomé & Príncipe") == "sao-tome-principe"
    assert slug("بغداد") == ""


# --- the example ---------------------------------------------------------------------------


def command_of_the_readme() -> list[str]:
    """The command that the example's README says it was made with."""
    readme = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```sh\n(python -m dashboard import .*?)```", readme, re.DOTALL)
    return shlex.split(block.replace("\\\n", ""))[3:]


def test_the_command_of_the_readme_gives_the_shipped_file_byte_for_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(EXAMPLE)
    command = command_of_the_readme()
    output = tmp_path / "visits.yaml"
    command[command.index("--output") + 1] = str(output)
    assert main(command) == 0, capsys.readouterr().out
    assert output.read_bytes() == (EXAMPLE / "visits.yaml").read_bytes()


def test_the_example_passes_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(EXAMPLE / "visits.yaml")]) == 0
    *warnings, last = capsys.readouterr().out.splitlines()
    # The source is an official body, and the only one: each visit says so, and nothing else.
    assert len(warnings) == 21
    assert all("a confirmed visit should have two sources" in line for line in warnings)
    assert last.endswith(
        "21 warnings. 21 visits (21 confirmed), 0 statements, 1 source, 0 meetings"
    )
