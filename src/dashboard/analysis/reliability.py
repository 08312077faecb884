"""How far the coding can be relied on: two codings of the same statements, and audits.

The files lie in a folder `reliability` beside the data file; what they hold says its README.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import krippendorff
import numpy as np
import pandas as pd

from dashboard.analysis.selection import CODING_COLUMNS, Selection
from dashboard.dataset.csv_files import read_csv
from dashboard.model.vocabulary import StatementKind

FOLDER = "reliability"
STUDIES = "studies.csv"
STUDY_COLUMNS = ["study", "role", "date", "sample", "about"]
"""What the list says of each study; `rules` and `limits` may be missing."""
AUDIT_COLUMNS = ["sample", "visit", "text", "support", "kind_ok", "better_kind", "figures_ok"]
CORRECTED = ["text_now", "source_now"]
"""Columns of an audit that may be missing: the wording and the source that came of a finding."""
SUPPORT = {
    "full": "The source says it.",
    "partial": "The source says less, or in weaker words.",
    "none": "The source was found and does not say it.",
    "unseen": "The source could not be read again, or not far enough.",
}
"""What an audit can find of a statement and its source."""

RELIABLE, TENTATIVE = 0.8, 0.667
"""What is customary to require of alpha, and the lowest limit for tentative conclusions.

