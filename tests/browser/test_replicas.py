"""Two servers behind nginx, as deploy/nginx.conf sets it up: one dies, and no reader loses a view.

And what that file forbids the browser breaks nothing: every page, every download, every embedding.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator

import driver
import pytest
from browser import replicas
from browser.conftest import Faults
from browser.reader import (
    PAGES,
    choose,
    downloaded,
    main,
    open_at,
    parameters,
    shared_link,
    shown,
    sidebar,
    sound,
    title,
    unfold,
    unfold_all,
)
from browser.replicas import Replica, Site, sessions
from playwright.sync_api import APIResponse, Page, expect

pytestmark = pytest.mark.sweep

VIEW = "/topics?leader=Raisi&topic=Energy&said=Goal"
VISIT = "/visits?visit=pezeshkian-2024-09-iraq"


@pytest.fixture(scope="module")
def one_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with replicas.site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture
def site(one_site: Site) -> Site:
    """Two replicas behind nginx, both of them alive."""
    for replica in one_site.replicas:
        if not replica.lives():
            replica.start()
    return one_site


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The same, served below a base path."""
    with replicas.site(tmp_path_factory.mktemp("below"), "/presidents") as running:
        yield running


def what_is_seen(page: Page) -> tuple[str, str, dict[str, list[str]], str]:
    """Title, sentence, address and all text of a page."""
    return title(page), shown(page), parameters(page), main(page).inner_text()


