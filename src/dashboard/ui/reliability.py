"""The double coding and the audit on screen, where they lie beside the data file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import reliability
from dashboard.charts import agreement_of_codings
from dashboard.model import StatementKind
from dashboard.reliability import (
    ALL,
    KIND,
    RARE,
    RELIABLE,
    RESAMPLES,
    SUPPORT,
    TENTATIVE,
    Studies,
    Study,
    UnreadableStudies,
)
from dashboard.tables import Tables, each_row
from dashboard.ui.figures import show, twin
from dashboard.ui.frame import View, data_path
from dashboard.ui.words import counted, day, plain

_SHOWN = "all statements of the data set that were coded twice, whatever the filters."
_NOT_GIVEN = "No {what} is given for this data set."


@st.cache_resource(max_entries=2, show_spinner=False)
def _read(folder: str, stamps: tuple[tuple[str, int, int], ...]) -> Studies:  # noqa: ARG001
    # Names, sizes and times of the files are part of the key: an edit shows on the next run.
    return reliability.read(Path(folder))


def _stamps(folder: Path) -> tuple[tuple[str, int, int], ...]:
    states = ((path.name, path.stat()) for path in sorted(folder.glob("*.csv")))
    return tuple((name, state.st_size, state.st_mtime_ns) for name, state in states)


@st.cache_data(max_entries=4, show_spinner=False)
def _agreement(_tables: Tables, key: tuple[object, ...]) -> pd.DataFrame:  # noqa: ARG001
    return agreement_of_codings.table(_tables)


def studies_of(view: View) -> Studies:
    """Read the studies beside the data file; none where there are none, or they are of another.

    A file that cannot be used is named, with its cure, and the page goes on without.
    """
    none = Studies(None, (), None)
    folder = reliability.beside(data_path())
    if folder is None:
        return none
    try:
        found = _read(str(folder), _stamps(folder))
    except UnreadableStudies as error:
        st.warning(f"**The double coding cannot be shown.** {plain(str(error))}",
                   icon=":material/report:")  # fmt: skip
        return none
    return found if reliability.belong_to(found, view.whole) else none


def with_codings(view: View, studies: Studies) -> View:
    """Give the view with the reported double coding among its tables."""
    if studies.reported is None:
        return view
    # Kept, so that it stays the same tables, and what is made of them is kept in turn.
    return replace(view, whole=view.once(_joined, view.whole, studies.reported.rows))


def _joined(whole: Tables, codings: pd.DataFrame) -> Tables:
    return replace(whole, codings=codings)


def agreement_of_coders(view: View, studies: Studies) -> None:
    """Draw what the double coding says: chart, convention, what falls below, confusion table."""
    study = studies.reported
    if study is None:
        st.info(_NOT_GIVEN.format(what="double coding"), icon=":material/info:")
        return
    frame = _of(view.whole, study)
    st.markdown(
        f"{counted(len(study.rows), 'statement')}, {plain(study.sample)}, were coded a second "
        f"time; as of {day(study.when)}. {plain(study.about)}"
    )
    show(
        agreement_of_codings, frame, replace(view, sentence=_SHOWN),
        basis="Under each name, the statements with the topic in either coding, of all coded "
        "twice. Dotted lines: what is customary to require (0.8), and the lowest limit (0.667). "
        f"Lines: 95% percentile intervals over {RESAMPLES:,} resamples of the statements, with a "
        f"fixed seed. Hollow: fewer than {RARE} statements.",
    )  # fmt: skip
    st.markdown(
        "Alpha is 1 where two codings always agree and 0 where they agree as often as by chance. "
        "Klaus Krippendorff, whose measure it is, writes that “it is customary to require "
        "α ≥ .800. Where tentative conclusions are still acceptable, α ≥ .667 is the lowest "
        "conceivable limit” (*Content Analysis: An Introduction to Its Methodology*, 2nd edition, "
        "Sage 2004, p. 241). This is a convention: what suffices depends on what hangs on it. "
        "Two codings can also agree and both be wrong."
    )
    st.markdown("\n".join(f"- {line}" for line in _levels(frame, view.whole)))
    st.subheader("Coded alike, without regard to chance")
    same, common = reliability.topics_alike(study.rows)
    alike = next((row for row in each_row(frame[frame["variable"] == KIND])), None)
    n = len(study.rows)
    of_kind = int(alike.n_alike) if alike is not None else n
    st.markdown(
        f"Of {counted(n, 'statement')}, {_of_all(of_kind, n)} have the same kind in both codings, "
        f"{_of_all(same, n)} the very same topics, and {_of_all(common, n)} at least one topic in "
        "common. "
        "For a single topic such a share says little: of a rare one, both codings mostly say "
        "that it is absent."
    )
    st.subheader("Which kinds are taken for each other?")
    _confusion(study)
    for earlier in studies.earlier:
        kind = _of(view.whole, earlier)
        said = "".join(
            f" Alpha of the kind was {row.alpha:.2f}, with {row.n_alike:,} of "
            f"{row.n_statements:,} coded alike."
            for row in each_row(kind[kind["variable"] == KIND])
        )
        st.markdown(
            f"**An earlier double coding** ({day(earlier.when)}): "
            f"{counted(len(earlier.rows), 'statement')}, {plain(earlier.sample)}. "
            f"{plain(earlier.about)}{said} Words and rules were others then, so that the two "
            "rounds do not measure the same."
        )


def _of(tables: Tables, study: Study) -> pd.DataFrame:
    labels = tuple((topic.id, topic.label) for topic in tables.dataset.topics)
    key = (labels, study.rows.to_csv(index=False))
    return _agreement(replace(tables, codings=study.rows), key)


def _of_all(number: int, n: int) -> str:
    return f"{number:,} ({number / n:.0%})" if n else "0"


def _levels(frame: pd.DataFrame, tables: Tables) -> list[str]:
    """Say which variables stand above and below the two limits, and which rest on little."""
    alphas = frame["alpha"]
    levels = (
        (f"**{RELIABLE:g} or more:** ", alphas >= RELIABLE),
        (f"**From {TENTATIVE:g} to {RELIABLE:g}, for tentative conclusions:** ",
         (alphas >= TENTATIVE) & (alphas < RELIABLE)),
        (f"**Below {TENTATIVE:g}, too little to rely on:** ", alphas < TENTATIVE),
    )  # fmt: skip
    lines = [
        head
        + (", ".join(f"{plain(row.label)} ({row.alpha:.2f})" for row in each_row(frame[rows]))
           or "none")
        + "."
        for head, rows in levels
    ]  # fmt: skip
    few = frame[frame["few"].astype(bool)].sort_values("n_either")
    if len(few):
        named = ", ".join(f"{plain(row.label)} ({row.n_either})" for row in each_row(few))
        lines.append(
            f"**Few statements:** an alpha that rests on fewer than {RARE} statements with the "
            f"topic is worth little, high or low, because one statement coded otherwise moves it "
            f"far: {named}. Where no two codings differ, the interval has no width; that is no "
            "sign of certainty, since resamples cannot show what the sample does not hold."
        )
    absent = [
        plain(topic.label)
        for topic in tables.dataset.topics
        if topic.id not in set(frame["variable"])
    ]
    if absent:
        lines.append(f"**Not in the sample:** {', '.join(absent)}.")
    return lines


def _confusion(study: Study) -> None:
    frame = reliability.confusion(study.rows)
    labels = [label for label in frame.columns if label not in ("First coding", "All")]
    apart = frame.melt("First coding", labels, "second", "n_statements")
    apart = apart[(apart["First coding"] != apart["second"]) & (apart["First coding"] != "All")]
    most = apart[apart["n_statements"] > 0].sort_values("n_statements", ascending=False).head(3)
    if len(most):
        named = "; ".join(
            f"{first.lower()} then {second.lower()} ({n})"
            for first, second, n in most.itertuples(index=False)
        )
        st.markdown(f"Most often apart, first coding before second: {named}.")
    st.caption("Rows: the first coding. Columns: the second. Number of statements.")
    st.table(frame.set_index("First coding"), border="horizontal", width="content")
    twin(study.rows, "double_coding")


def audit(studies: Studies) -> None:
    """Say what the audit of statements against their sources found, by sample."""
    study = studies.audit
    if study is None:
        st.info(_NOT_GIVEN.format(what="audit of statements against their sources"),
                icon=":material/info:")  # fmt: skip
        return
    st.markdown(
        f"{counted(len(study.rows), 'statement')} were checked against the text of their source "
        f"({plain(study.sample)}); as of {day(study.when)}. {plain(study.about)}"
    )
    st.markdown("\n".join(f"- **{key.capitalize()}.** {said}" for key, said in SUPPORT.items()))
    st.caption("In brackets: the share, with its 95% interval after Wilson.")
    found = reliability.support(study.rows)
    wrong = {row["sample"]: row for row in reliability.findings(study.rows).to_dict("records")}
    for row in each_row(found):
        st.markdown(_audited(row, wrong[row.sample]))
    seen = study.rows[(study.rows["support"] != "unseen") & (study.rows["kind_ok"] == "no")]
    better = seen.loc[seen["better_kind"] != "", "better_kind"].value_counts()
    if len(better):
        named = ", ".join(
            f"{StatementKind(kind).label.lower()} ({n})" for kind, n in better.items()
        )
        st.markdown(f"Of the kinds held to be wrong, the auditor would rather have: {named}.")
    twin(found.merge(reliability.findings(study.rows), on="sample"), "audit")


def _audited(row: Any, wrong: dict[Any, Any]) -> str:
    """Write a sample's findings in words."""
    name = "All samples together" if row.sample == ALL else plain(row.sample.capitalize())
    full = _share(row.full_share, row.full_low_share, row.full_high_share)
    lines = [
        f"**{name}:** {counted(row.n_statements, 'statement')}, the source of {row.n_seen:,} seen",
        f"- Full support: {row.n_full:,}{full}; partial: {row.n_partial:,}; none: {row.n_none:,}",
    ]
    for what, judged in (
        ("kinds", "judged by a source that was seen"),
        ("figures", "statements with a figure and a source that was seen"),
    ):
        share = _share(*(wrong[f"{what}_wrong_{end}share"] for end in ("", "low_", "high_")))
        lines.append(
            f"- {what.capitalize()} wrong: {wrong[f'n_{what}_wrong']:,} of "
            f"{wrong[f'n_{what}']:,} {judged}{share}"
        )
    return "\n".join([lines[0], "", *lines[1:]])


def _share(share: float, low: float, high: float) -> str:
    """Write a share; with its interval, but for all samples together, which are none."""
    if pd.isna(share):
        return ""
    between = "" if pd.isna(low) else f", {low:.0%} to {high:.0%}"
    return f" ({share:.0%}{between})"