K. Krippendorff, "Content Analysis: An Introduction to Its Methodology", 2nd edition, Sage,
Thousand Oaks 2004, p. 241.
"""
RARE = 10
"""An alpha of a topic that fewer statements than this have, in both codings, is marked."""
AGREEMENT_COLUMNS = [
    "variable", "label", "n_statements", "n_either", "n_both", "n_alike", "alike_share", "alpha",
    "alpha_low", "alpha_high", "few",
]  # fmt: skip
RESAMPLES = 10_000
SEED = 20261122
KIND = "kind"
"""The variable that is not a topic."""

ROLES = ("audit", "earlier", "human", "reported")
TOPICS = ("first_topics", "second_topics")
KINDS = sorted(map(str, StatementKind))


class UnreadableStudies(Exception):
    """A file of the folder cannot be used; the message says which, where and what to do."""


@dataclass(frozen=True)
class Study:
    """One double coding, or one audit: when, of which statements, what to know, and its rows.

    `rules` says in short under which rules was coded, `limits` what the study cannot show.
    """

    when: date
    sample: str
    about: str
    rows: pd.DataFrame
    rules: str = ""
    limits: str = ""


@dataclass(frozen=True)
class Studies:
    """What was done to test a data set's coding, each kind in the order of its list.

    `reported` is the double coding to report, `earlier` are the ones before it. In those of
    `human`, the first coding is what stood in the data, the second a person's.

    Rows of a double coding: number, visit, text, first_kind, second_kind, first_topics,
    second_topics (tuples of ids). Rows of an audit: sample, visit, text, support (key of
    `SUPPORT`), kind_ok, better_kind, figures_ok (`yes`, `no`, `none`, or empty: not judged),
    text_now, source_now (what the finding led to; empty where it led to no correction).
    """

    reported: Study | None = None
    earlier: tuple[Study, ...] = ()
    human: tuple[Study, ...] = ()
    audits: tuple[Study, ...] = ()

    @property
    def all(self) -> tuple[Study, ...]:
        """Every study, the audits last."""
        reported = (self.reported,) if self.reported else ()
        return (*reported, *self.earlier, *self.human, *self.audits)


def beside(data: Path) -> Path | None:
    """Return the folder with the studies of a data file; None if there is none."""
    folder = data.parent / FOLDER
    return folder if (folder / STUDIES).is_file() else None


def belong_to(studies: Studies, selection: Selection) -> bool:
    """Return whether most visits of the studies are in this data set: else they are of another."""
    visits = {visit for study in studies.all for visit in study.rows["visit"]}
    return 2 * len(visits & set(selection.visits["visit"])) > len(visits)


def read(folder: Path) -> Studies:
    """Read the studies of a folder.

    Raises `UnreadableStudies` where a file is missing, is not such a table, or holds a word
    that is not allowed there.
    """
    path = folder / STUDIES
    listed = _table(path, STUDY_COLUMNS, {"role": ROLES})
    found: dict[str, list[Study]] = {role: [] for role in ROLES}
    for line, row in enumerate(listed.to_dict("records"), start=2):
        try:
            when = date.fromisoformat(row["date"])
        except ValueError:
            raise UnreadableStudies(
                f"{_named(path)}:{line}: `date` is {row['date']!r}; write a day as 2026-11-22"
            ) from None
        file = folder / f"{row['study']}.csv"
        rows = _audit(file) if row["role"] == "audit" else _codings(file)
        more = {name: row.get(name, "") for name in ("rules", "limits")}
        found[row["role"]].append(Study(when, row["sample"], row["about"], rows, **more))
    if len(found["reported"]) > 1:
        raise UnreadableStudies(
            f"{_named(path)}: two studies have the role `reported`; leave it to one"
        )
    reported = next(iter(found["reported"]), None)
    return Studies(reported, *(tuple(found[role]) for role in ("earlier", "human", "audit")))


def _named(path: Path) -> str:
    # A page shows the message: where the data lie on the server is not a reader's business.
    return f"{path.parent.name}/{path.name}"


def _table(
    path: Path, columns: Sequence[str], allowed: Mapping[str, Iterable[str]]
) -> pd.DataFrame:
    if not path.exists():
        raise UnreadableStudies(
            f"{_named(path)} is missing; put it there or take its line out of {STUDIES}"
        )
    return read_csv(path, columns, UnreadableStudies, allowed)


def _codings(path: Path) -> pd.DataFrame:
    frame = _table(path, CODING_COLUMNS, {"first_kind": KINDS, "second_kind": KINDS})
    topics = {column: frame[column].str.split().map(tuple).astype(object) for column in TOPICS}
    return frame[CODING_COLUMNS].assign(**topics)


def _audit(path: Path) -> pd.DataFrame:
    judged = {"kind_ok": ("", "no", "yes"), "figures_ok": ("", "no", "none", "yes")}
    allowed = {"support": sorted(SUPPORT), "better_kind": ("", *KINDS), **judged}
    frame = _table(path, AUDIT_COLUMNS, allowed)
    return frame.reindex(columns=[*AUDIT_COLUMNS, *CORRECTED], fill_value="")


def alpha(first: Sequence[str], second: Sequence[str]) -> float:
    """Return Krippendorff's alpha of two codings, nominal; NaN where all have one value."""
    words = {word: number for number, word in enumerate(sorted({*first, *second}))}
    if len(words) < 2:
        return float("nan")
    values = [[words[word] for word in coding] for coding in (first, second)]
    return float(krippendorff.alpha(values, level_of_measurement="nominal"))


def alpha_interval(first: Sequence[str], second: Sequence[str]) -> tuple[float, float]:
    """Return the 95% percentile interval of alpha, over `RESAMPLES` resamples of the statements.

    Statements are drawn with replacement, which is a multinomial draw of the pairs of values;
    the seed is fixed. A resample in which all have one value has no alpha and is left out.
    The sum is written out for two codings because the library takes 6 seconds for what the
    page shows, this 0.2; a test holds that both say the same.
    """
    pairs = sorted(Counter(zip(first, second, strict=True)).items())
    n = len(first)
    words = sorted({*first, *second})
    if len(words) < 2:
        return float("nan"), float("nan")
    drawn = np.random.default_rng(SEED).multinomial(
        n, [count / n for _, count in pairs], size=RESAMPLES
    )
    values = alphas_of_counts([pair for pair, _ in pairs], drawn)
    low, high = np.nanquantile(values, [0.025, 0.975])
    return float(low), float(high)


