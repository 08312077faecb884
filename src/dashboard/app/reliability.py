"""Double codings and audits on screen, where they lie beside the data file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.analysis import audits, reliability
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
from dashboard.analysis.wording import day
from dashboard.app.chart_view import show, table_of
from dashboard.app.data import View, by_view, data_path
from dashboard.app.markdown import plain, texts
from dashboard.app.tables import cannot_be_shown, data_table, small_table
from dashboard.charts.agreement_of_codings import CHART
from dashboard.model.vocabulary import StatementKind

NONE = Studies()
TEXTS = texts("reliability")

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
        cannot_be_shown("The double coding", error)
        return NONE


def with_reported_codings(view: View) -> View:
    """Return the view with the double coding that is reported, where there is one.

    The codebook takes its examples from what two coders agree on.
    """
    studies = _studies(view)
    return _with_codings(view, studies.reported) if studies.reported else view


def draw(view: View) -> None:
    """Draw the double codings and the audits that lie beside the data file."""
    studies = _studies(view)
    if studies.reported:
        _agreement(view, studies, studies.reported)
    else:
        st.info("No double coding is given for this data set.", icon=":material/info:")
    st.header("Do the sources say what the statements say?")
    if studies.audits:
        _audits(view, studies.audits)
    else:
        st.info(
            "No audit of statements against their sources is given for this data set.",
            icon=":material/info:",
        )
    if limits := TEXTS.limits(studies).strip():
        st.header("What can these studies not show?")
        st.markdown(limits)


def _with_codings(view: View, study: Study) -> View:
    """Return the view with one double coding among its frames."""
    return replace(
        view,
        key=f"{view.key} {study.when} {study.sample}",
        selection=view.selection.with_frames(codings=study.rows),
        sentence="all statements of the data set that were coded twice, whatever the filters.",
    )


def _alphas(view: View, study: Study) -> pd.DataFrame:
    return table_of(_with_codings(view, study), CHART)


def _agreement(view: View, studies: Studies, study: Study) -> None:
    """Draw the reported double coding: chart, convention, confusion table; then the others."""
    alphas = _alphas(view, study)
    st.markdown(TEXTS.coded_twice(study))
    show(_with_codings(view, study), CHART)
    few = alphas[alphas["few"].astype(bool)].sort_values("n_either")
    known = set(alphas["variable"])
    absent = [topic.label for topic in view.whole.head.topics if topic.id not in known]
    rows = (list(frame.itertuples()) for frame in (alphas, few))
    st.markdown(TEXTS.levels(*rows, absent, RARE, RELIABLE, TENTATIVE))
    st.subheader("Coded alike, without regard to chance")
    st.markdown(_alike(alphas, study))
    st.subheader("Which kinds are taken for each other?")
    confusion = reliability.confusion(study.rows)
    st.markdown(TEXTS.apart(_most_apart(confusion)))
    st.caption("Rows: the first coding. Columns: the second. Number of statements.")
    small_table(confusion)
    data_table(study.rows, "double_coding")
    if studies.earlier:
        st.subheader("How do the rounds differ?")
        st.markdown(
            "Rules and samples differ from round to round: a higher alpha may come of clearer "
            "rules, of other statements, or of both."
        )
        rounds = enumerate([*studies.earlier, study], start=1)
        rows = [_round(_alphas(view, each), number, each) for number, each in rounds]
        st.table(pd.DataFrame(rows).set_index("Round"), border="horizontal")
        st.markdown(TEXTS.rounds(studies.earlier))
    for person in studies.human:
        st.subheader(f"Coded by a person: {plain(person.sample)}")
        alphas = _alphas(view, person)
        said = TEXTS.person(person, _of_kind(alphas)).strip()
        st.markdown(f"{said} {_alike(alphas, person)}")
        data_table(alphas, f"human_{person.when}_{len(person.rows)}")


def _round(alphas: pd.DataFrame, number: int, study: Study) -> dict[str, str]:
    """Return a double coding as a row of the table of rounds."""
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


def _of_kind(alphas: pd.DataFrame) -> list[Any]:
    """Return the row of the kind; none where no statement was coded twice."""
    return list(alphas[alphas["variable"] == KIND].itertuples())


def _alike(alphas: pd.DataFrame, study: Study) -> str:
    n_all = len(study.rows)
    kinds = next((int(row.n_alike) for row in _of_kind(alphas)), n_all)
    return TEXTS.alike(n_all, kinds, *reliability.topics_alike(study.rows))


def _most_apart(confusion: pd.DataFrame) -> list[tuple[str, str, int]]:
    """Return the pairs of kinds that are most often taken for each other, with how often."""
    labels = [label for label in confusion.columns if label not in ("First coding", "All")]
    pairs = confusion.melt("First coding", labels, "second", "n_statements")
    pairs = pairs[(pairs["First coding"] != pairs["second"]) & (pairs["First coding"] != "All")]
    most = pairs[pairs["n_statements"] > 0].nlargest(3, "n_statements")
    return list(most.itertuples(index=False, name=None))


def _audits(view: View, studies: tuple[Study, ...]) -> None:
    """Say what the audits of statements against their sources found, together and one by one."""
    statements = view.whole.statements
    st.markdown(TEXTS.support(SUPPORT))
    found = audits.together(studies, statements)
    n_seen = (found["support"] != "unseen").sum()
    st.subheader("All audits together")
    st.markdown(TEXTS.together(len(found), n_seen, len(statements) - len(found)))
    small_table(audits.before_and_after(found))
    data_table(found, "audited_statements")
    for study in studies:
        st.subheader(f"Audit of {day(study.when)}")
        st.markdown(TEXTS.audit(study))
        st.caption("In brackets: the share; of a random sample also its 95% interval after Wilson.")
        rows = study.rows
        counts = audits.support(rows).merge(audits.findings(rows), on="sample")
        wrong = rows[(rows["support"] != "unseen") & (rows["kind_ok"] == "no")]
        better = wrong.loc[wrong["better_kind"] != "", "better_kind"].value_counts()
        named = [(StatementKind(kind).label, n) for kind, n in better.items()]
        st.markdown(TEXTS.found(list(counts.itertuples()), audits.ALL, named))
        data_table(counts, f"audit_{study.when}")
