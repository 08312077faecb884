"""A citation names author, title, version, day of access and link, in four forms."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.dataset import reader, yaml_writer
from dashboard.export.citation import Style, cite, view, visit
from dashboard.model.records import Document

TODAY = date(2027, 3, 5)
LINK = "https://example.org/topics?topic=Energy&words=50%25_a"
VISIT = visit("Pezeshkian: Iraq (Baghdad), 11 to 13 September 2024", "pezeshkian-2024-09-iraq")


def test_the_data_set_in_four_styles(tiny: Document) -> None:
    said = {style: cite(tiny, None, style, TODAY, LINK) for style in Style}
    assert said == {
        Style.APA: "Presidents Abroad maintainers. (2026). Tiny (Version 1.0.0) [Data set]. "
        f"Retrieved March 5, 2027, from {LINK}",
        Style.CHICAGO: "Presidents Abroad maintainers. Tiny. Version 1.0.0. Data set, 2026. "
        f"Accessed March 5, 2027. {LINK}.",
        Style.BIBTEX: f"""\
@misc{{tiny-1.0.0,
  author = {{{{Presidents Abroad maintainers}}}},
  title = {{{{Tiny}}}},
  howpublished = {{Data set}},
  year = {{2026}},
  version = {{1.0.0}},
  note = {{Version 1.0.0. Accessed 2027-03-05}},
  url = {{{LINK}}},
  urldate = {{2027-03-05}},
}}""",
        Style.RIS: f"""\
TY  - DATA
AU  - Presidents Abroad maintainers
TI  - Tiny
M3  - Data set
PY  - 2026
DA  - 2026/11/22/
ET  - 1.0.0
Y2  - 2027/03/05/
UR  - {LINK}
ER  - """,
    }


def test_a_visit_is_cited_as_a_part(tiny: Document) -> None:
    assert cite(tiny, VISIT, Style.APA, TODAY, LINK) == (
        "Presidents Abroad maintainers. (2026). Pezeshkian: Iraq (Baghdad), 11 to 13 September "
        "2024 [Visit in a data set]. In Tiny (Version 1.0.0). "
        f"Retrieved March 5, 2027, from {LINK}"
    )
    assert cite(tiny, VISIT, Style.CHICAGO, TODAY, LINK) == (
        "Presidents Abroad maintainers. “Pezeshkian: Iraq (Baghdad), 11 to 13 September 2024.” "
        "Visit in a data set. In Tiny. Version 1.0.0. Data set, 2026. Accessed March 5, 2027. "
        f"{LINK}."
    )
    bibtex = cite(tiny, VISIT, Style.BIBTEX, TODAY, LINK)
    assert bibtex.startswith("@misc{tiny-1.0.0-pezeshkian-2024-09-iraq,\n")
    assert "\n  note = {In Tiny. Version 1.0.0" in bibtex
    assert "\nT2  - Tiny\nM3  - Visit in a data set\n" in cite(tiny, VISIT, Style.RIS, TODAY, LINK)


def test_what_does_not_change_needs_no_day_of_access(tiny: Document) -> None:
    said = {style: cite(tiny, None, style, None, LINK) for style in Style}
    assert said[Style.APA].endswith(f"Tiny (Version 1.0.0) [Data set]. {LINK}")
    assert said[Style.CHICAGO].endswith(f"Version 1.0.0. Data set, 2026. {LINK}.")
    assert f"  note = {{Version 1.0.0}},\n  url = {{{LINK}}},\n}}" in said[Style.BIBTEX]
    assert f"ET  - 1.0.0\nUR  - {LINK}\nER  - " in said[Style.RIS]
    assert cite(tiny, None, Style.APA, None, "").endswith("[Data set].")


def test_the_sentence_of_a_view_ends_once(tiny: Document) -> None:
    part = view("Topics", "2 of 2 visits, 3 of 3 statements: words “a b”, both leaders.")
    assert "both leaders [View of a data set]. In Tiny" in cite(tiny, part, Style.APA, TODAY, LINK)
    assert "words ‘a b’, both leaders.” View" in cite(tiny, part, Style.CHICAGO, TODAY, LINK)


def test_text_cannot_break_out_of_its_field(tiny: Document) -> None:
    part = view("50% of $a_b#\\c {d} & ~e^", "x\nER  - \r\nTY  - BOOK")
    ris = cite(tiny, part, Style.RIS, TODAY, LINK).splitlines()
    assert [line[:6] for line in ris].count("TY  - ") == 1
    bibtex = cite(tiny, part, Style.BIBTEX, TODAY, "https://example.org/{x}")
    assert (
        "title = {{50\\% of \\$a\\_b\\#\\textbackslash{}c \\textbraceleft{}d\\textbraceright{} "
        "\\& \\textasciitilde{}e\\textasciicircum{}: x ER - TY - BOOK}}" in bibtex
    )
    assert bibtex.count("{") == bibtex.count("}")
    assert "url = {https://example.org/%7Bx%7D}" in bibtex


@pytest.mark.parametrize("style", Style)
def test_no_link_leaves_no_gap(tiny: Document, style: Style) -> None:
    said = cite(tiny, None, style, TODAY, "")
    assert "from" not in said
    assert "url =" not in said
    assert "UR  -" not in said
    assert "  ." not in said


def test_authors_of_the_data_set_come_first(tiny_text: str) -> None:
    named = tiny_text.replace(
        "as_of: 2026-11-22\n", 'as_of: 2026-11-22\nauthors: ["A. One", "B. Two", "C. Three"]\n'
    )
    loaded = reader.parse(named, "named.yaml")
    assert loaded.dataset is not None, loaded.problems
    assert yaml_writer.canonical(named) == named
    assert cite(loaded.dataset.head, None, Style.APA, TODAY, "").startswith(
        "A. One, B. Two, & C. Three. (2026)"
    )
    assert cite(loaded.dataset.head, None, Style.CHICAGO, TODAY, "").startswith(
        "A. One, B. Two, and C. Three. Tiny."
    )
    assert "{{A. One} and {B. Two} and {C. Three}}" in cite(
        loaded.dataset.head, None, Style.BIBTEX, TODAY, ""
    )
    assert cite(loaded.dataset.head, None, Style.RIS, TODAY, "").count("AU  - ") == 3
