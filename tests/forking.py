"""Run as a program: a portal set up once, which forks a process for each script that it is sent.

Lines of JSON: {"run": script, "output": path} is answered by the process's id, {"wait": id} by its exit code.
"""

import json
import os
import sys
import traceback
from typing import Any


def answer(asked: dict[str, Any]) -> int:
    if "wait" in asked:
        return os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1])
    return os.fork() or _child(asked["run"], asked["output"])


def _child(script: str, output: str) -> int:
    """Never returns: what the script prints, and what went wrong, stands in the file `output`."""
    written = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(written, 1)
    os.dup2(written, 2)
    try:
        exec(script, {"__name__": "__main__"})
    except Exception:  # noqa: BLE001, whatever it is the file tells of it
        traceback.print_exc()
        _end(1)
    return _end(0)


def _end(code: int) -> int:
    from django.db import connections

    connections.close_all()
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    import django

    django.setup()
    for line in sys.stdin:
        print(answer(json.loads(line)), flush=True)
