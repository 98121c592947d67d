#!/bin/sh
# Makes sure that something works; called by make.
#   tools/debian.sh NAME TEST PACKAGE...     installs the Debian packages when the command TEST fails and it may
set -eu
name=$1 test=$2; shift 2
works() { sh -c "$test" >/dev/null 2>&1; }
works && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing $*"
    { apt-get install -y -q --no-install-recommends "$@" || { apt-get update -q && apt-get install -y -q --no-install-recommends "$@"; }; } >/dev/null 2>&1 || true
fi
works || { echo "make: $name does not run; install what it needs with: sudo apt-get install $*" >&2; exit 1; }
