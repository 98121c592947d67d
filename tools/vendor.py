"""Re-creates static/vendor/ from the packages that static/vendor/vendor.toml pins, and checks every file.

    python -m tools.vendor           fetch with `npm pack`, copy the named files, make the others, compare
    python -m tools.vendor --write   the same, but write the checksums found into vendor.toml (after changing a version)

Needs node and npm; nobody else does, because what it makes is committed. A file marked `kept` is placed by
hand (licence texts that the package does not carry) and only checked.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import brotli

from tools.pyodide_trim import trimmed

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
LIST = VENDOR / "vendor.toml"
Library = dict[str, Any]


def main() -> int:
    libraries: list[Library] = tomllib.loads(LIST.read_text(encoding="utf-8"))["library"]
    write = "--write" in sys.argv[1:]
    wrong = [line for library in libraries for line in bring(library, write)]
    if write:
        LIST.write_text(as_toml(libraries), encoding="utf-8")
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{len(libraries)} libraries in {VENDOR.relative_to(ROOT)}, {len(wrong)} files differ")
    return 1 if wrong else 0


def bring(library: Library, write: bool) -> list[str]:
    """Unpacks one library into its folder.

    Returns a line for each file whose checksum is not the pinned one.
    """
    folder = VENDOR / library["folder"]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        package = unpack(f"{library['package']}@{library['version']}", Path(scratch))
        for name, entry in library["files"].items():
            place(package, entry["from"], folder / name)
    wrong = []
    for name, entry in library["files"].items():
        found = sha512(folder / name)
        if write:
            entry["sha512"] = found
        elif entry.get("sha512") != found:
            wrong.append(f"{library['folder']}/{name}: checksum differs from vendor.toml")
    return wrong


def place(package: Path, source: str, target: Path) -> None:
    """Puts one file where it belongs: a copy, or one of those that are made here."""
    if source == "made: stdlib":
        script = ROOT / "tools" / "pyodide_stdlib.mjs"
        subprocess.run(["node", str(script), str(package), str(target)], check=True)
    elif source == "made: lock":
        info = json.loads((package / "pyodide-lock.json").read_text(encoding="utf-8"))["info"]
        target.write_text(json.dumps({"info": info, "packages": {}}, separators=(",", ":")), encoding="utf-8")
    elif source == "made: trimmed":
        scripts = [(package / name).read_text(encoding="utf-8") for name in ("pyodide.asm.mjs", "pyodide.mjs")]
        module, script = trimmed((package / "pyodide.asm.wasm").read_bytes(), *scripts)
        target.write_bytes(module if target.suffix == ".wasm" else script.encode())
    elif source.startswith("packed: "):
        # Packing these takes half a minute, so it is done here and not on every machine that serves them.
        plain = (target.parent / source.removeprefix("packed: ")).read_bytes()
        target.write_bytes(brotli.compress(plain))
    elif source != "kept":
        target.write_bytes((package / source).read_bytes())


def unpack(specification: str, scratch: Path) -> Path:
    command = ["npm", "pack", "--silent", "--pack-destination", str(scratch), specification]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (archive,) = scratch.glob("*.tgz")
    with tarfile.open(archive) as tar:
        tar.extractall(scratch, filter="data")
    return scratch / "package"


def sha512(path: Path) -> str:
    return hashlib.sha512(path.read_bytes()).hexdigest()


def as_toml(libraries: list[Library]) -> str:
    lines = [
        "# What static/vendor/ holds. `tools/vendor.py --write` writes the checksums; tests check them.",
        "",
    ]
    for library in libraries:
        lines.append("[[library]]")
        lines += [f"{key} = {json.dumps(value)}" for key, value in library.items() if key != "files"]
        lines.append("[library.files]")
        for name, entry in library["files"].items():
            fields = ", ".join(f"{key} = {json.dumps(value)}" for key, value in entry.items())
            lines.append(f"{json.dumps(name)} = {{ {fields} }}")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
