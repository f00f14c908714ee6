"""A delivery that is not as its manifest says is refused whole: one Chinese sentence, nothing loaded."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from cockpit.domain.refusal import Refusal
from tests.ingest.parcel import OPERATIONS, WORLD, bring, count, csv_bytes, parcel

TABLES = ("operation", "delivery", "delivery_file", "quarantine", "organisation", "case_file", "subject_key")


def nothing_loaded(database: Engine) -> bool:
    return all(count(database, table) == 0 for table in TABLES)


def spoiled(folder: Path, **changes: Any) -> Path:
    return parcel(folder, {**WORLD, "operation": OPERATIONS}, **changes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"operation__sha256": "0" * 64}, "operation.csv：SHA-256 应为 0000"),
        ({"operation__rows": 4}, "清单写明 4 行，实有 5 行"),
        ({"operation__rows": "5"}, "rows 应为非负整数"),
        ({"operation__rows": True}, "rows 应为非负整数"),
        ({"operation__sha256": "xyz"}, "sha256 应为 64 位"),
        ({"operation__encoding": "gbk"}, "encoding 应为 utf-8 或 gb18030"),
        ({"operation__name": "../operation.csv"}, "不认识"),
        ({"operation__name": "case.csv"}, "重复"),
        ({"format": "cockpit-delivery/2"}, "format 应为"),
        ({"source": ""}, "source 应为"),
        ({"source": "cockpit"}, "由本系统保留"),
        ({"delivery_id": " D "}, "delivery_id 应为"),
        ({"created_at": "2026-11-24T08:00:00"}, "带时区的时间"),
        ({"created_at": "2026-11-31T08:00:00Z"}, "带时区的时间"),
        ({"files": []}, "files 应为"),
    ],
)
def test_a_wrong_manifest_refuses_the_whole_delivery(
    database: Engine, tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        bring(spoiled(tmp_path / "d", **changes))
    assert said in refusal.value.message
    assert "整个交付未导入" in refusal.value.message
    assert nothing_loaded(database)


def test_a_missing_file_refuses_the_whole_delivery(database: Engine, tmp_path: Path) -> None:
    (spoiled(tmp_path / "d") / "unit.csv").unlink()
    with pytest.raises(Refusal, match=r"unit\.csv：清单列出了该文件，交付中却没有"):
        bring(tmp_path / "d")
    assert nothing_loaded(database)


def test_a_file_that_the_manifest_does_not_list_refuses_the_delivery(database: Engine, tmp_path: Path) -> None:
    parcel(tmp_path / "d", WORLD)
    (tmp_path / "d" / "operation.csv").write_bytes(csv_bytes("operation", OPERATIONS))
    with pytest.raises(Refusal, match=r"operation\.csv 未列入"):
        bring(tmp_path / "d")
    assert nothing_loaded(database)


def test_other_files_in_the_folder_do_not_matter(database: Engine, tmp_path: Path) -> None:
    (spoiled(tmp_path / "d") / "readme.txt").write_text("x")
    assert bring(tmp_path / "d")[0].quarantined == 0


def test_one_flipped_bit_is_seen(database: Engine, tmp_path: Path) -> None:
    file = spoiled(tmp_path / "d") / "operation.csv"
    content = bytearray(file.read_bytes())
    content[-20] ^= 1
    file.write_bytes(content)
    with pytest.raises(Refusal, match="SHA-256"):
        bring(tmp_path / "d")
    assert nothing_loaded(database)


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"unit_id,city_code,project_id,floor_area_m2,layout,monthly_rent_yuan\r\n",
        b"city_code,unit_id,project_id,floor_area_m2,layout\r\n",
        b"city_code,unit_id,project_id,floor_area_m2,layout,monthly_rent_yuan,note\r\n",
        b"City_code,unit_id,project_id,floor_area_m2,layout,monthly_rent_yuan\r\n",
    ],
)
def test_a_wrong_header_refuses_the_delivery(database: Engine, tmp_path: Path, header: bytes) -> None:
    rows = header + b"3501,U-1,,1,,\r\n"
    with pytest.raises(Refusal, match="表头"):
        bring(parcel(tmp_path / "d", {"unit": rows}, unit__rows=1))
    assert nothing_loaded(database)


def test_of_several_deliveries_none_is_loaded_if_one_is_refused(database: Engine, tmp_path: Path) -> None:
    spoiled(tmp_path / "in" / "good", delivery_id="D-1")
    spoiled(tmp_path / "in" / "bad", delivery_id="D-2", unit__rows=9)
    with pytest.raises(Refusal, match="清单写明 9 行"):
        bring(tmp_path / "in")
    assert nothing_loaded(database)


def test_a_delivery_id_that_came_with_other_files_is_refused(database: Engine, tmp_path: Path) -> None:
    bring(spoiled(tmp_path / "one"))
    before = count(database, "operation")
    with pytest.raises(Refusal, match="不同内容报送过"):
        bring(parcel(tmp_path / "two", {"operation": OPERATIONS[:1]}))
    assert count(database, "operation") == before


def test_two_deliveries_of_one_id_with_other_files_are_refused_together(database: Engine, tmp_path: Path) -> None:
    spoiled(tmp_path / "in" / "one")
    parcel(tmp_path / "in" / "two", {"operation": OPERATIONS[:1]})
    with pytest.raises(Refusal, match="出现两次且内容不同"):
        bring(tmp_path / "in")
    assert nothing_loaded(database)


@pytest.mark.parametrize("manifest", ["", "[]", "{", '"x"', "\ufeff{"])
def test_a_manifest_that_is_no_json_object_is_refused(database: Engine, tmp_path: Path, manifest: str) -> None:
    (spoiled(tmp_path / "d") / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(Refusal, match="不能接受"):
        bring(tmp_path / "d")


def test_a_path_that_is_not_there_and_a_folder_without_deliveries_are_refused(database: Engine, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="不存在"):
        bring(tmp_path / "nowhere")
    with pytest.raises(Refusal, match=r"没有 manifest\.json"):
        bring(tmp_path)


def zipped(folder: Path, target: Path, top: str = "") -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.iterdir():
            archive.write(file, f"{top}{file.name}")
    return target


@pytest.mark.parametrize("top", ["", "delivery/"])
def test_a_zip_of_the_folder_or_of_its_content_is_a_delivery(database: Engine, tmp_path: Path, top: str) -> None:
    receipt = bring(zipped(spoiled(tmp_path / "d"), tmp_path / "d.zip", top))[0]
    assert (receipt.loaded, receipt.quarantined) == (receipt.rows, 0)


def test_a_damaged_zip_is_refused(database: Engine, tmp_path: Path) -> None:
    target = zipped(spoiled(tmp_path / "d"), tmp_path / "d.zip")
    whole = target.read_bytes()
    target.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Refusal, match="不是完好的 zip"):
        bring(target)
    assert nothing_loaded(database)


@pytest.mark.parametrize("name", ["operation.csv", "manifest.json"])
def test_a_zip_that_does_not_unpack_is_refused(database: Engine, tmp_path: Path, name: str) -> None:
    target = zipped(spoiled(tmp_path / "d"), tmp_path / "d.zip")
    with zipfile.ZipFile(target) as archive:
        place = archive.getinfo(name).header_offset + 30 + len(name) + 40
    whole = target.read_bytes()
    target.write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
    with pytest.raises(Refusal, match="无法解压"):
        bring(target)
    assert nothing_loaded(database)


@pytest.mark.parametrize("name", ["../manifest.json", "/etc/manifest.json", "a/../../b.csv", "..\\b.csv", "C:/b.csv"])
def test_a_zip_that_points_outside_is_refused(database: Engine, tmp_path: Path, name: str) -> None:
    target = zipped(spoiled(tmp_path / "d"), tmp_path / "d.zip")
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(name, "x")
    with pytest.raises(Refusal, match="指向包外"):
        bring(target)
    assert nothing_loaded(database)


def test_a_zip_bomb_is_refused_unopened(database: Engine, tmp_path: Path) -> None:
    target = zipped(spoiled(tmp_path / "d"), tmp_path / "d.zip")
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.bin", bytes(32 * 1024 * 1024))
    with pytest.raises(Refusal, match="压缩炸弹"):
        bring(target)


def test_a_zip_of_a_folder_of_deliveries_is_refused(database: Engine, tmp_path: Path) -> None:
    target = zipped(spoiled(tmp_path / "d"), tmp_path / "d.zip", "one/")
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("two/manifest.json", "{}")
    with pytest.raises(Refusal, match="恰有一个"):
        bring(target)
