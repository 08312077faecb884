"""What is measured: the dashboard of a checkout, and the apps that it is measured against."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import driver
import synthetic
import yaml
from playwright.sync_api import Locator, Page

BESIDE = Path(__file__).resolve().parent / "beside"
TOPICS = 40
"""The topics of the large data."""


@dataclass(frozen=True)
class Data:
    """A data set: its name, where it lies, and the labels of topics that a click can choose."""

    name: str
    path: Path
    topics: list[str]


def real() -> Data:
    """Return the data set of the project; a choice is a topic that a confirmed visit touches."""
    path = driver.ROOT / "data" / "visits.yaml"
    held: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    touched = {
        topic
        for visit in held["visits"]
        if visit["status"] == "confirmed"
        for statement in visit["statements"]
        for topic in statement["topics"]
    }
    return Data("real", path, [one["label"] for one in held["topics"] if one["id"] in touched])


@contextlib.contextmanager
def large(*, bad_cell: bool = False) -> Iterator[Data]:
    """Make a data package of 100,000 visits and 800,000 statements, and remove it at the end."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "package"
        synthetic.package(
            path, leaders=200, visits=500, statements=8, topics=TOPICS, bad_cell=bad_cell
        )
        yield Data("100,000 visits", path, [f"Topic {at}" for at in range(1, TOPICS + 1)])


@dataclass(frozen=True)
class Checkout:
    """A copy of the project, this one or another: the one code that a figure is measured for."""

    path: Path = driver.ROOT

    def environment(self, data: Path | None = None) -> dict[str, str]:
        """Return the variables with which a program runs this copy, on its own or other data."""
        return {
            "PYTHONPATH": str(self.path / "src"),
            "DASHBOARD_DATA": str(data) if data else "",
        }

    @contextlib.contextmanager
    def served(self, data: Path | None = None) -> Iterator[tuple[int, int]]:
        """Run the dashboard as `./do run` does; give its port and process once it is idle."""
        served = driver.running(self.path / "serve.py", self.environment(data))
        with served as (port, process):
            wait_until_idle(process.pid)
            yield port, process.pid


def wait_until_idle(process: int, seconds: float = 2) -> None:
    """Wait until a process has hardly used a processor for so many seconds (Linux)."""

    def used() -> float:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2]
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    while True:
        before = used()
        time.sleep(seconds)
        if used() - before < 0.1 * seconds:
            return


@contextlib.contextmanager
def streamlit(name: str, **environment: str) -> Iterator[str]:
    """Run one of the Streamlit apps beside; give its address."""
    with driver.running(BESIDE / name, environment) as (port, _):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def dash() -> Iterator[str]:
    """Run the app of two charts in Dash, on the data of the dashboard; give its address."""
    with tempfile.TemporaryFile() as log:
        port = driver.free_port()
        command = [sys.executable, str(BESIDE / "in_dash.py"), str(port)]
        process = driver.spawn(command, driver.ROOT, log, Checkout().environment())
        try:
            if not driver.answers(process, port, log, path="/"):
                raise RuntimeError(f"Dash did not start. It said:\n{driver.read(log)}")
            yield f"http://127.0.0.1:{port}"
        finally:
            driver.stop(process)


class InStreamlit:
    """How the multiselect of topics is used, ours or that of the floor."""

    root = "#root"
    control = '[data-testid="stMultiSelect"]'
    label = "Topics (any of them)"
    drawn = '[data-testid="stMain"] [data-testid="stElementContainer"]'

    def option(self, page: Page, topic: str) -> Locator:
        """Open the list and type: a long list draws only the options in sight."""
        box = page.get_by_role("combobox", name=self.label, exact=True)
        box.click()
        box.fill(topic)
        return page.get_by_role("option", name=topic, exact=True)

    def clear(self, page: Page) -> Locator:
        """Find what takes every choice away; the open list would take the first click."""
        page.get_by_role("combobox", name=self.label, exact=True).press("Escape")
        control = page.get_by_test_id("stMultiSelect").filter(has_text=self.label)
        return control.get_by_role("button", name="Clear all")


class InDash:
    """How the dropdown of the app in Dash is used."""

    root = "#react-entry-point"
    control = ".dash-dropdown-wrapper, .dash-dropdown-content"
    drawn = ".js-plotly-plot .main-svg"

    def option(self, page: Page, topic: str) -> Locator:
        """Open the list and type here too."""
        page.locator("#topic").click()
        page.locator(".dash-dropdown-search").fill(topic)
        return page.get_by_role("option", name=topic, exact=True)

    def clear(self, page: Page) -> Locator:
        """Find the cross at the end of the control."""
        page.keyboard.press("Escape")
        return page.locator(".dash-dropdown-clear")
