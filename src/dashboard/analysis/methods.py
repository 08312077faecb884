"""How the data set was made and what its figures count: plain paragraphs for every page."""

from __future__ import annotations

from dashboard.model.records import MAX_STATEMENT_WORDS

FIGURES = (
    "Figures count visits that took place (confirmed or unconfirmed) among those shown. Days "
    "abroad include first and last day. A year in office is 365.25 days, as far as the record and "
    "the chosen period reach. Multilateral: summits and the UN General Assembly. Signed "
    "agreements are those that the coded statements report."
)
VISIT = (
    "One journey abroad by the leader, from leaving home to returning: two countries on one "
    "journey are two stops of one visit. First and last day are days abroad, in local dates; days "
    "in the air or at home do not count. Day of term counts from the day of taking office, day 0. "
    "A visit that no source dates is listed and never put on a time axis."
)
CONFIRMED = "Only confirmed visits are shown unless the status filter asks for more."
STATEMENT = (
    "A statement is one reported point about one visit, in our own words, in one sentence of at "
    f"most {MAX_STATEMENT_WORDS} words, with the source that says it. It has one kind and one to "
    "three topics. The coder noted what a source says, not what is known from elsewhere; a "
    "challenge or an opportunity needs a source that presents it as such."
)
LIMITS = (
    "How many statements a visit has follows the coder's sampling: compare leaders by the "
    "share of visits that touch a topic. Numbers that rest on fewer than five visits are marked.",
    "What no source reported is absent. A challenge or an opportunity is a source's reading, "
    "reported here; it is not a judgement of this data set on a visit or a leader.",
)
"""What no data set of this form can tell, beside what a data set says of itself."""
VOCABULARIES = {
    "Topic": "What a statement is about: one to three topics each.",
    "Kind of statement": "What sort of point a statement makes: one kind each. The coder notes "
    "what a source says, not what is known from elsewhere. Where two kinds fit, the first that "
    "applies is taken: agreement, challenge, opportunity, implication, goal, agenda, context.",
    "Kind of visit": "The main purpose of a visit, as the sources call it.",
}
"""What the words of a vocabulary say, by the names that `codebook` has."""
OUTLINES = (
    "Outlines: UN Geodata, as Plotly ships them. The boundaries and names shown do not imply "
    "a view of this data set or an endorsement by the United Nations; areas whose status is "
    "not settled are drawn without a country. Regions are the UN’s (Unicode CLDR)."
)
NARROW_VISITS = (
    "Short visits are drawn wider than they were; the days named on hover are the true ones."
)
FEW_TOUCH = "A hollow mark: fewer than five visits touch the topic."
BY_YEAR = "By year of the first day, undated visits left out; blank: no visit."
FEW_A_YEAR = "A fraction: the year has fewer than five visits."
FEW_IN_BAR = "A hollow bar rests on fewer than five visits."
READ_LINES = "Lines end where the term or the record ends, so read them at the same day."
