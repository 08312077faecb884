"""What audits of statements against their sources found, one by one and put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.analysis import reliability
from dashboard.analysis.comparison import share_interval
from dashboard.analysis.reliability import CORRECTED, SUPPORT, Study, UnreadableStudies
from dashboard.dataset.layout import TABLES
from dashboard.dataset.tables import Dataset
from dashboard.model.vocabulary import Audit

ALL = "all"
RANDOM = "random"
"""The name of a sample drawn at random, the only one whose shares have an interval."""

OUTCOMES = {audit.value: audit.label for audit in Audit}
"""How a statement stands after its last audit, with the label on screen."""
DOUBTS = (Audit.UNSEEN, Audit.PARTIAL, Audit.NONE)
"""Those of a statement that the auditor did not see in its source: it is marked."""
TOGETHER = ["visit", "text", "support", "outcome", "audited"]


def together(audits: Sequence[Study], statements: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each statement of the data that was audited, in their order.

    The later audit counts. A statement is known by its visit and by the wording that it has
    now: what an audit found of a wording that is gone is left out, unless the audit says what
    it was corrected to. Wordings outlast a new statement above, which positions do not.

    Columns: visit, text (as it stands now), support (what the audit found, before correction),
    outcome (key of `OUTCOMES`: how it stands after correction), audited (the day).
    """
    # The empty frame gives the columns where there is no audit.
    parts = [pd.DataFrame(columns=TOGETHER, dtype="str")]
    for study in sorted(audits, key=lambda study: study.when):
        rows = study.rows
        # A better wording of what was supported already corrects no fault.
        corrected = (rows[CORRECTED] != "").any(axis=1) & (rows["support"] != "full")
        found = rows.assign(
            text=rows["text_now"].where(rows["text_now"] != "", rows["text"]),
            outcome=rows["support"].mask(corrected, "corrected"),
            audited=study.when.isoformat(),
        )
        parts.append(found[TOGETHER])
    found = pd.concat(parts).drop_duplicates(["visit", "text"], keep="last")
    known = statements[["visit", "text"]].astype(str).drop_duplicates()
    return known.merge(found, on=["visit", "text"])[TOGETHER]


def with_audits(dataset: Dataset, data: Path) -> Dataset:
    """Return a data set whose statements bear what the audits beside its file found of them.

    Without such files, and where they cannot be read (a page names the fault), it stays as it is.
    """
    folder = reliability.beside(data)
    try:
        audits = reliability.read(folder).audits if folder else ()
    except UnreadableStudies:
        audits = ()
    if not audits:
        return dataset
    statements = dataset.tables["statements"]
    found = together(audits, statements).rename(columns={"outcome": "audit"})
    own = statements[["visit", "text"]].astype(str).merge(found, how="left", on=["visit", "text"])
    dtypes = {column.name: column.dtype for column in TABLES["statements"].columns}
    of_audits = {name: own[name].astype(dtypes[name]).array for name in ("audit", "audited")}
    tables = {**dataset.tables, "statements": statements.assign(**of_audits)}
    return replace(dataset, tables=tables)


def doubts_among(results: Iterable[object]) -> list[Audit]:
    """Return which of `DOUBTS` are among the results of audits, in their order."""
    held = set(results)
    return [doubt for doubt in DOUBTS if doubt in held]


def before_and_after(found: pd.DataFrame) -> pd.DataFrame:
    """Count the rows of `together` by how the statements stood before and after correction.

    Columns: outcome (its label; last `All`), n_before, n_after.
    """
    before, after = (found[column].value_counts() for column in ("support", "outcome"))
    rows = [(OUTCOMES[key], before.get(key, 0), after.get(key, 0)) for key in OUTCOMES]
    rows.append(("All", len(found), len(found)))
    return pd.DataFrame(rows, columns=["outcome", "n_before", "n_after"])


def support(audit: pd.DataFrame) -> pd.DataFrame:
    """Count by sample what the audit found of the statements' sources; last, all samples.

    Shares are of the statements whose source was seen, n_seen. They have a 95% interval after
    Wilson where the sample is drawn at random: elsewhere all were checked that there were.

    Columns: sample, n_statements, n_unseen, n_seen, n_full, n_partial, n_none, full_share,
    full_low_share, full_high_share.
    """
    rows = []
    for sample, part in _samples(audit):
        counts = part["support"].value_counts()
        full, partial, none, unseen = (int(counts.get(key, 0)) for key in SUPPORT)
        seen = full + partial + none
        shares = _shares("full", full, seen, sample)
        rows.append(
            {"sample": sample, "n_statements": len(part), "n_unseen": unseen, "n_seen": seen,
             "n_full": full, "n_partial": partial, "n_none": none, **shares}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _samples(audit: pd.DataFrame) -> list[tuple[Any, pd.DataFrame]]:
    parts = list(audit.groupby("sample", sort=False))
    return [*parts, (ALL, audit)] if len(parts) != 1 else parts


def _shares(name: str, hits: int, of: int, sample: str) -> dict[str, float]:
    """Return a share with its interval; that is missing but for a sample drawn at random."""
    low, high = share_interval(hits, of) if sample == RANDOM else (float("nan"), float("nan"))
    share = hits / of if of else float("nan")
    return {f"{name}_share": share, f"{name}_low_share": low, f"{name}_high_share": high}


def findings(audit: pd.DataFrame) -> pd.DataFrame:
    """Count by sample, of the statements whose source was seen, wrong kinds and wrong figures.

    Columns: sample, n_kinds (judged), n_kinds_wrong, kinds_wrong_share,
    kinds_wrong_low_share, kinds_wrong_high_share, n_figures (statements with a figure that
    was judged), n_figures_wrong, figures_wrong_share, figures_wrong_low_share,
    figures_wrong_high_share. Intervals are Wilson's, 95%, of samples drawn at random.
    """
    rows = []
    for sample, part in _samples(audit[audit["support"] != "unseen"]):
        row: dict[str, Any] = {"sample": sample}
        for name, column in (("kinds", "kind_ok"), ("figures", "figures_ok")):
            wrong, judged = (part[column] == "no").sum(), part[column].isin(["yes", "no"]).sum()
            row |= {f"n_{name}": int(judged), f"n_{name}_wrong": int(wrong)}
            row |= _shares(f"{name}_wrong", int(wrong), int(judged), sample)
        rows.append(row)
    return pd.DataFrame(rows)
