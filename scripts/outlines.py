"""Thin the outlines of the map to the points that can be told apart at the size it is drawn.

Run it from the root of the project, on the file of plotly.js that static/README.md names:
python scripts/outlines.py ORIGINAL.json static/topojson/world_110m.json
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

TOLERANCE = 0.12
"""How far a line may move, in degrees of longitude: a pixel of the map "Near home"."""
DRAWN = ("countries", "lakes", "land")
"""The layers that our maps ask for; the others stay, and are empty."""

Topology = dict[str, Any]
Spot = tuple[int, int]
"""A point of an arc in the steps of the file, counted from its lower left corner."""
Place = tuple[float, float]
"""Longitude and latitude."""
Vector = tuple[float, float, float]


def thin(original: Topology) -> Topology:
    """Give the drawn layers of a topology, with only those points of its arcs that matter.

    All points stay where they were. An arc, which neighbours share, is thinned once and keeps
    its ends, so that no gap opens between two countries; and every ring keeps its direction.
    """
    layers: dict[str, Any] = {
        name: layer if name in DRAWN else {"type": "GeometryCollection", "geometries": []}
        for name, layer in original["objects"].items()
    }
    rings = [ring for layer in layers.values() for ring in rings_of(layer)]
    arcs = [spots(arc) for arc in original["arcs"]]
    fewer = [thinned(arc, original) for arc in arcs]
    # Of a ring without area nothing is seen, and around one that runs the other way Plotly
    # would fill the whole earth. The arcs of such a ring stay whole, which may turn another.
    while spoiled := [ring for ring in rings if turn(ring, fewer) != turn(ring, arcs)]:
        for number in (arc_of(number) for ring in spoiled for number in ring):
            fewer[number] = arcs[number]
    used = sorted({arc_of(number) for ring in rings for number in ring})
    new = {old: at for at, old in enumerate(used)}
    return original | {
        "objects": {name: _renumbered(layer, new) for name, layer in layers.items()},
        "arcs": [steps(fewer[number]) for number in used],
    }


def thinned(arc: list[Spot], topology: Topology) -> list[Spot]:
    """Give the points of an arc that stay."""
    return [arc[at] for at in kept([place(spot, topology) for spot in arc], TOLERANCE)]


def kept(places: list[Place], tolerance: float) -> list[int]:
    """Give which points of a line stay, so that no other is further from it than the tolerance.

    This is the way of Douglas and Peucker: the line begins as its two ends, and wherever a
    point lies too far from it, the farthest one becomes an end too.
    """
    vectors = [_vector(each) for each in places]
    stay = {0, len(places) - 1}
    spans = [(0, len(places) - 1)]
    while spans:
        first, last = spans.pop()
        gaps = {
            at: _gap(vectors[at], vectors[first], vectors[last]) for at in range(first + 1, last)
        }
        farthest = max(gaps, key=lambda at: gaps[at], default=first)
        if gaps.get(farthest, 0) > tolerance:
            stay.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return sorted(stay)


def gap(point: Place, start: Place, end: Place) -> float:
    """Give how far a point lies from the line between two others, in degrees of longitude.

    Plotly draws a line as the shortest way on the globe: one along a parallel bends towards the
    pole, so that a border such as the 49th parallel needs points that look needless.
    """
    return _gap(_vector(point), _vector(start), _vector(end))


def _gap(point: Vector, start: Vector, end: Vector) -> float:
    normal = _cross(start, end)
    length = math.hypot(*normal)
    # Nearest to what lies beyond its ends is an end of the line.
    beside = (
        length > 0
        and _dot(_cross(normal, start), point) >= 0
        and _dot(_cross(end, normal), point) >= 0
    )
    if beside:
        angle = math.asin(min(abs(_dot(normal, point)) / length, 1))
    else:
        angle = min(_angle(point, start), _angle(point, end))
    # The map draws every parallel as wide as the equator.
    return math.degrees(angle) / math.hypot(*point[:2])


def _vector(point: Place) -> Vector:
    longitude, latitude = map(math.radians, point)
    wide = math.cos(latitude)
    return wide * math.cos(longitude), wide * math.sin(longitude), math.sin(latitude)


def _cross(one: Vector, other: Vector) -> Vector:
    (a, b, c), (d, e, f) = one, other
    return b * f - c * e, c * d - a * f, a * e - b * d


def _dot(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _angle(one: Vector, other: Vector) -> float:
    return math.atan2(math.hypot(*_cross(one, other)), _dot(one, other))


def spots(arc: list[list[int]]) -> list[Spot]:
    """Give the points of an arc, which the file holds as the first one and then differences."""
    return list(zip(*(accumulate(axis) for axis in zip(*arc, strict=True)), strict=True))


def steps(arc: list[Spot]) -> list[list[int]]:
    """Undo `spots`."""
    moves = [[x - before, y - above] for (before, above), (x, y) in pairwise(arc)]
    return [list(arc[0]), *moves]


def place(spot: Spot, topology: Topology) -> Place:
    """Give longitude and latitude of a point."""
    (wide, high), (west, south) = (topology["transform"][part] for part in ("scale", "translate"))
    return west + wide * spot[0], south + high * spot[1]


def rings_of(layer: Any) -> Iterator[list[int]]:
    """Give the rings of a layer or of one of its shapes, as numbers of arcs."""
    if layer["type"] == "GeometryCollection":
        for shape in layer["geometries"]:
            yield from rings_of(shape)
    else:
        parts = [layer["arcs"]] if layer["type"] == "Polygon" else layer["arcs"]
        yield from (ring for part in parts for ring in part)


def arc_of(number: int) -> int:
    """Give the place of an arc in the file; one that is taken backwards has a number below 0."""
    return number if number >= 0 else ~number


def along(ring: list[int], arcs: list[list[Spot]]) -> list[Spot]:
    """Give the points of a ring, which begins and ends at the same one."""
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in ring]
    return [*parts[0][:1], *(spot for part in parts for spot in part[1:])]


def turn(ring: list[int], arcs: list[list[Spot]]) -> int:
    """Give 1 or -1 for the direction of a ring, and 0 for one without area."""
    line = along(ring, arcs)
    area = sum(x * below - right * y for (x, y), (right, below) in pairwise(line))
    return (area > 0) - (area < 0)


def _renumbered(shape: Any, new: dict[int, int]) -> Any:
    """Give a shape, or a list of arcs in it, by new numbers of arcs."""
    if isinstance(shape, int):
        return new[shape] if shape >= 0 else ~new[~shape]
    if isinstance(shape, list):
        return [_renumbered(part, new) for part in shape]
    inside = "geometries" if "geometries" in shape else "arcs"
    return shape | {inside: _renumbered(shape[inside], new)}


def main() -> None:
    """Read the command line, thin the outlines and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("original", type=Path)
    parser.add_argument("thinned", type=Path)
    options = parser.parse_args()
    topology = thin(json.loads(options.original.read_text(encoding="utf-8")))
    text = json.dumps(topology, ensure_ascii=False, separators=(",", ":"))
    options.thinned.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
