"""What deploy/ holds: an image that can be built, files that their schemas accept, one policy."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import driver
import pytest
import streamlit
import yaml
from conftest import ROOT
from dockerfile_parse import DockerfileParser
from kubernetes_validate import validate

DEPLOY = ROOT / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")


def manifest(name: str) -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "kubernetes" / f"{name}.yaml").read_text(encoding="utf-8"))


def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


# --- the image -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile with their words, in order."""
    parsed = DockerfileParser(str(DEPLOY / "Dockerfile")).structure
    return [
        (step["instruction"], step["value"]) for step in parsed if step["instruction"] != "COMMENT"
    ]


def last_stage(steps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    starts = [at for at, (name, _) in enumerate(steps) if name == "FROM"]
    return steps[starts[-1] :]


def copied(steps: list[tuple[str, str]]) -> list[str]:
    """What the image takes from the project."""
    return [
        source
        for name, value in steps
        if name == "COPY" and "--from" not in value
        for source in shlex.split(value)[:-1]
    ]


def test_everything_the_image_copies_is_there_and_in_git(steps: list[tuple[str, str]]) -> None:
    known = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    if not known:
        pytest.skip("not a checkout of git")
    for source in copied(steps):
        assert any(path == source or path.startswith(f"{source}/") for path in known), source


def test_the_context_holds_what_the_image_copies_and_no_more(steps: list[tuple[str, str]]) -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    let_in = {rule[1:] for rule in rules if rule.startswith("!")}
    assert {path.removesuffix("/config.toml") for path in let_in} == set(copied(steps))
    assert not any(fnmatch(".streamlit/secrets.toml", path) for path in let_in)


def test_the_image_installs_the_lock_with_its_hashes(steps: list[tuple[str, str]]) -> None:
    installs = [value for name, value in steps if name == "RUN" and "pip" in value]
    assert installs
    assert all("--require-hashes" in value and "requirements.txt" in value for value in installs)


def test_the_image_has_the_python_of_the_lock(steps: list[tuple[str, str]]) -> None:
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    version = oldest["tool"]["pyright"]["pythonVersion"]
    bases = [value.split()[0] for name, value in steps if name == "FROM"]
    assert bases == [f"python:{version}-slim"] * 2
    assert f"with Python {version}" in (ROOT / "requirements.txt").read_text(encoding="utf-8")


def test_the_image_runs_as_a_user_without_rights_and_says_how_it_is(
    steps: list[tuple[str, str]],
) -> None:
    stage = last_stage(steps)
    names = [name for name, _ in stage]
    user = dict(stage)["USER"]
    assert user.isdecimal()
    assert int(user) >= 1000
    assert "RUN" not in names[names.index("USER") :], "nothing is made by a user without rights"
    check = json.loads(dict(stage)["HEALTHCHECK"].split("CMD", 1)[1])
    assert check[:2] == ["python", "-c"]
    assert "/_stcore/health" in check[2]
    compile(check[2], "HEALTHCHECK", "exec")
    assert json.loads(dict(stage)["CMD"]) == ["streamlit", "run", "serve.py"]


@contextmanager
def the_image(folder: Path, steps: list[tuple[str, str]]) -> Iterator[Path]:
    """Copy what the image would hold, for reading only."""
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "secrets.toml")
    for source in copied(steps):
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, folder / source, ignore=ignored)
        else:
            shutil.copy2(ROOT / source, folder / source)
    everything = [folder, *folder.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder
    for path in everything:  # or pytest could not clear up
        path.chmod(0o755 if path.is_dir() else 0o644)


def traces(folder: Path) -> list[tuple[str, int]]:
    """Every path below a folder, with when it was changed."""
    return sorted((str(path), path.stat().st_mtime_ns) for path in [folder, *folder.rglob("*")])


def test_the_app_writes_nowhere(tmp_path: Path, steps: list[tuple[str, str]]) -> None:
    # Root may write everywhere, whatever the rights say: so what counts is that nothing has
    # changed, neither in the tree nor at home nor among the temporary files.
    home, folder, port = tmp_path / "home", tmp_path / "app", driver.free_port()
    home.mkdir()
    folder.mkdir()
    words = [value for name, value in last_stage(steps) if name == "ENV"]
    said = dict(word.split("=", 1) for value in words for word in shlex.split(value))
    with the_image(folder, steps), (tmp_path / "log").open("w+b") as log:
        before = traces(folder), traces(home)
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "serve.py"],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            env={
                **said,
                "PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home),
                "PYTHONPATH": said["PYTHONPATH"].replace("/app", str(folder)),
                "STREAMLIT_SERVER_ADDRESS": "127.0.0.1", "STREAMLIT_SERVER_PORT": str(port),
            },
        )  # fmt: skip
        try:
            assert driver.answers(process, port, log), driver.read(log)
            with driver.session(port) as line:
                seen = "\n".join(map(str, driver.run_page(line, "")))
        finally:
            driver.stop(process)
        assert "confirmed visits" in seen, driver.read(log)
        assert "Traceback" not in driver.read(log)
        assert (traces(folder), traces(home)) == before


