"""Double codings and audits on screen, where they lie beside the data file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.analysis import audits, reliability
from dashboard.analysis.audits import ALL
from dashboard.analysis.column_labels import LABELS
from dashboard.analysis.reliability import (
    KIND,
    RARE,
    RELIABLE,
    SUPPORT,
    TENTATIVE,
    Studies,
    Study,
    UnreadableStudies,
)
from dashboard.analysis.wording import counted, day
from dashboard.app.chart_view import data_table, show, table_of
from dashboard.app.data import View, by_view, data_path
from dashboard.app.markdown import plain
from dashboard.charts.agreement_of_codings import CHART
from dashboard.model.vocabulary import StatementKind

NONE = Studies()

# Every `view` here is that of the whole data set (`data.whole_of`).


@by_view
def _read(view: View, folder: Path) -> Studies:
    found = reliability.read(folder)
    return found if reliability.belong_to(found, view.whole) else NONE


def _studies(view: View) -> Studies:
    """Return the studies that lie beside the data file; they are shown with no other data set.

    A file that cannot be used is named, with its cure.
    """
    folder = reliability.beside(data_path())
    if folder is None:
        return NONE
    try:
        return _read(view, folder)
    except UnreadableStudies as error:
        st.warning(
            f"**The double coding cannot be shown.** {plain(str(error))}",
            icon=":material/report:",
        )
        return NONE


def with_reported_codings(view: View) -> View:
    """Return the view with the double coding that is reported, where there is one.

    The codebook takes its examples from what two coders agree on.
    """
    reported = _studies(view).reported
    return _with_codings(view, reported) if reported else view


def draw(view: View) -> None:
    """Draw the double codings and the audits that lie beside the data file."""
    studies = _studies(view)
    _agreement(view, studies)
    st.header("Do the sources say what the statements say?")
    _audits(view, studies.audits)
    _limits(studies)


def _with_codings(view: View, study: Study) -> View:
    """Return the view with one double coding among its frames."""
    return replace(
        view,
        key=f"{view.key} {study.when} {study.sample}",
        selection=view.selection.with_frames(codings=study.rows),
        sentence="all statements of the data set that were coded twice, whatever the filters.",
    )


def _agreement(view: View, studies: Studies) -> None:
    """Draw what the double coding says: chart, convention, what falls below, confusion table."""
    study = studies.reported
    if study is None:
        st.info("No double coding is given for this data set.", icon=":material/info:")
        return
    coded = _with_codings(view, study)
    alphas = table_of(coded, CHART)
    st.markdown(
        f"{counted(len(study.rows), 'statement')} ({plain(study.sample)}) were coded twice; as of "
        f"{day(study.when)}. {plain(study.about)}"
    )
    show(coded, CHART)
    st.markdown(
        "Alpha is 1 where two codings always agree and 0 where they agree as often as by chance. "
        "Klaus Krippendorff, whose measure it is, writes that “it is customary to require "
        "α ≥ .800. Where tentative conclusions are still acceptable, α ≥ .667 is the lowest "
        "conceivable limit” (*Content Analysis: An Introduction to Its Methodology*, 2nd edition, "
        "Sage 2004, p. 241). This is a convention: what suffices depends on what hangs on it. "
        f"Two codings can also agree and both be wrong.\n\n{_levels(alphas, view)}"
    )
    st.subheader("Coded alike, without regard to chance")
    st.markdown(_alike(alphas, study.rows))
    st.subheader("Which kinds are taken for each other?")
    _confusion(study.rows)
    data_table(study.rows, "double_coding")
    if studies.earlier:
        st.subheader("How do the rounds differ?")
        _rounds(view, [*studies.earlier, study])
    for person in studies.human:
        st.subheader(f"Coded by a person: {plain(person.sample)}")
        _person(view, person)


def _rounds(view: View, rounds: list[Study]) -> None:
    """Set the double codings beside each other: rules, statements and alpha, the oldest first."""
    rows = [_round(view, number, study) for number, study in enumerate(rounds, start=1)]
    st.markdown(
        "Rules and samples differ from round to round: a higher alpha may come of clearer rules, "
        "of other statements, or of both."
    )
    st.table(pd.DataFrame(rows).set_index("Round"), border="horizontal")
    st.markdown(
        "\n".join(
            f"- **Round {number}:** {plain(study.sample)}. {plain(study.about)}"
            for number, study in enumerate(rounds[:-1], start=1)
        )
    )


def _round(view: View, number: int, study: Study) -> dict[str, str]:
    """Return a round as a row of the table."""
    alphas = table_of(_with_codings(view, study), CHART)
    topics = alphas[(alphas["variable"] != KIND) & ~alphas["few"].astype(bool)]
    ends = topics["alpha"].agg(["min", "max"])
    of_kind = (
        f"{row.alpha:.2f} ({row.alpha_low:.2f} to {row.alpha_high:.2f})" for row in _of_kind(alphas)
    )
    return {
        "Round": f"{number}, {day(study.when)}",
        "Rules": plain(study.rules),
        "Statements": f"{len(study.rows):,}",
        "Alpha of the kind (95%)": next(of_kind, "none"),
        f"Alpha of topics with {RARE} statements or more": (
            f"{ends['min']:.2f} to {ends['max']:.2f}" if len(topics) else "none"
        ),
    }


def _person(view: View, study: Study) -> None:
    """Say how far a person's coding agrees with what stood in the data."""
    alphas = table_of(_with_codings(view, study), CHART)
    said = "".join(
        f" Alpha of the kind is {row.alpha:.2f} ({row.alpha_low:.2f} to {row.alpha_high:.2f})."
        for row in _of_kind(alphas)
    )
    st.markdown(f"{plain(study.about)} As of {day(study.when)}.{said} {_alike(alphas, study.rows)}")
    data_table(alphas, f"human_{study.when}_{len(study.rows)}")


