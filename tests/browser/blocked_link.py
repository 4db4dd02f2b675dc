"""A network that blocks WebSockets: passes HTTP, and refuses, swallows or delays upgrades."""

import asyncio
from contextlib import suppress

from tests.browser.link import Link

END_OF_HEAD = b"\r\n\r\n"
UPGRADE = b"upgrade: websocket"


class BlockedLink(Link):
    """Passes what is no upgrade; what becomes of one can be changed."""

    def __init__(self, server_url: str) -> None:
        super().__init__(server_url)
        self.refusal: int | None = None  # the status with which an upgrade is refused
        self.is_swallowing = False  # an upgrade is taken, and never answered
        self.seconds_of_upgrade = 0.0  # by which one is late
        self.is_server_away = False  # all is answered as by a proxy before a server that is gone
        self.upgrades = 0  # that were asked for

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with suppress(OSError, asyncio.IncompleteReadError):
            if self.is_cut:
                writer.transport.abort()
                return
            head = await reader.readuntil(END_OF_HEAD)
            if self.is_server_away:
                self._refuse(writer, 502)
            elif UPGRADE in head.lower():
                await self._upgrade(head, reader, writer)
            else:
                await self._pass(reader, writer, head)

    async def _upgrade(
        self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.upgrades += 1
        if self.refusal is not None:
            self._refuse(writer, self.refusal)
        elif self.is_swallowing:
            await reader.read()  # until the browser gives it up
            writer.close()
        else:
            await asyncio.sleep(self.seconds_of_upgrade)
            await self._pass(reader, writer, head)

    def _refuse(self, writer: asyncio.StreamWriter, status: int) -> None:
        writer.write(b"HTTP/1.1 %d No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)
        writer.close()