def alphas_of_counts(pairs: Sequence[tuple[str, str]], counts: np.ndarray) -> np.ndarray:
    """Return alpha for each row of `counts`, how often each pair of values came up; or NaN."""
    words = sorted({word for pair in pairs for word in pair})
    n = counts.sum(axis=1)
    differ = counts @ np.array([a != b for a, b in pairs]) / n
    used = counts @ np.array([[(a == word) + (b == word) for word in words] for a, b in pairs])
    by_chance = ((2 * n) ** 2 - (used**2).sum(axis=1)) / (2 * n * (2 * n - 1))
    return 1 - np.divide(differ, by_chance, out=np.full(len(n), np.nan), where=by_chance > 0)


def agreement(selection: Selection) -> pd.DataFrame:
    """Return how far two codings agree: on the kind first, then by topic, most agreed first.

    A topic that no coding has, and a kind of which all statements are, have no row: there is
    nothing to tell apart. Columns: variable (`kind` or a topic), label, n_statements (coded
    twice), n_either (with the topic in either coding; for kind all), n_both (with it in both;
    for kind with the same one), n_alike (coded alike, with or without it), alike_share,
    alpha, alpha_low, alpha_high (95% interval), few (n_either below `RARE`).
    """
    codings = selection.codings
    labels: dict[str, str] = {topic.id: topic.label for topic in selection.head.topics}
    used: set[str] = {topic for column in TOPICS for topics in codings[column] for topic in topics}
    rows = [_agreement(KIND, "Kind of statement", codings["first_kind"], codings["second_kind"])]
    for topic in used:
        has = (codings[column].map(set).map({topic}.issubset) for column in TOPICS)
        first, second = (column.map({True: topic, False: ""}) for column in has)
        rows.append(_agreement(topic, labels.get(topic, topic), first, second))
    # Where all statements have the same value, there is nothing to tell apart.
    frame = pd.DataFrame([row for row in rows if row], columns=AGREEMENT_COLUMNS)
    order = {
        "topic": frame["variable"] != KIND,
        "rank": -frame["alpha"].astype(float).round(9),
        "name": frame["label"].astype("str").str.casefold(),
        "id": frame["variable"],
    }
    ranked = frame.assign(**order).sort_values([*order])
    return ranked[AGREEMENT_COLUMNS].reset_index(drop=True)


def _agreement(
    variable: str, label: str, first: pd.Series, second: pd.Series
) -> tuple[Any, ...] | None:
    if len({*first, *second}) < 2:
        return None
    alike = first == second
    either = ((first != "") | (second != "")).sum()
    both = (alike & (first != "")).sum()
    codings = first.tolist(), second.tolist()
    return (
        variable, label, len(first), either, both, alike.sum(), alike.mean(),
        alpha(*codings), *alpha_interval(*codings), variable != KIND and either < RARE,
    )  # fmt: skip


def confusion(codings: pd.DataFrame) -> pd.DataFrame:
    """Count the statements by the kind in the first coding (rows) and in the second (columns).

    Columns: `First coding`, one for each kind that either has, by its label, and `All`; the
    last row holds the sums.
    """
    used = {*codings["first_kind"], *codings["second_kind"]}
    kinds = [str(kind) for kind in StatementKind if str(kind) in used]
    counts = pd.crosstab(
        codings["first_kind"], codings["second_kind"], margins=True, margins_name="All"
    ).reindex(index=[*kinds, "All"], columns=[*kinds, "All"], fill_value=0)
    labels = [*(StatementKind(kind).label for kind in kinds), "All"]
    return (
        counts.set_axis(labels).set_axis(labels, axis=1).rename_axis("First coding").reset_index()
    )


def topics_alike(codings: pd.DataFrame) -> tuple[int, int]:
    """Count the statements with the very same topics in both codings, and with one in common."""
    first, second = codings["first_topics"].map(set), codings["second_topics"].map(set)
    pairs = list(zip(first, second, strict=True))
    return sum(a == b for a, b in pairs), sum(bool(a & b) for a, b in pairs)
