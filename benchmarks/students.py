"""Students without browsers: websocket sessions that speak Streamlit's protocol, in one process.

`python -m benchmarks.students '{"url": …, "sessions": 100, …}'`. A student fetches the page,
connects as the page's script does, and waits until the player's data are there; thinks, changes the
learning rate, and waits for the new data. What came of it is printed
as JSON, a line when all have joined and a line when all are done; then all stay connected until
the standard input ends.
"""

import asyncio
import json
import random
import re
import sys
import time
from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

TOKEN = "_streamlit_xsrf"  # a cookie
PLAYER = "regression_lab.player"
SLIDER, TYPED = "learning_rate_slider", "learning_rate"  # keys of the widgets
LOWEST, HIGHEST = 0.001, 0.02  # rates at which the tutorial converges


@dataclass(frozen=True)
class Class:
    """How many students come within which time, how long they think, how often they change."""

    url: str
    sessions: int
    join_seconds: float = 0.0
    think_seconds: float = 5.0  # on average: each thought takes half to one and a half of it
    changes: int = 1
    query: str = ""
    typed: bool = False  # rates that nobody has tried are typed; else one of the slider's is taken
    seed: int = 0
    patience: float = 60.0  # seconds after which an answer counts as an error


@dataclass
class Told:
    """Seconds until the first data, seconds until new data after each change, and errors."""

    joins: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    sent_bytes: int = 0
    received_bytes: int = 0
    cpu_seconds: float = 0.0


class Student:
    """One session: the widget that it turns, and the data that it saw last."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.socket: ClientConnection | None = None
        self.cookies: dict[str, str] = {}
        self.seen = b""
        self.widget_ids: dict[str, str] = {}
        self.rates: list[str] = []  # what the slider offers
        self.rate = ""  # and where it stands
        self.page = ""

    async def join(self, plan: Class) -> None:
        """Open the page; returns when the first picture's data are there."""
        begin = time.perf_counter()
        await fetch(plan.url, "/", self.cookies)
        await self.connect(plan)
        message = BackMsg()
        message.rerun_script.query_string = plan.query
        await self._ask(message, plan.patience)
        self.told.joins.append(time.perf_counter() - begin)

    async def connect(self, plan: Class) -> None:
        """Connect as the page's script does: with the token that comes with the health."""
        await fetch(plan.url, "/_stcore/health", self.cookies)
        self.socket = await connect(
            plan.url.replace("http", "ws", 1) + "/_stcore/stream",
            origin=plan.url,  # type: ignore[arg-type]  # a NewType of str
            subprotocols=["streamlit", self.cookies[TOKEN]],  # type: ignore[list-item]  # the same
            additional_headers={"Cookie": spelled(self.cookies)},
            max_size=None,
            proxy=None,
            compression=None,
            open_timeout=plan.patience,
            ping_interval=None,
        )

    async def change(self, plan: Class, draw: float) -> None:
        """Set another learning rate; returns when the data of that run are there.

        draw: in [0, 1), which of the rates there are.
        """
        begin = time.perf_counter()
        message = BackMsg()
        message.rerun_script.query_string = plan.query
        message.rerun_script.page_script_hash = self.page
        widget = message.rerun_script.widget_states.widgets.add()
        if plan.typed:
            widget.id = self.widget_ids[TYPED]
            widget.double_value = LOWEST + draw * (HIGHEST - LOWEST)
        else:
            widget.id = self.widget_ids[SLIDER]
            others = [rate for rate in self.rates if rate != self.rate]
            self.rate = others[int(draw * len(others))]
            widget.string_array_value.data.append(self.rate)
        await self._ask(message, plan.patience)
        self.told.answers.append(time.perf_counter() - begin)

    async def _ask(self, message: BackMsg, patience: float) -> None:
        """Send, wait for new data, and leave the rest of the answer to be read with the next."""
        assert self.socket is not None
        data = message.SerializeToString()
        self.told.sent_bytes += len(data)
        await self.socket.send(data)
        async with asyncio.timeout(patience):
            fresh = False
            while not fresh:
                fresh = self._read(await self.socket.recv())
            # The widgets come after the picture; whoever thinks has them before the next change.
            while len(self.widget_ids) < 2:
                self._read(await self.socket.recv())

    def _read(self, data: bytes | str) -> bool:
        """Take in one message; True for data of the player that were not seen before."""
        assert isinstance(data, bytes)
        self.told.received_bytes += len(data)
        message = ForwardMsg.FromString(data)
        if message.WhichOneof("type") == "new_session":
            self.page = message.new_session.page_script_hash
        element = message.delta.new_element
        match element.WhichOneof("type"):
            case "exception":
                raise RuntimeError(f"the page shows {element.exception.type}")
            case "number_input" if is_of(element.number_input.id, TYPED):
                self.widget_ids[TYPED] = element.number_input.id
            case "slider" if is_of(element.slider.id, SLIDER):
                self.widget_ids[SLIDER] = element.slider.id
                self.rates = list(element.slider.options)
                self.rate = self.rate or element.slider.raw_value[0]
            case "bidi_component" if element.bidi_component.component_name == PLAYER:
                seen, self.seen = self.seen, element.bidi_component.bytes
                return seen != self.seen
        return False


