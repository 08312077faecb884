"""What a text does wrong is said with its line, in words that tell how to mend it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import REAL, ROOT, TINY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.dataset.draft import MAX_PROBLEMS
from dashboard.dataset.files import MAX_BYTES, UnreadableFile
from dashboard.dataset.messages import MAX_TEXT
from dashboard.dataset.reader import Loaded, Problem, parse, read
from dashboard.dataset.tables import Dataset
from dashboard.dataset.yaml_reader import MAX_VALUES


def at(part: str, text: str = TINY) -> int:
    """Return the line on which a part of the text first stands."""
    return text.count("\n", 0, text.index(part)) + 1


def problems(text: str) -> list[tuple[int, str]]:
    loaded = parse(text, "f.yaml")
    assert (loaded.dataset is None) == bool(loaded.errors)
    return [(problem.line, problem.message) for problem in loaded.problems]


def broken(old: str, new: str) -> list[tuple[int, str]]:
    assert old in TINY
    return problems(TINY.replace(old, new, 1))


def only(old: str, new: str) -> tuple[int, str]:
    """Return the one problem of the tiny data set with one part changed."""
    found = broken(old, new)
    assert len(found) == 1, found
    return found[0]


# A good file


def test_a_good_text_gives_a_data_set_and_no_problem() -> None:
    loaded = parse(TINY, "f.yaml")
    assert loaded.problems == ()
    assert loaded.in_shape
    assert isinstance(loaded.dataset, Dataset)
    departure = loaded.dataset.tables["stops"]["departure"]
    assert departure.isna().tolist() == [False, False, True, True, False, True, True]


def test_bytes_a_byte_order_mark_and_windows_line_ends_make_no_difference() -> None:
    expected = parse(TINY, "f.yaml")
    assert parse(TINY.encode(), "f.yaml") == expected
    assert parse("\ufeff" + TINY, "f.yaml") == expected
    assert parse(TINY.replace("\n", "\r\n"), "f.yaml") == expected


def test_a_problem_is_written_as_file_line_message() -> None:
    assert str(Problem("a.yaml", 3, "words")) == "a.yaml:3: words"
    assert str(Problem("a.yaml", 3, "words", "warning")) == "a.yaml:3: warning: words"


def test_a_warning_does_not_keep_the_data_set_back() -> None:
    text = TINY.replace(
        "sources: [irna-2024-09-11-baghdad, reuters-2021-09-17-sco]",
        "sources: [irna-2024-09-11-baghdad]",
    )
    loaded = parse(text, "f.yaml")
    assert loaded.dataset is not None
    assert loaded.errors == ()
    assert [str(problem) for problem in loaded.problems] == [
        f"f.yaml:{at('sources: [irna-2024', text)}: warning: visit pezeshkian-2024-09-iraq, "
        "`sources`: a confirmed visit should have two sources; add another if there is one"
    ]


# YAML itself


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the file is empty; it must hold a data set"),
        ("# only this\n", 1, "the file is empty; it must hold a data set"),
        ("- a\n", 1, "the file must begin with keys, such as `title:`"),
        ("words\n", 1, "the file must begin with keys, such as `title:`"),
        ("complete:\n\tstart: 1\n", 2, "a tab in the indent; use spaces"),
        (
            "title: a\n---\ntitle: b\n",
            2,
            "a second document begins here; a data set is one, so remove the `---`",
        ),
        (
            "title: a: b\n",
            1,
            "this cannot be read as YAML: mapping values are not allowed in this context; "
            "a text with a colon needs quotes; or the indent is wrong",
        ),
        (
            "title: a\nleaders: [b,\n\n",
            2,
            "this cannot be read as YAML: did not find expected node content; "
            "a bracket is not closed, or a value is missing",
        ),
        (
            'title: "a\n\nversion: 1.0.0\n',
            3,
            "this cannot be read as YAML: found unexpected end of stream "
            "(in what begins at line 1); a quote or a bracket is not closed",
        ),
        (
            "title: @a\n",
            1,
            "this cannot be read as YAML: found character that cannot start any token; "
            "a text that begins with @, ` or % needs quotes",
        ),
        (
            'title: "\\q"\n',
            1,
            "this cannot be read as YAML: found unknown escape character; "
            "write a backslash as \\\\ within double quotes",
        ),
        (
            "title: *a\n",
            1,
            "this cannot be read as YAML: found undefined alias; "
            "a text that begins with * needs quotes",
        ),
    ],
)
def test_what_is_not_yaml_is_said_with_a_hint(text: str, line: int, message: str) -> None:
    assert (line, message) in problems(text)


def test_a_key_given_twice_is_found_at_its_second_line() -> None:
    assert only('title: "Tiny"', 'title: "Tiny"\ntitle: "Other"') == (
        4,
        "the key `title` is given twice, first at line 3; remove one",
    )
    old = '        text: "Both sides want more trade."\n'
    line = at(old) + 1
    assert only(old, old * 2) == (
        line,
        "visit pezeshkian-2024-09-iraq, statement 1: the key `text` is given twice, "
        f"first at line {line - 1}; remove one",
    )


@pytest.mark.parametrize("word", ["NO", "yes", "on", "Off", "true", "False"])
def test_a_word_that_yaml_reads_as_yes_or_no_needs_quotes(word: str) -> None:
    assert only('role: "President"', f"role: {word}") == (
        at('role: "President"'),
        f"visit raisi-2021-09-tajikistan, meeting 1, `role`: `{word}` without quotes is read as "
        f'yes or no, not as text; write it in quotes: "{word}"',
    )
    assert broken('role: "President"', f'role: "{word}"') == []


@pytest.mark.parametrize("number", ["010", "12:30", "0x1F", "1_000", "0b11", "+5", "9" * 99])
def test_a_number_that_is_not_what_it_looks_like_is_refused(number: str) -> None:
    line, message = only("  leaders: 2", f"  leaders: {number}")
    assert line == at("  leaders: 2")
    assert message.startswith("`expected`, `leaders`: `" + number[:59])
    assert message.endswith(
        "` without quotes is read as a number, and not as the one it looks like; "
        "write a number in plain digits, and text in quotes"
    )


@pytest.mark.parametrize("number", [".inf", ".nan", "-.inf", "190:20:30.15", "1.5e+3"])
def test_a_decimal_that_is_not_plain_is_refused(number: str) -> None:
    line, message = only("latitude: 33.3152", f"latitude: {number}")
    assert line == at("latitude: 33.3152")
    assert message.startswith(f"place baghdad, `latitude`: `{number}` without quotes is read as a")


def test_a_whole_number_serves_as_degrees() -> None:
    assert broken("latitude: 33.3152", "latitude: 33") == []


def test_a_day_that_is_not_in_the_calendar_is_refused() -> None:
    assert only("took_office: 2024-07-28", "took_office: 2024-02-30") == (
        at("took_office: 2024-07-28"),
        "leader pezeshkian, `took_office`: 2024-02-30 is not a day of the calendar; correct it",
    )


@pytest.mark.parametrize("time", ["2024-07-28 10:00:00", "2024-07-28T10:00:00Z"])
def test_a_time_of_day_is_refused(time: str) -> None:
    assert only("took_office: 2024-07-28", f"took_office: {time}") == (
        at("took_office: 2024-07-28"),
        f"leader pezeshkian, `took_office`: `{time}` is a date with a time of day; "
        "write the day alone: 2024-07-28",
    )


def test_a_date_in_quotes_is_refused() -> None:
    assert only("took_office: 2024-07-28", 'took_office: "2024-07-28"') == (
        at("took_office: 2024-07-28"),
        "leader pezeshkian, `took_office`: a date is written without quotes: 2024-07-28",
    )


def test_merge_keys_are_refused() -> None:
    assert (
        at("  start: 2021-08-03"),
        "`complete`: `<<` is not allowed; write the keys out",
    ) in broken("  start: 2021-08-03", "  <<: {start: 2021-08-03}")


def test_tags_are_refused_at_their_line() -> None:
    line = at('role: "President"')
    for tag in ("!!python/object:os.system", "!own", "!!str"):
        found = broken('role: "President"', f'role: {tag} "President"')
        assert found[0] == (
            line,
            f"the tag `{tag}` is not allowed; "
            "remove it, or write the value in quotes if it is text",
        )
        assert {at_line for at_line, _ in found} == {line}


def test_a_tag_on_the_whole_file_is_refused() -> None:
    assert problems("!own\ntitle: a\n") == [
        (1, "the tag `!own` is not allowed; remove it, or write the value in quotes if it is text")
    ]


def test_anchors_and_aliases_are_refused_each_at_its_line() -> None:
    text = TINY.replace('role: "President"', 'role: &a "President"').replace(
        'role: "Head of an organisation"', "role: *a"
    )
    assert problems(text) == [
        (
            at("&a", text),
            "the anchor `&a` is not allowed; write the text twice, or in quotes if it is text",
        ),
        (
            at("*a", text),
            "`*a` repeats another part of the file, which is not allowed; "
            "write the text again, or in quotes if it is text",
        ),
    ]


def test_an_alias_to_itself_ends() -> None:
    assert len(problems("title: &a [*a]\n")) > 2


def test_signs_within_a_text_are_no_anchors_and_no_tags() -> None:
    assert broken('note: "Made up."', 'note: "A &b *c !d R & D, x: *y"') == []


def test_keys_must_be_words() -> None:
    found = broken('title: "Tiny"', 'title: "Tiny"\n1: a\nno: b\n? [c]\n: d')
    assert found == [
        (4, "the key `1` is not a word; write it in quotes"),
        (5, "the key `no` is not a word; write it in quotes"),
        (6, "a key must be one word, not a list or a group"),
    ]


@pytest.mark.parametrize(
    ("character", "kind"),
    [
        ("\x00", "a control character"),
        ("\x1b", "a control character"),
        ("\x85", "a control character"),
        ("\u2028", "a control character"),
        ("\ud800", "a control character"),
        ("\u202e", "a character that turns the direction of writing"),
        ("\u2066", "a character that turns the direction of writing"),
    ],
)
def test_unseen_characters_are_refused(character: str, kind: str) -> None:
    assert only('role: "President"', f'role: "Pre{character}sident"') == (
        at('role: "President"'),
        f"U+{ord(character):04X}, {kind}; remove it",
    )


def test_unseen_characters_are_refused_when_written_as_escapes_too() -> None:
    assert only('role: "President"', r'role: "Pre\u202esident"') == (
        at('role: "President"'),
        "visit raisi-2021-09-tajikistan, meeting 1, `role`: "
        "U+202E, a character that turns the direction of writing; remove it",
    )


@pytest.mark.parametrize("sign", ["\x07", "\x85", "\u2028", "\ufeff", "\u202e", "\u2066"])
@pytest.mark.parametrize("escaped", [False, True], ids=["as it is", "as an escape"])
def test_unseen_characters_are_refused_in_every_field_at_its_line(sign: str, escaped: bool) -> None:
    written = f"\\u{ord(sign):04x}" if escaped else sign
    changed = re.sub(
        r'^([ -]*\w+: ").*"$', rf'\1a{written}b"'.replace("\\u", "\\\\u"), TINY, flags=re.MULTILINE
    )
    told = [
        problem for problem in parse(changed, "f.yaml").errors if "remove it" in problem.message
    ]
    lines = [number for number, line in enumerate(TINY.split("\n"), 1)
             if re.match(r'[ -]*\w+: ".*"$', line)]  # fmt: skip
    assert len(lines) > 50
    assert [problem.line for problem in told] == lines
    assert all(f"U+{ord(sign):04X}" in problem.message for problem in told)


def test_a_text_that_no_page_could_show_is_refused_with_its_length() -> None:
    longest = TINY.replace("Announced.", "x" * MAX_TEXT)
    assert parse(longest, "f.yaml").errors == ()
    (told,) = parse(longest.replace("xx", "xxx", 1), "f.yaml").errors
    line = TINY[: TINY.index("Announced.")].count("\n") + 1
    assert str(told) == (
        f"f.yaml:{line}: visit pezeshkian-2026-12-russia, `checks`: has 10,001 characters, and at "
        "most 10,000 are allowed; shorten it"
    )


def test_the_joiner_that_persian_needs_is_allowed() -> None:
    assert broken("Made up.", "نیم\u200cفاصله") == []


# Shape


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "    office:",
            "    ofice:",
            "leader raisi: unknown key `ofice`; did you mean `office`?",
        ),
        (
            "        arrival: 2021-09-16\n",
            "        zzz: 2021-09-16\n",
            "visit raisi-2021-09-tajikistan, stop 1: unknown key `zzz`; "
            "known here: country, place, arrival, departure",
        ),
        ("    office:", "    ofice:", "leader raisi: the key `office` is missing; add it"),
        (
            "    occasion: null\n",
            "",
            "visit raisi-2023-02-russia: the key `occasion` is missing; "
            "add it, or null where it is not known",
        ),
        (
            'full_name: "Ebrahim Raisi"',
            "full_name: 2024",
            "leader raisi, `full_name`: is read as the number 2024; "
            'to make it text, write it in quotes: "2024"',
        ),
        (
            'full_name: "Ebrahim Raisi"',
            "full_name: 2024-01-02",
            "leader raisi, `full_name`: is read as the date 2024-01-02; "
            'to make it text, write it in quotes: "2024-01-02"',
        ),
        (
            'full_name: "Ebrahim Raisi"',
            "full_name:",
            "leader raisi, `full_name`: must be text, and is empty",
        ),
        (
            'full_name: "Ebrahim Raisi"',
            "full_name: [a]",
            "leader raisi, `full_name`: must be text, and is a list",
        ),
        (
            'full_name: "Ebrahim Raisi"',
            'full_name: " "',
            "leader raisi, `full_name`: is blank; write a text",
        ),
        (
            'occasion: "21st SCO summit"',
            'occasion: ""',
            "visit raisi-2021-09-tajikistan, `occasion`: is blank; write a text, "
            "or null where it is not known",
        ),
        (
            "as_of: 2026-11-22",
            "as_of: 22.11.2026",
            "`as_of`: must be a date such as 2024-09-11, without quotes, "
            'and is the text "22.11.2026"',
        ),
        (
            "    start: 2024-09-11",
            "    start: unknown",
            "visit pezeshkian-2024-09-iraq, `start`: must be a date such as 2024-09-11, "
            'without quotes, or null where it is not known, and is the text "unknown"',
        ),
        (
            "status: planned",
            "status: planed",
            "visit pezeshkian-2026-12-russia, `status`: must be one of confirmed, unconfirmed, "
            'disputed, cancelled, planned, and is the text "planed"; did you mean `planned`?',
        ),
        (
            "  stops: 7",
            '  stops: "7"',
            '`expected`, `stops`: must be a whole number, without quotes, and is the text "7"',
        ),
        ("  stops: 7", "  stops: -7", "`expected`, `stops`: must be 0 or more, and is -7"),
        (
            "latitude: 33.3152",
            "latitude: 91.5",
            "place baghdad, `latitude`: must be 90 or less, and is 91.5",
        ),
        (
            "longitude: 44.3661",
            "longitude: -181",
            "place baghdad, `longitude`: must be -180 or more, and is -181",
        ),
        (
            "latitude: 33.3152",
            "latitude: north",
            "place baghdad, `latitude`: must be a number such as 33.31, without quotes, "
            'and is the text "north"',
        ),
        (
            "topics: [trade]",
            "topics: []",
            "visit pezeshkian-2024-09-iraq, statement 1, `topics`: must have 1 at least, and has 0",
        ),
        (
            "topics: [trade]",
            "topics: [trade, conflict, multilateral, trade]",
            "visit pezeshkian-2024-09-iraq, statement 1, `topics`: must have 3 at most, and has 4",
        ),
        (
            "topics: [trade]",
            "topics: trade",
            "visit pezeshkian-2024-09-iraq, statement 1, `topics`: must be a list "
            '(each item after `- `, or [a, b]), and is the text "trade"',
        ),
        (
            '      - name: "Somebody"\n        role: "Head of an organisation"\n'
            "        country: null\n",
            "      - Somebody\n",
            "visit pezeshkian-2024-09-iraq, meeting 1: must be a group of `key: value` lines, "
            'and is the text "Somebody"',
        ),
        (
            "  - id: trade",
            "  - id: Trade X",
            'topic Trade X, `id`: "Trade X" is not an id; use small letters, digits and single '
            "hyphens, such as `raisi-2`",
        ),
        (
            "country: TJK\n    latitude",
            "country: tj\n    latitude",
            'place dushanbe, `country`: "tj" is not a country code; '
            "use three capital letters, such as IRQ",
        ),
        (
            "url: https://irna.example/1",
            "url: ftp://irna.example/1",
            'source irna-2021-09-17-sco, `url`: "ftp://irna.example/1" is not a web address; '
            "it must begin with http:// or https://, without spaces",
        ),
        (
            "version: 1.0.0",
            "version: v1",
            '`version`: "v1" is not a version; write three numbers, such as 1.0.0',
        ),
        (
            "digest-oman: supports",
            "digest-oman: support",
            "visit pezeshkian-oman, `bearing`, `digest-oman`: must be one of supports, "
            'contradicts, context, and is the text "support"; did you mean `supports`?',
        ),
    ],
)
def test_what_has_not_its_shape_is_said_in_plain_words(old: str, new: str, message: str) -> None:
    found = [text for _, text in broken(old, new)]
    assert message in found
    assert not [text for text in found if "Input should" in text or "pydantic" in text]


def test_the_line_of_a_missing_key_is_that_of_its_record() -> None:
    line, message = only('    office: "President of Iran"\n', "")
    assert line == at("  - id: raisi\n")
    assert message == "leader raisi: the key `office` is missing; add it"


def test_a_record_without_an_id_is_named_by_its_number() -> None:
    assert (at("  - id: erbil"), "place 3: the key `id` is missing; add it") in broken(
        "  - id: erbil\n    name", "  - name"
    )


def test_a_section_of_the_wrong_kind_is_one_problem() -> None:
    text = TINY[: TINY.index("sources:\n  - id: blog")] + "sources: none\n"
    assert problems(text) == [
        (
            at("sources: none", text),
            '`sources`: must be a list (each item after `- `, or [a, b]), and is the text "none"',
        )
    ]


# All problems at once


def test_a_bad_visit_does_not_hide_the_problems_of_the_others() -> None:
    text = TINY.replace("status: planned", "status: nonsense").replace(
        "    start: 2024-09-11\n    end: 2024-09-13", "    start: 2024-09-13\n    end: 2024-09-11"
    )
    messages = [message for _, message in problems(text)]
    assert any(message.startswith("visit pezeshkian-2026-12-russia") for message in messages)
    assert any("2024-09-11 is before the start, 2024-09-13" in message for message in messages)
    # The counts are not compared while a visit is left out.
    assert not any("`expected`" in message for message in messages)


def test_rules_name_the_right_record_after_one_that_was_left_out() -> None:
    text = TINY.replace("kind: summit", "kind: picnic").replace(
        'text: "Both sides', 'text: "' + "word " * 26 + "Both sides"
    )
    assert (
        at('text: "word', text),
        "visit pezeshkian-2024-09-iraq, statement 1, `text`: the text has 31 words, "
        "at most 25 are allowed; shorten it, or make two statements of it",
    ) in problems(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('    label: "Trade"\n', ""),  # a topic
        ("latitude: 33.3152", "latitude: 500"),  # a place
        ("took_office: 2024-07-28", "took_office: 0"),  # a leader
        ("stance: independent", "stance: odd"),  # a source
        ("  - id: trade", "  - id: 2024"),  # a topic whose id is lost
        ("topics:\n  - id: trade", "topics: 1\nx:\n  - id: trade"),  # a whole section
    ],
)
def test_what_was_left_out_is_not_called_unknown(old: str, new: str) -> None:
    found = broken(old, new)
    assert found
    assert not [message for _, message in found if " has the id " in message]


def test_what_is_truly_unknown_is_said_beside_a_record_left_out() -> None:
    text = TINY.replace('    label: "Trade"\n', "").replace(
        "topics: [conflict]", "topics: [conflit]"
    )
    assert (
        at("[conflit]", text),
        "visit raisi-2021-09-tajikistan, statement 2, topic 1: "
        "no topic has the id `conflit`; did you mean `conflict`?",
    ) in problems(text)


def test_a_bad_head_does_not_hide_the_problems_of_the_visits() -> None:
    text = TINY.replace("as_of: 2026-11-22", "as_of: NO").replace(
        "id: raisi-belarus", "id: belarus"
    )
    messages = [message for _, message in problems(text)]
    assert len(messages) == 2
    assert messages[1].startswith("visit belarus, `id`: the id must begin with")


def test_problems_come_in_the_order_of_the_file() -> None:
    text = TINY.replace("stance: independent", "stance: odd").replace("kind: summit", "kind: odd")
    text = text.replace("as_of: 2026-11-22", "as_of: soon")
    lines = [line for line, _ in problems(text)]
    assert lines == sorted(lines)
    assert len(lines) == 3


def test_there_is_an_end_to_the_problems() -> None:
    found = problems("".join(f"key-{number}: 1\n" for number in range(3000)))
    assert len(found) == MAX_PROBLEMS + 1
    assert found[-1][1] == "there are more problems; mend those above first"


# Files


def test_a_file_that_is_not_there_or_not_a_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"there is no file .*nothing\.yaml"):
        read(tmp_path / "nothing.yaml")
    with pytest.raises(
        UnreadableFile, match=r"holds no datapackage\.json, so it is no data package; name"
    ):
        read(tmp_path)
    with pytest.raises(UnreadableFile, match="is not a plain file"):
        read(Path(os.devnull))
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read(Path("a\0b"))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text(TINY, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(UnreadableFile, match="permission denied"):
        read(path)


def test_bytes_that_are_not_utf_8_are_unreadable_with_their_line() -> None:
    with pytest.raises(UnreadableFile) as caught:
        parse(b"a: b\nc: \xe9\n", "f.yaml")
    assert str(caught.value) == (
        "f.yaml is not UTF-8: line 2 holds the byte 0xe9 (offset 8); save the file as UTF-8"
    )
    with pytest.raises(UnreadableFile, match="not UTF-8"):
        parse(TINY.encode("utf-16"), "f.yaml")


def test_a_file_too_large_for_yaml_is_unreadable_and_the_package_named(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 10)
    with pytest.raises(
        UnreadableFile, match=r"is larger than 50 MB, too large .* dashboard export"
    ):
        read(path)
    with pytest.raises(UnreadableFile, match="is larger than 50 MB"):
        parse("a" * (MAX_BYTES + 1), "f.yaml")


# Hostile texts, in a process of its own: an overflow of the C stack ends the process, and only a
# bound on memory and processor time shows that nothing is expanded.

_BOUNDED = """
import resource, sys
from dashboard.dataset import yaml_reader
from dashboard.dataset.reader import parse
yaml_reader.MAX_VALUES = 100_000
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
for expression in eval(sys.stdin.read()):
    print(*parse(eval(expression), "f.yaml").problems, "-----", sep="\\n")
