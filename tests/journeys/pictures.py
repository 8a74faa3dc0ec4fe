"""Photos for the journeys, painted: a heap of rubbish at the end of a village, as a phone sends it."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1600, 1200)
BAGS = ("#2f3336", "#3d4245", "#5a6b75", "#7c8a5c", "#b9b2a2", "#8c5f3c", "#c9c4b8", "#40515e")
MAKER, LATITUDE_OF = 0x010F, 0x8825


def rubbish() -> bytes:
    """A real JPEG with a place in its EXIF, which must not reach anybody."""
    dice = random.Random(4)
    picture = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(picture)
    _sky_and_fields(draw)
    _heap(draw, dice)
    picture = picture.filter(ImageFilter.GaussianBlur(1.2))
    grain = Image.effect_noise(SIZE, 26).convert("RGB")
    picture = Image.blend(picture, grain, 0.07)
    exif = Image.Exif()
    exif[MAKER] = "Shili Phone"
    exif[LATITUDE_OF] = {1: "N", 2: (42.0, 3.0, 43.5), 3: "E", 4: (121.0, 39.0, 26.2)}
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88, exif=exif)
    return out.getvalue()


def _sky_and_fields(draw: ImageDraw.ImageDraw) -> None:
    width, height = SIZE
    for y in range(520):
        draw.line([(0, y), (width, y)], fill=(150 + y // 8, 190 + y // 12, 224 + y // 40))
    hills = [(0, 470), (240, 360), (520, 440), (820, 330), (1130, 430), (1400, 350), (1600, 410)]
    draw.polygon([*hills, (width, 620), (0, 620)], fill="#7f9a86")
    draw.polygon([(0, 540), (700, 480), (1600, 560), (1600, 700), (0, 700)], fill="#8fa05c")
    draw.rectangle([0, 640, width, height], fill="#a39274")
    draw.polygon([(620, 640), (900, 640), (1500, height), (100, height)], fill="#b7a98c")
    draw.rectangle([1180, 430, 1520, 700], fill="#c8bba6")
    draw.polygon([(1150, 440), (1350, 330), (1550, 440)], fill="#9a4b3b")
    draw.rectangle([1310, 560, 1390, 700], fill="#5c4a3a")
    draw.rectangle([1220, 500, 1290, 570], fill="#6f8796")


def _heap(draw: ImageDraw.ImageDraw, dice: random.Random) -> None:
    draw.rounded_rectangle([150, 560, 430, 900], 24, fill="#3f7a55")
    draw.rounded_rectangle([130, 530, 450, 590], 18, fill="#326345")
    for line in range(46):
        x = 180 + dice.randint(0, 820)
        y = 760 + dice.randint(0, 60) + line * 5
        width, height = dice.randint(70, 190), dice.randint(50, 120)
        colour = dice.choice(BAGS)
        draw.ellipse([x, y, x + width, y + height], fill=colour)
        draw.arc(
            [x + 10, y + 8, x + width - 14, y + height - 20], 200, 320, fill="#dfe3e0", width=4
        )
    for _paper in range(60):
        x, y = dice.randint(120, 1250), dice.randint(820, 1150)
        draw.polygon(
            [(x, y), (x + 34, y - 12), (x + 46, y + 12), (x + 8, y + 22)],
            fill=dice.choice(("#e9e4d6", "#d8d2c2", "#c8462f", "#2f6fae")),
        )
