"""Messages as only Outlook writes them, made for tests: .msg (MS-CFB, MS-OXMSG) and winmail.dat (MS-OXTNEF)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from itertools import pairwise

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_TEXT, _BINARY, _OBJECT = 0x001F, 0x0102, 0x000D


@dataclass
class Storage:
    """A folder of a compound file."""

    streams: dict[str, bytes] = field(default_factory=dict)
    storages: dict[str, Storage] = field(default_factory=dict)


def saved_message(
    *,
    subject: str,
    body: str,
    headers: str = "",
    sender: str = "",
    files: dict[str, bytes] | None = None,
    inner: Storage | None = None,
) -> bytes:
    """A .msg with text, files and perhaps a message inside it."""
    return compound(message(subject=subject, body=body, headers=headers, sender=sender, files=files, inner=inner))


def message(
    *,
    subject: str,
    body: str,
    headers: str = "",
    sender: str = "",
    files: dict[str, bytes] | None = None,
    inner: Storage | None = None,
    header_room: int = 32,
) -> Storage:
    """A message's storage; one inside another has 24 bytes of `header_room`."""
    texts = {0x0037: subject, 0x1000: body, 0x007D: headers, 0x5D01: sender, 0x001A: "IPM.Note"}
    storage = _properties({key: text for key, text in texts.items() if text}, {}, header_room)
    attached = [_properties({0x3707: name}, {0x3701: data}, 8) for name, data in (files or {}).items()]
    if inner is not None:
        attached.append(_properties({0x3001: "inner"}, {}, 8))
        attached[-1].storages["__substg1.0_3701000D"] = inner
    for number, one in enumerate(attached):
        storage.storages[f"__attach_version1.0_#{number:08X}"] = one
    return storage


def _properties(texts: dict[int, str], binaries: dict[int, bytes], header_room: int) -> Storage:
    storage, rows = Storage(), b""
    for key, text in texts.items():
        storage.streams[f"__substg1.0_{key:04X}{_TEXT:04X}"] = text.encode("utf-16-le")
        rows += struct.pack("<HHIII", _TEXT, key, 6, len(text) * 2 + 2, 0)
    for key, data in binaries.items():
        storage.streams[f"__substg1.0_{key:04X}{_BINARY:04X}"] = data
        rows += struct.pack("<HHIII", _BINARY, key, 6, len(data), 0)
    storage.streams["__properties_version1.0"] = bytes(header_room) + rows
    return storage


def compound(root: Storage) -> bytes:
    """A compound file with the storage as its root."""
    entries: list[list[object]] = []
    sectors: list[bytes] = []
    chain: list[int] = []
    mini = b""
    mini_chain: list[int] = []

    def add(data: bytes) -> int:
        pieces = [data[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(data), _SECTOR)]
        first = len(sectors)
        sectors.extend(pieces)
        chain.extend([*range(first + 1, first + len(pieces)), _END][: len(pieces)])
        return first if pieces else _END

    def add_mini(data: bytes) -> int:
        nonlocal mini
        count = -(-len(data) // _MINI)
        first = len(mini_chain)
        mini += data.ljust(count * _MINI, b"\0")
        mini_chain.extend([*range(first + 1, first + count), _END][:count])
        return first if count else _END

    def place(storage: Storage, name: str, kind: int) -> int:
        number = len(entries)
        entries.append([name, kind, _FREE, _FREE, 0, 0])
        children: list[int] = []
        for each, data in storage.streams.items():
            start = add(data) if len(data) >= _CUTOFF else add_mini(data)
            children.append(len(entries))
            entries.append([each, 2, _FREE, _FREE, start, len(data)])
        children += [place(inner, each, 1) for each, inner in storage.storages.items()]
        for before, after in pairwise(children):
            entries[before][3] = after  # a list is a tree too
        entries[number][2] = children[0] if children else _FREE
        return number

    place(root, "Root Entry", 5)
    entries[0][4], entries[0][5] = add(mini), len(mini)
    directory = add(b"".join(_entry(*each) for each in entries))  # type: ignore[arg-type]
    mini_sectors = -(-len(mini_chain) // 128)
    mini_fat = add(struct.pack(f"<{len(mini_chain)}I", *mini_chain).ljust(mini_sectors * _SECTOR, b"\xff"))
    fats = 1
    while fats * 128 < len(sectors) + fats:
        fats += 1
    first_fat = len(sectors)
    table = [*chain, *[_FAT] * fats]
    table += [_FREE] * (fats * 128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIII", 0, fats, directory, 0, _CUTOFF)
    header += struct.pack("<IIII", mini_fat, mini_sectors, _END, 0)
    header += struct.pack("<109I", *[*range(first_fat, first_fat + fats), *[_FREE] * (109 - fats)])
    return header + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def _entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    room = written.ljust(64, b"\0") + struct.pack("<HBB", len(written) + 2, kind, 1)
    return room + struct.pack("<III", _FREE, right, child) + bytes(36) + struct.pack("<IQ", start, size)


def winmail(*, body: str, files: dict[str, bytes]) -> bytes:
    """A winmail.dat with a plain body and files."""
    made = struct.pack("<IH", 0x223E9F78, 1) + _attribute(1, 0x0002800C, body.encode("cp1252") + b"\0")
    for name, data in files.items():
        made += _attribute(2, 0x00069002, bytes(14))
        made += _attribute(2, 0x00018010, name.encode("cp1252") + b"\0") + _attribute(2, 0x0006800F, data)
    return made


def _attribute(level: int, what: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, what, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