"""


def bounded(expressions: list[str]) -> list[str]:
    """Return what each text, given as an expression, is told, in a process with bounds."""
    done = subprocess.run(
        [sys.executable, "-c", _BOUNDED],
        input=repr(expressions), capture_output=True, text=True, check=False,
        # Only for a process that neither ends nor works, which no bound above would end.
        timeout=300,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])
    return done.stdout.split("-----\n")[:-1]


DEEP = {
    "'title: ' + '[' * 100_000": 1,
    "'title: ' + '[' * 100_000 + ']' * 100_000": 1,
    "'title: ' + '{a: ' * 100_000": 1,
    "'title:\\n  ' + '- ' * 100_000 + 'a'": 2,
    "'? ' * 100_000 + 'a'": 1,
    "''.join(' ' * n + 'a:\\n' for n in range(2_000))": 20,
    "'title: &a ' + '[' * 100_000": 1,
}
MANY = [
    "'title: [' + 'a,' * 150_000 + ']'", "'title:\\n' + '- a\\n' * 150_000", "'a: 1\\n' * 150_000",
]  # fmt: skip
BOMB = (
    "'a0: &a0 [' + 'x,' * 9 + ']\\n' + ''.join("
    "f'a{n}: &a{n} [' + f'*a{n - 1},' * 9 + ']\\n' for n in range(1, 40))"
)
OTHERS = [
    "'\\0' * 1_000_000",
    "'title: \"' + 'a ' * 1_000_000 + '\"'",
    "''.join(f'k{n}: 1\\n' for n in range(40_000))",
    "'visits:\\n' + '- {}\\n' * 40_000",
    "'visits:\\n- statements:\\n' + '  - {}\\n' * 40_000",
    "'visits:\\n- bearing:\\n' + ''.join(f'    k{n}: 1\\n' for n in range(40_000))",
    "'title: ' + '9' * 1_000_000",
    "'title: ' + '1:' * 1_000_000",
    "'title: ' + '&a ' * 1_000_000",
    "'title: [' + '&a b,' * 500_000 + ']'",
]


def test_hostile_texts_are_refused_and_not_expanded() -> None:
    told = bounded([*DEEP, *MANY, BOMB, *OTHERS])
    for line, out in zip(DEEP.values(), told, strict=False):
        assert (
            f"f.yaml:{line}: more than 20 levels inside each other; "
            "a data set has 7, so look for a stray bracket or indent"
        ) in out
    for out in told[len(DEEP) : len(DEEP) + len(MANY)]:
        assert "more than 100,000 values, more than any data set needs" in out
    assert "f.yaml:1: the anchor `&a0` is not allowed" in told[len(DEEP) + len(MANY)]
    assert "f.yaml:2: `*a0` repeats another part" in told[len(DEEP) + len(MANY)]
    assert all("f.yaml:" in out for out in told)


def test_a_data_set_is_too_large_for_yaml_before_it_has_too_many_values() -> None:
    text = REAL.read_text(encoding="utf-8")
    n_values = sum(
        isinstance(event, yaml.NodeEvent) for event in yaml.parse(text, yaml.CSafeLoader)
    )
    assert n_values / len(text.encode()) * MAX_BYTES < MAX_VALUES


# Any text at all

_pieces = st.sampled_from(
    [
        *"[]{}'\"#%@,~=x\t\n\r\0\u202e\ufeff",
        *(": ", "- ", "? ", "&a ", "*a", "!b ", "!!str ", "!!map ", "!!set {a}", "<<: 1"),
        *("NO", "null", "010", "12:30", "1.5", "2024-02-30", "- id: x", "[]"),
        *("\n  ", "\n---\n", "\n...\n"),
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_mutilated_file_gives_a_data_set_or_errors_and_never_a_crash(data: st.DataObject) -> None:
    text = TINY
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 40)))
        text = text[:start] + data.draw(_pieces) + text[end:]
    _holds(parse(text, "f.yaml"), text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(), st.lists(_pieces).map("".join)))
def test_any_text_gives_errors_and_never_a_crash(text: str) -> None:
    _holds(parse(text, "f.yaml"), text)


def _holds(loaded: Loaded, text: str) -> None:
    assert (loaded.dataset is None) == bool(loaded.errors)
    assert loaded.in_shape or loaded.dataset is None
    last = max(1, text.replace("\r\n", "\n").rstrip("\n").count("\n") + 1)
    for problem in loaded.problems:
        assert 1 <= problem.line <= last
        assert "\n" not in problem.message
        assert "Input should" not in problem.message
        assert "does not fit here" not in problem.message
