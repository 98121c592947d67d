"""A law: what ``jls -s`` says of a jail makes an equal jail (jls(8), -s).

It holds once ``vnet`` is taken out, and of jails without addresses: on a kernel with VIMAGE jail_set refuses ``ip4``
and ``ip6`` beside any ``vnet``, also ``vnet=inherit`` (kern_jail.c, kern_jail_set), and the kernel calls ``ip4=new``
disabled, so that addresses are left out (pr_flag_jailsys).
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.machine import Machine
from simbsd.sys.jail import ALLOW_DEFAULTS

TEXT = st.text("abc '\"$\t", max_size=8)
MINUTE = 60_000_000


def quoted(text: str) -> str:
    """A word of sh."""
    return "'" + text.replace("'", "'\\''") + "'"


def said(script: str) -> str:
    output, status = Machine("14.0", 0, ttys=0, watched=False).script(script.encode(), MINUTE)
    assert status == 0, output
    return output.decode()


@settings(max_examples=8, deadline=None)
@given(
    allowed=st.dictionaries(st.sampled_from(sorted(ALLOW_DEFAULTS)), st.booleans(), max_size=6),
    level=st.integers(-1, 3),
    statfs=st.integers(0, 2),
    children=st.integers(0, 9),
    hostname=TEXT,
    path=st.sampled_from(["/", "/tmp", "/var/two words"]),
    jid=st.integers(1, 999),
)
def test_a_jail_is_made_again_from_what_is_said_of_it(
    allowed: dict[str, bool], level: int, statfs: int, children: int, hostname: str, path: str, jid: int
) -> None:
    """Every parameter but the cpuset reads the same."""
    words = [f"allow.{name}={str(on).lower()}" for name, on in allowed.items()] + [
        f"jid={jid}", "name=j", f"path={path}", f"securelevel={level}", f"enforce_statfs={statfs}",
        f"children.max={children}", f"host.hostname={hostname}", "persist",
    ]  # fmt: skip
    made = " ".join(quoted(word) for word in words)
    if "'" in hostname and '"' in hostname:
        return  # jls -s has only one pair of quotes to put around a value
    if "$" in hostname:
        made = made.replace("$", "_")  # within double quotes sh would look for a variable
    first, again = said(
        f"mkdir '/var/two words'; jail -c {made}; jls -n; said=$(jls -s); jail -r j\n"
        'said="${said%% vnet=inherit*} ${said#* vnet=inherit}"; eval "jail -c $said"; jls -n'
    ).splitlines()
    assert again == first


def test_vnet_and_addresses_cannot_be_fed_back(sh) -> None:
    """kern_jail_set looks at what is given, not at what it means."""
    script = 'jail -c name=a persist; said=$(jls -s); jail -r a; eval "jail -c $said"'
    assert sh(script) == ("jail: vnet jails cannot have IP address restrictions\n", 1)
