"""The pictures of the demo, drawn here so that nobody owns them."""

import io
from collections.abc import Callable
from math import cos, pi, sin

from PIL import Image, ImageDraw

SIZE = (1280, 800)
NIGHT, SEA, SAND, CREAM, RED, GOLD, GREEN = "#14213d", "#2a6f97", "#e9d8a6", "#fdf8ec", "#b3261e", "#f2a541", "#3d7d5a"
Pen = ImageDraw.ImageDraw


def draw(name: str) -> bytes:
    """A drawing as PNG, 1280 by 800 pixels."""
    image = Image.new("RGB", SIZE, CREAM)
    DRAWINGS[name](ImageDraw.Draw(image))
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _table(pen: Pen) -> None:
    colours = [NIGHT, SEA, RED, GOLD, GREEN, "#6d4c8c", "#c0527a", "#7a8450", "#8a5a2b"]
    for place, colour in enumerate(colours):
        angle = 2 * pi * place / len(colours) - pi / 2
        x, y = 640 + 300 * cos(angle), 400 + 300 * sin(angle)
        pen.rounded_rectangle((x - 58, y - 58, x + 58, y + 58), 22, fill=colour)
    pen.ellipse((420, 180, 860, 620), fill=SAND, outline=NIGHT, width=8)
    for place in range(len(colours)):
        angle = 2 * pi * place / len(colours) - pi / 2
        x, y = 640 + 150 * cos(angle), 400 + 150 * sin(angle)
        pen.rectangle((x - 26, y - 18, x + 26, y + 18), fill=CREAM, outline=NIGHT, width=3)


def _harbour(pen: Pen) -> None:
    pen.rectangle((0, 0, 1280, 430), fill=SAND)
    pen.ellipse((520, 250, 760, 490), fill=GOLD)
    pen.rectangle((0, 430, 1280, 800), fill=SEA)
    for row in range(6):
        for wave in range(9):
            x = wave * 160 + (row % 2) * 80 - 60
            pen.arc((x, 470 + row * 55, x + 90, 500 + row * 55), 200, 340, fill=CREAM, width=4)
    pen.polygon([(1010, 430), (1130, 430), (1105, 150), (1035, 150)], fill=CREAM, outline=NIGHT)
    for band in (200, 290, 380):
        pen.rectangle((1026, band, 1114, band + 34), fill=RED)
    pen.rectangle((1030, 105, 1110, 150), fill=NIGHT)
    for x, y in ((180, 520), (430, 600)):
        pen.polygon([(x, y), (x + 260, y), (x + 210, y + 70), (x + 50, y + 70)], fill=NIGHT)
        pen.polygon([(x + 120, y - 190), (x + 120, y - 15), (x + 20, y - 15)], fill=CREAM)


def _lantern(pen: Pen) -> None:
    pen.rectangle((0, 0, *SIZE), fill=NIGHT)
    for size, colour in ((330, "#243559"), (240, "#3a4a6b"), (150, "#7d6c4b")):
        pen.ellipse((640 - size, 430 - size, 640 + size, 430 + size), fill=colour)
    pen.arc((580, 130, 700, 290), 180, 360, fill=GOLD, width=14)
    pen.polygon([(540, 290), (740, 290), (700, 230), (580, 230)], fill=GOLD)
    pen.rectangle((560, 290, 720, 560), fill=CREAM, outline=GOLD, width=12)
    pen.polygon([(640, 360), (690, 480), (640, 530), (590, 480)], fill=RED)
    pen.rectangle((535, 560, 745, 600), fill=GOLD)


def _bicycle(pen: Pen) -> None:
    for x in (360, 920):
        pen.ellipse((x - 170, 400, x + 170, 740), outline=NIGHT, width=16)
        for spoke in range(8):
            angle = pi * spoke / 8
            dx, dy = 160 * cos(angle), 160 * sin(angle)
            pen.line((x - dx, 570 - dy, x + dx, 570 + dy), fill=SEA, width=3)
    frame = [(360, 570), (560, 330), (830, 330), (620, 570), (360, 570)]
    pen.line(frame, fill=RED, width=18, joint="curve")
    pen.line([(620, 570), (540, 270)], fill=RED, width=18)
    pen.line([(920, 570), (810, 240), (890, 215)], fill=NIGHT, width=16, joint="curve")
    pen.rounded_rectangle((470, 240, 610, 272), 16, fill=NIGHT)
    pen.line([(640, 60), (640, 330)], fill=GOLD, width=20)
    pen.rectangle((520, 40, 760, 70), fill=GOLD)


def _phone(pen: Pen) -> None:
    pen.rounded_rectangle((500, 60, 800, 660), 44, fill=NIGHT)
    pen.rounded_rectangle((524, 110, 776, 600), 16, fill=CREAM)
    pen.polygon([(650, 190), (740, 350), (560, 350)], fill=GOLD, outline=NIGHT)
    pen.rectangle((641, 240, 659, 300), fill=NIGHT)
    pen.ellipse((641, 312, 659, 330), fill=NIGHT)
    for row, length in enumerate((190, 160, 200)):
        pen.rounded_rectangle((555, 410 + row * 52, 555 + length, 434 + row * 52), 12, fill=SEA)
    pen.polygon([(420, 800), (470, 480), (530, 400), (560, 640), (780, 640), (840, 800)], fill="#d9a066")
    pen.rounded_rectangle((500, 640, 800, 664), 12, fill=NIGHT)


DRAWINGS: dict[str, Callable[[Pen], None]] = {
    "table": _table,
    "harbour": _harbour,
    "lantern": _lantern,
    "bicycle": _bicycle,
    "phone": _phone,
}
