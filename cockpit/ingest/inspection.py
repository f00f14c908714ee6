"""Before a row is loaded: does every file of a delivery say what its manifest says?

Two passes over each file (bytes, then records) cost a tenth of loading it, and buy the promise that a refused
delivery leaves nothing behind.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper

from cockpit.domain.refusal import Refusal
from cockpit.ingest.codes import Unfit
from cockpit.ingest.manifest import NAME, File, Manifest, parse
from cockpit.ingest.package import MOST_MANIFEST_BYTES, Package
from cockpit.ingest.records import LARGEST_RECORD, read_records
from cockpit.ingest.sources import COLUMNS

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Inspected:
    """A delivery that may be loaded; ``encodings`` is how each file is to be read."""

    package: Package
    manifest: Manifest
    encodings: dict[str, str]

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.manifest.files)


def read_manifest(package: Package) -> Manifest:
    with _unpacking(package), package.open(NAME) as stream:
        raw = stream.read(MOST_MANIFEST_BYTES + 1)
    if len(raw) > MOST_MANIFEST_BYTES:
        raise Refusal(f"{package.where} 的 {NAME} 超过 {MOST_MANIFEST_BYTES} 字节：整个交付未导入，请检查该文件。")
    return parse(raw, package.where)


def inspect(package: Package, manifest: Manifest) -> Inspected:
    """Raises Refusal for a missing or unlisted file, a wrong hash, encoding, header or number of rows."""
    present = package.names()
    for file in manifest.files:
        if file.name not in present:
            raise _refusal(package, file, "清单列出了该文件，交付中却没有")
    unlisted = sorted(present & {f"{stem}.csv" for stem in COLUMNS} - {file.name for file in manifest.files})
    if unlisted:
        raise Refusal(
            f"{package.where} 中的 {unlisted[0]} 未列入 {NAME}：整个交付未导入，请把它写入清单或移出交付后重新报送。"
        )
    with _unpacking(package):
        encodings = {file.stem: _inspect_file(package, file) for file in manifest.files}
    return Inspected(package, manifest, encodings)


@contextmanager
def _unpacking(package: Package) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise Refusal(f"{package.where} 已损坏，无法解压：整个交付未导入，请重新打包后再报送。") from error


def _inspect_file(package: Package, file: File) -> str:
    digest, encoding = _digest_and_encoding(package, file)
    if digest != file.sha256:
        raise _refusal(package, file, f"SHA-256 应为 {file.sha256}，实为 {digest}，文件可能在传输中改变")
    if encoding is None:
        said = f"清单声明的 {file.encoding}" if file.encoding else " UTF-8 或 GB18030"
        raise _refusal(package, file, f"无法按{said} 编码读取")
    _check_records(package, file, encoding)
    return encoding


def _digest_and_encoding(package: Package, file: File) -> tuple[str, str | None]:
    """The hash, and the first encoding in which every byte makes sense. No guessing: strict or not at all."""
    possible = [file.encoding] if file.encoding else ["utf-8", "gb18030"]
    decoders = {name: codecs.getincrementaldecoder(name)("strict") for name in possible}
    digest = hashlib.sha256()
    with package.open(file.name) as stream:
        final = False
        while not final:
            block = stream.read(_BLOCK)
            final = not block
            digest.update(block)
            for name in list(decoders):
                try:
                    decoders[name].decode(block, final)
                except UnicodeDecodeError:
                    del decoders[name]
    return digest.hexdigest(), next(iter(decoders), None)


def _check_records(package: Package, file: File, encoding: str) -> None:
    columns = COLUMNS[file.stem]
    with package.open(file.name) as stream:
        _, _, header = next(read_records(stream, encoding, len(columns)), (0, b"", ()))
    if isinstance(header, Unfit) or tuple(header) != columns:
        raise _refusal(package, file, f"第一行应为表头“{','.join(columns)}”，实为另一内容")
    rows = _quick_count(package, file, encoding)
    if rows is None:
        rows = _careful_count(package, file, encoding, len(columns))
    if rows != file.rows:
        raise _refusal(package, file, f"清单写明 {file.rows} 行，实有 {rows} 行")


def _quick_count(package: Package, file: File, encoding: str) -> int | None:
    """The number of rows where every record is sound; None as soon as one is not."""
    with package.open(file.name) as stream:
        records = csv.reader(TextIOWrapper(stream, encoding, newline="\n"), strict=True)
        next(records)  # the header is no row
        try:
            return sum(1 for record in records if record)
        except csv.Error:
            return None


def _careful_count(package: Package, file: File, encoding: str, columns: int) -> int:
    rows = -1
    with package.open(file.name) as stream:
        for _, raw, _ in read_records(stream, encoding, columns):
            if len(raw) > LARGEST_RECORD:
                raise _refusal(package, file, f"有一行超过 {LARGEST_RECORD} 字节，可能缺少引号")
            rows += 1
    return rows


def _refusal(package: Package, file: File, what: str) -> Refusal:
    return Refusal(f"{package.where} 的 {file.name}：{what}；整个交付未导入，请更正后重新报送。")
