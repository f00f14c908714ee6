"""What the environment says: read once by the command line, handed down as a value; else nobody reads it."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from cockpit.domain.refusal import Refusal
from cockpit.domain.viewer import Viewer

REPOSITORY = Path(__file__).resolve().parents[1]
SEED_DATA = REPOSITORY / "seed_data"
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process.

    ``database_url``: a PostgreSQL ≥ 15; None starts the embedded one inside ``data_dir``.
    ``demo_viewer``: whom all pages are drawn for without a login; None where people log in. For demonstrations.
    ``key_file``: the 32 bytes under which personal data are encrypted.
    """

    database_url: str | None
    data_dir: Path
    demo_viewer: Viewer | None
    key_file: Path
    port: int
    public_url: str = ""
    """The address that browsers use where a proxy stands before us, https://cockpit.example; '' without one."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Raises Refusal, in Chinese, for a value that cannot be meant. An empty value counts as unset."""
        data_dir = Path(environ.get("COCKPIT_DATA_DIR") or REPOSITORY / ".demo").expanduser().resolve()
        viewer = environ.get("COCKPIT_DEMO_VIEWER")
        key_file = environ.get("COCKPIT_KEY_FILE")
        return cls(
            database_url=_database_url(environ.get("COCKPIT_DATABASE_URL")),
            data_dir=data_dir,
            demo_viewer=Viewer.parse(viewer) if viewer else None,
            key_file=Path(key_file).expanduser().resolve() if key_file else data_dir / "house.key",
            port=_port(environ.get("PORT") or "8050"),
            public_url=_public_url(environ.get("COCKPIT_PUBLIC_URL") or "", viewer),
        )

    def house_key(self) -> bytes:
        """The key that wraps every subject's key: 32 bytes. Made on first use, readable by its owner alone.

        Only the default place is filled by itself: a COCKPIT_KEY_FILE that somebody named and that is not there is a
        mistake, and a fresh key in its stead would make all personal data stored so far unreadable.
        """
        if not self.key_file.exists():
            if self.key_file != self.data_dir / "house.key":
                raise Refusal(
                    f"密钥文件 {self.key_file} 不存在：请检查 COCKPIT_KEY_FILE，"
                    f"新系统可用 `head -c {KEY_BYTES} /dev/urandom > 文件 && chmod 600 文件` 生成。"
                )
            _create_key(self.key_file)
        if stat.S_IMODE(self.key_file.stat().st_mode) & 0o077:
            raise Refusal(f"密钥文件 {self.key_file} 可被其他用户读取：请执行 chmod 600 {self.key_file}。")
        key = self.key_file.read_bytes()
        if len(key) == KEY_BYTES and _was_made_up(key):
            raise Refusal(
                f"密钥文件 {self.key_file} 不是随机生成的，无法起到保护作用：请用 "
                f"`head -c {KEY_BYTES} /dev/urandom > 文件 && chmod 600 文件` 重新生成。"
            )
        if len(key) != KEY_BYTES:
            raise Refusal(f"密钥文件 {self.key_file} 应恰好为 {KEY_BYTES} 字节，实际为 {len(key)} 字节。")
        return key


def _was_made_up(key: bytes) -> bool:
    """Typed or counted rather than random. Of 2^256 random keys fewer than one in 10^13 is taken for such a one."""
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    return len(set(key)) < 16 or len(steps) < 8 or all(32 <= byte < 127 for byte in key)


def _create_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and linked into place, so that of two first processes both read the same whole key.
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, os.urandom(KEY_BYTES))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()


def _database_url(text: str | None) -> str | None:
    """The address in the form that SQLAlchemy wants. Passwords never reach a message."""
    if not text:
        return None
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - a port that is no number raises only when it is asked for
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"postgresql", "postgres", "postgresql+psycopg"} or not parts.path.strip("/"):
        raise Refusal(
            "COCKPIT_DATABASE_URL 不是 PostgreSQL 地址：应写成 postgresql://用户:口令@主机:5432/库名（PostgreSQL ≥ 15）。"
        )
    return "postgresql+psycopg" + text[text.index("://") :]


def _public_url(text: str, demo_viewer: str | None) -> str:
    """Without a closing slash. Whatever others can reach is reached through TLS, and by people who have logged in."""
    if not text:
        return ""
    parts = urlsplit(text.rstrip("/"))
    if parts.scheme != "https" or not parts.netloc or parts.path or parts.query or "@" in parts.netloc:
        raise Refusal(
            "COCKPIT_PUBLIC_URL 不正确：应为浏览器访问本系统的 https 地址，例如 https://cockpit.example.gov.cn。"
        )
    if demo_viewer:
        raise Refusal("COCKPIT_DEMO_VIEWER 只供演示，不能与 COCKPIT_PUBLIC_URL 同时使用：请去掉它，改用账号登录。")
    return f"https://{parts.netloc}"


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise Refusal(f"端口 PORT={text} 不正确：应为 1 到 65535 的整数。")
    return int(text)
