"""The words of the interface: found in templates, Python and scripts, kept in locale/, compiled for Django and page.

`make words` brings every catalogue up to date (what is new stands there untranslated, what is gone goes) and writes
what is read from it: `django.mo` for Django, `static/js/words/LANGUAGE.js` for the elements. docs/languages.md is the
way to a new language.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
from babel import Locale
from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
APPS = ("accounts", "classroom", "courses", "jailsite", "lessons", "quizzes")
SINGLE, PLURAL, IN_CONTEXT = (1,), (1, 2), ((1, "c"), 2)
PYTHON = {"_": SINGLE, "gettext": SINGLE, "gettext_lazy": SINGLE, "ngettext": PLURAL, "pgettext": IN_CONTEXT,
          "pgettext_lazy": IN_CONTEXT, "gettext_noop": SINGLE}  # fmt: skip
SCRIPTS = {"gettext": SINGLE, "ngettext": PLURAL}
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # so that only words make a difference
PLACEHOLDER = {"django": re.compile(r"%\(\w+\)[sd]"), "djangojs": re.compile(r"\{\w+\}")}

Found = tuple[str, "str | tuple[str, str]", "str | None"]  # file, text or both forms, context


def in_templates() -> Iterator[Found]:
    """What `translate` and `blocktranslate` name, by Django's own parser."""
    from django.template import Engine
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    engine = Engine.get_default()
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix not in (".html", ".txt", ".svg"):
            continue
        name = path.relative_to(ROOT).as_posix()
        nodes = engine.get_template(path.relative_to(ROOT / "templates").as_posix()).nodelist
        for one in nodes.get_nodes_by_type(TranslateNode):
            yield name, str(one.filter_expression.var.literal), _context(one)
        for block in nodes.get_nodes_by_type(BlockTranslateNode):
            single, _ = block.render_token_list(block.singular)
            many, _ = block.render_token_list(block.plural or [])
            yield name, (single, many) if many else single, _context(block)


def _context(node: object) -> str | None:
    context = getattr(node, "message_context", None)
    return str(context.var) if context else None


def in_python() -> Iterator[Found]:
    for path in sorted(path for app in APPS for path in (ROOT / app).rglob("*.py")):
        yield from _extracted("python", path, PYTHON, {})


def in_scripts() -> Iterator[Found]:
    for path in sorted((ROOT / "static" / "js").rglob("*.js")):
        yield from _extracted("javascript", path, SCRIPTS, {"parse_template_string": True})


def _extracted(method: str, path: Path, calls: dict, options: dict) -> Iterator[Found]:
    with path.open("rb") as file:
        for _line, text, _comments, context in extract(method, file, keywords=calls, options=options):
            yield path.relative_to(ROOT).as_posix(), text, context


def template(domain: str) -> Catalog:
    """Every text that is marked, untranslated."""
    catalogue = Catalog(domain=domain, charset="utf-8")
    for find in (in_scripts,) if domain == "djangojs" else (in_templates, in_python):
        for file, text, context in find():
            catalogue.add(text, locations=[(file, 0)], context=context)
    return catalogue


def file_of(language: str, domain: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def languages() -> list[str]:
    return sorted(folder.name for folder in LOCALE.iterdir() if folder.is_dir())


def kept(language: str, domain: str) -> Catalog:
    """The catalogue as it stands in its file; empty for a new language."""
    path = file_of(language, domain)
    if not path.exists():
        return Catalog(Locale.parse(language), domain=domain)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=domain)


def updated(language: str, domain: str) -> Catalog:
    """The kept translations of what is marked now."""
    old, new = kept(language, domain), Catalog(Locale.parse(language), domain=domain, charset="utf-8")
    for message in template(domain):
        if not message.id:
            continue
        known = old.get(_key(message), message.context)
        fits = known and isinstance(known.string, tuple) == message.pluralizable
        new.add(message.id, known.string if fits else "", sorted(set(message.locations)), context=message.context)
    return new


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (tuple, list)) else message.id


def untranslated(catalogue: Catalog) -> list[str]:
    """What has no translation, or not in every form."""
    forms = lambda message: message.string if message.pluralizable else (message.string,)  # noqa: E731
    return [_key(one) for one in catalogue if one.id and not all(forms(one))]


def po_text(catalogue: Catalog) -> bytes:
    """The catalogue as its file holds it: its head says no date, its places no line."""
    out = io.BytesIO()
    write_po(out, catalogue, width=120, omit_header=True, sort_by_file=False, include_lineno=False)
    head = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale_identifier}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    return (head + out.getvalue().decode().strip() + "\n").encode()


def mo_bytes(language: str) -> bytes:
    """What Django reads."""
    out = io.BytesIO()
    catalogue = updated(language, "django")
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    write_mo(out, catalogue)
    return out.getvalue()


def module_text(language: str) -> str:
    """What the page imports as `#words`."""
    catalogue = updated(language, "djangojs")
    rule = re.sub(r"^\((.*)\)$", r"\1", catalogue.plural_expr)
    name = Locale.parse(language).get_display_name("en")
    said = (one for one in catalogue if one.id and one.string)
    pairs = ((_key(one), list(one.string) if one.pluralizable else one.string) for one in said)
    lines = (": ".join(json.dumps(part, ensure_ascii=False) for part in pair) for pair in pairs)
    return (
        f"// {name}: written by tools/words.py from locale/{language}/LC_MESSAGES/djangojs.po.\n"
        f'export default {{\n  language: "{language}",\n  plural: (n) => Number({rule}),\n  words: {{\n'
        + "".join(f"    {line},\n" for line in lines)
        + "  },\n};\n"
    )


def files(language: str) -> dict[Path, bytes]:
    """Everything that is written for a language, and what it holds."""
    found = {file_of(language, domain): po_text(updated(language, domain)) for domain in ("django", "djangojs")}
    found[file_of(language, "django").with_suffix(".mo")] = mo_bytes(language)
    found[ROOT / "static" / "js" / "words" / f"{language}.js"] = module_text(language).encode()
    return found


def main(names: list[str]) -> int:
    """Writes the files of the languages named (new ones too), or of all that there are."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jailsite.settings")
    sys.path.insert(0, str(ROOT))
    django.setup()
    for language in names or languages():
        for path, content in files(language).items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for domain in ("django", "djangojs"):
            missing = untranslated(updated(language, domain))
            print(f"{language} {domain}: {len(missing)} untranslated", *missing[:20], sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
