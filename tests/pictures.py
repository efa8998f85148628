"""Pictures as phones, and as people with bad intentions, make them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

SECRET = b"GPS-CANARY-33.7665N"


def photo(size: tuple[int, int] = (640, 480), kind: str = "JPEG", colour: str = "#c33") -> bytes:
    """A photo with a maker's note and a place in it, to be turned upright by a quarter."""
    image = Image.new("RGB", size, colour)
    image.paste("#fff", (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (IFDRational(33), IFDRational(45), IFDRational(59))
    out = BytesIO()
    image.save(out, kind, exif=exif, comment=SECRET) if kind == "JPEG" else image.save(out, kind, exif=exif)
    return out.getvalue()


def bomb(side: int = 20_000) -> bytes:
    """A PNG of a few kilobytes that is 400 million pixels large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    lines = zlib.compress(bytes((side // 8 + 1) * 64))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")
