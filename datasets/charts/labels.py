"""Where the words of a map stand: inside their area where they fit, else beside it with a leader line.

All lengths are units of the drawing, y downwards. A place once given is never shared: no two labels
overlap, and none leaves the frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

__all__ = ["Box", "Label", "Place", "Size", "place_labels"]

Box = tuple[float, float, float, float]  # left, top, right, bottom
Size = tuple[float, float]  # width, height

_INSIDE_STEP = 3
_OUTSIDE_STEP = 6
_CLEAR = 3  # between labels, and between a label outside and the land
_ROUNDS = 3
_KEPT = 300  # candidates compared each time
_CROSSING = 300.0  # a crossed word or line costs as much as a leader this much longer
_FREE_STANDING = 25.0  # a tidy column is worth this much leader


@dataclass(frozen=True)
class Label:
    """One area and its words: `lines` from top to bottom inside it, `beside` in one row outside."""

    key: str
    land: BaseGeometry
    lines: tuple[Size, ...]
    beside: Size


@dataclass(frozen=True)
class Place:
    """The box of a label; `leader` runs from a point in its area to the box, None for a label inside."""

    key: str
    box: Box
    leader: tuple[float, float, float, float] | None = None

    @property
    def points_left(self) -> bool:
        """True where the words lie left of their area, so that they end at the leader."""
        return self.leader is not None and self.leader[2] >= self.box[2]


def place_labels(labels: Sequence[Label], *, frame: Size, taken: Sequence[Box] = ()) -> list[Place]:
    """A place in `frame` for every label that has lines, none in the boxes of `taken` (a legend, say).

    A label without lines only keeps others off its land.
    """
    worded = [label for label in labels if label.lines]
    inside = {label.key: box for label in worded if (box := _box_inside(label)) is not None}
    outside = [label for label in worded if label.key not in inside]
    placed = [Place(key, box) for key, box in inside.items()]
    if not outside:
        return placed
    land = shapely.buffer(shapely.union_all([label.land for label in labels]), _CLEAR)
    words = shapely.box(*np.array([*inside.values()]).T) if inside else np.array([])
    free = {label.key: _candidates(label, land, words, frame, taken) for label in outside}
    return placed + _settle(free)


def _largest(land: BaseGeometry) -> BaseGeometry:
    return max(shapely.get_parts(land), key=shapely.area)


def _box_inside(label: Label) -> Box | None:
    """The box, line by line within the area, that keeps farthest from its border."""
    area = _largest(label.land)
    left, top, right, bottom = area.bounds
    x, y = (grid.ravel() for grid in np.mgrid[left:right:_INSIDE_STEP, top:bottom:_INSIDE_STEP])
    shapely.prepare(area)
    fits = np.logical_and.reduce([shapely.contains(area, line) for line in _stacked(x, y, label.lines)])
    if not fits.any():
        return None
    x, y = x[fits], y[fits]
    clearances = [shapely.distance(line, area.boundary) for line in _stacked(x, y, label.lines)]
    best = int(np.argmax(np.minimum.reduce(clearances)))
    width, height = max(line[0] for line in label.lines), sum(line[1] for line in label.lines)
    return _around(float(x[best]), float(y[best]), width, height)


def _around(x: float, y: float, width: float, height: float) -> Box:
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _stacked(x: np.ndarray, y: np.ndarray, lines: Sequence[Size]) -> list[np.ndarray]:
    """For every centre (x, y) the lines as boxes, one under the other and each centred on x."""
    offset = y - sum(height for _, height in lines) / 2
    boxes = []
    for width, height in lines:
        boxes.append(shapely.box(x - width / 2, offset, x + width / 2, offset + height))
        offset = offset + height
    return boxes


@dataclass(frozen=True)
class _Candidates:
    """Possible boxes of one label, their leaders, and the cost of each by itself."""

    boxes: np.ndarray
    leaders: np.ndarray
    costs: np.ndarray


def _candidates(
    label: Label, land: BaseGeometry, words: np.ndarray, frame: Size, taken: Sequence[Box]
) -> _Candidates:
    """Boxes outside the land, cheapest first: in the column right of it, or free-standing."""
    pole = _pole(label.land)
    corners, bias = _corners(land, frame, label.beside)
    boxes = _boxes(corners, label.beside)
    blocked = shapely.union_all([land, *(shapely.box(*box) for box in taken)])
    shapely.prepare(blocked)
    clear = ~shapely.intersects(blocked, shapely.box(*boxes.T))
    boxes, bias = boxes[clear], bias[clear]
    leaders = _leaders(pole, boxes)
    costs = bias + _lengths(leaders) + _CROSSING * _crossings(leaders, words)
    best = np.argsort(costs, kind="stable")
    return _Candidates(boxes[best], leaders[best], costs[best])


def _pole(land: BaseGeometry) -> np.ndarray:
    """The pole of inaccessibility: the point of the area that lies farthest from its border."""
    radius = shapely.maximum_inscribed_circle(_largest(land), tolerance=1)
    return np.array(shapely.get_coordinates(radius)[0])


def _corners(land: BaseGeometry, frame: Size, size: Size) -> tuple[np.ndarray, np.ndarray]:
    """Top left corners within the frame, the column's first, and what each costs more than the column."""
    column = min(land.bounds[2] + 8, frame[0] - size[0])
    y = np.arange(0, frame[1] - size[1], 2)
    grid = np.mgrid[0 : frame[0] - size[0] : _OUTSIDE_STEP, 0 : frame[1] - size[1] : _OUTSIDE_STEP]
    free = grid.reshape(2, -1).T
    corners = np.vstack([np.column_stack([np.full_like(y, column, dtype=float), y]), free])
    return corners, np.repeat([0.0, _FREE_STANDING], [len(y), len(free)])


