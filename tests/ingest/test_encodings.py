"""UTF-8 with or without BOM, or GB18030; strict, never guessed."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from cockpit.domain.refusal import Refusal
from tests.ingest.parcel import bring, csv_bytes, parcel

RARE = "㐂𠮷䶮（联通）ＡＢ"


def organisation(name: str) -> list[list[str]]:
    return [["O-1", name, "street", "350102001", ""]]


def names(database: Engine) -> list[str]:
    with database.connect() as conn:
        return list(conn.execute(text("SELECT name FROM organisation")).scalars())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("name", [RARE, "联通", "邓䶮"])
def test_names_survive_every_encoding(database: Engine, tmp_path: Path, encoding: str, name: str) -> None:
    bring(parcel(tmp_path / "d", {"organisation": csv_bytes("organisation", organisation(name), encoding)}))
    assert names(database) == [name]


def test_bytes_of_gb18030_that_look_like_utf_8_are_not_taken_for_it(database: Engine, tmp_path: Path) -> None:
    # The classic of guessing libraries: these bytes pass for UTF-8 if one is not strict.
    content = csv_bytes("organisation", organisation("联通"), "gb18030")
    bring(parcel(tmp_path / "d", {"organisation": content}, organisation__encoding="gb18030"))
    assert names(database) == ["联通"]


@pytest.mark.parametrize(("written", "said"), [("gb18030", "utf-8"), ("utf-16", "gb18030")])
def test_the_manifests_encoding_is_binding(database: Engine, tmp_path: Path, written: str, said: str) -> None:
    content = csv_bytes("organisation", organisation("中文𠮷"), written)
    with pytest.raises(Refusal, match=f"清单声明的 {said}"):
        bring(parcel(tmp_path / "d", {"organisation": content}, organisation__encoding=said, organisation__rows=1))


def test_bytes_that_are_neither_refuse_the_delivery(database: Engine, tmp_path: Path) -> None:
    content = csv_bytes("organisation", organisation("x")) + b"O-2,\xff\xff,street,350102001,\r\n"
    with pytest.raises(Refusal, match="UTF-8 或 GB18030"):
        bring(parcel(tmp_path / "d", {"organisation": content}))


def test_one_bad_byte_decides_for_the_whole_file(database: Engine, tmp_path: Path) -> None:
    # Not line by line: a file half in one encoding and half in the other is none.
    content = csv_bytes("organisation", organisation("联通")) + "O-2,联通,street,350102001,\r\n".encode("gb18030")
    with pytest.raises(Refusal, match="UTF-8 或 GB18030"):
        bring(parcel(tmp_path / "d", {"organisation": content + b"\xff"}))


def test_utf_16_is_refused(database: Engine, tmp_path: Path) -> None:
    content = csv_bytes("organisation", organisation("联通"), "utf-16")
    with pytest.raises(Refusal):
        bring(parcel(tmp_path / "d", {"organisation": content}, organisation__rows=1))
