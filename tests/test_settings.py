"""What the environment may say, and what is refused in one sentence."""

from __future__ import annotations

import stat
from pathlib import Path
from random import Random

import pytest

from cockpit.domain.refusal import Refusal
from cockpit.settings import REPOSITORY, Settings


def test_nothing_set_means_the_embedded_database_in_the_ignored_folder() -> None:
    settings = Settings.from_environment({})
    assert settings.database_url is None
    assert settings.data_dir == REPOSITORY / ".demo"
    assert settings.demo_viewer is None
    assert settings.port == 8050


def test_an_empty_value_counts_as_unset() -> None:
    empty = dict.fromkeys(
        ["COCKPIT_DATABASE_URL", "COCKPIT_DATA_DIR", "COCKPIT_DEMO_VIEWER", "COCKPIT_KEY_FILE", "PORT"], ""
    )
    assert Settings.from_environment(empty) == Settings.from_environment({})


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_usual_spelling_of_an_address_is_understood(scheme: str) -> None:
    settings = Settings.from_environment({"COCKPIT_DATABASE_URL": f"{scheme}://u:p@h:5432/d?sslmode=require"})
    assert settings.database_url == "postgresql+psycopg://u:p@h:5432/d?sslmode=require"


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "localhost", "postgresql://h", "postgresql://u:secret@h:x/d"])
def test_another_address_is_refused_without_repeating_the_password(url: str) -> None:
    with pytest.raises(Refusal, match="COCKPIT_DATABASE_URL") as refused:
        Settings.from_environment({"COCKPIT_DATABASE_URL": url})
    assert "secret" not in refused.value.message


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "8050.0", "８０５０"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(Refusal, match="PORT"):
        Settings.from_environment({"PORT": port})


def test_a_viewer_that_cannot_be_meant_is_refused() -> None:
    with pytest.raises(Refusal, match="查看人"):
        Settings.from_environment({"COCKPIT_DEMO_VIEWER": "everybody"})


def test_the_demo_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings.from_environment({"COCKPIT_DATA_DIR": str(tmp_path / "demo")})
    key = settings.house_key()
    assert len(key) == 32
    assert settings.house_key() == key
    assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600
    assert list(settings.key_file.parent.iterdir()) == [settings.key_file]


def test_a_named_key_file_that_is_missing_is_refused_and_not_made(tmp_path: Path) -> None:
    named = tmp_path / "named.key"
    with pytest.raises(Refusal, match="不存在"):
        Settings.from_environment({"COCKPIT_KEY_FILE": str(named)}).house_key()
    assert not named.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    named = tmp_path / "named.key"
    named.write_bytes(bytes(32))
    named.chmod(mode)
    with pytest.raises(Refusal, match="chmod 600"):
        Settings.from_environment({"COCKPIT_KEY_FILE": str(named)}).house_key()


MADE_UP = [
    bytes(32),
    b"x" * 32,
    bytes(range(32)),
    bytes(range(64, 0, -2)),
    bytes([1, 200] * 16),
    bytes(range(16)) * 2,
    b"0123456789abcdef0123456789abcdef",
    b"correct horse battery staple 123",
    b"changeme-changeme-changeme-chang",
    b"8f14e45fceea167a5a36dedd4bea2543",  # an MD5 in letters: half of the bits that it seems to have
]


@pytest.mark.parametrize("key", MADE_UP)
def test_a_key_that_somebody_made_up_is_refused(tmp_path: Path, key: bytes) -> None:
    named = tmp_path / "named.key"
    named.write_bytes(key)
    named.chmod(0o600)
    with pytest.raises(Refusal, match="随机"):
        Settings.from_environment({"COCKPIT_KEY_FILE": str(named)}).house_key()


def test_a_thousand_random_keys_are_taken(tmp_path: Path) -> None:
    named = tmp_path / "named.key"
    random = Random(1)
    for _ in range(1000):
        key = random.randbytes(32)
        named.write_bytes(key)
        named.chmod(0o600)
        assert Settings.from_environment({"COCKPIT_KEY_FILE": str(named)}).house_key() == key


@pytest.mark.parametrize(
    "url", ["http://cockpit.example", "cockpit.example", "https://", "https://u:p@h", "https://h/x"]
)
def test_a_public_address_without_tls_or_with_more_than_a_host_is_refused(url: str) -> None:
    with pytest.raises(Refusal, match="COCKPIT_PUBLIC_URL"):
        Settings.from_environment({"COCKPIT_PUBLIC_URL": url})


def test_what_others_can_reach_is_not_drawn_for_a_demo_viewer() -> None:
    given = {"COCKPIT_PUBLIC_URL": "https://cockpit.example/", "COCKPIT_DEMO_VIEWER": "province:35"}
    with pytest.raises(Refusal, match="COCKPIT_DEMO_VIEWER"):
        Settings.from_environment(given)
    assert Settings.from_environment(given | {"COCKPIT_DEMO_VIEWER": ""}).public_url == "https://cockpit.example"


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(tmp_path: Path, length: int) -> None:
    named = tmp_path / "named.key"
    named.write_bytes(bytes(length))
    named.chmod(0o600)
    with pytest.raises(Refusal, match="32 字节"):
        Settings.from_environment({"COCKPIT_KEY_FILE": str(named)}).house_key()
