#!/bin/sh
# Builds .venv and installs one requirements file into it; called by make. Says in one sentence what is missing.
#   tools/venv.sh REQUIREMENTS        (PYTHON=python3 chooses the interpreter)
set -eu
requirements=$1
python=${PYTHON:-python3}

refuse() { echo "make: $*" >&2; exit 1; }

command -v "$python" >/dev/null 2>&1 || refuse "$python is not installed; Cellblock needs Python 3.11 or later (Debian: apt-get install python3 python3-venv)."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
    || refuse "$python is $("$python" --version 2>&1); Cellblock needs Python 3.11 or later (choose one with: make PYTHON=...)."

# Debian keeps ensurepip in a package of its own; without it `python3 -m venv` fails half way.
have_venv() { "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; }
package=$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')
if ! have_venv; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing $package (python3 -m venv needs it)"
        { apt-get install -y -q --no-install-recommends "$package" || { apt-get update -q && apt-get install -y -q --no-install-recommends "$package"; }; } >/dev/null 2>&1 || true
    fi
    have_venv || refuse "python3 -m venv needs the package $package; install it with: sudo apt-get install $package"
fi

# A half-built or moved environment is built again; its scripts hold absolute paths.
.venv/bin/python -m pip --version >/dev/null 2>&1 || { echo "Creating .venv"; rm -rf .venv; "$python" -m venv .venv; }

echo "Installing $requirements into .venv"
.venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$requirements" \
    || refuse "the packages in $requirements could not be installed (see above); this first step needs the network, later ones do not."
