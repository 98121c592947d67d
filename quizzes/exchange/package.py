"""QTI packages: a zip with imsmanifest.xml and an item a file. What comes from outside is bounded before it is read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from defusedxml import ElementTree as Safe
from defusedxml.common import DefusedXmlException

from quizzes.exchange import qti
from quizzes.exchange.plain import CannotRead, Plain

MANIFEST = "imsmanifest.xml"
CONTENT = "http://www.imsglobal.org/xsd/imscp_v1p1"
TYPE = "imsqti_item_xmlv2p1"
MOST_FILES = 500
MOST_BYTES = 20 * 1024 * 1024  # of all files together, unpacked
MOST_OF_ONE = 2 * 1024 * 1024
EPOCH = (1980, 1, 1, 0, 0, 0)


def write(questions: Iterable[Plain]) -> bytes:
    """A package; the same questions give the same bytes."""
    found = list(questions)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(MANIFEST, EPOCH), _manifest(found))
        for one in found:
            archive.writestr(zipfile.ZipInfo(f"items/{one.name}.xml", EPOCH), qti.write(one))
    return out.getvalue()


def _manifest(questions: list[Plain]) -> bytes:
    root = Element("manifest", {"xmlns": CONTENT, "identifier": "cellblock"})
    about = SubElement(root, "metadata")
    SubElement(about, "schema").text = "QTIv2.1 Package"
    SubElement(about, "schemaversion").text = "1.0.0"
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    for one in questions:
        href = f"items/{one.name}.xml"
        resource = SubElement(resources, "resource", {"identifier": one.name, "type": TYPE, "href": href})
        SubElement(resource, "file", {"href": href})
    indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8") + b"\n"


def read(file: str, data: bytes) -> list[Plain]:
    """The items that a package's manifest names. Raises CannotRead; nothing is ever unpacked to a disk."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise CannotRead(file, "file", "zip", "this is no zip archive") from None
    with archive:
        _check_bounds(file, archive)
        names = archive.namelist()
        if MANIFEST not in names:
            raise CannotRead(file, MANIFEST, "file", "there is no such file in the package")
        found: list[Plain] = []
        for href in _items(file, _bytes(file, archive, MANIFEST)):
            if href not in names:
                raise CannotRead(file, href, "file", "the manifest names it, and it is not there")
            found.append(qti.read(f"{file}/{href}", _bytes(file, archive, href)))
    if not found:
        raise CannotRead(file, MANIFEST, "resources", "it names no QTI 2.1 item")
    return found


def _check_bounds(file: str, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise CannotRead(file, "file", "zip", f"more than {MOST_FILES} files")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise CannotRead(file, "file", "zip", f"more than {MOST_BYTES} bytes unpacked")
    for entry in entries:
        name = entry.filename
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name:
            raise CannotRead(file, name, "path", "a path leads out of the package")
        if entry.file_size > MOST_OF_ONE:
            raise CannotRead(file, name, "size", f"more than {MOST_OF_ONE} bytes unpacked")
        if entry.flag_bits & 1:
            raise CannotRead(file, name, "encryption", "it is encrypted")


def _bytes(file: str, archive: zipfile.ZipFile, name: str) -> bytes:
    """A file of the archive, never more of it than it said."""
    try:
        with archive.open(name) as source:
            data = source.read(MOST_OF_ONE + 1)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise CannotRead(file, name, "zip", f"it cannot be unpacked: {error}") from None
    if len(data) > MOST_OF_ONE:
        raise CannotRead(file, name, "size", f"more than {MOST_OF_ONE} bytes unpacked")
    return data


def _items(file: str, manifest: bytes) -> list[str]:
    try:
        root = Safe.fromstring(manifest, forbid_dtd=True)
    except (Safe.ParseError, DefusedXmlException, ValueError) as error:
        raise CannotRead(file, MANIFEST, "XML", str(error) or type(error).__name__) from None
    resources = (one for one in root.iter() if str(one.tag).rpartition("}")[2] == "resource")
    return [one.get("href", "") for one in resources if one.get("type", "").startswith("imsqti_item")]
