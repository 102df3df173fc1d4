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
_OUTSIDE_STEP = 8
_CLEAR = 3  # between labels, and between a label outside and the land
_LEADER_AT_MOST = 260
_DOT = 4  # half the square around a leader's start that other leaders keep out of
_ROUNDS = 2
_KEPT = 120  # candidates compared each time
_LONG = 250.0  # a leader this long costs twice its length
_CROSSING = 200.0  # a crossed word or line costs as much as a leader this much longer
_FREE_STANDING = 25.0  # a tidy column is worth this much leader


@dataclass(frozen=True)
class Label:
    """One area and its words: `stacks` of lines that may stand inside it, the best first, and `beside`
    in one row outside."""

    key: str
    land: BaseGeometry
    stacks: tuple[tuple[Size, ...], ...]
    beside: Size


@dataclass(frozen=True)
class Place:
    """The box of a label. Inside its area `stack` says which stack of lines stands there; outside it
    `leader` runs from a point in the area to the box."""

    key: str
    box: Box
    stack: int | None = None
    leader: tuple[float, float, float, float] | None = None

    @property
    def points_left(self) -> bool:
        """True where the words lie left of their area, so that they end at the leader."""
        return self.leader is not None and self.leader[2] >= self.box[2]


def place_labels(labels: Sequence[Label], *, frame: Size, taken: Sequence[Box] = ()) -> list[Place]:
    """A place in `frame` for every label that has stacks, none in the boxes of `taken` (a legend, say).

    A label without stacks only keeps others off its land.
    """
    worded = [label for label in labels if label.stacks]
    placed = [place for label in worded if (place := _inside(label)) is not None]
    words = np.array([place.box for place in placed]).reshape(-1, 4)
    keys = {place.key for place in placed}
    outside = [label for label in worded if label.key not in keys]
    if not outside:
        return placed
    land = shapely.buffer(shapely.union_all([label.land for label in labels]), _CLEAR)
    shapely.prepare(land)
    poles = np.array([_pole(label.land) for label in outside])
    free = {}
    for index, label in enumerate(outside):
        dots = np.delete(poles, index, axis=0)
        kept_clear = np.vstack([words, np.hstack([dots - _DOT, dots + _DOT])])
        free[label.key] = _candidates(label.beside, poles[index], land, kept_clear, frame, taken)
    return placed + _settle(free)


def _largest(land: BaseGeometry) -> BaseGeometry:
    return max(shapely.get_parts(land), key=shapely.area)


def _inside(label: Label) -> Place | None:
    """The place of the first stack that fits the area; None where none does."""
    area = _largest(label.land)
    shapely.prepare(area)
    for number, lines in enumerate(label.stacks):
        if (box := _box_inside(area, lines)) is not None:
            return Place(label.key, box, stack=number)
    return None


def _box_inside(area: BaseGeometry, lines: Sequence[Size]) -> Box | None:
    """The box, line by line within the area, that keeps farthest from its border."""
    left, top, right, bottom = area.bounds
    x, y = (grid.ravel() for grid in np.mgrid[left:right:_INSIDE_STEP, top:bottom:_INSIDE_STEP])
    fits = np.logical_and.reduce([shapely.contains(area, line) for line in _stacked(x, y, lines)])
    if not fits.any():
        return None
    x, y = x[fits], y[fits]
    clearances = [shapely.distance(line, area.boundary) for line in _stacked(x, y, lines)]
    best = int(np.argmax(np.minimum.reduce(clearances)))
    width, height = max(line[0] for line in lines), sum(line[1] for line in lines)
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
    size: Size, pole: np.ndarray, land: BaseGeometry, obstacles: np.ndarray, frame: Size, taken: Sequence[Box]
) -> _Candidates:
    """Boxes outside the land, cheapest first: in the column right of it, or free-standing.

    Their leaders start at `pole` and had better not pass through `obstacles`.
    """
    corners, bias = _corners(land, frame, size)
    boxes = np.hstack([corners, corners + np.array(size)])
    leaders = _leaders(pole, boxes)
    lengths = _lengths(leaders)
    costs = bias + lengths + lengths**2 / _LONG
    clear = (lengths < _LEADER_AT_MOST) & ~_near_any(boxes, taken)
    clear[clear] = ~shapely.intersects(land, shapely.box(*boxes[clear].T))
    boxes, leaders, costs = boxes[clear], leaders[clear], costs[clear]
    costs = costs + _CROSSING * _through(leaders, obstacles).sum(axis=1)
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


