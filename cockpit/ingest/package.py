"""Where a delivery's files lie: a folder, or a .zip of it. Reading from a zip streams: nothing is unpacked to disk."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from cockpit.domain.refusal import Refusal
from cockpit.ingest.manifest import NAME

MOST_BYTES = 16 * 1024**3
MOST_RATIO = 200
"""CSV of repetitive histories packs to a twentieth; a bomb to a thousandth."""
MOST_ENTRIES = 100
MOST_MANIFEST_BYTES = 1024 * 1024


class Folder:
    """A delivery as a folder."""

    def __init__(self, path: Path) -> None:
        self.where = str(path)
        self._path = path

    def names(self) -> set[str]:
        return {entry.name for entry in self._path.iterdir() if entry.is_file()}

    def open(self, name: str) -> BinaryIO:
        return (self._path / name).open("rb", buffering=1 << 20)


class Zip:
    """A delivery as a .zip, of the folder or of its content."""

    def __init__(self, path: Path) -> None:
        self.where = str(path)
        try:
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise Refusal(f"{path} 不是完好的 zip 文件：请重新打包后再导入。") from error
        entries = [entry for entry in self._archive.infolist() if not entry.is_dir()]
        self._check(entries)
        tops = {PurePosixPath(entry.filename).parent for entry in entries if _name(entry) == NAME}
        if len(tops) != 1:
            raise Refusal(f"{path} 内应恰有一个 {NAME}，实有 {len(tops)} 个：请对单个交付文件夹打包后重新报送。")
        top = tops.pop()
        self._entries = {_name(entry): entry for entry in entries if PurePosixPath(entry.filename).parent == top}

    def names(self) -> set[str]:
        return set(self._entries)

    def open(self, name: str) -> BinaryIO:
        return io.BufferedReader(cast(io.RawIOBase, self._archive.open(self._entries[name])), 1 << 20)

    def _check(self, entries: list[zipfile.ZipInfo]) -> None:
        """Refuses what is built to harm before a byte is unpacked; zipfile holds members to their declared sizes."""
        size, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
        odd = next((e.filename for e in entries if _escapes(e.filename)), None)
        trouble = None
        if odd is not None:
            trouble = f"含有指向包外的路径“{odd}”"
        elif len(entries) > MOST_ENTRIES:
            trouble = f"含有 {len(entries)} 个文件，上限 {MOST_ENTRIES} 个"
        elif size > MOST_BYTES:
            trouble = f"解压后为 {size} 字节，上限 {MOST_BYTES} 字节"
        elif size > MOST_RATIO * max(packed, 1):
            trouble = f"压缩比超过 {MOST_RATIO} 倍，疑为压缩炸弹"
        elif any(e.flag_bits & 1 for e in entries):
            trouble = "含有加密文件"
        if trouble:
            raise Refusal(f"{self.where} {trouble}：已拒绝，未导入任何数据，请按报送格式重新打包。")


Package = Folder | Zip


def _name(entry: zipfile.ZipInfo) -> str:
    return PurePosixPath(entry.filename).name


def _escapes(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name


def packages(path: Path) -> list[Package]:
    """The deliveries at a path: a delivery folder, a .zip, or a folder of such. Raises Refusal when there are none."""
    if not path.exists():
        raise Refusal(f"路径 {path} 不存在：请检查交付文件夹或 zip 文件的位置。")
    if path.is_file():
        return [Zip(path)]
    if (path / NAME).is_file():
        return [Folder(path)]
    inside: list[Package] = []
    for entry in sorted(path.iterdir()):
        if entry.is_dir() and (entry / NAME).is_file():
            inside.append(Folder(entry))
        elif entry.is_file() and entry.suffix.lower() == ".zip":
            inside.append(Zip(entry))
    if not inside:
        raise Refusal(f"{path} 内没有 {NAME}，也没有交付文件夹或 zip 文件：请指向一个交付后重试。")
    return inside
