#!/bin/sh
# Makes sure that a program is there; called by make.
#   tools/debian.sh PROGRAM PACKAGE...     installs the Debian packages when PROGRAM is missing and it may
set -eu
program=$1; shift
command -v "$program" >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing $*"
    { apt-get install -y -q --no-install-recommends "$@" || { apt-get update -q && apt-get install -y -q --no-install-recommends "$@"; }; } >/dev/null 2>&1 || true
fi
command -v "$program" >/dev/null 2>&1 || { echo "make: $program is missing; install it with: sudo apt-get install $*" >&2; exit 1; }