def _of_kind(alphas: pd.DataFrame) -> list[Any]:
    """Return the row of the kind; none where no statement was coded twice."""
    return list(alphas[alphas["variable"] == KIND].itertuples())


def _alike(alphas: pd.DataFrame, codings: pd.DataFrame) -> str:
    """Say how many statements are coded alike."""
    n = len(codings)
    same, common = reliability.topics_alike(codings)
    of_kind = next((int(row.n_alike) for row in _of_kind(alphas)), n)
    kinds, same, common = (
        f"{number:,} ({number / n:.0%})" if n else "0" for number in (of_kind, same, common)
    )
    return (
        f"Of {counted(n, 'statement')}, {kinds} have the same kind in both codings, "
        f"{same} the very same topics, and {common} at least one topic in common. "
        "For a single topic such a share says little: of a rare one, both codings mostly say "
        "that it is absent."
    )


def _levels(alphas: pd.DataFrame, view: View) -> str:
    """List what stands above and below the two limits, and what rests on little, as Markdown."""
    alpha = alphas["alpha"]
    levels = {
        f"**{RELIABLE:g} or more:** ": alpha >= RELIABLE,
        f"**From {TENTATIVE:g} to {RELIABLE:g}, for tentative conclusions:** ": (
            (alpha >= TENTATIVE) & (alpha < RELIABLE)
        ),
        f"**Below {TENTATIVE:g}, too little to rely on:** ": alpha < TENTATIVE,
    }
    lines = []
    for title, rows in levels.items():
        named = zip(alphas.loc[rows, "label"], alpha[rows], strict=True)
        said = ", ".join(f"{plain(label)} ({value:.2f})" for label, value in named)
        lines.append(f"{title}{said or 'none'}.")
    few = alphas[alphas["few"].astype(bool)].sort_values("n_either")
    if len(few):
        counts = zip(few["label"], few["n_either"], strict=True)
        named = ", ".join(f"{plain(label)} ({n})" for label, n in counts)
        lines.append(
            f"**Few statements:** an alpha that rests on fewer than {RARE} statements with the "
            f"topic is worth little, high or low, because one statement coded otherwise moves it "
            f"far: {named}. Where no two codings differ, the interval has no width; that is no "
            "sign of certainty, since resamples cannot show what the sample does not hold."
        )
    known = set(alphas["variable"])
    absent = [plain(topic.label) for topic in view.whole.head.topics if topic.id not in known]
    if absent:
        lines.append(f"**Not in the sample:** {', '.join(absent)}.")
    return "\n".join(f"- {line}" for line in lines)