def _boxes(corners: np.ndarray, size: Size) -> np.ndarray:
    return np.hstack([corners, corners + np.array(size)])


def _leaders(pole: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """From `pole` to the middle of the near side of each box."""
    middle = boxes[:, [0, 2]].mean(axis=1)
    x = np.where(pole[0] > middle, boxes[:, 2] + _CLEAR, boxes[:, 0] - _CLEAR)
    ends = np.column_stack([x, boxes[:, [1, 3]].mean(axis=1)])
    return np.hstack([np.broadcast_to(pole, ends.shape), ends])


def _lengths(leaders: np.ndarray) -> np.ndarray:
    return np.hypot(leaders[:, 2] - leaders[:, 0], leaders[:, 3] - leaders[:, 1])


def _lines(leaders: np.ndarray) -> np.ndarray:
    return shapely.linestrings(leaders.reshape(-1, 2, 2))


def _crossings(leaders: np.ndarray, others: np.ndarray) -> np.ndarray:
    """How many of `others` each leader crosses."""
    if not len(others):
        return np.zeros(len(leaders))
    return shapely.intersects(_lines(leaders)[:, None], others[None, :]).sum(axis=1)


def _settle(free: dict[str, _Candidates]) -> list[Place]:
    """Place the label nearest to its place first, then let each move again with all others in sight."""
    order = sorted(free, key=lambda key: free[key].costs.min(initial=np.inf))
    chosen: dict[str, Place] = {}
    for _ in range(_ROUNDS):
        for key in order:
            others = [place for other, place in chosen.items() if other != key]
            if (place := _cheapest(key, free[key], others)) is not None:
                chosen[key] = place
    return list(chosen.values())


def _cheapest(key: str, free: _Candidates, others: Sequence[Place]) -> Place | None:
    """The candidate of least cost that overlaps none of `others`; None where every one does."""
    clear = ~np.logical_or.reduce(
        [np.zeros(len(free.costs), bool), *(_overlap(free.boxes, o.box) for o in others)]
    )
    boxes, leaders, costs = free.boxes[clear][:_KEPT], free.leaders[clear][:_KEPT], free.costs[clear][:_KEPT]
    if not len(costs):
        return None
    if others:
        lines = _lines(np.array([other.leader for other in others]))
        obstacles = np.concatenate([lines, shapely.box(*np.array([other.box for other in others]).T)])
        crossed = _crossings(leaders, obstacles)
        covered = shapely.intersects(shapely.box(*boxes.T)[:, None], lines[None, :]).sum(axis=1)
        costs = costs + _CROSSING * (crossed + covered)
    best = int(np.argmin(costs))
    return Place(key, tuple(boxes[best].tolist()), tuple(leaders[best].tolist()))


def _overlap(boxes: np.ndarray, other: Box) -> np.ndarray:
    left, top, right, bottom = boxes.T
    across = (left < other[2] + _CLEAR) & (right > other[0] - _CLEAR)
    return across & (top < other[3] + _CLEAR) & (bottom > other[1] - _CLEAR)
