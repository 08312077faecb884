"""Write the counts of data/visits.yaml into README.md: ./do counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
STATUSES = ("confirmed", "unconfirmed", "disputed", "cancelled", "planned")


def expected(data: str) -> dict[str, int]:
    """Return the counts that the data set says it has; the check holds them against the data."""
    return yaml.load(data, Loader=yaml.CSafeLoader)["expected"]


def with_counts(readme: str, counts: Mapping[str, int]) -> str:
    """Return the README with these counts in the list under "What is in it"."""
    *first, last = [f"{counts[status]} {status}" for status in STATUSES if counts[status]]
    visits = f"{', '.join(first)} and {last}" if first else last
    readme = re.sub(r"(?m)^- \d+ visits: .*\.$", f"- {counts['visits']} visits: {visits}.", readme)
    for name in ("statements", "sources"):
        readme = re.sub(rf"(?m)^- \d+ {name}\b", f"- {counts[name]} {name}", readme)
    return readme


def main() -> None:
    """Write README.md anew."""
    counts = expected((ROOT / "data" / "visits.yaml").read_text(encoding="utf-8"))
    readme = ROOT / "README.md"
    readme.write_text(with_counts(readme.read_text(encoding="utf-8"), counts), encoding="utf-8")


if __name__ == "__main__":
    main()
