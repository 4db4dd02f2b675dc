"""What travels: the bytes of a run of 1,000 steps of 100 points, and silence while it plays."""

from benchmarks.browsers import browsing, visitor, wait_until_still
from benchmarks.redraws import start_playing
from benchmarks.row import Row
from components.film.packing import pack_run
from models.datasets import load
from models.experiment import Experiment
from models.training import train
from tests.browser.lab import open_lab, websocket_frames
from tools.serve import serving

EXPERIMENT = Experiment(dataset="line", samples=100, epochs=1000, learning_rate=0.01)
PLAYED_SECONDS = 5
MEGABYTE = 1e6


def measure() -> list[Row]:
    """The websocket's bytes, and its frames in 5 s of playing."""
    size = len(pack_run(train(EXPERIMENT, load(EXPERIMENT)))) / MEGABYTE
    query = "&".join(f"{name}={text}" for name, text in EXPERIMENT.to_query().items())
    with browsing() as browser, serving() as lab, visitor(browser) as page:
        frames = websocket_frames(page)
        open_lab(page, lab.url, query)
        wait_until_still(page, lambda: frames.received)
        received = frames.received_bytes / MEGABYTE
        start_playing(page)
        before = frames.sent + frames.received
        page.wait_for_timeout(1000 * PLAYED_SECONDS)
        messages = frames.sent + frames.received - before
    return [
        Row(
            "websocket bytes until the page of 1,000 steps of 100 points stands",
            f"{received:.3f} MB",
            f"the film itself: {size:.3f} MB",
            received,
            "MB",
            at_most=1.5,
        ),
        Row(
            f"messages, sent and received, in {PLAYED_SECONDS} s of playing",
            f"{messages}",
            "nothing",
            messages,
            "",
            at_most=0,
        ),
    ]
