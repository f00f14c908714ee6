"""manifest.json: what a delivery says of itself. Anything that is not as delivery.md says refuses the delivery."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from cockpit.db.ledger import OWN_SOURCE
from cockpit.domain.refusal import Refusal
from cockpit.ingest.ground import Delivery
from cockpit.ingest.sources import COLUMNS

FORMAT = "cockpit-delivery/1"
NAME = "manifest.json"

_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"\S(?:.{0,198}\S)?")
_ENCODINGS = ("utf-8", "gb18030")


@dataclass(frozen=True, slots=True)
class File:
    """One file as announced; ``encoding`` is None where the manifest leaves it open."""

    stem: str
    rows: int
    sha256: str
    encoding: str | None

    @property
    def name(self) -> str:
        return f"{self.stem}.csv"


@dataclass(frozen=True, slots=True)
class Manifest:
    """``files`` in loading order."""

    delivery: Delivery
    files: tuple[File, ...]

    @property
    def fingerprint(self) -> str:
        """Tells whether a delivery_id that comes again is the same delivery."""
        listing = "\n".join(f"{file.sha256} {file.name}" for file in self.files)
        return hashlib.sha256(listing.encode()).hexdigest()


def parse(raw: bytes, where: str) -> Manifest:
    """Raises Refusal naming ``where``, what was expected and what was found."""
    try:
        made = orjson.loads(raw.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise _refusal(where, f"不是有效的 JSON（第 {error.lineno} 行）") from None
    if not isinstance(made, dict):
        raise _refusal(where, "应为一个 JSON 对象")
    if made.get("format") != FORMAT:
        raise _refusal(where, f"format 应为“{FORMAT}”，实为“{made.get('format')}”")
    source, delivery_id = _name(made, "source", where), _name(made, "delivery_id", where)
    if source == OWN_SOURCE:
        raise _refusal(where, f"source 不能用“{OWN_SOURCE}”，该名称由本系统保留")
    delivery = Delivery(source, delivery_id, _created_at(made.get("created_at"), where))
    listed = made.get("files")
    if not isinstance(listed, list) or not listed:
        raise _refusal(where, "files 应为至少含一个文件的数组")
    files = [_file(item, where) for item in listed]
    if len({file.stem for file in files}) != len(files):
        raise _refusal(where, "files 中有重复的文件名")
    order = list(COLUMNS)
    return Manifest(delivery, tuple(sorted(files, key=lambda file: order.index(file.stem))))


def _name(made: dict[str, Any], member: str, where: str) -> str:
    value = made.get(member)
    if not isinstance(value, str) or not _NAME.fullmatch(value) or not value.isprintable():
        raise _refusal(where, f"{member} 应为 1 至 200 个字符、首尾无空格的字符串")
    return value


def _created_at(value: object, where: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise _refusal(where, "created_at 应为带时区的时间，例如 2024-03-01T08:00:00+08:00")


def _file(item: object, where: str) -> File:
    if not isinstance(item, dict):
        raise _refusal(where, "files 的每一项应为对象 {name, rows, sha256}")
    name, rows, sha256, encoding = (item.get(member) for member in ("name", "rows", "sha256", "encoding"))
    stem = str(name).removesuffix(".csv")
    if stem not in COLUMNS or name != f"{stem}.csv":
        known = "、".join(f"{known}.csv" for known in COLUMNS)
        raise _refusal(where, f"files 中的文件名“{name}”不认识，可用：{known}")
    if type(rows) is not int or rows < 0:
        raise _refusal(where, f"{name} 的 rows 应为非负整数")
    if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256.lower()):
        raise _refusal(where, f"{name} 的 sha256 应为 64 位十六进制数")
    if encoding is not None and encoding not in _ENCODINGS:
        raise _refusal(where, f"{name} 的 encoding 应为 utf-8 或 gb18030，实为“{encoding}”")
    return File(stem, rows, sha256.lower(), encoding)


def _refusal(where: str, what: str) -> Refusal:
    return Refusal(f"{where} 的 {NAME} 不能接受：{what}；整个交付未导入，请更正后重新报送。")