def _confusion(codings: pd.DataFrame) -> None:
    """Draw the kinds of both codings against each other, and say which are most often apart."""
    frame = reliability.confusion(codings)
    labels = [label for label in frame.columns if label not in ("First coding", "All")]
    apart = frame.melt("First coding", labels, "second", "n_statements")
    apart = apart[(apart["First coding"] != apart["second"]) & (apart["First coding"] != "All")]
    most = apart[apart["n_statements"] > 0].nlargest(3, "n_statements")
    named = "; ".join(
        f"{first.lower()} then {second.lower()} ({n})"
        for first, second, n in most.itertuples(index=False)
    )
    if named:
        st.markdown(f"Most often apart, first coding before second: {named}.")
    st.caption("Rows: the first coding. Columns: the second. Number of statements.")
    st.table(frame.set_index("First coding"), border="horizontal", width="content")


def _audits(view: View, studies: tuple[Study, ...]) -> None:
    """Say what the audits of statements against their sources found, together and one by one."""
    if not studies:
        st.info(
            "No audit of statements against their sources is given for this data set.",
            icon=":material/info:",
        )
        return
    st.markdown("\n".join(f"- **{key.capitalize()}.** {said}" for key, said in SUPPORT.items()))
    found = audits.together(studies, view.whole.statements)
    seen = (found["support"] != "unseen").sum()
    n_new = len(view.whole.statements) - len(found)
    st.subheader("All audits together")
    st.markdown(
        f"Of {counted(len(found), 'statement')} that were audited, {seen:,} were seen in their "
        "source. Where a statement was audited twice, the later audit counts."
        + (f" {counted(n_new, 'statement')} came later and were not audited." if n_new else "")
    )
    counts = audits.before_and_after(found).rename(columns=LABELS)
    st.table(counts.set_index(LABELS["outcome"]), border="horizontal", width="content")
    data_table(found, "audited_statements")
    for study in studies:
        st.subheader(f"Audit of {day(study.when)}")
        _audit(study)


def _audit(study: Study) -> None:
    """Say what one audit found, by sample."""
    st.markdown(
        f"{counted(len(study.rows), 'statement')} were checked against the text of their source "
        f"({plain(study.sample)}). {plain(study.about)}"
    )
    st.caption("In brackets: the share; of a random sample also its 95% interval after Wilson.")
    rows = study.rows
    found = audits.support(rows).merge(audits.findings(rows), on="sample")
    said = [_audited(row) for row in found.itertuples()]
    wrong = rows[(rows["support"] != "unseen") & (rows["kind_ok"] == "no")]
    better = wrong.loc[wrong["better_kind"] != "", "better_kind"].value_counts()
    if len(better):
        named = ", ".join(
            f"{StatementKind(kind).label.lower()} ({n})" for kind, n in better.items()
        )
        said.append(f"Of the kinds held to be wrong, the auditor would rather have: {named}.")
    st.markdown("\n\n".join(said))
    data_table(found, f"audit_{study.when}")


def _limits(studies: Studies) -> None:
    """Say what the studies cannot show, as they tell it themselves."""
    lines = [plain(study.limits) for study in studies.all if study.limits]
    if studies.all and not studies.human:
        lines.append(
            "No person has coded a sample of these statements yet. Agreement with a person may be "
            "lower."
        )
    if lines:
        st.header("What can these studies not show?")
        st.markdown("\n".join(f"- {line}" for line in lines))


def _audited(row: Any) -> str:
    """Return a sample's findings in words, as Markdown."""
    name = "All samples together" if row.sample == ALL else plain(row.sample.capitalize())
    full = _share(row.full_share, row.full_low_share, row.full_high_share)
    kinds = _share(row.kinds_wrong_share, row.kinds_wrong_low_share, row.kinds_wrong_high_share)
    figures = _share(
        row.figures_wrong_share, row.figures_wrong_low_share, row.figures_wrong_high_share
    )
    return (
        f"**{name}:** {counted(row.n_statements, 'statement')}, the source of {row.n_seen:,} "
        "seen\n\n"
        f"- Full support: {row.n_full:,}{full}; partial: {row.n_partial:,}; none: {row.n_none:,}\n"
        f"- Kinds wrong: {row.n_kinds_wrong:,} of {row.n_kinds:,} judged by a source that was "
        f"seen{kinds}\n"
        f"- Figures wrong: {row.n_figures_wrong:,} of {row.n_figures:,} statements with a figure "
        f"and a source that was seen{figures}"
    )


def _share(share: float, low: float, high: float) -> str:
    """Return a share, with its interval where it has one."""
    if pd.isna(share):
        return ""
    between = "" if pd.isna(low) else f", {low:.0%} to {high:.0%}"
    return f" ({share:.0%}{between})"
