"""What becomes of a picture that somebody sends."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from casebook.casework.pictures import MOST_BYTES, taken
from casebook.errors import PictureRefused
from pictures import SECRET, bomb, photo


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_made_anew_upright_and_without_metadata(kind: str) -> None:
    sent = photo((3000, 1000), kind)
    assert SECRET in sent
    picture = taken(sent)
    large, small = opened(picture.content), opened(picture.thumbnail)
    assert (large.format, large.size) == ("JPEG", (683, 2048))
    assert (small.format, max(small.size)) == ("JPEG", 320)
    for image, content in ((large, picture.content), (small, picture.thumbnail)):
        assert SECRET not in content
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    red, white = (large.getpixel(place) for place in ((100, 100), (600, 100)))
    assert isinstance(red, tuple)
    assert isinstance(white, tuple)
    assert red[1] < 100 < white[1]


def test_small_pictures_are_not_blown_up_and_what_is_transparent_is_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (40, 20), (0, 0, 0, 0)).save(out, "PNG")
    image = opened(taken(out.getvalue()).content)
    assert (image.size, image.getpixel((5, 5))) == ((40, 20), (255, 255, 255))


def test_of_an_animation_the_first_picture_is_kept() -> None:
    out = BytesIO()
    frames = [Image.new("RGB", (40, 20), colour) for colour in ("#fff", "#000")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    assert opened(taken(out.getvalue()).content).getpixel((5, 5)) == (255, 255, 255)


def webp(chunk: bytes, data: bytes) -> bytes:
    return b"RIFF\x1a\0\0\0WEBP" + chunk + len(data).to_bytes(4, "little") + data


REFUSED = {
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "JPEG、PNG、WebP"),
    "html": (b"<!doctype html><script>alert(1)</script>", "JPEG、PNG、WebP"),
    "gif": (b"GIF89a" + bytes(40), "JPEG、PNG、WebP"),
    "pdf": (b"%PDF-1.7\n", "JPEG、PNG、WebP"),
    "empty": (b"", "JPEG、PNG、WebP"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
    "bomb": (bomb(), "像素过多"),
    "webp bomb": (webp(b"VP8X", bytes([0, 0, 0, 0, 255, 63, 0, 255, 63, 0])), "像素过多"),
    "lossless webp bomb": (webp(b"VP8L", bytes([0x2F, 255, 255, 255, 15, 0, 0, 0, 0, 0])), "像素过多"),
    "lossy webp bomb": (webp(b"VP8 ", bytes([0, 0, 0, 0x9D, 1, 0x2A, 255, 63, 255, 63])), "像素过多"),
    "many scans": (photo()[:-2] + b"\xff\xda\0\x08" * 200, "像素过多"),
    "cut short": (photo()[:900], "损坏"),
    "only a beginning": (b"\xff\xd8\xff", "损坏"),
    "cut webp": (b"RIFF\0\0\0\0WEBP", "损坏"),
    "wrong colours": (photo(kind="PNG")[:60] + bytes(40), "损坏"),
    "too long": (b"\xff\xd8\xff" + bytes(MOST_BYTES), "10 MB"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_good_picture_is_refused_in_two_languages(name: str) -> None:
    sent, why = REFUSED[name]
    with pytest.raises(PictureRefused, match=why) as refusal:
        taken(sent)
    assert refusal.value.zh.endswith("。")
    assert refusal.value.en.endswith(".")


def test_what_hangs_behind_a_picture_is_not_kept() -> None:
    picture = taken(photo() + b"<script>alert(1)</script>PK\x03\x04")
    assert b"script" not in picture.content + picture.thumbnail
