"""The embedded server: shared, stopped by the last who leaves, back after the worst."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cockpit.db.embedded import EmbeddedServer

HOLD = """
import sys
from pathlib import Path
from cockpit.db.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
server.start()
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not tmp_path: every pytest that starts closes /tmp/pytest-of-root to other users, and as root the server is one.
    with tempfile.TemporaryDirectory(prefix="cockpit-embedded-") as made:
        yield Path(made)


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(folder, options={"shared_buffers": "16MB"})
    yield server
    server.start()  # whatever the test did, the last to leave stops it
    server.stop()


def postmaster(folder: Path) -> int | None:
    file = folder / "postgres" / "postmaster.pid"
    return int(file.read_text().split()[0]) if file.exists() else None


def answers(server: EmbeddedServer) -> bool:
    try:
        with psycopg.connect(server.url().replace("+psycopg", "")) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def another_process(folder: Path) -> subprocess.Popen[str]:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"
    return other


def test_it_starts_from_nothing_and_leaves_no_process(server: EmbeddedServer, folder: Path) -> None:
    server.start()
    assert answers(server)
    process = postmaster(folder)
    server.stop()
    assert not answers(server)
    assert process is not None
    assert not Path(f"/proc/{process}").exists()  # not even as a zombie


def test_only_its_owner_can_enter_the_data_folder(server: EmbeddedServer, folder: Path) -> None:
    server.start()
    assert stat.S_IMODE((folder / "postgres").stat().st_mode) == 0o700


def test_a_second_process_shares_it_and_it_outlives_the_first(server: EmbeddedServer, folder: Path) -> None:
    server.start()
    before = postmaster(folder)
    other = another_process(folder)
    server.stop()
    assert postmaster(folder) == before
    assert answers(server)
    other.communicate()
    assert postmaster(folder) is None


def test_a_killed_process_is_not_counted_as_a_user(server: EmbeddedServer, folder: Path) -> None:
    other = another_process(folder)
    other.kill()
    other.wait()
    server.start()
    server.stop()
    assert postmaster(folder) is None


def test_it_comes_back_at_once_after_the_server_was_killed(server: EmbeddedServer, folder: Path) -> None:
    server.start()
    process = postmaster(folder)
    assert process is not None
    os.kill(process, signal.SIGKILL)
    started = time.monotonic()
    again = EmbeddedServer(folder)
    again.start()
    assert answers(again)
    assert time.monotonic() - started < 30
    again.stop()


def test_an_interrupted_first_start_leaves_nothing_in_the_way(server: EmbeddedServer, folder: Path) -> None:
    (folder / "postgres.new").mkdir()
    (folder / "postgres.new" / "PG_VERSION").write_text("18")
    server.start()
    assert answers(server)


def test_a_forked_child_does_not_stop_the_server_of_its_parent(server: EmbeddedServer) -> None:
    server.start()
    child = os.fork()
    if child == 0:
        server.stop()
        os._exit(0)
    os.waitpid(child, 0)
    assert answers(server)


def test_a_folder_with_a_long_path_gets_its_socket_elsewhere(folder: Path) -> None:
    server = EmbeddedServer(folder / ("deep" * 25))
    server.start()
    assert answers(server)
    server.stop()
