"""The static copy: every page of the data set as plain HTML that any file host serves.

It asks no other host for anything, and the same data set gives the same bytes. `pages` names the
files, `visits` gathers what is said of a visit, `render` fills in the templates in `assets/`.
What never belongs here: Streamlit, and sentences of its own on what charts show.
"""

from dashboard.site.pages import plan

MARK = "site.json"
"""The file by which a folder is known for a static copy; it lists the others."""
MADE_BY = "python -m dashboard site"

__all__ = ["MADE_BY", "MARK", "plan"]
