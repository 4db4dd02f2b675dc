"""A port that is free, and stays one's own as long as it is lent."""

import socket

import pytest

from tools import free_port
from tools.free_port import LOOPBACK, lent_port


@pytest.fixture(autouse=True)
def given_back(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ports to be lent again: none yet, so that none is one that a server left just now."""
    ports: list[int] = []
    monkeypatch.setattr(free_port, "_given_back", ports)
    return ports


def test_a_port_is_lent_again_and_never_to_two_at_once() -> None:
    with lent_port() as first:
        pass
    with lent_port() as again, lent_port() as other:
        assert again == first
        assert other != again


def test_a_port_that_another_program_took_meanwhile_is_not_lent_again(
    given_back: list[int],
) -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        given_back.append(taken.getsockname()[1])
        with lent_port() as other:
            assert other != taken.getsockname()[1]


def test_a_lent_port_is_none_that_the_system_gives_to_a_connection() -> None:
    with lent_port() as port:
        assert 1024 <= port < 32768  # the lowest of the systems' defaults, that of Linux


def test_a_port_that_a_server_left_in_the_middle_of_a_connection_is_lent_again() -> None:
    with lent_port() as port, socket.create_server((LOOPBACK, port)) as server:
        client = socket.create_connection(server.getsockname())
        accepted, _ = server.accept()
        accepted.close()  # the side that ends first keeps the port in TIME_WAIT
        client.close()
    with lent_port() as again:
        assert again == port
