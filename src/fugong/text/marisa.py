"""Read the keys of OpenCC's dictionaries: marisa tries, as its `.ocd2` files hold them.

A trie is a tree in level order, written in unary (LOUDS): a one for each child of a node, then a zero. A node's label
is a byte, or a longer piece that lies in the next trie, read from there upwards, or in the tail. Every list starts with
its size in bytes and is padded to eight; the indexes in between serve only searches and are passed over.
"""

from __future__ import annotations

from typing import Final

_MAGIC: Final = b"We love Marisa.\0"


def keys(content: bytes) -> list[str]:
    """Return the keys of the dictionary that `content`, the whole of an `.ocd2` file, holds, in no order.

    Raises:
        ValueError: if it is none, or of a layout that is not known here.
    """
    start = content.find(_MAGIC)
    if start < 0:
        raise ValueError("not a marisa trie")
    try:
        return [key.decode() for key in _Trie(_Reader(content, start + len(_MAGIC))).all_keys()]
    except IndexError:
        raise ValueError("a marisa trie of an unknown layout") from None


class _Reader:
    def __init__(self, content: bytes, position: int) -> None:
        self._content, self._position = content, position

    def take(self, size: int) -> bytes:
        piece = self._content[self._position : self._position + size]
        if len(piece) != size:
            raise ValueError("a marisa trie that is cut off")
        self._position += size
        return piece

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "little")

    def items(self) -> bytes:
        size = self.number(8)
        items = self.take(size)
        self.take(-size % 8)
        return items

    def bits(self) -> str:
        units = int.from_bytes(self.items(), "little")
        size = self.number(4)
        self.number(4)  # how many are set
        for _ in range(3):
            self.items()  # indexes
        return f"{units:0{size}b}"[::-1][:size]

    def packed(self) -> list[int]:
        units = int.from_bytes(self.items(), "little")
        width, mask, count = self.number(4), self.number(4), self.number(8)
        return [units >> (at * width) & mask for at in range(count)]


class _Trie:
    def __init__(self, reader: _Reader) -> None:
        tree = reader.bits()
        self._is_key = reader.bits()
        has_piece = reader.bits()
        self._bytes = reader.items()
        extras = reader.packed()
        self._tail = reader.items()
        self._tail_ends = reader.bits()
        self._next = _Trie(reader) if "1" in has_piece and not self._tail else None
        reader.items()  # a cache for searches
        self._top_count = reader.number(4)
        reader.number(4)  # how the trie was built
        children = (at for at, bit in enumerate(tree) if bit == "1")
        self._parents = [at - node - 1 for node, at in enumerate(children)]
        linked = (node for node, bit in enumerate(has_piece) if bit == "1")
        # The low byte of a piece's place stands where other nodes have their label.
        self._pieces = {node: self._bytes[node] | high << 8 for node, high in zip(linked, extras, strict=True)}

    def all_keys(self) -> list[bytes]:
        found = []
        for node, bit in enumerate(self._is_key):
            if bit == "1":
                labels = []
                while node:
                    labels.append(self._label(node))
                    node = self._parents[node]
                found.append(b"".join(reversed(labels)))
        return found

    def _label(self, node: int) -> bytes:
        place = self._pieces.get(node)
        if place is None:
            return self._bytes[node : node + 1]
        if self._next:
            return self._next._upwards(place)
        if self._tail_ends:
            return self._tail[place : self._tail_ends.index("1", place) + 1]
        return self._tail[place : self._tail.index(0, place)]

    def _upwards(self, node: int) -> bytes:
        labels = [self._label(node)]
        while node > self._top_count:
            node = self._parents[node]
            labels.append(self._label(node))
        return b"".join(labels)
