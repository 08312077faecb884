"""The static copy: every page of the data set as plain HTML that any file host serves.

It asks no other host for anything, and the same data set gives the same bytes. `plan` names the
files; what is drawn stands in `drawings`, what is said of a visit in `dossiers`, and the templates
and the style in `assets/`.
"""

from dashboard.site.pages import MADE_BY, MARK, plan

__all__ = ["MADE_BY", "MARK", "plan"]
