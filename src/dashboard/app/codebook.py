"""The page on codebook and reliability: every word, crosswalks, double codings and audits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.analysis import audits, codebook, reliability
from dashboard.analysis.codebook import UnreadableCrosswalk
from dashboard.analysis.methods import VOCABULARIES
from dashboard.analysis.reliability import KIND, RARE, Studies, Study, UnreadableStudies
from dashboard.analysis.wording import day
from dashboard.app.chart_view import show, table_of
from dashboard.app.data import View, by_view, cached, data_path
from dashboard.app.markdown import plain, texts
from dashboard.app.share import visit_address
from dashboard.app.tables import cannot_be_shown, data_table, download, small_table
from dashboard.charts.agreement_of_codings import CHART
from dashboard.model.vocabulary import DECISION_RULES, TOPIC_RULES, StatementKind, VisitKind

PARTS = ("Codebook", "Crosswalks", "Reliability")
"""The parts of the page; they stand in shared links."""
TEXTS, STUDIES = texts("codebook"), texts("reliability")
_THEIRS = {"topics-cap": TEXTS.topics_cap(), "visit-kinds": TEXTS.visit_kinds()}

# Every `view` here is that of the whole data set (`data.whole_of`); `to_visit` is the address of a
# visit's page without its id.


@by_view
def _terms(view: View) -> pd.DataFrame:
    """Return the words of the codebook, each with the columns of the source of its example."""
    sources = view.selection.sources.drop(columns=["n_visits", "n_statements"])
    return codebook.codebook(view.selection).merge(sources, on="source", how="left")


def words_of(view: View, name: str) -> None:
    """Draw the words of one vocabulary: meaning, what counts, what does not, an example."""
    if name in VOCABULARIES:
        st.markdown(VOCABULARIES[name])
    groups = _groups(view, name, visit_address(""))
    if not groups:
        st.markdown("This data set has none.")
    for group, said in groups.items():
        if group:
            st.subheader(plain(group))
        st.markdown(said)


@by_view
def _groups(view: View, name: str, to_visit: str) -> dict[str, str]:
    """Return the words of a vocabulary by group, as Markdown."""
    terms = _terms(view)
    groups = terms[terms["vocabulary"] == name].groupby("group", sort=False, observed=True)
    return {
        str(group): "\n".join(TEXTS.word(row, to_visit) for row in rows.itertuples())
        for group, rows in groups
    }


def topic_rules() -> None:
    """List how a coder chooses topics."""
    st.markdown("\n".join(f"- {plain(rule)}" for rule in TOPIC_RULES))


def decision_rules(view: View) -> None:
    """List the rules between kinds of statement in their order, with settled cases and examples."""
    st.markdown(
        "A statement has one kind. The rules are asked in this order: the first that "
        "applies decides."
    )
    st.markdown(_decision_rules(view, visit_address("")))


@by_view
def _decision_rules(view: View, to_visit: str) -> str:
    said = []
    for number, rule in enumerate(DECISION_RULES, start=1):
        example = list(codebook.example(view.selection, rule).itertuples())
        said.append(TEXTS.decision_rule(number, rule, example, to_visit))
    return "\n".join(said)


def occasions(view: View) -> None:
    """Say what an occasion is, and list those of the data set once that is opened."""
    frame, n_visits = cached(view, codebook.occasions), len(view.selection.visits)
    st.markdown(TEXTS.occasions(len(frame), n_visits, list(frame.head(1).itertuples())))
    if len(frame):
        data_table(frame, "occasion")


def codebook_download(view: View) -> None:
    """Offer the whole codebook as CSV."""
    frame = _terms(view)
    columns = [*codebook.COLUMNS, "publisher", "url"]
    download(lambda: frame[columns], "codebook", f"codebook.csv ({len(frame):,} words)")


def crosswalk(view: View, name: str) -> None:
    """Draw a crosswalk that lies beside the data file: ours, theirs, how near they are."""
    topics = {topic.id: topic.label for topic in view.whole.head.topics}
    kinds = {str(kind): kind.label for kind in VisitKind}
    labels = topics if name.startswith("topics") else kinds
    try:
        frame = codebook.crosswalk(data_path(), name, labels)
    except UnreadableCrosswalk as error:
        cannot_be_shown("The crosswalk", error)
        return
    if frame.empty:
        st.info("No crosswalk is given for this data set.", icon=":material/info:")
        return
    ours = {
        labels[str(key)]: list(rows.itertuples()) for key, rows in frame.groupby("id", sort=False)
    }
    st.markdown(f"{_THEIRS[name]}\n{TEXTS.matches(ours)}")
    frame = frame.assign(ours=frame["id"].map(labels)).rename(columns={"label": "theirs"})
    data_table(frame[["id", "ours", "code", "theirs", "match", "note"]], name)


# --- how far the coding can be relied on


@by_view
def _read(view: View, folder: Path) -> Studies:
    found = reliability.read(folder)
    return found if reliability.belong_to(found, view.whole) else Studies()


def _studies(view: View) -> Studies:
    """Return the studies that lie beside the data file; they are shown with no other data set.

    A file that cannot be used is named, with its cure.
    """
    folder = reliability.beside(data_path())
    if folder is None:
        return Studies()
    try:
        return _read(view, folder)
    except UnreadableStudies as error:
        cannot_be_shown("The double coding", error)
        return Studies()


def with_reported_codings(view: View) -> View:
    """Return the view with the double coding that is reported, where there is one.

    The codebook takes its examples from what two coders agree on.
    """
    studies = _studies(view)
    return _with_codings(view, studies.reported) if studies.reported else view


def reliability_of(view: View) -> None:
    """Draw the double codings and the audits that lie beside the data file."""
    studies = _studies(view)
    if studies.reported:
        _agreement(view, studies, studies.reported)
    else:
        st.info("No double coding is given for this data set.", icon=":material/info:")
    _people(view, studies.human)
    st.header("Do the sources say what the statements say?")
    if studies.audits:
        _audits(view, studies.audits)
    else:
        st.info(
            "No audit of statements against their sources is given for this data set.",
            icon=":material/info:",
        )
    if limits := STUDIES.limits(studies).strip():
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
    st.markdown(STUDIES.coded_twice(study))
    show(_with_codings(view, study), CHART)
    few = alphas[alphas["few"].astype(bool)].sort_values("n_either")
    known = set(alphas["variable"])
    absent = [topic.label for topic in view.whole.head.topics if topic.id not in known]
    rows = (list(frame.itertuples()) for frame in (alphas, few))
    st.markdown(STUDIES.levels(*rows, absent, RARE, reliability.RELIABLE, reliability.TENTATIVE))
    st.subheader("Coded alike, without regard to chance")
    st.markdown(_alike(alphas, study))
    st.subheader("Which kinds are taken for each other?")
    confusion = reliability.confusion(study.rows)
    st.markdown(STUDIES.apart(_most_apart(confusion)))
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
        st.markdown(STUDIES.rounds(studies.earlier))


def _people(view: View, studies: tuple[Study, ...]) -> None:
    """Say how far each person's coding agrees with what stood in the data."""
    for number, person in enumerate(studies, start=1):
        st.subheader(f"Coded by a person: {plain(person.sample)}")
        alphas = _alphas(view, person)
        said = STUDIES.person(person, _of_kind(alphas)).strip()
        st.markdown(f"{said} {_alike(alphas, person)}")
        data_table(alphas, f"human_{number}")


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
    return STUDIES.alike(n_all, kinds, *reliability.topics_alike(study.rows))


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
    st.markdown(STUDIES.support(reliability.SUPPORT))
    found = audits.together(studies, statements)
    n_seen = (found["support"] != "unseen").sum()
    st.subheader("All audits together")
    st.markdown(STUDIES.together(len(found), n_seen, len(statements) - len(found)))
    small_table(audits.before_and_after(found))
    data_table(found, "audited_statements")
    for study in studies:
        st.subheader(f"Audit of {day(study.when)}")
        st.markdown(STUDIES.audit(study))
        st.caption("In brackets: the share; of a random sample also its 95% interval after Wilson.")
        rows = study.rows
        counts = audits.support(rows).merge(audits.findings(rows), on="sample")
        wrong = rows[(rows["support"] != "unseen") & (rows["kind_ok"] == "no")]
        better = wrong.loc[wrong["better_kind"] != "", "better_kind"].value_counts()
        named = [(StatementKind(kind).label, n) for kind, n in better.items()]
        st.markdown(STUDIES.found(list(counts.itertuples()), audits.ALL, named))
        data_table(counts, f"audit_{study.when}")
