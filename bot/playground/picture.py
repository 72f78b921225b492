"""One picture people can send from the page: snow under an evening sky."""

import zlib
from struct import pack

WIDTH, HEIGHT = 240, 150


def snow() -> bytes:
    """Draw it as a PNG."""
    rows = bytearray()
    for y in range(HEIGHT):
        rows.append(0)  # no filter
        for x in range(WIDTH):
            ground = HEIGHT * 0.62 + 9 * ((x / WIDTH * 2 - 1) ** 2)
            flake = (x * 7919 + y * 104729 + x * y * 31) % 499 < 4
            if y > ground or flake:
                rows += bytes((244, 242, 236))
            else:
                rows += bytes((92 + y, 118 + y * 2 // 3, 158 + y // 4))
    header = pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))
