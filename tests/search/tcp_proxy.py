"""A proxy on loopback between the portal and a real server; it spoils what passes, at once or from some byte on."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto

CHUNK = 16_384
BYTES_BEFORE_CUT = 100
SECONDS_A_BYTE = 0.1


class Fault(Enum):
    """What becomes of an exchange. `REFUSE`: nobody listens. `HANG`: requests vanish. `HANG_ONE`: one does, and then
    all is well. `CUT`: an answer breaks off. `GARBLE`: single bits of answers are wrong. `DRIP`: byte by byte."""

    PASS = auto()
    REFUSE = auto()
    HANG = auto()
    HANG_ONE = auto()
    CUT = auto()
    GARBLE = auto()
    DRIP = auto()


LASTING = [Fault.REFUSE, Fault.HANG, Fault.CUT, Fault.GARBLE, Fault.DRIP]


class Proxy:
    """Where it listens stays the same, whatever it does."""

    def __init__(self, host: str, port: int) -> None:
        self._to, self._fault = (host, port), Fault.PASS
        self._next: tuple[Fault, int] | None = None
        self._open: set[socket.socket] = set()
        self._ended, self._lock = threading.Event(), threading.RLock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        self._listen()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def fault(self) -> Fault:
        return self._fault

    def becomes(self, fault: Fault) -> None:
        """From now on."""
        with self._lock:
            before, self._fault, self._next = self._fault, fault, None
            if fault is Fault.REFUSE:
                self._stop()
            elif before is Fault.REFUSE:
                self._listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
                self._listen()

    def breaks(self, fault: Fault, after: int) -> None:
        """Once so many more bytes of requests have passed, in the middle of one."""
        with self._lock:
            self._next = (fault, after)

    def end(self) -> None:
        """Close everything."""
        self._ended.set()
        self._stop()

    def _stop(self) -> None:
        with self._lock:
            doomed = [self._listener, *self._open]
            self._open.clear()
        for held in doomed:
            _close(held)

    def _listen(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.create_connection(self._to)
                with self._lock:
                    self._open |= {client, server}
                for pump in (self._requests, self._answers):
                    threading.Thread(target=self._pump, args=(pump, client, server), daemon=True).start()

    def _pump(self, pump: Callable[..., None], client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            pump(client, server)
        for held in (client, server):
            _close(held)
            with self._lock:
                self._open.discard(held)

    def _requests(self, client: socket.socket, server: socket.socket) -> None:
        while chunk := client.recv(CHUNK):
            passing = self._count(chunk)
            if self._fault is Fault.HANG_ONE:
                self.becomes(Fault.PASS)
                passing = b""
                self._ended.wait()
            server.sendall(passing)

    def _count(self, chunk: bytes) -> bytes:
        """What of a chunk passes, before or with the fault that comes."""
        with self._lock:
            if self._next is None:
                return b"" if self._fault is Fault.HANG else chunk
            fault, left = self._next
            self._next = (fault, left - len(chunk))
            if len(chunk) <= left:
                return chunk
            self.becomes(fault)
        return chunk if fault in (Fault.CUT, Fault.GARBLE, Fault.DRIP) else chunk[:left]

    def _answers(self, client: socket.socket, server: socket.socket) -> None:
        while chunk := server.recv(CHUNK):
            if self._fault is Fault.CUT:
                client.sendall(chunk[:BYTES_BEFORE_CUT])
                return
            for part in self._spoilt(chunk):
                client.sendall(part)

    def _spoilt(self, chunk: bytes) -> Iterator[bytes]:
        if self._fault is Fault.GARBLE:
            yield bytes(byte ^ 0x80 if place % 13 == 12 else byte for place, byte in enumerate(chunk))
        elif self._fault is Fault.DRIP:
            yield from self._dripping(chunk)
        elif self._fault is not Fault.HANG:
            yield chunk

    def _dripping(self, chunk: bytes) -> Iterator[bytes]:
        for byte in chunk:
            self._ended.wait(SECONDS_A_BYTE)
            yield bytes([byte])


@contextmanager
def proxy_to(url: str) -> Iterator[Proxy]:
    """A proxy before `http://host:port`."""
    host, _, port = url.removeprefix("http://").partition(":")
    found = Proxy(host, int(port))
    try:
        yield found
    finally:
        found.end()


def _close(held: socket.socket) -> None:
    """A thread that waits in it wakes up."""
    with suppress(OSError):
        held.shutdown(socket.SHUT_RDWR)
    held.close()
