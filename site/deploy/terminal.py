"""How the deploy scripts speak: one plain sentence for what a person can mend, a trace only for a bug."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

INTERRUPTED = 130
TERMINATED = 143


class Refusal(Exception):
    """The one sentence that is printed before the script ends with exit code 1."""


def say(text: str) -> None:
    """Print a line of progress at once, even into a pipe."""
    print(text, flush=True)


def run_plainly(main: Callable[[], None]) -> None:
    """Run a script's `main`; refusals and the file system's faults become one sentence, Ctrl-C is quiet."""
    signal.signal(signal.SIGTERM, end_once)
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Refusal as refusal:
        refuse(str(refusal))
    except OSError as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        refuse(sentence)


def end_once(*_: object) -> None:
    """End by way of the `finally` blocks when told to stop; a second SIGTERM does not disturb them."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(TERMINATED)


def refuse(sentence: str) -> None:
    """Print the sentence and end with exit code 1."""
    print(sentence, file=sys.stderr, flush=True)
    sys.exit(1)


def sentence_of(error: OSError) -> str | None:
    """What a full disk or a missing permission means in plain words, None for any other fault."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full: free some space and run the command again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"No permission to write {error.filename}: change its owner or use another folder."
    return None


def run_child(command: Sequence[str], **options: Any) -> int:
    """Run a command to its end and return its exit code; it never outlives this script."""
    return run_to_end(command, **options)[0]


def run_captured(command: Sequence[str]) -> tuple[int, str]:
    """Run a command to its end; gives its exit code and all that it printed, held in memory."""
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return run_to_end(command, text=True, errors="replace", **output)


def run_to_end(command: Sequence[str], **options: Any) -> tuple[int, str]:
    """Run a command, and end it first when this script has to end."""
    with subprocess.Popen(command, **options) as process:
        try:
            output, _ = process.communicate()
        except BaseException:
            process.terminate()
            raise
    return process.returncode, output or ""
