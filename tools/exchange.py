"""Holds what goes out to other systems against the schemas that their publishers give out.

``python tools/exchange.py FOLDER [--seeds N]``: one variant of every item for each of N seeds, as QTI 2.1 and as GIFT.
None of the published files is part of this project; FOLDER has them, each of http://HOST/PATH as FOLDER/HOST/PATH:

- QTI: www.imsglobal.org/xsd/imsqti_v2p1.xsd and what it imports (XInclude, MathML 2, APIP, xml.xsd);
- its package: www.imsglobal.org/xsd/imscp_v1p1.xsd, and what that imports beside it;
- GIFT: node_modules/gift-pegjs, the published grammar, as ``npm install --prefix FOLDER gift-pegjs`` puts it there.

Moodle publishes no schema of its XML: tests/quizzes/schemas.py has what its reader takes. Needs node, and lxml, which
nothing else here does.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from lab.items.item import Bank  # noqa: E402
from lab.items.item_file import load_bank  # noqa: E402
from lab.items.variant import draw  # noqa: E402
from quizzes.exchange import gift, package  # noqa: E402
from quizzes.exchange.formats import FORMATS  # noqa: E402
from quizzes.exchange.plain import Plain, can_be_plain, plain_of  # noqa: E402
from tools.node import find_node  # noqa: E402

ITEM, PACKAGE = "imsqti_v2p1.xsd", "imscp_v1p1.xsd"
GIFT_TYPES = {"single": "MC", "multiple": "MC", "numeric": "Numerical", "fill-in": "Short", "matching": "Matching"}
PARSE = """
import(process.argv[1]).then(({parse}) => {
  try {
    const found = parse(require("node:fs").readFileSync(0, "utf8"));
    console.log(JSON.stringify(found.map((one) => [one.type, one.title])));
  } catch (error) {
    console.log(JSON.stringify(`line ${error.location?.start.line}: ${error.message}`));
  }
});
"""


def schema(folder: Path, name: str) -> Any:
    """A published schema, with what it imports taken from the folder and from nowhere else."""
    from lxml import etree

    class Resolver(etree.Resolver):  # type: ignore[misc]
        def resolve(self, url: str, public_id: str, context: object) -> object:
            host, _, path = url.partition("://")[2].partition("/")
            return self.resolve_filename(str(folder / host / path), context) if host else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Resolver())
    return etree.XMLSchema(etree.parse(str(folder / "www.imsglobal.org" / "xsd" / name), parser))


def qti_faults(folder: Path, questions: list[Plain]) -> Iterator[str]:
    """What of a package the published schemas do not allow."""
    from lxml import etree

    item, manifest = schema(folder, ITEM), schema(folder, PACKAGE)
    with zipfile.ZipFile(io.BytesIO(package.write(questions))) as archive:
        for name in archive.namelist():
            judge = manifest if name == package.MANIFEST else item
            if not judge.validate(etree.fromstring(archive.read(name))):
                yield from (f"{name}:{error.line}: {error.message}" for error in judge.error_log)


def gift_faults(folder: Path, questions: list[Plain]) -> Iterator[str]:
    """Where the published grammar reads another question than the one that was written, or none."""
    grammar = folder / "node_modules" / "gift-pegjs" / "pegjs-gift.js"
    node = find_node()
    assert node is not None
    command = [node, "-e", PARSE, str(grammar)]
    said = json.loads(subprocess.run(command, input=gift.write(questions), capture_output=True, check=True).stdout)
    if isinstance(said, str):
        yield said
        return
    for one, (kind, title) in zip(questions, said, strict=True):
        if (kind, title) != (GIFT_TYPES[one.kind], one.title):
            yield f"{one.name}: read as {kind}, {title!r}"


CHECKS = {"qti": qti_faults, "gift": gift_faults}


def carried(bank: Bank, name: str, seed: int) -> list[Plain]:
    plain = (plain_of(draw(item, seed)) for item in bank.items if can_be_plain(item))
    return [one for one in plain if FORMATS[name].can_carry(one)]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, default=10)
    options = parser.parse_args()
    bank = load_bank(ROOT / "curriculum")
    found = 0
    for name, check in CHECKS.items():
        count = 0
        for seed in range(options.seeds):
            questions = carried(bank, name, seed)
            count += len(questions)
            for fault in check(options.folder, questions):
                found += 1
                print(f"{FORMATS[name].title}, seed {seed}: {fault}")
        print(f"{FORMATS[name].title}: {count} questions of {options.seeds} seeds, {found} faults so far")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
