"""A connection that can be cut: a TCP proxy between a browser and a server, in a thread."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from tools.free_port import LOOPBACK, lent_port


class Link:
    """Passes bytes both ways until it is cut; then it drops and refuses all connections."""

    def __init__(self, server_url: str) -> None:
        self.is_cut = False
        self.url = ""
        self._port = urlsplit(server_url).port
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()

    def cut(self) -> None:
        """Drop all connections, and refuse new ones."""
        self._do(True)

    def mend(self) -> None:
        """Let new ones through."""
        self._do(False)

    def _do(self, is_cut: bool) -> None:
        async def do() -> None:
            self.is_cut = is_cut
            if is_cut:
                for writer in list(self._open):
                    writer.transport.abort()

        asyncio.run_coroutine_threadsafe(do(), self._loop).result()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        await self._pass(reader, writer)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, begun: bytes = b""
    ) -> None:
        """Both ways, as long as it lasts; begun: what has been read of it."""
        try:
            away, back = await asyncio.open_connection(LOOPBACK, self._port)
        except OSError:  # the server is away
            writer.transport.abort()
            return
        back.write(begun)
        await asyncio.gather(self._pass_on(reader, back), self._pass_on(away, writer))

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        self._open.discard(writer)
        writer.close()

    @contextmanager
    def running(self) -> Iterator["Link"]:
        """Listening on a free port of the loopback address, as long as the block lasts."""
        thread = threading.Thread(target=self._loop.run_forever)
        thread.start()
        with lent_port() as port:
            started = asyncio.run_coroutine_threadsafe(
                asyncio.start_server(self._accept, LOOPBACK, port), self._loop
            ).result()
            self.url = f"http://{LOOPBACK}:{port}"
            try:
                yield self
            finally:
                self._end(started)
                thread.join()
                self._loop.close()

    def _end(self, started: asyncio.Server) -> None:
        self._loop.call_soon_threadsafe(started.close)
        self.cut()
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0.1), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
