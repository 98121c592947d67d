"""Draws the letters of a link's picture (lessons/picture.py) once, from the vendored JetBrains Mono (OFL).

    .venv/bin/python tools/picture_letters.py

Needs Debian's chromium, as the end-to-end tests do. What it writes is committed: the server draws pictures with it and
needs no library for pictures and no font of the system.
"""

from __future__ import annotations

import base64
import struct
import sys
import zlib
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FONT = ROOT / "static/vendor/jetbrains-mono/5.3.0/jetbrains-mono-latin-wght-normal.woff2"
TARGET = ROOT / "lessons" / "picture_letters.bin"
SIZES = ((25, 500), (45, 700))  # pixels and weight; letters are 0.6 as wide as the font is high
FIRST, LAST = 0x20, 0x7E
DRAW = """async ([font, size, weight, first, last]) => {
  const face = new FontFace("Letters", `url(data:font/woff2;base64,${font})`, { weight: "100 800" });
  document.fonts.add(await face.load());
  const [w, h] = [Math.round(size * 0.6), Math.round(size * 1.3)];
  const canvas = new OffscreenCanvas(w * (last - first + 1), h);
  const ink = canvas.getContext("2d");
  ink.font = `${weight} ${size}px Letters`;
  ink.textBaseline = "middle";
  for (let code = first; code <= last; code += 1) ink.fillText(String.fromCharCode(code), (code - first) * w, h / 2);
  const { data } = ink.getImageData(0, 0, canvas.width, h);
  return [w, h, Array.from({ length: data.length / 4 }, (_, at) => data[4 * at + 3])];
}"""


def main() -> int:
    """Writes the alphabets: width and height, then a row of all letters, a byte of ink for each pixel."""
    font = base64.b64encode(FONT.read_bytes()).decode()
    parts = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        for size, weight in SIZES:
            w, h, ink = page.evaluate(DRAW, [font, size, weight, FIRST, LAST])
            parts.append(struct.pack(">BB", w, h) + bytes(ink))
        browser.close()
    TARGET.write_bytes(zlib.compress(b"".join(parts), 9))
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
