"""A server that is told to end does, whatever is still on its way."""

import http.client
import os
import signal
import time
from urllib.parse import urlsplit

import pytest

from server.connections import GRACE
from tests.server.uploads import EDGE, signed
from tests.stream import streaming
from tools.serve import serving


def is_running(pid: int) -> bool:
    """Whether the child has not ended; it stays to be asked for by who started it."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


@pytest.mark.slow
def test_a_server_ends_in_time_while_an_upload_is_half_way() -> None:
    with serving() as server, streaming(server) as visitor:
        visitor.run()
        sending = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
        sending.putrequest("PUT", f"/_stcore/upload_file/{visitor.id}/half")
        for name, value in signed(server).items():
            sending.putheader(name, value)
        sending.putheader("Content-Type", f"multipart/form-data; boundary={EDGE}")
        sending.putheader("Content-Length", "1000")
        sending.endheaders(b"--")
        os.kill(server.pid, signal.SIGTERM)
        end = time.monotonic() + 5 * GRACE
        while is_running(server.pid):
            assert time.monotonic() < end
            time.sleep(0.05)
        sending.close()
