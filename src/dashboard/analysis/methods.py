"""How the data set was made and what its figures count: plain paragraphs for every page."""

from __future__ import annotations

from dashboard.model.beside import texts
from dashboard.model.records import MAX_STATEMENT_WORDS

_TEXTS = texts(__file__)

FIGURES: str = _TEXTS["figures"]
VISIT: str = _TEXTS["visit"]
CONFIRMED: str = _TEXTS["confirmed"]
STATEMENT: str = _TEXTS["statement"].format(words=MAX_STATEMENT_WORDS)
LIMITS: tuple[str, ...] = tuple(_TEXTS["limits"])
"""What no data set of this form can tell, beside what a data set says of itself."""
VOCABULARIES: dict[str, str] = _TEXTS["vocabularies"]
"""What the words of a vocabulary say, by the names that `codebook` has."""
OUTLINES: str = _TEXTS["outlines"]
NARROW_VISITS: str = _TEXTS["narrow_visits"]
FEW_TOUCH: str = _TEXTS["few_touch"]
BY_YEAR: str = _TEXTS["by_year"]
FEW_A_YEAR: str = _TEXTS["few_a_year"]
FEW_IN_BAR: str = _TEXTS["few_in_bar"]
READ_LINES: str = _TEXTS["read_lines"]
