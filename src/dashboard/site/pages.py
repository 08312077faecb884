"""Which files the static copy has, and how each is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from dashboard.analysis import completeness, findings, methods
from dashboard.analysis.codebook import codebook
from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import FRAMES, each_row, tabulate
from dashboard.analysis.wording import counted, term, visit_in_brief, visit_name
from dashboard.charts.theme import Theme
from dashboard.dataset import yaml_writer
from dashboard.export import citation, data_package, figure_page
from dashboard.export.citation import Style
from dashboard.export.links import live_page, visit_file
from dashboard.export.view_zip import csv
from dashboard.model.records import Dataset
from dashboard.model.vocabulary import Status
from dashboard.site.dossiers import Dossiers
from dashboard.site.drawings import Drawing, drawings
from dashboard.site.render import ASSETS, MOST_ROWS, Frame, cells

MARK = "site.json"
"""The file by which a folder is known for a static copy; it lists the others."""
MADE_BY = "python -m dashboard site"
MAX_LEADERS_IN_COLUMNS = 3
"""Up to this many leaders are columns of the table of figures; more are its rows."""
LATEST = 5
MOST_DISPUTED = 5
VISITS_A_PAGE = 500
MOST_ADDRESSES = 50_000
"""The most addresses that one sitemap may hold (sitemaps.org)."""

Files = dict[str, Callable[[], bytes]]


def plan(
    dataset: Dataset, comment: str = "", *, live: str = "", address: str = "", shared: Path
) -> Files:
    """Name every file of the static copy with the function that makes it.

    `live` is the address of the dashboard, `address` the one that the copy will have; both may
    be missing. `shared` is the folder with the icon and the map's outlines.
    """
    dataset = yaml_writer.ordered(dataset)
    return _Copy(dataset, comment, Frame(dataset, live, address), shared).files()


class _Copy:
    """One static copy in the making: what several of its files need, made once."""

    def __init__(self, dataset: Dataset, comment: str, frame: Frame, shared: Path) -> None:
        self.dataset, self.comment, self.frame, self.shared = dataset, comment, frame, shared
        self.whole = tabulate(dataset)
        self.filters = Filters()
        self.shown = self.filters.narrow(self.whole)
        self.sentence = self.filters.describe(self.whole, self.shown)
        self.about = findings.about(dataset)
        self.dossiers = Dossiers(self.whole)
        self.drawings = drawings(self.shown)
        name = data_package.name_of(dataset)
        self.zip = f"data/{name}-{dataset.version}.zip"
        self.yaml = f"data/{name}-{dataset.version}.yaml"

    def files(self) -> Files:
        pages: Files = {"index.html": self._overview}
        lists = list(self._lists())
        pages |= {
            path: partial(self._visits, path, rows, [each for each, _ in lists])
            for path, rows in lists
        }
        pages |= {visit_file(visit): partial(self._visit, visit) for visit in self.dossiers.visits}
        pages["charts.html"] = self._charts
        pages |= {each.path: partial(self._chart, each) for each in self.drawings}
        pages |= {"data.html": self._data, "codebook.html": self._codebook}
        rest: Files = {
            self.zip: lambda: data_package.pack(self.dataset, self.comment),
            self.yaml: lambda: yaml_writer.write(self.dataset, self.comment).encode(),
            "style.css": self._style,
            "icon.svg": (self.shared / "icon.svg").read_bytes,
            # GitHub Pages would otherwise run everything through Jekyll.
            ".nojekyll": lambda: b"",
        }
        for name in FRAMES:
            rest[f"data/{name}.csv"] = partial(csv, getattr(self.whole, name))
        for each in self.drawings:
            rest[_numbers(each)] = partial(csv, each.frame)
        if self.drawings:
            rest["charts/plotly.js"] = lambda: figure_page.plotly_script().encode()
            rest["charts/draw.js"] = (ASSETS / "draw.js").read_bytes
            rest["charts/outlines.js"] = lambda: figure_page.outlines_script(
                self.shared / "topojson"
            ).encode()
        return pages | rest | self._for_robots(list(pages))

    # Pages

    def _overview(self) -> bytes:
        compared = findings.leaders_compared(self.shown)
        header, rows = self._figures(list(each_row(compared)))
        latest = self.shown.visits.dropna(subset=["start"])
        latest = latest.sort_values(["start", "visit"], ascending=False).head(LATEST)
        disputed = self.whole.visits[self.whole.visits["status"] == Status.DISPUTED]
        return self.frame.page(
            "index.html", "overview.html", title=self.frame.name, about=self.about,
            live=self._live(), sentence=self.sentence, header=header, rows=rows,
            figures_note=methods.FIGURES,
            findings=findings.findings(self.shown.grouped),
            latest=[(row, visit_file(row.visit)) for row in each_row(latest)],
            disputed=[
                (row, visit_file(row.visit), findings.of_the_claim(self.whole, row))
                for row in each_row(disputed.head(MOST_DISPUTED))
            ],
            n_more=max(len(disputed) - MOST_DISPUTED, 0),
            coverage=findings.coverage(self.dataset), drawings=self.drawings,
            linked=self._linked(),
        )  # fmt: skip

    def _figures(self, compared: list[Any]) -> tuple[list[Any], list[Any]]:
        """Give the table of figures: its head, and of each row the name and the cells."""
        by_id = {who.id: who for who in self.dataset.leaders}
        heads = [
            {
                "name": who.full_name, "native": who.native_name, "term": term(who),
                "years": f"{row.n_years:.2f}", "position": position % 8,
            }
            for position, row in enumerate(compared)
            for who in (by_id[row.leader],)
        ]  # fmt: skip
        # A label such as `Multilateral: 3 of 20` goes apart: the name once, the counts by leader.
        columns = [
            [(*label.partition(": ")[::2], value) for label, value in findings.figures(row)]
            for row in compared
        ]
        names = [name for name, _, _ in columns[0]]
        if len(heads) <= MAX_LEADERS_IN_COLUMNS:
            turned = zip(*columns, strict=True)
            return heads, [
                (name, [cell[1:] for cell in row]) for name, row in zip(names, turned, strict=True)
            ]
        return names, [
            (head, [cell[1:] for cell in column])
            for head, column in zip(heads, columns, strict=True)
        ]

    def _linked(self) -> dict[str, Any]:
        url = self.frame.url("index.html")
        own = {"url": url} if url else {}
        return data_package.described(self.dataset) | own | {
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": form,
                    "contentUrl": self.frame.url(path) or path,
                }
                for path, form in (
                    (self.zip, "application/zip"),
                    (self.yaml, "application/yaml"),
                    *((f"data/{name}.csv", "text/csv") for name in FRAMES),
                )
            ]
        }  # fmt: skip

    def _lists(self) -> Iterator[tuple[str, list[Any]]]:
        """Part the visits, leader after leader and latest first, into pages of a list."""
        order = {who.id: place for place, who in enumerate(self.dataset.leaders)}
        rows = self.whole.visits.assign(order=self.whole.visits["leader"].astype("str").map(order))
        rows = rows.sort_values(["order", "start", "visit"], ascending=[True, False, True])
        parts = _parted(list(each_row(rows)), VISITS_A_PAGE)
        for number, part in enumerate(parts, start=1):
            yield ("visits.html" if number == 1 else f"visits-{number}.html"), part

    def _visits(self, path: str, rows: list[Any], paths: list[str]) -> bytes:
        number = paths.index(path) + 1
        title = "Visits" if len(paths) == 1 else f"Visits, page {number} of {len(paths)}"
        by_leader: dict[str, list[Any]] = {}
        for row in rows:
            by_leader.setdefault(row.leader, []).append((row, visit_file(row.visit)))
        names = {who.id: who.full_name for who in self.dataset.leaders}
        return self.frame.page(
            path, "visits.html", title=title, about=self.about, live=self._live("visits"),
            n_visits=len(self.whole.visits), paths=paths, leaders=[
                (names[leader], visits) for leader, visits in by_leader.items()
            ],
        )  # fmt: skip

    def _visit(self, visit: str) -> bytes:
        row, path = self.dossiers.visits[visit], visit_file(visit)
        name, live = visit_name(row), self._live("visits", visit=visit)
        part = citation.visit(name, visit)
        where = self.frame.url(path) or live
        brief = visit_in_brief(row)
        url = self.frame.url(path)
        whole = {"@type": "Dataset", "name": self.dataset.title} | (
            {"url": self.frame.url("index.html")} if url else {}
        )
        leader = next(who for who in self.dataset.leaders if who.id == row.leader)
        return self.frame.page(
            path, "visit.html", title=name, about=brief, live=live,
            **self.dossiers.of(visit),
            # Without a day of reading: what is cited has a version and does not change.
            citations=[
                (style, citation.cite(self.dataset, part, style, None, where)) for style in Style
            ],
            # A page about a visit, and no Event: that would tell a search engine that a
            # disputed or cancelled visit took place, and that it may be attended.
            linked={
                "@context": "https://schema.org/",
                "@type": "WebPage",
                "name": name,
                "description": brief,
                **({"url": url} if url else {}),
                "dateModified": self.dataset.as_of.isoformat(),
                "isPartOf": whole,
                "about": [
                    {"@type": "Person", "name": leader.full_name},
                    *({"@type": "Country", "name": host} for host in row.host_names.split(", ")),
                ],
            },
        )  # fmt: skip

    def _charts(self) -> bytes:
        return self.frame.page(
            "charts.html", "charts.html", title="Charts", about=self.about,
            live=self._live("topics"), drawings=self.drawings, sentence=self.sentence,
        )  # fmt: skip

    def _chart(self, drawing: Drawing) -> bytes:
        held = {
            mode: drawing.chart.figure(drawing.frame, Theme(dark))
            for mode, dark in (("light", False), ("dark", True))
        }
        header, rows = cells(drawing.frame)
        return self.frame.page(
            drawing.path, "chart.html", title=drawing.question, about=drawing.finding,
            live=self._live(drawing.page), drawing=drawing, sentence=self.sentence,
            height=figure_page.height(held["light"]),
            map=figure_page.maps(held["light"]),
            drawn={mode: figure_page.spec(figure) for mode, figure in held.items()},
            header=header, rows=rows, n_rows=len(drawing.frame), most=MOST_ROWS,
            numbers=_numbers(drawing).removeprefix("charts/"),
        )  # fmt: skip

    def _data(self) -> bytes:
        whole, dataset = self.whole, self.dataset
        statuses = whole.visits["status"].value_counts()
        return self.frame.page(
            "data.html", "data.html", title="Data and methods", about=self.about,
            live=self._live("data"), coverage=findings.coverage(dataset),
            held=f"{counted(len(whole.visits), 'visit')}: " + ", ".join(
                f"{statuses.get(str(status), 0):,} {status.label.lower()}" for status in Status
            ),
            n_sources=len(whole.sources), n_publishers=whole.sources["publisher"].nunique(),
            stances=cells(completeness.by_stance(whole)),
            zip=self.zip, yaml=self.yaml,
            tables=[(f"{name}.csv", len(getattr(whole, name))) for name in FRAMES],
            methods=methods, limits=(*dataset.limits, *methods.LIMITS),
        )  # fmt: skip

    def _codebook(self) -> bytes:
        words = codebook(self.whole)
        sources = {row.source: row for row in each_row(self.whole.sources)}
        parts = [
            (
                str(vocabulary),
                methods.VOCABULARIES.get(str(vocabulary), ""),
                [
                    (str(group), list(each_row(part)))
                    for group, part in rows.groupby("group", sort=False)
                ],
            )
            for vocabulary, rows in words.groupby("vocabulary", sort=False)
        ]
        return self.frame.page(
            "codebook.html", "codebook.html", title="Codebook", live=self._live("codebook"),
            about=f"What each word of the data set means. {self.about}",
            parts=parts, sources=sources, visit_file=visit_file,
        )  # fmt: skip

    # Beside the pages

    def _style(self) -> bytes:
        template = self.frame.made.get_template("style.css")
        return template.render(light=Theme(False), dark=Theme(True)).encode()

    def _for_robots(self, pages: list[str]) -> Files:
        if not self.frame.address:
            return {"robots.txt": lambda: b"User-agent: *\nAllow: /\n"}
        parts = _parted(pages, MOST_ADDRESSES)
        maps = (
            ["sitemap.xml"]
            if len(parts) == 1
            else [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
        )
        files: Files = {
            name: partial(self._sitemap, "urlset", "url", part)
            for name, part in zip(maps, parts, strict=True)
        }
        if len(parts) > 1:
            files["sitemap.xml"] = partial(self._sitemap, "sitemapindex", "sitemap", maps)
        where = self.frame.url("sitemap.xml")
        files["robots.txt"] = lambda: f"User-agent: *\nAllow: /\nSitemap: {where}\n".encode()
        return files

    def _sitemap(self, outer: str, inner: str, paths: list[str]) -> bytes:
        template = self.frame.made.get_template("sitemap.xml")
        urls = [self.frame.url(path) for path in paths]
        held = template.render(outer=outer, inner=inner, urls=urls, day=self.dataset.as_of)
        return held.encode()

    def _live(self, page: str = "", **query: str) -> str:
        return live_page(self.frame.live, page, **query) if self.frame.live else ""


def _numbers(drawing: Drawing) -> str:
    return drawing.path.removesuffix("html") + "csv"


def _parted(rows: list[Any], most: int) -> list[list[Any]]:
    """Part rows into lists of at most so many; one that is empty where there are none."""
    return [rows[at : at + most] for at in range(0, len(rows), most)] or [[]]
