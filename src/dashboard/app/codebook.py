"""Sections of the codebook page: every word with its meaning; crosswalks to others' categories."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.analysis import codebook
from dashboard.analysis.codebook import OCCASION, UnreadableCrosswalk
from dashboard.analysis.methods import VOCABULARIES
from dashboard.app.data import View, by_view, data_path, made
from dashboard.app.markdown import plain, texts
from dashboard.app.share import visit_address
from dashboard.app.tables import cannot_be_shown, data_table, download
from dashboard.model.vocabulary import DECISION_RULES, TOPIC_RULES, VisitKind

PARTS = ("Codebook", "Crosswalks", "Reliability")
"""The parts of the page; they stand in shared links."""
TEXTS = texts("codebook")
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
    frame, n_visits = made(view, codebook.occasions), len(view.selection.visits)
    st.markdown(TEXTS.occasions(len(frame), n_visits, list(frame.head(1).itertuples())))
    if len(frame):
        data_table(frame, OCCASION.lower())


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
