"""Personal data at rest: sealed for one subject and one member, and gone when the key is."""

import pytest
from sqlalchemy import Engine, text

from cockpit.db.cipher import UNREADABLE, Cipher, Subject
from cockpit.db.doors import writing_as_engine
from cockpit.db.keys import destroy, existing_keys, keys_of
from cockpit.domain.refusal import Refusal

CIPHER = Cipher(b"\1" * 32)
LIN, CHEN = Subject("3501", "case", "C-1"), Subject("3501", "case", "C-2")


@pytest.mark.parametrize("value", ["张三丰", "", "㐂𠮷䶮\n", ["一", 2, None], {"a": [1.5]}, 0, None, "enc:1:x"])
def test_what_is_sealed_opens_again(value: object) -> None:
    key, _ = CIPHER.new_key(LIN)
    token = key.seal("opinion", value)
    assert token.startswith("enc:1:")
    assert key.open("opinion", token) == value


def test_a_token_shows_nothing_of_what_it_holds_and_is_never_the_same_twice() -> None:
    key, _ = CIPHER.new_key(LIN)
    tokens = {key.seal("id_number", "350102189001011234") for _ in range(100)}
    assert len(tokens) == 100
    assert not any("3501" in token.removeprefix("enc:1:")[:4] and "011234" in token for token in tokens)


def test_a_token_moved_to_another_member_or_subject_does_not_open() -> None:
    key, wrapped = CIPHER.new_key(LIN)
    token = key.seal("opinion", "同意")
    assert key.open("reason", token) == UNREADABLE
    assert CIPHER.unwrap(CHEN, wrapped) is None
    other, _ = CIPHER.new_key(CHEN)
    assert other.open("opinion", token) == UNREADABLE


@pytest.mark.parametrize("token", ["enc:1:", "enc:1:AAAA", "enc:1:not base64!", "enc:1:" + "A" * 64])
def test_a_broken_token_is_unreadable_and_raises_nothing(token: str) -> None:
    key, _ = CIPHER.new_key(LIN)
    assert key.open("opinion", token) == UNREADABLE


def test_every_flipped_byte_of_a_token_is_seen() -> None:
    key, _ = CIPHER.new_key(LIN)
    sealed = key.seal_bytes("opinion", "情况属实".encode())
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        assert key.open_bytes("opinion", changed) is None


def test_a_wrapped_key_opens_under_its_own_house_key_only() -> None:
    _, wrapped = CIPHER.new_key(LIN)
    assert CIPHER.unwrap(LIN, wrapped) is not None
    assert Cipher(b"\2" * 32).unwrap(LIN, wrapped) is None


def test_content_hashes_are_keyed() -> None:
    assert CIPHER.content_hash(b"x") == Cipher(b"\1" * 32).content_hash(b"x")
    assert CIPHER.content_hash(b"x") != Cipher(b"\2" * 32).content_hash(b"x")
    assert len(CIPHER.content_hash(b"x")) == 16


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_house_key_has_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Cipher(bytes(length))


def test_a_subject_keeps_its_key_until_it_is_destroyed(database: Engine) -> None:
    with writing_as_engine() as conn:
        token = keys_of(conn, CIPHER, {LIN, CHEN})[LIN].seal("phone", "13800005678")
    with writing_as_engine() as conn:
        assert keys_of(conn, CIPHER, [LIN])[LIN].open("phone", token) == "13800005678"
        destroy(conn, LIN)
    with writing_as_engine() as conn:
        assert set(existing_keys(conn, CIPHER, [LIN, CHEN])) == {CHEN}
        assert keys_of(conn, CIPHER, [LIN])[LIN].open("phone", token) == UNREADABLE


def test_another_houses_key_file_is_refused_before_anything_is_sealed(database: Engine) -> None:
    with writing_as_engine() as conn:
        keys_of(conn, CIPHER, [LIN])
    with writing_as_engine() as conn, pytest.raises(Refusal, match="密钥文件与数据库不符"):
        keys_of(conn, Cipher(b"\2" * 32), [LIN])


def test_the_table_holds_no_key_in_the_clear(database: Engine) -> None:
    with writing_as_engine() as conn:
        keys_of(conn, CIPHER, [LIN])
    with database.connect() as conn:
        assert len(conn.execute(text("SELECT wrapped FROM subject_key")).scalar_one()) == 12 + 32 + 16
