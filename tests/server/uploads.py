"""An upload, as a page makes one, or not quite: a request with a session, a token, and a file."""

import http.client
import re
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

from tools.serve import Server

EDGE = "--edge"
HEAD = f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="../../x.csv"\r\n\r\n'
TAIL = f"\r\n--{EDGE}--\r\n".encode()


def _connection(server: Server) -> closing[http.client.HTTPConnection]:
    return closing(http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60))


def token(server: Server) -> str:
    """The XSRF token that the server hands to a page."""
    with _connection(server) as asking:
        asking.request("GET", "/_stcore/health")
        cookie = asking.getresponse().headers["Set-Cookie"]
    found = re.search(r"_streamlit_xsrf=([^;]+)", cookie)
    assert found
    return found[1]


def put(
    server: Server,
    session: str,
    data: bytes | Iterator[bytes],
    file: str = "a-file",
    **headers: str,
) -> tuple[int, str]:
    """The answer to an upload: its status and its words."""
    with _connection(server) as sending:
        sending.request(
            "PUT",
            f"/_stcore/upload_file/{session}/{file}",
            body=HEAD.encode() + data + TAIL if isinstance(data, bytes) else data,
            headers={"Content-Type": f"multipart/form-data; boundary={EDGE}", **headers},
            encode_chunked=not isinstance(data, bytes),
        )
        answer = sending.getresponse()
        return answer.status, answer.read().decode()


def signed(server: Server) -> dict[str, str]:
    """The headers by which a page shows that it is this server's own."""
    xsrf = token(server)
    return {"X-Xsrftoken": xsrf, "Cookie": f"_streamlit_xsrf={xsrf}"}
