"""sed(1): edit a stream of lines by a script.

Models usr.bin/sed/main.c; leaves out names of temporary files that are too long.
"""

from __future__ import annotations

from simbsd.lib.err import Err, Refused
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.unistd import exit
from simbsd.sys.errno import Errno
from simbsd.usr_bin.sed.compile import Compiler
from simbsd.usr_bin.sed.files import Files
from simbsd.usr_bin.sed.process import Processor
from simbsd.usr_bin.sed.script import Script, Unit

USAGE = (
    "usage: {0} script [-Ealnru] [-i extension] [file ...]\n"
    "\t{0} [-Ealnu] [-i extension] [-e script] ... [-f script_file] ... [file ...]\n"
)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the files, or standard input, as the script changes them; 1 when something could not be done."""
    err = Err(argv)
    options, operands = await getopt(argv, "EI:ae:f:i:lnru")
    letters = "".join(letter for letter, _ in options)
    if "?" in letters:
        await puts(USAGE.format(err.name), STDERR)
        await exit(1)
    units = [Unit(f"{text}\n" if letter == "e" else text, letter == "f") for letter, text in options if letter in "ef"]
    if not units and operands:
        units = [Unit(operands.pop(0))]
    script = Script(units.copy())
    edits = [(letter, text) for letter, text in options if letter in "iI"]
    files: Files | None = None
    try:
        commands = await Compiler(err, script, "E" in letters or "r" in letters).program()
        if not operands and Unit("-", is_file=True) in units:
            return 0
        files = Files(err, operands, edits[-1][1] if edits else None, bool(edits) and edits[-1][0] == "I")
        processor = Processor(err, script, commands, files, envp)
        processor.silent = processor.silent or "n" in letters
        processor.by_lines, processor.unbuffered = "l" in letters, "u" in letters
        if "a" not in letters:
            await processor.open_files()
        return await processor.run()
    except Refused as refused:
        if files is not None:
            await files.out.flush()
        await err.errx(1, refused.message)
    except Errno as error:
        if files is not None:
            await files.out.flush()
        await err.err(1, script.name if files is None else files.path, error)
