"""env(1): whole outputs. Texts: usr.bin/env/env.c and envopts.c."""

from __future__ import annotations

import pytest

CASES = [
    ("env -i A=b C=d env -0 | tr '\\0' '!'", "A=b!C=d!", 0),
    ("env - A=1", "A=1\n", 0),
    ("env -uHOME sh -c 'echo ${HOME-none}'", "none\n", 0),
    ("env -S 'echo one \"two  three\" four\\_five ${HOME} #no' six", "one two  three four five /root six\n", 0),
    ("env -S '-i A=7 env'", "A=7\n", 0),
    ("env -S \"echo 'a\\\\ b'\"", "a\\ b\n", 0),
    ("env -S 'echo \"x'", "env: No terminating quote for string: \"x\n", 1),
    ("env -S 'echo $HOME'", "env: Only ${VARNAME} expansion is supported, error at: $HOME\n", 1),
    ("env -S 'a \\q'", "env: Invalid sequence '\\q' in -S\n", 1),
    ("env -S 'a \"b\\c\"'", "env: Sequence '\\c' is not allowed in quoted strings\n", 1),
    ("env -P /nope:/bin echo hi", "hi\n", 0),
    ("env -P /nope echo hi", "env: echo: No such file or directory\n", 127),
    ("env -0 true", "env: cannot specify command with -0\n", 125),
    ("env -iv A=1 /bin/echo hi", "#env clearing environ\n#env setenv:\tA=1\n#env executing:\t/bin/echo\n"
     "#env    arg[0]=\t'/bin/echo'\n#env    arg[1]=\t'hi'\nhi\n", 0),
    ("env -L root true", "env: -L: left out of this machine\n", 1),
    ("env nope", "env: nope: No such file or directory\n", 127),
    ("env /etc", "env: /etc: Permission denied\n", 126),
    ("printf '#!/usr/bin/env -S sh -x\\necho hi $1\\n' > /tmp/s; chmod +x /tmp/s; /tmp/s arg",
     "+ echo hi arg\nhi arg\n", 0),
]  # fmt: skip


@pytest.mark.parametrize(("command", "printed", "status"), CASES, ids=[case[0] for case in CASES])
def test_prints(sh, command: str, printed: str, status: int) -> None:
    """What is printed, and the status."""
    assert sh(command) == (printed, status)
