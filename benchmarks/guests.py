"""Students who come back: when their replica is gone they connect anew, as the page's script does.

`python -m benchmarks.guests '{"url": …, "sessions": 200, …}'` prints as benchmarks.students does;
a third line, after the standard input has ended, tells how all have landed.
"""

import asyncio
import json
import random
import sys
import time
from dataclasses import asdict, dataclass, field
from urllib.parse import parse_qsl

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed

from benchmarks.students import LOWEST, SLIDER, Class, Student, Told
from models.experiment import Experiment

AGAIN = 0.5  # seconds between two attempts, as the page's script waits


@dataclass
class Landings(Told):
    """Besides: seconds from the lost connection to the same experiment's data again."""

    landings: list[float] = field(default_factory=list)


class Guest(Student):
    """A student whose address bar says which experiment it was."""

    told: Landings

    def __init__(self, told: Landings) -> None:
        super().__init__(told)
        self.query = ""
        self.shown = ""  # the rate at which the slider stands

    def _read(self, data: bytes | str) -> bool:
        assert isinstance(data, bytes)
        message = ForwardMsg.FromString(data)
        if message.WhichOneof("type") == "page_info_changed":
            self.query = message.page_info_changed.query_string
        element = message.delta.new_element
        if element.WhichOneof("type") == "slider" and element.slider.id.endswith(f"-{SLIDER}"):
            # What the page sets is told as it is; what is left alone, as the place of its default.
            set_to, options = element.slider.raw_value, element.slider.options
            self.shown = set_to[0] if set_to else options[int(element.slider.default[0])]
        return super()._read(data)

    async def stay(self, seconds: float, plan: Class) -> None:
        """Read what comes for so long; where the connection is lost, land elsewhere."""
        assert self.socket is not None
        try:
            async with asyncio.timeout(seconds):
                while True:
                    self._read(await self.socket.recv())
        except TimeoutError:
            pass
        except ConnectionClosed:
            await self.land(plan)

    async def work(self, plan: Class, draw: float) -> None:
        """A change; one that went down with its replica is made again on the next."""
        try:
            await self.change(plan, draw)
        except ConnectionClosed:
            await self.land(plan)
            await self.change(plan, draw)

    async def land(self, plan: Class) -> None:
        """Connect until somebody answers, and hold what comes against the address.

        Raises RuntimeError where it is another experiment, TimeoutError where nobody answers.
        """
        begin = time.perf_counter()
        self.seen = b""
        self.widget_ids.clear()
        message = BackMsg()
        message.rerun_script.query_string = self.query
        async with asyncio.timeout(plan.patience):
            while True:
                try:
                    await self.connect(plan)
                    await self._ask(message, plan.patience)
                    break
                except (OSError, RuntimeError, ConnectionClosed, EOFError):
                    await asyncio.sleep(AGAIN)
        self.told.landings.append(time.perf_counter() - begin)
        wanted = dict(parse_qsl(self.query)).get("learning_rate")
        if float(self.shown) != float(wanted or Experiment().learning_rate):
            raise RuntimeError(f"landed at the rate {self.shown} instead of {self.query}")


async def attend(plan: Class) -> None:
    """Have the class come and work; then, until the standard input ends, stay and land."""
    told = Landings()
    rng = random.Random(plan.seed)
    guests = [Guest(told) for _ in range(plan.sessions)]
    draws = [[(rng.random(), rng.random()) for _ in range(plan.changes)] for _ in guests]
    over = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)

    async def come(number: int, guest: Guest) -> None:
        await asyncio.sleep(plan.join_seconds * number / plan.sessions)
        await guest.join(plan)

    async def work(number: int, guest: Guest) -> None:
        await guest.stay(plan.think_seconds * (number + 1) / plan.sessions, plan)
        for draw, thought in draws[number]:
            await guest.work(plan, draw)
            await guest.stay(plan.think_seconds * (0.5 + thought), plan)

    async def remain(number: int, guest: Guest) -> None:
        while not over.done():
            await guest.stay(1, plan)
        await guest.work(plan, LOWEST)

    for phase in (come, work, remain):
        ends = await asyncio.gather(
            *(phase(i, guest) for i, guest in enumerate(guests)), return_exceptions=True
        )
        told.errors += [f"{type(end).__name__}: {end}" for end in ends if end is not None]
        print(json.dumps(asdict(told)), flush=True)


if __name__ == "__main__":
    asyncio.run(attend(Class(**json.loads(sys.argv[1]))))
