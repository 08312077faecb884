"""Two servers of the dashboard behind nginx, set up as deploy/nginx.conf says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import driver
import pytest

SHIPPED = driver.ROOT / "deploy" / "nginx.conf"
SERVE = driver.ROOT / "serve.py"
SERVERS = re.compile(
    r"^ *server dashboard-1:8501 (?P<how>.*);\n *server dashboard-2:8501 (?P=how);\n", re.MULTILINE
)
START_SECONDS = 20


def nginx() -> str:
    """Find nginx; Debian keeps it where only root's PATH looks."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if not found:
        pytest.skip(
            "nginx is missing; install it (Debian: apt-get install nginx) to run these tests"
        )
    return found


def rendered(port: int, replicas: list[int], folder: Path) -> str:
    """Write the shipped configuration for these ports and this folder for temporary files."""
    text = SHIPPED.read_text(encoding="utf-8")
    at = SERVERS.search(text)
    assert at, "deploy/nginx.conf has no two replicas"
    servers = "".join(f"server 127.0.0.1:{one} {at['how']};\n" for one in replicas)
    assert text.count("listen 8080;") == 1
    return (
        SERVERS.sub(servers, text)
        .replace("listen 8080;", f"listen 127.0.0.1:{port};")
        .replace("/tmp/nginx", str(folder / "nginx"))
        .replace("/dev/stdout", str(folder / "access.log"))
    )


@dataclass
class Replica:
    """One server of the dashboard, at a port that stays its own."""

    port: int
    folder: Path
    base: str = ""
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / f"replica-{self.port}.log").open("w+b") as log:
            more = {"server.baseUrlPath": self.base.strip("/")} if self.base else {}
            self.process = driver.start(SERVE, self.port, log, more)
            assert driver.answers(self.process, self.port, log, self.base), driver.read(log)

    def lives(self) -> bool:
        """Tell whether it runs."""
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """End it without a word: kill -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end, if it runs."""
        if self.process is not None:
            driver.stop(self.process)


@dataclass
class Site:
    """Replicas behind nginx."""

    url: str
    replicas: list[Replica]
    folder: Path

    def asked(self, path: str) -> list[int]:
        """Ports of the replicas that answered for a path, in order; nginx itself is none."""
        log = (self.folder / "access.log").read_text(encoding="utf-8")
        lines = [line for line in log.splitlines() if f' {path}"' in line]
        asked = [line.rpartition("replica=")[2] for line in lines]
        return [int(last.rpartition(":")[2]) for last in asked if last != "-"]

    def serving(self) -> list[Replica]:
        """The replicas to which a browser is connected now."""
        return [replica for replica in self.replicas if sessions(replica) > 0]


def sessions(replica: Replica) -> int:
    """Count the readers who are connected to a replica; none where it does not answer."""
    url = f"http://127.0.0.1:{replica.port}{replica.base}/_stcore/metrics?families=active_sessions"
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            found = re.search(r"^active_sessions (\d+)", answer.read().decode(), re.M)
    except (urllib.error.URLError, OSError):
        return 0
    return int(found[1]) if found else 0


@contextmanager
def site(folder: Path, base: str = "") -> Iterator[Site]:
    """Start two replicas and nginx, and stop them all; `base` is the path they are served at."""
    program, port = nginx(), driver.free_port()
    conf = folder / "nginx.conf"
    replicas = [Replica(driver.free_port(), folder, base) for _ in range(2)]
    conf.write_text(rendered(port, [one.port for one in replicas], folder), encoding="utf-8")
    with ExitStack() as running:
        for one in replicas:
            running.callback(one.stop)
            one.start()
        running.callback(driver.stop, proxy := _proxy(program, conf))
        _wait(f"http://127.0.0.1:{port}{base}/_stcore/health", proxy, folder)
        yield Site(f"http://127.0.0.1:{port}{base}", replicas, folder)


def _proxy(program: str, conf: Path) -> subprocess.Popen[bytes]:
    # Started by root, nginx works as another user, who may not enter the folders of a test.
    words = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
    with (conf.parent / "nginx.log").open("wb") as log:
        return subprocess.Popen([program, "-c", str(conf), "-g", words], stderr=log)


def _wait(url: str, proxy: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while proxy.poll() is None and time.monotonic() < deadline:
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.05)
    raise RuntimeError(f"nginx did not start. It said:\n{(folder / 'nginx.log').read_text()}")