def is_of(widget_id: str, key: str) -> bool:
    """Whether a widget has this key, in whichever edition: "… 1" is the second."""
    return re.search(rf"-{key}( \d+)?$", widget_id) is not None


def spelled(cookies: dict[str, str]) -> str:
    """The cookies as a header."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


async def fetch(url: str, path: str, cookies: dict[str, str]) -> None:
    """GET the path on a connection of its own, and take the cookies that come with it."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    lines = [f"GET {path} HTTP/1.1", f"Host: {place.netloc}", "Connection: close"]
    lines += [f"Cookie: {spelled(cookies)}"] if cookies else []
    writer.write("\r\n".join([*lines, "", ""]).encode())
    answer = await reader.read()
    writer.close()
    said = answer.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    if " 200 " not in said[0]:
        raise RuntimeError(f"GET {path}: {said[0]}")
    for line in said[1:]:
        header, _, value = line.partition(":")
        if header.lower() == "set-cookie":
            name, _, held = value.partition(";")[0].strip().partition("=")
            cookies[name] = held


async def attend(plan: Class) -> None:
    """Have the class come and work; then the sockets stay open."""
    told = Told()
    rng = random.Random(plan.seed)
    draws = [(rng.random(), rng.random()) for _ in range(plan.sessions * plan.changes)]
    students = [Student(told) for _ in range(plan.sessions)]

    async def come(number: int, student: Student) -> None:
        await asyncio.sleep(plan.join_seconds * number / plan.sessions)
        await student.join(plan)

    async def work(number: int, student: Student) -> None:
        # Nobody thinks by the clock; else who once waited together would ask together for good.
        await asyncio.sleep(plan.think_seconds * number / plan.sessions)
        for draw, thought in draws[number :: plan.sessions]:
            await student.change(plan, draw)
            await asyncio.sleep(plan.think_seconds * (0.5 + thought))

    for phase in (come, work):
        ends = await asyncio.gather(
            *(phase(i, student) for i, student in enumerate(students)), return_exceptions=True
        )
        told.errors += [f"{type(end).__name__}: {end}" for end in ends if end is not None]
        told.cpu_seconds = time.process_time()
        print(json.dumps(asdict(told)), flush=True)
    await asyncio.Event().wait()  # until dismissed


async def attend_until_dismissed(plan: Class) -> None:
    """As long as somebody holds the standard input open, also when all work is done."""
    work = asyncio.create_task(attend(plan))
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    work.cancel()


if __name__ == "__main__":
    asyncio.run(attend_until_dismissed(Class(**json.loads(sys.argv[1]))))
