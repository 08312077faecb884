"""Which files the static copy has, and how each is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.analysis import completeness, findings, methods
from dashboard.analysis.codebook import codebook
from dashboard.analysis.filters import Filters
from dashboard.analysis.frames import tabulate
from dashboard.analysis.selection import FRAMES, Selection
from dashboard.analysis.wording import counted, term, visit_in_brief, visit_name, without_hints
from dashboard.charts import REGISTRY
from dashboard.charts.chart import Chart
from dashboard.charts.theme import Theme
from dashboard.dataset import yaml_writer
from dashboard.dataset.tables import Dataset
from dashboard.export import citation, data_package, figure_page
from dashboard.export.links import visit_file
from dashboard.export.view_zip import csv
from dashboard.model.vocabulary import Status
from dashboard.site.render import MAX_ROWS, Templates, cells, rows_of
from dashboard.site.visits import Visits

MAX_LEADERS_IN_COLUMNS = 3
"""Up to this many leaders are columns of the table of figures; more are its rows."""
LATEST = 5
MAX_DISPUTED = 5
VISITS_A_PAGE = 500
MAX_ADDRESSES = 50_000
"""The most addresses that one sitemap may hold (sitemaps.org)."""

Files = dict[str, Callable[[], bytes]]


def plan(dataset: Dataset, *, live: str = "", address: str = "", shared: Path) -> Files:
    """Return every file of the static copy, by its path, as the function that makes it.

    `live` is the address of the dashboard, `address` the one that the copy will have; both may
    be missing. `shared` is the folder with the icon and the map's outlines.
    """
    dataset = yaml_writer.ordered(dataset)
    copy = _Copy(dataset, Templates(dataset.head, live, address))
    files = copy.pages() | copy.downloads()
    files |= copy.for_search_engines([path for path in files if path.endswith(".html")])
    files["icon.svg"] = (shared / "icon.svg").read_bytes
    # GitHub Pages would otherwise run everything through Jekyll.
    files[".nojekyll"] = lambda: b""
    files["style.css"] = partial(copy.templates.write, "style.css")
    if copy.charts:
        files["charts/draw.js"] = (Path(__file__).parent / "assets" / "draw.js").read_bytes
        files["charts/plotly.js"] = lambda: figure_page.plotly_script().encode()
        files["charts/outlines.js"] = lambda: figure_page.outlines_script(
            shared / "topojson"
        ).encode()
    return files


@dataclass(frozen=True)
class Drawn:
    """A chart with its numbers and its sentences, as the dashboard opens it."""

    chart: Chart
    table: pd.DataFrame
    finding: str
    basis: str

    @property
    def path(self) -> str:
        """The page of the chart, without its ending."""
        return f"charts/{self.chart.name.replace('_', '-')}"


def drawn(shown: Selection) -> Iterator[Drawn]:
    """Yield the charts of what is shown; one with nothing to draw is left out."""
    for chart in REGISTRY.values():
        options = chart.defaults()
        table = chart.table(shown, options)
        if len(table):
            basis = without_hints(chart.basis(shown, table, options))
            yield Drawn(chart, table, chart.finding(table), basis)


class _Copy:
    """One static copy in the making: what several of its files need, made once."""

    def __init__(self, dataset: Dataset, templates: Templates) -> None:
        self.dataset, self.templates = dataset, templates
        templates.environment.globals |= {"copy": self, "methods": methods}
        self.whole = tabulate(dataset)
        self.head = self.whole.head
        self.shown = Filters().narrow(self.whole)
        self.sentence = Filters().describe(self.whole, self.shown)
        self.about = findings.about(self.head)
        self.visits = Visits(self.whole)
        self.coverage = findings.coverage(self.head)
        self.charts = list(drawn(self.shown))
        name = f"data/{data_package.name_of(dataset.head)}-{self.head.version}"
        self.zip, self.yaml = f"{name}.zip", f"{name}.yaml"

    def pages(self) -> Files:
        """Return the pages."""
        lists = self._parts_of_the_list()
        return {
            "index.html": self._overview,
            **{path: partial(self._list, path, list(lists), rows) for path, rows in lists.items()},
            **{visit_file(visit): partial(self._visit, visit) for visit in self.visits.rows},
            "charts.html": self._charts,
            **{f"{each.path}.html": partial(self._chart, each) for each in self.charts},
            "data.html": self._data,
            "codebook.html": self._codebook,
        }

    def downloads(self) -> Files:
        """Return the files of data."""
        return {
            self.zip: lambda: data_package.pack(self.dataset),
            self.yaml: lambda: yaml_writer.write(self.dataset).encode(),
            **{f"data/{name}.csv": partial(csv, getattr(self.whole, name)) for name in FRAMES},
            **{f"{each.path}.csv": partial(csv, each.table) for each in self.charts},
        }

    # Pages

    def _overview(self) -> bytes:
        latest = self.shown.visits.dropna(subset=["start"])
        latest = latest.sort_values(["start", "visit"], ascending=False).head(LATEST)
        disputed = self.whole.visits[self.whole.visits["status"] == Status.DISPUTED]
        files = {self.zip: "application/zip", self.yaml: "application/yaml"}
        files |= {f"data/{name}.csv": "text/csv" for name in FRAMES}
        return self.templates.page(
            "index.html",
            "overview.html",
            title=self.templates.name,
            leaders=self._leaders(),
            as_columns=len(self.head.leaders) <= MAX_LEADERS_IN_COLUMNS,
            findings=findings.findings(self.shown.grouped),
            latest=rows_of(latest),
            disputed=[
                (row, findings.of_the_claim(self.whole, row))
                for row in rows_of(disputed.head(MAX_DISPUTED))
            ],
            n_more=max(len(disputed) - MAX_DISPUTED, 0),
            linked=data_package.described(self.head, self.templates.url("index.html"))
            | {
                "distribution": [
                    {
                        "@type": "DataDownload",
                        "encodingFormat": form,
                        "contentUrl": self.templates.url(path) or path,
                    }
                    for path, form in files.items()
                ]
            },
        )

    def _leaders(self) -> list[dict[str, Any]]:
        """Return what the table of figures says of each leader."""
        by_id = {who.id: who for who in self.head.leaders}
        return [
            {
                "who": by_id[row.leader],
                "term": term(by_id[row.leader]),
                "years": f"{row.n_years:.2f}",
                # Of a label such as `Multilateral: 3 of 20` the name stands once for all leaders.
                "figures": [
                    (*label.partition(": ")[::2], value) for label, value in findings.figures(row)
                ],
            }
            for row in rows_of(findings.leaders_compared(self.shown))
        ]

    def _parts_of_the_list(self) -> dict[str, list[Any]]:
        """Part the visits, leader after leader and latest first, into pages of a list."""
        order = {who.id: place for place, who in enumerate(self.head.leaders)}
        rows = self.whole.visits.assign(order=self.whole.visits["leader"].astype("str").map(order))
        rows = rows.sort_values(["order", "start", "visit"], ascending=[True, False, True])
        return _numbered("visits", "html", rows_of(rows), VISITS_A_PAGE)

    def _list(self, path: str, paths: list[str], rows: list[Any]) -> bytes:
        title = f"Visits, page {paths.index(path) + 1} of {len(paths)}"
        return self.templates.page(
            path,
            "visits.html",
            title=title if len(paths) > 1 else "Visits",
            live="visits",
            leaders=[
                (who, own)
                for who in self.head.leaders
                if (own := [row for row in rows if row.leader == who.id])
            ],
            paths=paths,
        )

    def _visit(self, visit: str) -> bytes:
        row = self.visits.rows[visit]
        path, name = visit_file(visit), visit_name(row)
        where = self.templates.url(path) or self.templates.live_url("visits", {"visit": visit})
        # Without a day of reading: what is cited has a version and does not change.
        part = citation.visit(name, visit)
        citations = {
            style.value: citation.cite(self.head, part, style, None, where)
            for style in citation.Style
        }
        return self.templates.page(
            path,
            "visit.html",
            title=name,
            about=visit_in_brief(row),
            live="visits",
            query={"visit": visit},
            leader=next(who for who in self.head.leaders if who.id == row.leader),
            hosts=row.host_names.split(", "),
            citations=citations,
            **self.visits.about(visit),
        )

    def _charts(self) -> bytes:
        return self.templates.page("charts.html", "charts.html", title="Charts", live="topics")

    def _chart(self, each: Drawn) -> bytes:
        figures = {
            mode: each.chart.figure(each.table, Theme(mode == "dark")) for mode in ("light", "dark")
        }
        return self.templates.page(
            f"{each.path}.html",
            "chart.html",
            title=each.chart.title,
            about=each.finding,
            live=each.chart.page,
            basis=each.basis,
            height=figure_page.height(figures["light"]),
            map=figure_page.maps(figures["light"]),
            figures={mode: figure_page.spec(figure) for mode, figure in figures.items()},
            numbers=cells(each.table),
            n_rows=len(each.table),
            max_rows=MAX_ROWS,
        )

    def _data(self) -> bytes:
        statuses = self.whole.visits["status"].value_counts()
        by_status = (f"{statuses.get(str(each), 0):,} {each.label.lower()}" for each in Status)
        return self.templates.page(
            "data.html",
            "data.html",
            title="Data and methods",
            live="data",
            visits=f"{counted(len(self.whole.visits), 'visit')}: {', '.join(by_status)}",
            stances=cells(completeness.by_stance(self.whole)),
            tables={f"{name}.csv": len(getattr(self.whole, name)) for name in FRAMES},
            limits=(*self.head.limits, *methods.LIMITS),
        )

    def _codebook(self) -> bytes:
        parts: dict[str, dict[str, list[Any]]] = {}
        for word in rows_of(codebook(self.whole)):
            parts.setdefault(word.vocabulary, {}).setdefault(word.group, []).append(word)
        return self.templates.page(
            "codebook.html",
            "codebook.html",
            title="Codebook",
            about=f"What each word of the data set means. {self.about}",
            live="codebook",
            parts=parts,
            sources={row.source: row for row in rows_of(self.whole.sources)},
        )

    def for_search_engines(self, pages: list[str]) -> Files:
        """Return robots.txt and, where the copy's address is known, the sitemaps it names."""
        parts = _numbered("sitemap", "xml", pages, MAX_ADDRESSES) if self.templates.address else {}
        sitemaps = (f"Sitemap: {self.templates.url(each)}" for each in parts)
        lines = ["User-agent: *", "Allow: /", *sitemaps]
        return {
            "robots.txt": lambda: "".join(f"{line}\n" for line in lines).encode(),
            **{path: partial(self._sitemap, part) for path, part in parts.items()},
        }

    def _sitemap(self, pages: list[str]) -> bytes:
        urls = [self.templates.url(path) for path in pages]
        return self.templates.write("sitemap.xml", urls=urls, day=self.head.as_of)


def _numbered(stem: str, ending: str, rows: list[Any], most: int) -> dict[str, list[Any]]:
    """Part rows into files of at most so many: `stem.ending`, `stem-2.ending` and so on."""
    parts = [rows[at : at + most] for at in range(0, len(rows), most)] or [[]]
    return {
        f"{stem}.{ending}" if number == 1 else f"{stem}-{number}.{ending}": part
        for number, part in enumerate(parts, start=1)
    }
