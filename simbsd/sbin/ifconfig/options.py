"""What ifconfig was asked: its options, and how addresses are to be written.

Models args_parse() and setformat() of sbin/ifconfig/ifconfig.c; -L shows nothing more, and -v nothing
of transceivers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

USAGE = """\
ifconfig [-j jail] [-f type:format] [-C] [-g groupname] interface address_family
                [address [dest_address]] [parameters]
       ifconfig [-j jail] interface create
       ifconfig [-j jail] -a [-C] [-g groupname] [-d] [-m] [-u] [-v] [address_family]
       ifconfig [-j jail] -l [-d] [-u] [address_family]
       ifconfig [-j jail] [-C] [-g groupname] [-d] [-m] [-u] [-v]
"""
LETTERS = "G:LadDf:j:klmnuvg:C"
FAMILIES = ("inet", "inet6", "link", "ether", "lladdr")
FORMATS = ("addr", "ether", "inet", "inet6")


class UsageError(Exception):
    """The command line makes no sense: print ``message`` if there is one, then the usage."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


@dataclass
class Arguments:
    """A parsed command line; ``words`` is what follows the interface, ``family`` the one a listing is
    limited to.
    """

    all: bool = False
    downonly: bool = False
    uponly: bool = False
    namesonly: bool = False
    verbose: bool = False
    drivername: bool = False
    supmedia: bool = False
    noload: bool = False
    printkeys: bool = False
    cloners: bool = False
    group: str | None = None
    matchgroup: str | None = None
    nogroup: str | None = None
    jail: str | None = None
    family: str | None = None
    ifname: str | None = None
    formats: dict[str, str] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def setformat(arguments: Arguments, text: str) -> None:
    """Read ``type:format,...``; pieces without a format are noted in ``skipped``."""
    for category in text.split(","):
        name, _, modifier = category.partition(":")
        if not modifier:
            arguments.skipped.append(category)
        elif name in FORMATS:
            arguments.formats[name] = modifier


_FLAGS = {
    "a": "all",
    "D": "drivername",
    "d": "downonly",
    "k": "printkeys",
    "l": "namesonly",
    "m": "supmedia",
    "n": "noload",
    "u": "uponly",
    "v": "verbose",
}


def parse(options: list[tuple[str, str]], operands: list[str], envformat: str | None = None) -> Arguments:
    """Make sense of what getopt found. Raises UsageError.

    ``-C`` and a lone ``-g`` end parsing at once, as the real program lists and leaves there.
    """
    arguments = Arguments()
    if envformat is not None:
        setformat(arguments, envformat)
    for letter, value in options:
        _option(arguments, letter, value)
        if arguments.cloners or arguments.group is not None:
            return arguments
    _check(arguments, operands)
    return arguments


def _option(arguments: Arguments, letter: str, value: str) -> None:
    if letter in _FLAGS:
        setattr(arguments, _FLAGS[letter], True)
    elif letter == "f":
        setformat(arguments, value)
    elif letter == "j":
        arguments.jail = value
    elif letter == "g":
        if arguments.all:
            arguments.matchgroup = value
        else:
            arguments.group = value
    elif letter == "G" and arguments.all:
        arguments.nogroup = value
    elif letter == "C":
        arguments.cloners = True
    elif letter != "L":
        raise UsageError


def _check(arguments: Arguments, operands: list[str]) -> None:
    if arguments.namesonly and (arguments.all or arguments.supmedia):
        raise UsageError
    if arguments.uponly and arguments.downonly:
        raise UsageError
    if not arguments.namesonly and not operands:
        arguments.all = True
    if not (arguments.all or arguments.namesonly):
        arguments.ifname, arguments.words = operands[0], operands[1:]
        return
    if len(operands) > 1:
        raise UsageError
    if operands:
        if operands[0] not in FAMILIES:
            raise UsageError(f"Address family '{operands[0]}' unknown.")
        arguments.family = operands[0]
