"""Ask addresses whether they lead somewhere, one at a time. The only module that uses the network.

HEAD comes first, then GET where HEAD finds no page; bodies are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from time import monotonic, sleep
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

MAX_REDIRECTS = 10
LONGEST_WAIT = 120.0
"""A host that asks for a longer pause, in seconds, is left to the next run."""
PERMANENT = frozenset({301, 308})
TEMPORARY = frozenset({429, 500, 502, 503, 504})
"""Answers after which the same question may be answered otherwise a little later."""


@dataclass(frozen=True)
class Found:
    """What became of an address: `result`, `status`, `now` and `note` as in the report."""

    address: str
    result: str
    note: str = ""
    status: str = ""
    now: str = ""


@dataclass(frozen=True)
class Step:
    """The next thing to ask for an address, and the redirects so far: statuses and addresses."""

    asked: str
    address: str
    method: str = "HEAD"
    attempt: int = 0
    redirects: tuple[tuple[int, str], ...] = ()


@dataclass
class Web:
    """Asks each host no more often than the pause allows, whoever sends there; times in seconds."""

    timeout: float
    pause: float
    retries: int
    session: requests.Session = field(default_factory=requests.Session)
    _free_at: dict[str, float] = field(default_factory=dict)
    """When each host may be asked again."""

    def ask(self, addresses: Iterable[str]) -> Iterator[Found]:
        """Yield what becomes of each address, as the answers come."""
        queue = [(0.0, place, Step(each, each)) for place, each in enumerate(addresses)]
        while queue:
            when, place, step = heappop(queue)
            host = urlsplit(step.address).netloc.casefold()
            if (free := self._free_at.get(host, 0)) > when:
                heappush(queue, (free, place, step))  # others come first
                continue
            if (rest := when - monotonic()) > 0:
                sleep(rest)
            found, wait = self._take(step)
            self._free_at[host] = monotonic() + max(self.pause, wait)
            if isinstance(found, Found):
                yield found
            else:
                heappush(queue, (monotonic() + wait, place, found))

    def _take(self, step: Step) -> tuple[Found | Step, float]:
        """Return what was found, or what to ask next, and for how long the host is to rest."""
        try:
            with self.session.request(
                step.method, step.address, allow_redirects=False, stream=True, timeout=self.timeout
            ) as response:
                return self._read(step, response)
        except requests.Timeout:
            note = f"no answer within {self.timeout:g} seconds"
        except requests.ConnectionError as error:
            note = f"no connection: {_cause(error)}"
        except (requests.RequestException, ValueError) as error:
            return Found(step.asked, "failed", f"it cannot be asked: {_cause(error)}"), 0
        # Some hosts are silent to HEAD.
        return self._again(replace(step, method="GET"), Found(step.asked, "failed", note), 0)

    def _read(self, step: Step, response: requests.Response) -> tuple[Found | Step, float]:
        status, following = response.status_code, response.next
        said = [*step.redirects, (status, step.address)]

        def found(result: str, note: str = "", now: str = "") -> Found:
            return Found(step.asked, result, note, str(status), now)

        if following is not None and len(said) > MAX_REDIRECTS:
            return found("failed", f"more than {MAX_REDIRECTS} redirects"), 0
        if following is not None:
            method, address = following.method or step.method, following.url or ""
            return replace(step, method=method, address=address, redirects=tuple(said)), 0
        if step.method == "HEAD" and status >= 400 and status not in (429, 503):
            # Many hosts answer HEAD with an error for a page that they have.
            return Step(step.asked, step.asked, "GET", step.attempt), 0
        if status in TEMPORARY:
            busy = found("busy", f"it answers {status}; run this again later")
            return self._again(step, busy, asked_rest(response.headers))
        if status in (404, 410):
            return found("missing", "there is no such page"), 0
        if status >= 400:
            return found("refused", f"it answers {status}; look with a browser"), 0
        # Only what moved for good is a new address: up to the first redirect that may change again.
        settled = next(address for code, address in said if code not in PERMANENT)
        if settled == step.asked:
            return found("ok"), 0
        note = "write the new address into the data, if it shows the same page"
        return found("moved", note, settled), 0

    def _again(self, step: Step, found: Found, wait: float) -> tuple[Found | Step, float]:
        """Ask from the start once more, unless that was the last time or the host rests long."""
        if wait > LONGEST_WAIT:
            return found, 0
        if step.attempt >= self.retries:
            return found, wait
        again = Step(step.asked, step.asked, step.method, step.attempt + 1)
        return again, max(wait, 2.0**step.attempt)


def asked_rest(headers: Mapping[str, str]) -> float:
    """Return how many seconds a host asks to wait, which it says as a number or a date."""
    try:
        return Retry().parse_retry_after(headers.get("Retry-After", "0"))
    except (InvalidHeader, ValueError):
        return 0


def _cause(error: BaseException) -> str:
    """Return the innermost cause, in the words of the system."""
    reason = getattr(error.args[0], "reason", error.args[0]) if error.args else error
    said = re.sub(r"^.*?(HTTPS?Connection\w*|>): ", "", str(reason))
    return " ".join(said.split())[:120]
