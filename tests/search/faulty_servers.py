"""Servers on loopback that misbehave as a real Elasticsearch, or what stands in its place, may do."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PRODUCT = (
    b"X-Elastic-Product: Elasticsearch\r\nContent-Type: application/vnd.elasticsearch+json;compatible-with=8\r\n"
)


@dataclass
class Faulty:
    """Where it listens, and how many connections it has seen."""

    url: str
    seen: list[float] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)


def silent(connection: socket.socket, server: Faulty) -> None:
    """Accepts and never answers."""
    server.ended.wait()


def fails(connection: socket.socket, server: Faulty) -> None:
    """Answers 500."""
    answer(connection, b"500 Internal Server Error", b'{"error": "boom"}', PRODUCT)


def overloaded(connection: socket.socket, server: Faulty) -> None:
    """Answers 429."""
    answer(connection, b"429 Too Many Requests", b'{"error": "slow down"}', PRODUCT)


def another_program(connection: socket.socket, server: Faulty) -> None:
    """Answers 200 with a page of something else."""
    answer(connection, b"200 OK", b"<html>It works!</html>", b"Content-Type: text/html\r\n")


def nonsense(connection: socket.socket, server: Faulty) -> None:
    """Says that it is Elasticsearch, in JSON of another shape."""
    answer(connection, b"200 OK", b'{"responses": [{"hits": 7}, null]}', PRODUCT)


def noise(connection: socket.socket, server: Faulty) -> None:
    """Answers bytes that are no HTTP."""
    connection.sendall(b"\x00\xff\x16\x03 no such protocol\r\n\r\n")


def hangs_up(connection: socket.socket, server: Faulty) -> None:
    """Breaks off in the middle of an answer."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n" + PRODUCT + b"Content-Length: 5000\r\n\r\n{")


def drips(connection: socket.socket, server: Faulty) -> None:
    """Answers a byte at a time, each before a socket's timeout."""
    for byte in b"HTTP/1.1 200 OK\r\n" + PRODUCT + b"Content-Length: 5000\r\n\r\n" + b" " * 5000:
        if server.ended.wait(0.05):
            return
        connection.sendall(bytes([byte]))


FAULTS: list[Callable[[socket.socket, Faulty], None]] = [
    silent,
    fails,
    overloaded,
    another_program,
    nonsense,
    noise,
    hangs_up,
    drips,
]


def answer(connection: socket.socket, status: bytes, body: bytes, headers: bytes) -> None:
    """One whole HTTP answer."""
    head = b"HTTP/1.1 " + status + b"\r\n" + headers + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
    connection.sendall(head + body)


@contextmanager
def serving(fault: Callable[[socket.socket, Faulty], None]) -> Iterator[Faulty]:
    """A server with this fault."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        server = Faulty(f"http://127.0.0.1:{listener.getsockname()[1]}")
        threading.Thread(target=_accept, args=(listener, server, fault), daemon=True).start()
        try:
            yield server
        finally:
            server.ended.set()


def refusing() -> str:
    """An address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def _accept(listener: socket.socket, server: Faulty, fault: Callable) -> None:
    with suppress(OSError):
        while not server.ended.is_set():
            connection, _ = listener.accept()
            server.seen.append(time.monotonic())
            threading.Thread(target=_serve, args=(connection, server, fault), daemon=True).start()


def _serve(connection: socket.socket, server: Faulty, fault: Callable) -> None:
    with suppress(OSError), connection:
        connection.recv(65536)
        fault(connection, server)
