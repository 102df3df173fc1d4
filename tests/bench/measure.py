"""How a measure is taken and told: a figure, its peer's in the same run, their ratio, the goal."""

import time
from collections.abc import Callable, Sequence

missed: list[str] = []


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def percentile(figures: Sequence[float], share: float) -> float:
    """The figure that `share` of them do not exceed."""
    return sorted(figures)[min(int(len(figures) * share), len(figures) - 1)]


def say(what: str, figure: float, peer: str, peers: float, reached: bool, goal: str) -> None:
    """One line; a goal that is not reached is remembered in `missed`."""
    ratio = figure / peers if peers else float("nan")
    answer = "yes" if reached else "NO"
    print(f"{what}: {figure:,.1f} · {peer}: {peers:,.1f} · ratio {ratio:.3f} · goal {goal}: {answer}", flush=True)
    if not reached:
        missed.append(what)
