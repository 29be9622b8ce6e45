"""Starting the app: what stands in the way is said in a sentence."""

import socket

import pytest

from ui import start


@pytest.fixture
def taken_port():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_a_port_in_use_is_named_with_another_to_try(taken_port, capsys):
    assert start.main(["--port", str(taken_port)]) == 2
    said = capsys.readouterr().err
    assert f"Cannot listen on 127.0.0.1:{taken_port}" in said
    assert f"make run PORT={taken_port + 100}" in said


def test_a_port_that_does_not_exist_is_refused(capsys):
    assert start.main(["--port", "70000"]) == 2
    assert "Port 70000 does not exist" in capsys.readouterr().err


def test_a_free_port_becomes_the_server_and_its_address_is_printed(monkeypatch, capsys):
    became = []
    monkeypatch.setattr(start.os, "execv", lambda program, command: became.append(command))
    monkeypatch.setattr(start.os, "chdir", lambda folder: None)
    monkeypatch.setattr(start, "why_taken", lambda address, port: "")
    assert start.main(["--port", "8600"]) == 0
    assert "Open http://127.0.0.1:8600 in a browser" in capsys.readouterr().out
    assert became[0][-6:-2] == ["--server.address", "127.0.0.1", "--server.port", "8600"]
