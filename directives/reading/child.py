"""The process that looks into strangers' files, so that one that is made to do harm harms nothing but it.

`python -m directives.reading.child`: bound in memory and in what it may write, ended with the process that started
it, without settings, database or secrets. It answers one question after another (`directives.reading.wire`).
"""

import ctypes
import io
import json
import os
import resource
import signal
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from core.problems import Code, Problem, Unreadable
from directives.reading import signatures
from directives.reading.pages import opened
from directives.reading.reader import read_files
from directives.reading.wire import of_problem, of_reading, send

MEMORY = 500 * 2**20
LARGEST_FILE = 64 * 2**20
POLITENESS = 5
PICTURE_WIDTH = 1000
"""Pixels of a page that is drawn for readers: legible on a screen, about 100 kB."""
_DIES_WITH_PARENT = 1


def main() -> None:
    """Answer until nobody asks any more."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    _bind()
    questions = sys.stdin.buffer
    while line := questions.readline():
        asked = json.loads(line)
        _answer(asked, [questions.read(size) for size in asked["sizes"]], answers)


def _bind() -> None:
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(POLITENESS)


def _answer(asked: dict[str, Any], payloads: list[bytes], answers: BinaryIO) -> None:
    try:
        if asked["do"] == "draw":
            send(answers, {"drawn": True}, _drawn(payloads[0], asked["name"], asked["number"]))
        elif asked["do"] == "signatures":
            send(answers, {"signatures": [asdict(one) for one in signatures.read(payloads[0])]})
        else:
            send(answers, {"reading": _read(asked, payloads, answers)})
    except Unreadable as refusal:
        send(answers, {"refused": of_problem(refusal.problem)})
    except MemoryError:
        send(answers, {"refused": of_problem(_too_much(asked))})
    except Exception:  # noqa: BLE001 - whatever a stranger's file makes a library raise
        send(answers, {"refused": of_problem(_damaged(asked))})


def _read(asked: dict[str, Any], payloads: list[bytes], answers: BinaryIO) -> dict[str, Any]:
    def told(done: int, of: int) -> None:
        send(answers, {"step": [done, of]})

    files = list(zip(asked["names"], payloads, strict=True))
    return of_reading(read_files(files, types=asked["types"], told=told))


def _drawn(data: bytes, name: str, number: int) -> bytes:
    """A page as WebP."""
    file = opened(data, name=name)
    if not 1 <= number <= (file.page_count or 0):
        raise Unreadable(Code.UNREADABLE_FILE, f"Tệp {name} không có trang {number}.")
    picture = file.drawn(number)
    picture.thumbnail((PICTURE_WIDTH, PICTURE_WIDTH * 2))
    saved = io.BytesIO()
    picture.save(saved, "WEBP", quality=60)
    return saved.getvalue()


def _too_much(asked: dict[str, Any]) -> Problem:
    return Problem(Code.FILE_TOO_LARGE, too_much(_names(asked)))


def _damaged(asked: dict[str, Any]) -> Problem:
    return Problem(Code.UNREADABLE_FILE, f"Tệp {_names(asked)} hỏng, không đọc được. Hãy xuất lại rồi gửi lại.")


def _names(asked: dict[str, Any]) -> str:
    return ", ".join(asked.get("names") or [asked["name"]])


def too_much(names: str) -> str:
    """What the clerk is told of a file that takes more memory or time than a file may."""
    return f"Đọc tệp {names} cần quá nhiều bộ nhớ hoặc thời gian. Hãy tách tệp, hoặc xuất lại PDF rồi gửi lại."


if __name__ == "__main__":
    main()
