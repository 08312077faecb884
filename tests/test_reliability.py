"""Alpha against published examples and the library, its interval, broken files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from conftest import REAL, TINY_CODINGS
from hypothesis import given
from hypothesis import strategies as st
from tabulated import tabulate

from dashboard.analysis import reliability
from dashboard.analysis.reliability import UnreadableStudies
from dashboard.analysis.selection import Selection
from dashboard.model.records import Document

FOLDER = REAL.parent / reliability.FOLDER

# Two worked examples of K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).
BINARY = ("0100000010", "1110010000")
NOMINAL = ("aabbdcccedda", "babbbccceddd")


@pytest.mark.parametrize(
    ("codings", "differ", "by_chance", "published"),
    [
        # 20 values, 14 noughts and 6 ones; 4 of the 10 statements differ.
        (BINARY, 4 / 10, (20**2 - 14**2 - 6**2) / (20 * 19), 0.095),
        # 24 values: 4 a, 6 b, 6 c, 6 d and 2 e; 3 of the 12 statements differ.
        (NOMINAL, 3 / 12, (24**2 - 4**2 - 3 * 6**2 - 2**2) / (24 * 23), 0.692),
    ],
)
def test_alpha_is_the_one_computed_by_hand(
    codings: tuple[str, str], differ: float, by_chance: float, published: float
) -> None:
    assert reliability.alpha(*codings) == pytest.approx(1 - differ / by_chance)
    assert reliability.alpha(*codings) == pytest.approx(published, abs=0.0005)


def test_alpha_of_one_value_is_unknown() -> None:
    assert np.isnan(reliability.alpha("aaa", "aaa"))
    assert np.isnan(reliability.alpha_interval("aaa", "aaa")).all()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=40))
def test_the_sum_of_the_interval_is_the_librarys_alpha(coded: list[tuple[str, str]]) -> None:
    pairs = sorted(Counter(coded).items())
    counts = np.array([[count for _, count in pairs]])
    (own,) = reliability.alphas_of_counts([pair for pair, _ in pairs], counts)
    values = [["abc".index(pair[at]) for pair in coded] for at in (0, 1)]
    if len(set(values[0] + values[1])) < 2:
        assert np.isnan(own)
    else:
        theirs = krippendorff.alpha(values, level_of_measurement="nominal")
        assert own == pytest.approx(theirs)


def test_the_interval_is_the_same_each_time_and_in_any_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = BINARY[0] * 5, BINARY[1] * 5
    found = reliability.alpha_interval(first, second)
    assert reliability.alpha_interval(first, second) == found
    assert reliability.alpha_interval(first[::-1], second[::-1]) == found
    assert found[0] < reliability.alpha(first, second) < found[1]
    monkeypatch.setattr(reliability, "SEED", 1)
    assert reliability.alpha_interval(first, second) != found


def test_the_interval_narrows_with_statements_and_with_agreement() -> None:
    few, many = (
        reliability.alpha_interval(*(coding * times for coding in BINARY)) for times in (3, 30)
    )
    assert many[1] - many[0] < few[1] - few[0]
    assert reliability.alpha_interval("abab", "abab") == (1.0, 1.0)


def test_agreement_on_the_tiny_data_is_the_one_computed_by_hand(tiny_selection: Selection) -> None:
    rows = list(reliability.agreement(tiny_selection).itertuples(index=False))
    # The topics agree alike, so that they stand by name.
    assert [row.variable for row in rows] == ["kind", "conflict", "multilateral", "trade"]
    kind, *_, trade = rows
    # Eight values: 2 agreements, 2 goals, 1 challenge, 3 contexts; one statement differs.
    assert kind.alpha == pytest.approx(1 - (1 / 4) / ((64 - 18) / 56))
    assert (kind.n_statements, kind.n_either, kind.n_both, kind.n_alike) == (4, 4, 3, 3)
    assert not kind.few
    # Eight values: 5 with trade, 3 without; one statement differs.
    assert trade.alpha == pytest.approx(1 - 7 * 1 / (5 * 3))
    assert (trade.n_either, trade.n_both, trade.n_alike) == (3, 2, 3)
    assert trade.alike_share == 0.75
    assert trade.few


def test_a_topic_that_no_coding_has_is_left_out(tiny: Document) -> None:
    two = TINY_CODINGS.iloc[[2, 3]].copy()
    two["second_topics"] = two["first_topics"]
    frame = reliability.agreement(tabulate(tiny).with_frames(codings=two))
    assert set(frame["variable"]) == {"kind", "trade", "multilateral"}
    assert reliability.agreement(tabulate(tiny)).empty, "no double coding, nothing to show"


def test_the_confusion_table_counts_each_pair_of_kinds() -> None:
    frame = reliability.confusion(TINY_CODINGS)
    assert frame.to_dict("list") == {
        "First coding": ["Goal", "Agreement", "Challenge", "Context", "All"],
        "Goal": [1, 0, 0, 0, 1],
        "Agreement": [0, 1, 0, 0, 1],
        "Challenge": [0, 0, 0, 0, 0],
        "Context": [0, 0, 1, 1, 2],
        "All": [1, 1, 1, 1, 4],
    }
    # The very same topics: the first and the third; one in common: the second too.
    assert reliability.topics_alike(TINY_CODINGS) == (2, 3)


# --- the project's own studies -------------------------------------------------------------


def test_the_projects_studies_are_those_of_the_readme(real: Document) -> None:
    studies = reliability.read(FOLDER)
    assert studies.reported is not None
    assert studies.earlier
    assert studies.audits
    assert reliability.belong_to(studies, tabulate(real))
    topics = {topic.id for topic in real.topics}
    visits = {visit.id for visit in real.visits}
    for study in studies.all:
        assert set(study.rows["visit"]) <= visits
        assert len(study.rows) == len(study.rows.drop_duplicates(["visit", "text"]))
        assert "machine-assisted" in study.about or study in studies.human
    for study in (studies.reported, *studies.earlier):
        assert study.rules
        for column in ("first_topics", "second_topics"):
            for row in study.rows[column]:
                assert 1 <= len(row) <= 3
                assert set(row) <= topics
    # The round to report is the latest, and its statements stand in the data.
    assert all(study.when <= studies.reported.when for study in studies.earlier)
    stands = {(visit.id, each.text) for visit in real.visits for each in visit.statements}
    coded = zip(studies.reported.rows["visit"], studies.reported.rows["text"], strict=True)
    assert set(coded) <= stands


# --- files ---------------------------------------------------------------------------------

HEAD = "study,role,date,sample,about\n"
ROUND = "number,visit,text,first_kind,second_kind,first_topics,second_topics\n"


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("studies", "one", "said"),
    [
        ("study,role\n", ROUND, "studies.csv:1: no column `date`; add it"),
        (f"{HEAD}one,main,2026-11-22,s,a\n", ROUND,
         "studies.csv:2: `role` is 'main'; allowed: audit, earlier, human, reported"),
        (f"{HEAD}one,reported,soon,s,a\n", ROUND,
         "studies.csv:2: `date` is 'soon'; write a day as 2026-11-22"),
        (f"{HEAD}two,reported,2026-11-22,s,a\n", ROUND,
         "two.csv is missing; put it there or take its line out of studies.csv"),
        (f"{HEAD}one,reported,2026-11-22,s,a\n" * 2, ROUND, "`role` is 'role'"),
        (f"{HEAD}one,reported,2026-11-22,s,a\none,reported,2026-11-22,s,a\n", ROUND,
         "two studies have the role `reported`; leave it to one"),
        (f"{HEAD}one,reported,2026-11-22,s,a\n", f"{ROUND}1,v,t,goal,aim,x,y\n",
         "one.csv:2: `second_kind` is 'aim'; allowed: agenda, agreement,"),
        (f"{HEAD}one,reported,2026-11-22,s,a\n", "", "one.csv:1: no column `number`; add it"),
        (f"{HEAD}one,audit,2026-11-22,s,a\n", ROUND, "one.csv:1: no column `sample`; add it"),
    ],
)  # fmt: skip
def test_a_broken_file_is_named_with_its_line_and_cure(
    studies: str, one: str, said: str, tmp_path: Path
) -> None:
    written(tmp_path, studies=studies, one=one)
    with pytest.raises(UnreadableStudies) as error:
        reliability.read(tmp_path)
    assert said in str(error.value)


def test_studies_are_of_the_data_file_beside_them_alone(
    tiny_selection: Selection, tmp_path: Path
) -> None:
    assert reliability.beside(REAL) == FOLDER
    assert reliability.beside(tmp_path / "visits.yaml") is None
    assert not reliability.belong_to(reliability.read(FOLDER), tiny_selection)
    studies = reliability.read(written(tmp_path, studies=HEAD))
    assert studies.all == ()
    assert not reliability.belong_to(studies, tiny_selection)
