"""Sections of the codebook page: every word with its meaning; crosswalks to others' categories."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.analysis import codebook
from dashboard.analysis.codebook import OCCASION, UnreadableCrosswalk
from dashboard.analysis.methods import VOCABULARIES
from dashboard.analysis.wording import counted, day, sentence
from dashboard.app.chart_view import data_table
from dashboard.app.data import View, by_view, data_path
from dashboard.app.markdown import plain, source_link
from dashboard.app.share import visit_address
from dashboard.app.statements import download
from dashboard.model.vocabulary import DECISION_RULES, TOPIC_RULES, DecisionRule, VisitKind

PARTS = ("Codebook", "Crosswalks", "Reliability")
"""The parts of the page; they stand in shared links."""

_THEIRS = {
    "topics-cap": "The codes are the major topics of the project's "
    "[Master Codebook](<https://www.comparativeagendas.net/pages/master-codebook>). It gives each "
    "case one major topic, this data set gives a statement up to three: a broad match shows where "
    "to look and converts no counts.",
    "visit-kinds": "The grades are those of the protocol of the United States "
    "([Foreign Affairs Manual, 2 FAM 1430](<https://fam.state.gov/fam/02fam/02fam1430.html>), and "
    "press accounts of it), which grades bilateral visits; the multilateral summit stands beside "
    "them.",
}

# Every `view` here is that of the whole data set (`data.whole_of`).


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
    """Return the words of a vocabulary by group, as Markdown.

    `to_visit` is the address of a visit's page without its id.
    """
    terms = _terms(view)
    groups = terms[terms["vocabulary"] == name].groupby("group", sort=False, observed=True)
    return {
        str(group): "\n\n".join(_term(row, to_visit) for row in rows.itertuples())
        for group, rows in groups
    }


def _term(row: Any, to_visit: str) -> str:
    """Return a word with its meaning, its rules and its example, as Markdown."""
    meaning = f" {plain(row.meaning)}" if row.meaning else ""
    n_used = counted(int(row.n_used), row.unit)
    lines = [
        f"**{plain(row.term_label)}.**{meaning} :small[({n_used})]",
        f"*Counts:* {plain(sentence(row.counts))}",
    ]
    if row.excludes:
        lines.append(f"*Does not count:* {plain(sentence(row.excludes))}")
    if row.example:
        sign = ("“", "”") if row.unit == "statement" else ("", "")
        # A source that is its own example is named once.
        said = "" if row.unit == "source" else f"{sign[0]}{plain(row.example)}{sign[1]} "
        lines.append(
            f"*Example:* {said}:small[{source_link(row, short=row.unit != 'source')} · "
            f"[visit](<{to_visit}{row.example_visit}>)]"
        )
    else:
        lines.append("*Example:* none in this data set.")
    return "  \n".join(lines)


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
    """Return the rules as Markdown; `to_visit` is the address of a visit's page without its id."""
    return "\n\n".join(
        _decision_rule(view, number, rule, to_visit)
        for number, rule in enumerate(DECISION_RULES, start=1)
    )


def _decision_rule(view: View, number: int, rule: DecisionRule, to_visit: str) -> str:
    """Return a rule with its settled cases, and an example that the data has, as Markdown."""
    lines = [f"**{number}. {rule.kind.label}.** {plain(rule.rule)}"]
    if rule.settled:
        cases = "; ".join(
            f"{plain(case.removesuffix('.'))}: {kind.label.lower() if kind else 'another rule'}"
            for case, kind in rule.settled
        )
        lines.append(f"*Settled cases:* {cases}.")
    for row in codebook.example(view.selection, rule).itertuples():
        lines.append(
            f"*Example:* “{plain(str(row.text))}” :small[[visit](<{to_visit}{row.visit}>)]"
        )
    return "  \n".join(lines)


@by_view
def _occasions(view: View) -> pd.DataFrame:
    return codebook.occasions(view.selection)


def occasions(view: View) -> None:
    """Say what an occasion is, and list those of the data set once that is opened."""
    frame = _occasions(view)
    st.markdown(
        "What a visit was made for, where that has a name of its own: a summit, a session, a "
        "ceremony, a signing, a postponed programme. *Counts:* the name as the sources give it, "
        "with its number. *Does not count:* the purpose of a visit that is just a visit; there it "
        f"is empty. {len(frame):,} of {counted(len(view.selection.visits), 'visit')} have one."
    )
    first: list[Any] = list(frame.head(1).itertuples())
    for row in first:
        when = f", {day(row.start)}" if pd.notna(row.start) else ""
        of = plain(f"{row.leader_name}: {row.title}")
        st.markdown(f"*Example:* {plain(row.occasion)} ({of}){when}")
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
        st.warning(
            f"**The crosswalk cannot be shown.** {plain(str(error))}", icon=":material/report:"
        )
        return
    if frame.empty:
        st.info("No crosswalk is given for this data set.", icon=":material/info:")
        return
    theirs: dict[str, list[str]] = {}
    for row in frame.itertuples():
        label = f"{row.code} {row.label}" if str(row.code).isdigit() else str(row.label)
        theirs.setdefault(str(row.id), []).append(f"{plain(label)} ({row.match})")
    lines = [f"- **{plain(labels[ours])}** → {', '.join(found)}" for ours, found in theirs.items()]
    st.markdown("\n\n".join([_THEIRS[name], "\n".join(lines)]))
    frame = frame.assign(ours=frame["id"].map(labels)).rename(columns={"label": "theirs"})
    data_table(frame[["id", "ours", "code", "theirs", "match", "note"]], name)