def back(page: Page) -> Page:
    """Wait until a page that lost its connection has one again and is drawn."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=60_000)
    return driver.settled(page)


def until(page: Page, holds: Callable[[], bool], what: str) -> None:
    """Wait for something outside the browser, and let the browser go on meanwhile."""
    for _ in range(600):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"It did not come about within a minute: {what}")


def other(site: Site, replica: Replica) -> Replica:
    return next(one for one in site.replicas if one is not replica)


# --- one dies ------------------------------------------------------------------------------


def test_a_killed_replica_costs_no_view_and_no_click(site: Site, page: Page) -> None:
    open_at(page, site.url + VIEW)
    unfold_all(page)
    before = what_is_seen(page)
    # Readers of an earlier test may be on their way out still.
    until(page, lambda: len(site.serving()) == 1, "this reader is the only one")
    [serving] = site.serving()
    survivor = other(site, serving)

    serving.kill()
    until(page, lambda: sessions(survivor) == 1, "the browser is connected to the other replica")
    back(page)
    assert what_is_seen(page) == before
    sound(page)
    assert site.serving() == [survivor]

    # It is a view to work on, not a picture of one.
    choose(page, "Topics (any of them)", "Trade", within=sidebar(page))
    assert parameters(page)["topic"] == ["Energy", "Trade"]

    # And when the dead one is back, nginx sends new requests there; the page's download is at
    # the replica that holds its session.
    serving.start()

    def asked_again() -> bool:
        page.request.get(f"{site.url}/_stcore/health")
        return site.asked("/_stcore/health")[-1] == serving.port

    until(page, asked_again, "nginx asks the replica that came back")
    assert site.serving() == [survivor]
    assert _zip(page).startswith(b"PK")


def test_a_rolling_restart_loses_no_view(site: Site, open_page: Callable[..., Page]) -> None:
    views = [
        VIEW,
        "/map?unit=Days+abroad&mark=Countries",
        VISIT,
        "/challenges?view=Bars&topic=Trade",
    ]
    readers = [open_at(open_page(), site.url + view) for view in views]
    before = [what_is_seen(page) for page in readers]
    passing = open_page()

    for replica in site.replicas:
        replica.stop()
        again = threading.Thread(target=replica.start)
        again.start()
        # Meanwhile readers come and go.
        for path in ("/", "/timeline", "/topics", "/visits"):
            open_at(passing, f"{site.url}{path}?topic=Energy")
            assert parameters(passing) == {"topic": ["Energy"]}
            sound(passing)
        again.join()

    for page, seen in zip(readers, before, strict=True):
        back(page)
        assert what_is_seen(page) == seen
        sound(page)


# --- what the headers forbid -----------------------------------------------------------------


def test_the_policy_is_in_force(site: Site, page: Page, faults: Faults) -> None:
    open_at(page, site.url)
    page.evaluate(
        "const script = document.createElement('script');"
        "script.textContent = 'window.foreign = 1'; document.body.append(script);"
    )
    assert page.evaluate("window.foreign") is None
    assert "Content Security Policy" in faults.console_errors[0]
    faults.console_errors.clear()


@pytest.mark.parametrize("path", [*PAGES, VISIT])
def test_the_policy_breaks_no_page(site: Site, page: Page, path: str) -> None:
    # What the browser blocks, it reports as an error, and `page` tolerates none.
    open_at(page, site.url + path)
    unfold_all(page)
    sound(page)


def test_the_policy_breaks_no_download(site: Site, page: Page) -> None:
    open_at(page, f"{site.url}/topics?topic=Energy")
    assert _zip(page).startswith(b"PK")
    page.keyboard.press("Escape")
    box = unfold(page, "topics_by_leader", "Figure")
    name, content = downloaded(page, box.locator(".modebar-btn"))
    assert (name[-4:], content[:8]) == (".png", b"\x89PNG\r\n\x1a\n")
    name, content = downloaded(page, box.get_by_role("button", name="Download as a web page"))
    assert (name[-5:], content[:15]) == (".html", b"<!DOCTYPE html>")
    open_at(page, f"{site.url}/data")
    for button in main(page).get_by_test_id("stDownloadButton").get_by_role("button").all():
        assert downloaded(page, button)[1]


def test_the_policy_lets_another_page_embed_a_view(
    site: Site, open_page: Callable[..., Page], newspaper: Callable[[str], Page]
) -> None:
    here = open_at(open_page(), f"{site.url}/topics?topic=Energy")
    sentence = shown(here)
    here.get_by_role("button", name="Share").click()
    here.get_by_role("tab", name="Embed").click()
    frame = newspaper(here.get_by_text("<iframe").inner_text()).frame_locator("iframe")
    expect(frame.get_by_text(sentence)).to_be_visible()
    expect(frame.locator(".js-plotly-plot .main-svg").first).to_be_visible()


def test_every_answer_carries_the_headers(site: Site, page: Page) -> None:
    open_at(page, f"{site.url}/map")
    for path in ("/", "/topics", _script(page), "/app/static/icon.svg", "/_stcore/metrics"):
        answer = page.request.get(site.url + path)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert _all(answer, "x-content-type-options") == ["nosniff"]
        assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert answer.headers["server"] == "nginx"


def test_what_is_not_for_readers_is_not_there(site: Site, page: Page) -> None:
    for path in ("metrics", "agent/openapi.json", "script-health-check", "upload_file/a/b"):
        assert page.request.get(f"{site.url}/_stcore/{path}").status == 404
    assert page.request.get(f"{site.url}/_stcore/health").text() == "ok"
    assert page.request.post(f"{site.url}/", data=b"x" * 2_000_000).status == 413


# --- caching and affinity --------------------------------------------------------------------


def test_scripts_are_kept_and_pages_are_not(site: Site, page: Page) -> None:
    open_at(page, site.url)
    script = _script(page)
    assert "immutable" in page.request.get(site.url + script).headers["cache-control"]
    assert len(site.asked(script)) <= 1, "nginx asks a replica for a script once"
    outlines = page.request.get(f"{site.url}/app/static/topojson/world_110m.json")
    assert outlines.headers["cache-control"] == "max-age=86400"
    assert outlines.headers["content-encoding"] == "gzip"
    assert page.request.get(site.url).headers["cache-control"] == "no-cache"


def test_a_reader_stays_with_one_replica(site: Site, page: Page) -> None:
    open_at(page, site.url)
    [cookie] = [one for one in page.context.cookies() if one.get("name") == "replica"]
    assert cookie.get("httpOnly")
    assert cookie.get("expires") == -1, "it ends with the browser's session"
    before = len(site.asked("/topics"))
    for _ in range(6):
        page.request.get(f"{site.url}/topics")
    assert len(set(site.asked("/topics")[before:])) == 1


# --- below a base path -------------------------------------------------------------------------


def test_everything_works_below_a_base_path(below: Site, page: Page) -> None:
    # The first page of all that this server is asked for is a deep link.
    open_at(page, f"{below.url}/topics?topic=Energy")
    assert "topic Energy" in shown(page)
    expect(page).to_have_title("Topics – Presidents Abroad")
    assert shared_link(page) == f"{below.url}/topics?topic=Energy"
    assert _zip(page).startswith(b"PK")
    with page.expect_response(re.compile(r"/presidents/app/static/topojson/.*\.json$")) as outlines:
        open_at(page, f"{below.url}/map?host=Iraq")
    assert outlines.value.ok
    sidebar(page).get_by_role("link", name="Timeline", exact=True).click()
    expect(page).to_have_url(re.compile(r"/presidents/timeline\?host=Iraq$"))
    driver.settled(page)
    open_at(page, below.url)
    assert title(page) == PAGES["/"]
    script = _script(page)
    assert script.startswith("/presidents/static/")
    assert len(below.asked(script)) == 1


def _zip(page: Page) -> bytes:
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("tab", name="Download").click()
    return downloaded(page, page.get_by_role("button", name="Download as zip"))[1]


def _script(page: Page) -> str:
    """The path of Streamlit's first script."""
    return page.evaluate("new URL(document.querySelector('script[src]').src).pathname")


def _all(answer: APIResponse, name: str) -> list[str]:
    return [pair["value"] for pair in answer.headers_array if pair["name"].lower() == name]
