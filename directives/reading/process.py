"""Reading in a process of its own that can be killed: bound in time here, in memory by itself."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from core.problems import Code, Unreadable
from directives.reading.child import too_much
from directives.reading.pages import Told
from directives.reading.reader import Reading
from directives.reading.signatures import Signature
from directives.reading.wire import LONGEST_LINE, reading_of, send, signatures_of

SECONDS = 60
"""For a document's own text, however many pages."""
SECONDS_A_SCAN = 10
_ROOT = Path(__file__).resolve().parent.parent.parent
_HANDED_ON = ("PATH", "TESSERACT", "CATDOC", "TESSDATA_PREFIX", "TMPDIR")
"""The child needs to find programs, and no secret."""


class _Died(Exception):
    """The child ended without an answer."""


class Stopped(Exception):
    """Nothing is read any more."""


class ReadingProcess:
    """Reads one document after another; the child starts with the first and ends with the block."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._late = self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def stop(self) -> None:
        """From any thread: whoever waits for an answer, or asks for one, gets `Stopped`."""
        self._stopped = True
        if child := self._child:
            _kill(child)

    def read(self, files: Sequence[tuple[str, bytes]], *, types: Mapping[str, str], told: Told) -> Reading:
        """As `reader.read_files`. Raises `Unreadable`, also for what takes too long or too much memory."""
        names = [name for name, _ in files]
        asked = {"do": "read", "names": names, "types": dict(types)}
        said, _ = self._ask(asked, [data for _, data in files], ", ".join(names), told)
        return reading_of(said["reading"])

    def signatures(self, data: bytes, *, name: str) -> tuple[Signature, ...]:
        """Those of a PDF. Raises `Unreadable`."""
        said, _ = self._ask({"do": "signatures", "name": name}, [data], name, _say_nothing)
        return signatures_of(said["signatures"]) or ()

    def draw(self, data: bytes, *, name: str, number: int) -> bytes:
        """A page as WebP. Raises `Unreadable`."""
        _, drawn = self._ask({"do": "draw", "name": name, "number": number}, [data], name, _say_nothing)
        return drawn[0]

    def _ask(
        self, asked: dict[str, Any], payloads: list[bytes], names: str, told: Told
    ) -> tuple[dict[str, Any], list[bytes]]:
        """A child that died is replaced once: somebody may have killed it for another reason."""
        for _ in range(2):
            try:
                said, found = self._talk(asked, payloads, told)
            except _Died as error:
                if self._stopped:
                    raise Stopped from error
                if self._late:
                    break
                continue
            if "refused" in said:
                raise Unreadable(Code(said["refused"]["code"]), said["refused"]["message"])
            return said, found
        raise Unreadable(Code.FILE_TOO_LARGE, too_much(names))

    def _talk(self, asked: dict[str, Any], payloads: list[bytes], told: Told) -> tuple[dict[str, Any], list[bytes]]:
        child = self._child = self._child or _started()
        if self._stopped:
            self._end()
            raise _Died
        assert child.stdin and child.stdout  # noqa: S101 - both are pipes
        watch = self._watch(child, SECONDS)
        try:
            send(child.stdin, asked, *payloads)
            while True:
                said = _line(child)
                if "step" not in said:
                    return said, [_exactly(child, size) for size in said["sizes"]]
                done, of = said["step"]
                if done == 0:
                    watch.cancel()
                    watch = self._watch(child, SECONDS + SECONDS_A_SCAN * of)
                told(done, of)
        except (OSError, ValueError, _Died) as error:
            self._end()
            raise _Died from error
        except BaseException:  # who was told wants no more: what the child still says belongs to no other document
            self._end()
            raise
        finally:
            watch.cancel()

    def _watch(self, child: subprocess.Popen[bytes], seconds: float) -> threading.Timer:
        """Ends the child when its time is up; what waits for its answer finds it gone."""
        self._late = False
        timer = threading.Timer(seconds, self._too_late, (child,))
        timer.daemon = True
        timer.start()
        return timer

    def _too_late(self, child: subprocess.Popen[bytes]) -> None:
        self._late = True
        _kill(child)

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        _kill(child)
        for pipe in filter(None, (child.stdin, child.stdout)):
            _quietly(pipe.close)
        child.wait()


def _say_nothing(_done: int, _of: int) -> None: ...


def _started() -> subprocess.Popen[bytes]:
    """In a session of its own, so that what it starts ends with it."""
    found = {name: os.environ[name] for name in _HANDED_ON if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "directives.reading.child"],
        cwd=_ROOT,
        env=found | {"LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _line(child: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert child.stdout  # noqa: S101 - a pipe
    line = child.stdout.readline(LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise _Died
    said: dict[str, Any] = json.loads(line)
    return said


def _exactly(child: subprocess.Popen[bytes], size: int) -> bytes:
    assert child.stdout  # noqa: S101 - a pipe
    found = child.stdout.read(size)
    if len(found) != size:
        raise _Died
    return found


def _kill(child: subprocess.Popen[bytes]) -> None:
    """With all that it started; not one that has been waited for, whose number may be another's by now."""
    if child.returncode is None:
        _quietly(lambda: os.killpg(child.pid, signal.SIGKILL))


def _quietly(act: Callable[[], object]) -> None:
    try:
        act()
    except OSError:
        return
