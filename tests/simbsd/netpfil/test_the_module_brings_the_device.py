"""The module pf brings /dev/pf, and takes it away (sys/netpfil/pf/pf_ioctl.c: pf_load, pf_unload)."""

from __future__ import annotations


def test_the_device_comes_and_goes_with_the_module(sh) -> None:
    """Facts 4.10: without the module there is no /dev/pf."""
    gone = "ls: /dev/pf: No such file or directory\n"
    assert sh("ls /dev/pf; kldload pf; ls /dev/pf; kldunload pf; ls /dev/pf") == (f"{gone}/dev/pf\n{gone}", 1)
