"""The double coding and the audit on screen, where they lie beside the data file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.analysis import reliability
from dashboard.analysis.reliability import (
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
from dashboard.analysis.selection import Selection, each_row
from dashboard.app.figures import data_table, show
from dashboard.app.frame import View, data_path
from dashboard.app.words import counted, day, plain
from dashboard.charts import agreement_of_codings
from dashboard.model.vocabulary import StatementKind

_SHOWN = "all statements of the data set that were coded twice, whatever the filters."
_NOT_GIVEN = "No {what} is given for this data set."


def stamps(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Give names, sizes and times of the CSV files in a folder; none where there is none."""
    states = ((path.name, path.stat()) for path in sorted(folder.glob("*.csv")))
    return tuple((name, state.st_size, state.st_mtime_ns) for name, state in states)


_NONE = Studies(None, (), None)


def studies_of(view: View) -> Studies:
    """Read the studies beside the data file; none where there are none, or they are of another.

    A file that cannot be used is named, with its cure, and the page goes on without. `view` is
    that of the whole data set (`ui.whole_of`), as for all that is drawn of them.
    """
    folder = reliability.beside(data_path())
    if folder is None:
        return _NONE
    try:
        return view.once(_read, view.whole, folder, stamps(folder))
    except UnreadableStudies as error:
        st.warning(f"**The double coding cannot be shown.** {plain(str(error))}",
                   icon=":material/report:")  # fmt: skip
        return _NONE


def _read(whole: Selection, folder: Path, changed: tuple[object, ...]) -> Studies:  # noqa: ARG001
    # When the files changed is part of what they are kept under: an edit shows on the next run.
    found = reliability.read(folder)
    return found if reliability.belong_to(found, whole) else _NONE


def with_codings(view: View, studies: Studies) -> View:
    """Give the view with the reported double coding among its tables."""
    if studies.reported is None:
        return view
    # Kept, so that it stays the same tables, and what is made of them is kept in turn.
    return replace(view, whole=view.once(_joined, view.whole, studies.reported.rows))


def _joined(whole: Selection, codings: pd.DataFrame) -> Selection:
    return whole.with_frames(codings=codings)


def agreement_of_coders(view: View, studies: Studies) -> None:
    """Draw what the double coding says: chart, convention, what falls below, confusion table."""
    study = studies.reported
    if study is None:
        st.info(_NOT_GIVEN.format(what="double coding"), icon=":material/info:")
        return
    frame = _of(view, study)
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
        "Two codings can also agree and both be wrong.\n\n" + view.once(_levels, frame, view.whole)
    )
    st.subheader("Coded alike, without regard to chance")
    st.markdown(view.once(_alike, frame, study.rows))
    st.subheader("Which kinds are taken for each other?")
    confused, most = view.once(_confusion, study.rows)
    if most:
        st.markdown(most)
    st.caption("Rows: the first coding. Columns: the second. Number of statements.")
    st.table(confused, border="horizontal", width="content")
    data_table(study.rows, "double_coding")
    for earlier in studies.earlier:
        said = "".join(
            f" Alpha of the kind was {row.alpha:.2f}, with {row.n_alike:,} of "
            f"{row.n_statements:,} coded alike."
            for row in view.once(_of_kind, _of(view, earlier))
        )
        st.markdown(
            f"**An earlier double coding** ({day(earlier.when)}): "
            f"{counted(len(earlier.rows), 'statement')}, {plain(earlier.sample)}. "
            f"{plain(earlier.about)}{said} Words and rules were others then, so that the two "
            "rounds do not measure the same."
        )


def _of(view: View, study: Study) -> pd.DataFrame:
    return view.once(_agreement, view.whole, study.rows)


def _agreement(whole: Selection, codings: pd.DataFrame) -> pd.DataFrame:
    return agreement_of_codings.table(whole.with_frames(codings=codings))


def _of_kind(frame: pd.DataFrame) -> list[Any]:
    """Give the row of the kind; none where no statement was coded twice."""
    return list(each_row(frame[frame["variable"] == KIND]))


def _alike(frame: pd.DataFrame, codings: pd.DataFrame) -> str:
    """Say how many statements are coded alike."""
    n = len(codings)
    same, common = reliability.topics_alike(codings)
    of_kind = next((int(row.n_alike) for row in _of_kind(frame)), n)
    return (
        f"Of {counted(n, 'statement')}, {_of_all(of_kind, n)} have the same kind in both codings, "
        f"{_of_all(same, n)} the very same topics, and {_of_all(common, n)} at least one topic in "
        "common. "
        "For a single topic such a share says little: of a rare one, both codings mostly say "
        "that it is absent."
    )


def _of_all(number: int, n: int) -> str:
    return f"{number:,} ({number / n:.0%})" if n else "0"


def _levels(frame: pd.DataFrame, selection: Selection) -> str:
    """List what stands above and below the two limits, and what rests on little, as Markdown."""
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
        for topic in selection.head.topics
        if topic.id not in set(frame["variable"])
    ]
    if absent:
        lines.append(f"**Not in the sample:** {', '.join(absent)}.")
    return "\n".join(f"- {line}" for line in lines)


def _confusion(codings: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Give the confusion table as it is drawn, and say which kinds are most often apart."""
    frame = reliability.confusion(codings)
    labels = [label for label in frame.columns if label not in ("First coding", "All")]
    apart = frame.melt("First coding", labels, "second", "n_statements")
    apart = apart[(apart["First coding"] != apart["second"]) & (apart["First coding"] != "All")]
    most = apart[apart["n_statements"] > 0].sort_values("n_statements", ascending=False).head(3)
    named = "; ".join(
        f"{first.lower()} then {second.lower()} ({n})"
        for first, second, n in most.itertuples(index=False)
    )
    said = f"Most often apart, first coding before second: {named}." if named else ""
    return frame.set_index("First coding"), said


def audit(view: View, studies: Studies) -> None:
    """Say what the audit of statements against their sources found, by sample."""
    study = studies.audit
    if study is None:
        st.info(_NOT_GIVEN.format(what="audit of statements against their sources"),
                icon=":material/info:")  # fmt: skip
        return
    st.markdown(
        f"{counted(len(study.rows), 'statement')} were checked against the text of their source "
        f"({plain(study.sample)}); as of {day(study.when)}. {plain(study.about)}\n\n"
        + "\n".join(f"- **{key.capitalize()}.** {said}" for key, said in SUPPORT.items())
    )
    st.caption("In brackets: the share, with its 95% interval after Wilson.")
    found, said = view.once(_found, study.rows)
    st.markdown(said)
    data_table(found, "audit")


def _found(rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Give the findings of an audit as a table and as Markdown."""
    found, findings = reliability.support(rows), reliability.findings(rows)
    wrong = {row["sample"]: row for row in findings.to_dict("records")}
    said = [_audited(row, wrong[row.sample]) for row in each_row(found)]
    seen = rows[(rows["support"] != "unseen") & (rows["kind_ok"] == "no")]
    better = seen.loc[seen["better_kind"] != "", "better_kind"].value_counts()
    if len(better):
        named = ", ".join(
            f"{StatementKind(kind).label.lower()} ({n})" for kind, n in better.items()
        )
        said.append(f"Of the kinds held to be wrong, the auditor would rather have: {named}.")
    return found.merge(findings, on="sample"), "\n\n".join(said)


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
