"""Pictures that strangers send: told by their first bytes, measured before they are decoded, and made anew.

What is kept is always a JPEG of our own making: nothing of the file that came in is left but what is to be seen, so
neither the place where a photo was taken nor anything that hides in a file gets in.
"""

from __future__ import annotations

import struct
import threading
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from casebook.errors import PictureRefused

MOST_BYTES: Final = 10 * 1024 * 1024
"""A file has at most so many bytes. Our own limit."""

MOST_PIXELS: Final = 40_000_000
"""A picture has at most so many pixels: about twice what phones' cameras usually make. Our own limit."""

LONGEST_SIDE: Final = 2048
THUMBNAIL_SIDE: Final = 320
"""Pixels of the longer side of what is kept."""

PUBLIC_SIDE: Final = 1280
"""The same of a copy for everybody: enough to see how a place looks, light for a phone."""

_QUALITY: Final = 85
_MOST_SCANS: Final = 100  # a progressive JPEG of a camera has ten; each costs a whole pass
_DECODING: Final = threading.BoundedSemaphore(2)  # a decoded picture takes up to 160 MB
_HEIC: Final = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})

Image.MAX_IMAGE_PIXELS = None  # measured here, by our own limit


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and its thumbnail, each as the bytes of a JPEG."""

    content: bytes
    thumbnail: bytes


def taken(sent: bytes, longest: int = LONGEST_SIDE) -> Picture:
    """The picture in a JPEG, PNG or WebP file: upright, at most `longest` pixels long, without any metadata.

    Raises:
        PictureRefused: it is too large, of another kind, damaged, or would fill the memory.
    """
    if len(sent) > MOST_BYTES:
        raise PictureRefused(
            f"照片超过 {MOST_BYTES // 1024**2} MB，请压缩后再上传。",
            f"The picture has more than {MOST_BYTES // 1024**2} MB. Make it smaller.",
        )
    kind = _kind(sent)
    with _DECODING:
        try:
            return _made_anew(sent, kind, longest)
        except PictureRefused:
            raise
        except Exception as error:  # decoders raise whatever comes to their mind
            raise PictureRefused(
                "照片已损坏，无法读取，请换一张。", "The picture is damaged and cannot be read. Choose another."
            ) from error


def _kind(sent: bytes) -> str:
    """The format, by the first bytes: whatever name and type the sender gave it."""
    if sent.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if sent.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if sent.startswith(b"RIFF") and sent[8:12] == b"WEBP":
        return "WEBP"
    if sent[4:8] == b"ftyp" and sent[8:12] in _HEIC:
        raise PictureRefused(
            "暂不支持 HEIC 照片：请在手机相机设置中选择“兼容性最佳”（JPEG），或上传截图。",
            "HEIC photos cannot be read here: choose “Most Compatible” (JPEG) in the camera's settings, or send a "
            "screenshot.",
        )
    raise PictureRefused("只接收 JPEG、PNG、WebP 照片。", "Only JPEG, PNG and WebP pictures are taken.")


def _made_anew(sent: bytes, kind: str, longest: int) -> Picture:
    if kind == "WEBP":
        _measure(_webp_canvas(sent))  # its decoder takes memory for the whole canvas when it opens the file
    if kind == "JPEG" and sent.count(b"\xff\xda") > _MOST_SCANS:
        raise _too_many_pixels()
    with closing(Image.open(BytesIO(sent), formats=[kind])) as opened:
        _measure(opened.size)
        opened.draft("RGB", (longest, longest))  # a large JPEG is decoded at a fraction of its size
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((longest, longest))
        plain = _on_white(upright)
    small = plain.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Picture(_jpeg(plain), _jpeg(small))


def _measure(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> PictureRefused:
    return PictureRefused(
        f"照片像素过多（上限{MOST_PIXELS // 10_000}万像素），请缩小后再上传。",
        f"The picture has too many pixels; {MOST_PIXELS // 1_000_000} million are the most. Make it smaller.",
    )


def _webp_canvas(sent: bytes) -> tuple[int, int]:
    """Width and height as the container declares them (RFC 9649), of its first chunk."""
    chunk, data = sent[12:16], sent[20:30]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(data[4:7], "little"), 1 + int.from_bytes(data[7:10], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(data[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", data[6:10])
    return width & 0x3FFF, height & 0x3FFF


def _on_white(image: Image.Image) -> Image.Image:
    """The picture in plain colours; what is transparent is white."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    plain = Image.new("RGB", seen.size, "white")
    plain.paste(seen, mask=seen.getchannel("A"))
    return plain


def _jpeg(image: Image.Image) -> bytes:
    """The bytes of a JPEG that holds the pixels and nothing else."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    out = BytesIO()
    bare.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
