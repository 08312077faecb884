"""Audits of statements against their sources: one by one, put together, after correction."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import REAL
from tabulated import tabulate

from dashboard.analysis import audits, reliability
from dashboard.analysis.audits import OUTCOMES
from dashboard.analysis.reliability import AUDIT_COLUMNS, CORRECTED, Study
from dashboard.dataset.tables import Dataset
from dashboard.model.records import Document

FOLDER = REAL.parent / reliability.FOLDER
Row = tuple[str, ...]


def study(day: int, *rows: Row) -> Study:
    """Return an audit of statements of one visit: text, support, text_now, source_now."""
    frame = pd.DataFrame(rows, columns=["text", "support", *CORRECTED])
    judged = {"sample": "s", "visit": "v", "kind_ok": "", "better_kind": "", "figures_ok": ""}
    columns = [*AUDIT_COLUMNS, *CORRECTED]
    return Study(date(2026, 1, day), "s", "", frame.assign(**judged)[columns])


def statements(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"visit": "v", "text": texts})


def together(studies: list[Study], *texts: str) -> dict[str, tuple[str, str, str]]:
    rows: list[dict[Any, str]] = audits.together(studies, statements(*texts)).to_dict("records")
    return {row["text"]: (row["support"], row["outcome"], row["audited"][-2:]) for row in rows}


def test_the_later_audit_counts_in_whatever_order_they_are_listed() -> None:
    first = study(1, ("a", "unseen", "", ""), ("b", "full", "", ""))
    second = study(2, ("a", "partial", "", ""))
    expected = {"a": ("partial", "partial", "02"), "b": ("full", "full", "01")}
    # A statement that is new, above the others, changes nothing.
    assert together([first, second], "new", "a", "b") == expected
    assert together([second, first], "a", "b", "new") == expected
    assert together([], "a") == {}


def test_a_corrected_statement_is_known_by_its_present_wording() -> None:
    audit = study(
        1,
        ("weak", "partial", "weaker", ""),
        ("cited", "unseen", "", "better-source"),
        ("fine", "full", "finer", ""),
        ("gone", "none", "", ""),
    )
    assert together([audit], "weaker", "cited", "finer") == {
        "weaker": ("partial", "corrected", "01"),
        "cited": ("unseen", "corrected", "01"),
        "finer": ("full", "full", "01"),
    }


def test_a_data_set_bears_what_the_audits_beside_its_file_found(
    tiny_data: Dataset, tmp_path: Path
) -> None:
    data = tmp_path / "tiny.yaml"
    assert audits.with_audits(tiny_data, data) is tiny_data
    folder = tmp_path / reliability.FOLDER
    folder.mkdir()
    statements = tiny_data.tables["statements"]
    first: Any = statements.iloc[0]
    (folder / "studies.csv").write_text(
        "study,role,date,sample,about\none,audit,2026-01-02,all,x\n", encoding="utf-8"
    )
    assert audits.with_audits(tiny_data, data) is tiny_data, "a file is missing: the page says so"
    pd.DataFrame(
        [("s", first["visit"], first["text"], "partial", "yes", "", "yes")], columns=AUDIT_COLUMNS
    ).to_csv(folder / "one.csv", index=False)
    found = audits.with_audits(tiny_data, data).tables["statements"]
    assert (found["audit"] == "partial").tolist() == [True, *[False] * (len(statements) - 1)]
    assert found["audited"].iloc[0] == pd.Timestamp("2026-01-02")
    assert found[["audit", "audited"]].iloc[1:].isna().all(axis=None)
    pd.testing.assert_frame_equal(found.drop(columns=["audit", "audited"]),
                                  statements.drop(columns=["audit", "audited"]))  # fmt: skip


def test_before_and_after_count_every_audited_statement() -> None:
    audit = study(1, ("a", "full", "", ""), ("b", "partial", "c", ""), ("d", "unseen", "", ""))
    counts = audits.before_and_after(audits.together([audit], statements("a", "c", "d")))
    assert list(counts.itertuples(index=False, name=None)) == [
        ("Full support", 1, 1),
        ("Corrected after the audit", 0, 1),
        ("Partial support", 1, 0),
        ("No support", 0, 0),
        ("Source not seen again", 1, 1),
        ("All", 3, 3),
    ]


def test_the_projects_audits_cover_each_statement_that_stood_in_an_audited_version(
    real: Document,
) -> None:
    studies = reliability.read(FOLDER).audits
    found = audits.together(studies, tabulate(real).statements)
    assert set(found["outcome"]) <= set(OUTCOMES)
    assert not found.duplicated(["visit", "text"]).any()
    # The last audit covers all that was left: each visit is audited as a whole or not at all.
    unseen = Counter(visit.id for visit in real.visits for _ in visit.statements)
    unseen.subtract(found["visit"])
    audited = set(found["visit"])
    assert {visit for visit, n in unseen.items() if n and visit in audited} == set()
    # What an audit corrected stands in the data as it says.
    stands = {(visit.id, each.text): each.source for visit in real.visits
              for each in visit.statements}  # fmt: skip
    rows: list[Any] = list(studies[-1].rows.itertuples())
    for row in rows:
        source = stands[row.visit, row.text_now or row.text]
        assert row.source_now in ("", source)


def test_the_first_audit_is_counted_by_sample() -> None:
    rows = reliability.read(FOLDER).audits[0].rows
    found = audits.support(rows).set_index("sample")
    for sample in found.index:
        part = rows if sample == audits.ALL else rows[rows["sample"] == sample]
        counts = part["support"].value_counts()
        assert found.loc[sample, "n_statements"] == len(part)
        for support in reliability.SUPPORT:
            assert found.loc[sample, f"n_{support}"] == counts.get(support, 0)
    random = found.loc[[audits.RANDOM]]
    assert (random["full_low_share"] < random["full_share"]).all()
    assert np.isnan(found.drop(audits.RANDOM)["full_low_share"].astype(float)).all()


def test_the_interval_of_a_random_sample_is_wilsons() -> None:
    rows = [(audits.RANDOM, "v", f"{n}", "full" if n < 47 else "none", "", "", "")
            for n in range(55)]  # fmt: skip
    (row,) = audits.support(pd.DataFrame(rows, columns=AUDIT_COLUMNS)).itertuples()
    # Computed by hand: 47 of 55, z = 1.96.
    assert row.full_low_share == pytest.approx(0.738, abs=0.001)
    assert row.full_high_share == pytest.approx(0.924, abs=0.001)


def test_what_was_not_seen_or_not_judged_is_not_counted_as_wrong() -> None:
    rows = [
        ("a", "v", "t", "full", "yes", "", "yes"),
        ("a", "v", "t", "partial", "no", "goal", "none"),
        ("a", "v", "t", "none", "", "", "no"),
        ("a", "v", "t", "unseen", "no", "", "no"),
    ]
    audit = pd.DataFrame(rows, columns=AUDIT_COLUMNS)
    (found,) = audits.findings(audit).to_dict("records")
    assert (found["n_kinds_wrong"], found["n_kinds"]) == (1, 2)
    assert (found["n_figures_wrong"], found["n_figures"]) == (1, 2)
    (support,) = audits.support(audit).to_dict("records")
    assert (support["n_seen"], support["full_share"]) == (3, pytest.approx(1 / 3))
