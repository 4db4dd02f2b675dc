"""What uploads may hold of the memory: a session one file, all together no more than there is room.

Streamlit bounds each file by itself. A session could bring any number of them, and one that had
ended kept what arrived afterwards until the server's end.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSessionState
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.web.server.starlette.starlette_routes import BASE_ROUTE_UPLOAD_FILE

MEGABYTE = 2**20
ADDRESS = re.compile(rf"/{BASE_ROUTE_UPLOAD_FILE}/([^/]+)/([^/]+)$")
AT_ONCE = 2  # files of a session on their way: the next may be chosen before the last has arrived
TOO_MANY, NO_ROOM = 429, 507
SWEEP_SECONDS = 5.0
PATIENCE = 100  # looks at whether a run has ended, one every LOOK_SECONDS
LOOK_SECONDS = 0.1


class Room(Protocol):
    """What is left of the memory for visitors' files; components/monitoring/upload_budget.py."""

    def free(self) -> int:
        """Bytes that may still be taken."""

    def also(self, held: Callable[[], int]) -> None:
        """Count what somebody else holds, too."""


class Uploads:
    """Middleware that counts uploads while they arrive, and keeps the last one of each session."""

    def __init__(
        self,
        app: ASGIApp,
        room: Room,
        largest_megabytes: int,
        refused: Callable[[str, int], None],
    ) -> None:
        """refused: told of a session whose upload was not taken, and the status of the answer."""
        self.app = app
        self.room = room
        self.most_of_one = AT_ONCE * (largest_megabytes + 1) * MEGABYTE
        self.refused = refused
        self.arriving: Counter[str] = Counter()  # session → bytes
        self.telling = set[asyncio.Task[None]]()
        room.also(self.held)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = ADDRESS.search(scope["path"]) if scope["type"] == "http" else None
        if address is None or scope["method"] != "PUT":
            await self.app(scope, receive, send)
            return
        session, file = address.groups()
        arrived = 0

        async def counted() -> Message:
            nonlocal arrived
            message = await receive()
            size = len(message.get("body", b""))
            self._check(session, size)
            self.arriving[session] += size
            arrived += size
            return message

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                if message["status"] < 400:
                    _keep_only(session, file)
                else:
                    # Else the rest of it is taken, and forgotten.
                    message["headers"] = [*message["headers"], (b"connection", b"close")]
                    self._tell(session, message["status"])
            await send(message)

        try:
            await self.app(scope, counted, answered)
        finally:
            self.arriving[session] -= arrived
            self.arriving += Counter()  # without those that have none

    def held(self) -> int:
        """Bytes of all uploads, under way and arrived."""
        there = sum(stat.byte_length for stats in _manager().get_stats().values() for stat in stats)
        return there + sum(self.arriving.values())

    def _tell(self, session: str, status: int) -> None:
        """Have the page say it: Streamlit shows a program's words for it, or none."""
        if Runtime.instance().is_active_session(session):
            self.refused(session, status)
            task = asyncio.create_task(_run_again(session))
            self.telling.add(task)
            task.add_done_callback(self.telling.discard)

    def _check(self, session: str, size: int) -> None:
        """Raises HTTPException where so many bytes more are too many."""
        if self.arriving[session] + size > self.most_of_one:
            raise HTTPException(TOO_MANY, "Too many uploads at once")
        if size > self.room.free():
            raise HTTPException(NO_ROOM, "No room for more files of visitors")


async def free_in_time(then: Callable[[], None]) -> None:
    """For as long as the server runs: let go of what is of sessions that cannot come back.

    Streamlit does so only when another visitor leaves, and of what arrived after the end never.
    then: called whenever something was let go.
    """
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        if sweep():
            then()


def sweep() -> bool:
    """Forget the sessions whose time is over, and the files that are nobody's; whether some were.

    What a session remembers is cleared by name: it is in circles, which Python's collector opens
    when it comes to that.
    """
    sessions = Runtime.instance()._session_mgr
    # The storage that Streamlit makes; its manager declares one of any kind, which need not expire.
    over = sessions._session_storage._cache.expire()  # type: ignore[attr-defined]
    for _, gone in over:
        gone.session.shutdown()
        gone.session.session_state.clear()
    known = {info.session.id for info in sessions.list_sessions()}
    manager = _manager()
    nobodys = [session for session in manager.file_storage if session not in known]
    for session in nobodys:
        manager.remove_session_files(session)
    return bool(over or nobodys)


async def _run_again(session: str) -> None:
    """Run the session's script as it stands, once it is not running."""
    for _ in range(PATIENCE):
        running = Runtime.instance().get_app_session(session)
        if running is None:
            return
        if running._state != AppSessionState.APP_IS_RUNNING:
            running.request_rerun(running._client_state)
            return
        await asyncio.sleep(LOOK_SECONDS)


def _keep_only(session: str, file: str) -> None:
    """The page has one uploader of one file: what was brought before is let go."""
    manager = _manager()
    for other in [name for name in manager.file_storage.get(session, {}) if name != file]:
        manager.remove_file(session, other)


def _manager() -> MemoryUploadedFileManager:
    manager = Runtime.instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return manager