def _leaders(pole: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """From `pole` to the middle of the near side of each box."""
    middle = boxes[:, [0, 2]].mean(axis=1)
    x = np.where(pole[0] > middle, boxes[:, 2] + _CLEAR, boxes[:, 0] - _CLEAR)
    ends = np.column_stack([x, boxes[:, [1, 3]].mean(axis=1)])
    return np.hstack([np.broadcast_to(pole, ends.shape), ends])


def _lengths(leaders: np.ndarray) -> np.ndarray:
    return np.hypot(leaders[:, 2] - leaders[:, 0], leaders[:, 3] - leaders[:, 1])


def _through(leaders: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """Which leaders (rows) pass through which boxes (columns), by clipping each against each."""
    start = leaders[:, None, :2]
    step = leaders[:, None, 2:] - start + 1e-9  # an upright leader must not divide by zero
    near, far = (boxes[None, :, :2] - start) / step, (boxes[None, :, 2:] - start) / step
    enters, leaves = np.minimum(near, far).max(axis=2), np.maximum(near, far).min(axis=2)
    return np.maximum(enters, 0) <= np.minimum(leaves, 1)


def _meet(leaders: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which leaders (rows) cross which others (columns): each has the other's ends on both sides."""
    a, b = leaders[:, None, :2], leaders[:, None, 2:]
    c, d = others[None, :, :2], others[None, :, 2:]
    return (_side(a, b, c) != _side(a, b, d)) & (_side(c, d, a) != _side(c, d, b))


def _side(start: np.ndarray, end: np.ndarray, point: np.ndarray) -> np.ndarray:
    along, towards = end - start, point - start
    return along[..., 0] * towards[..., 1] > along[..., 1] * towards[..., 0]


def _settle(free: dict[str, _Candidates]) -> list[Place]:
    """The cheapest of several greedy placements, which differ in who may choose first."""
    poles = {key: each.leaders[0, :2] for key, each in free.items() if len(each.costs)}
    orders = [
        sorted(poles, key=lambda key: free[key].costs[0]),
        sorted(poles, key=lambda key: -free[key].costs[0]),
        *(sorted(poles, key=lambda key: sign * poles[key][axis]) for axis in (0, 1) for sign in (1, -1)),
    ]
    return list(min((_greedy(order, free) for order in orders), key=_total)[1].values())


def _total(result: tuple[dict[str, float], dict[str, Place]]) -> tuple[int, float]:
    costs, places = result
    return -len(places), sum(costs.values())


def _greedy(order: Sequence[str], free: dict[str, _Candidates]) -> tuple[dict[str, float], dict[str, Place]]:
    """Place in `order`, then let each label move again with all others in sight."""
    costs: dict[str, float] = {}
    chosen: dict[str, Place] = {}
    for key in list(order) * _ROUNDS:
        others = [place for other, place in chosen.items() if other != key]
        if (found := _cheapest(key, free[key], others)) is not None:
            costs[key], chosen[key] = found
    return costs, chosen


def _cheapest(key: str, free: _Candidates, others: Sequence[Place]) -> tuple[float, Place] | None:
    """The candidate of least cost that overlaps none of `others`; None where every one does."""
    clear = np.flatnonzero(~_near_any(free.boxes, [other.box for other in others]))[:_KEPT]
    if not len(clear):
        return None
    boxes, leaders, costs = free.boxes[clear], free.leaders[clear], free.costs[clear]
    other_boxes = np.array([other.box for other in others]).reshape(-1, 4)
    other_leaders = np.array([other.leader for other in others]).reshape(-1, 4)
    crossed = _through(leaders, other_boxes).sum(axis=1) + _through(other_leaders, boxes).sum(axis=0)
    costs = costs + _CROSSING * (crossed + _meet(leaders, other_leaders).sum(axis=1))
    best = int(np.argmin(costs))
    place = Place(key, tuple(boxes[best].tolist()), leader=tuple(leaders[best].tolist()))
    return float(costs[best]), place


def _near_any(boxes: np.ndarray, others: Sequence[Box]) -> np.ndarray:
    """Which of `boxes` come closer to any of `others` than labels may."""
    left, top, right, bottom = boxes.T[:, :, None]
    edges = np.array(others).reshape(-1, 4).T[:, None, :]
    across = (left < edges[2] + _CLEAR) & (right > edges[0] - _CLEAR)
    return (across & (top < edges[3] + _CLEAR) & (bottom > edges[1] - _CLEAR)).any(axis=1)
