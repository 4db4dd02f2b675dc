"""A port that is free, and stays one's own as long as it is lent."""

import socket

from tools.free_port import LOOPBACK, lent_port


def test_a_port_is_lent_again_and_never_to_two_at_once() -> None:
    with lent_port() as first:
        pass
    with lent_port() as again, lent_port() as other:
        assert again == first
        assert other != again


def test_a_port_that_another_program_took_meanwhile_is_not_lent_again() -> None:
    with lent_port() as port:
        pass
    with socket.socket() as taken:
        taken.bind((LOOPBACK, port))
        taken.listen()
        with lent_port() as other:
            assert other != port