# --- compose and Kubernetes ------------------------------------------------------------------


def checked(path: Path) -> subprocess.CompletedProcess[str]:
    """Hold a compose file against its schema, which the checker carries."""
    return subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", path],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_compose_file_is_one_and_nginx_knows_its_replicas() -> None:
    done = checked(DEPLOY / "compose.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    services = compose()["services"]
    named = re.findall(r"^ *server ([\w-]+):8501 ", NGINX, re.MULTILINE)
    assert len(named) >= 2
    assert sorted([*named, "nginx"]) == sorted(services)
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert all((DEPLOY / part.split(":")[0]).exists() for part in service.get("volumes", []))
    context = DEPLOY / services[named[0]]["build"]["context"]
    assert (context / services[named[0]]["build"]["dockerfile"]).exists()


def test_the_compose_schema_can_refuse(tmp_path: Path) -> None:
    wrong = tmp_path / "compose.yaml"
    wrong.write_text("services: {one: {image: a, raed_only: true}}")
    assert "raed_only" in checked(wrong).stdout


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_a_manifest_fits_the_schema_of_kubernetes(path: Path) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    # The newest and the oldest version that is still looked after: strict, no unknown key.
    for version in ("1.37", "1.34"):
        validate(data, version, strict=True)


def test_the_schemas_of_kubernetes_can_refuse() -> None:
    data = manifest("deployment")
    data["spec"]["template"]["spec"]["containers"][0]["redinessProbe"] = {}
    with pytest.raises(Exception, match="redinessProbe"):
        validate(data, "1.37", strict=True)


def test_the_manifests_speak_of_one_thing() -> None:
    assert {path.stem for path in MANIFESTS} == {
        "autoscaler", "deployment", "disruption-budget", "ingress", "service"
    }  # fmt: skip
    deployment, service = manifest("deployment"), manifest("service")
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    assert deployment["spec"]["selector"]["matchLabels"] == labels
    assert service["spec"]["selector"] == labels
    assert manifest("disruption-budget")["spec"]["selector"]["matchLabels"] == labels
    assert (
        manifest("autoscaler")["spec"]["scaleTargetRef"]["name"] == deployment["metadata"]["name"]
    )
    assert manifest("autoscaler")["spec"]["minReplicas"] >= 2
    backend = manifest("ingress")["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    assert backend == {"name": service["metadata"]["name"], "port": {"name": "http"}}
    assert service["spec"]["ports"][0]["targetPort"] == "http"


def test_a_pod_has_probes_limits_and_no_rights(steps: list[tuple[str, str]]) -> None:
    pod = manifest("deployment")["spec"]["template"]["spec"]
    [container] = pod["containers"]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert container[probe]["httpGet"] == {"path": "/_stcore/health", "port": "http"}
    image = dict(last_stage(steps))
    assert container["ports"] == [{"name": "http", "containerPort": int(image["EXPOSE"])}]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == int(image["USER"])
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert container["volumeMounts"] == [{"name": "tmp", "mountPath": "/tmp"}]
    assert [volume["name"] for volume in pod["volumes"] if "emptyDir" in volume] == ["tmp"]
    assert {"cpu", "memory"} == set(container["resources"]["requests"])


# --- one policy ------------------------------------------------------------------------------


def headers_of_nginx() -> dict[str, str]:
    found = re.findall(r'add_header ([\w-]+) (?:"([^"]+)"|([\w-]+)) always;', NGINX)
    return {name: quoted or bare for name, quoted, bare in found}


def test_ingress_and_nginx_send_the_same_headers() -> None:
    text = manifest("ingress")["metadata"]["annotations"]["haproxy.org/response-set-header"]
    assert dict(re.findall(r'^([\w-]+) "([^"]+)"$', text, re.MULTILINE)) == headers_of_nginx()
    assert len(headers_of_nginx()) == 4


def test_the_policy_names_the_script_in_streamlits_page() -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)
    ]
    policy = headers_of_nginx()["Content-Security-Policy"]
    assert f"script-src 'self' blob: {' '.join(hashes)};" in policy


def test_the_policy_allows_no_foreign_host_and_no_script_in_the_text() -> None:
    policy = headers_of_nginx()["Content-Security-Policy"]
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert parts["default-src"] == "'none'"
    assert "unsafe" not in parts["script-src"]
    assert not re.search(r"https?:|wss?:|//", policy)
    assert [name for name, words in parts.items() if "*" in words] == ["frame-ancestors"]
