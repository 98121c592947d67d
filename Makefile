# Cellblock: `make run` serves it on http://127.0.0.1:8000, `make test` proves it, `make help` lists the rest.

PORT ?= 8000
HOST ?= 127.0.0.1
PYTHON ?= python3
PY := .venv/bin/python
NODE := $(PY) tools/node.py

STATIC_SOURCES := $(shell find static simbsd lab -type f -not -name '*.pyc' 2>/dev/null)
SITE_SOURCES := $(wildcard jailsite/*.py) lessons/engines.py
MIGRATIONS := $(wildcard */migrations/*.py)

.NOTPARALLEL:
.PHONY: help run venv test lint types unit js e2e walk look fidelity conformance faults exchange rootfs words vendor clean

help:
	@echo "make run        set up what is missing, then serve on http://$(HOST):$(PORT) (PORT=, HOST=)"
	@echo "make test       lint, types, unit, js and e2e, one after the other"
	@echo "make lint       ruff, import contracts, curriculum"
	@echo "make types      mypy --strict on simbsd and lab"
	@echo "make unit       pytest without a browser"
	@echo "make js         node tests of the page's models"
	@echo "make e2e        pytest in Chromium"
	@echo "make walk       every lesson solved in Chromium, with a picture of its end in build/walk/"
	@echo "make look       a picture of every state of the site, in both widths and schemes, in build/look/"
	@echo "make venv       .venv with everything for running and testing"
	@echo "make fidelity   write docs/fidelity.md from the modules' own words"
	@echo "make conformance TREE=  write docs/conformance.md from FreeBSD's own tests in a source tree"
	@echo "make faults TREE=       break a subsystem at a time: which of those tests notice?"
	@echo "make exchange FOLDER=   hold exported items against the published schemas in a folder (tools/exchange.py)"
	@echo "make rootfs     write simbsd/rootfs_index.py from the files of simbsd/rootfs"
	@echo "make words      bring locale/ up to date with the sources, and write what is read from it"
	@echo "make vendor     re-create static/vendor from the package registry (needs node and npm)"
	@echo "make clean      remove what is built; the database (var/) and older machines (build/static/machine/) stay"

# Stamps: each step is repeated only when what it reads has changed.
.venv/runtime.stamp: requirements.txt tools/venv.sh
	@PYTHON="$(PYTHON)" tools/venv.sh requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/runtime.stamp
	@PYTHON="$(PYTHON)" tools/venv.sh requirements-dev.txt
	@touch $@

# Compiling the machine for the browser needs a node, any: without one it goes as sources, and first visits are slower.
build/node.stamp: requirements-node.txt .venv/runtime.stamp
	@mkdir -p build
	@$(NODE) --version >/dev/null 2>&1 || PYTHON="$(PYTHON)" tools/venv.sh requirements-node.txt || true
	@tools/debian.sh node "$(NODE) --version" libatomic1 || true
	@touch $@

build/static.stamp: $(STATIC_SOURCES) $(SITE_SOURCES) tools/machine_compile.mjs .venv/runtime.stamp | build/node.stamp
	@echo "Compiling and packing the machine for the browser, and static files"
	@$(PY) manage.py machine_bundle
	@$(PY) manage.py collectstatic --noinput --verbosity 0
	@touch $@

build/migrate.stamp: $(MIGRATIONS) $(SITE_SOURCES) .venv/runtime.stamp
	@mkdir -p build
	@echo "Preparing the database"
	@$(PY) manage.py migrate --noinput --verbosity 0
	@touch $@

venv: .venv/dev.stamp

run: build/static.stamp build/migrate.stamp
	@$(PY) manage.py migrate --check >/dev/null 2>&1 || $(PY) manage.py migrate --noinput --verbosity 0
	@$(PY) manage.py serve --host $(HOST) --port $(PORT)

test: lint types unit js e2e

lint: .venv/dev.stamp
	.venv/bin/ruff check .
	.venv/bin/lint-imports
	$(PY) manage.py lint_curriculum

types: .venv/dev.stamp
	.venv/bin/mypy

# The node that came with the tools needs a library that a small Debian lacks.
.venv/node.stamp: .venv/dev.stamp
	@tools/debian.sh node "$(NODE) --version" libatomic1
	@touch $@

unit: .venv/node.stamp
	@tools/debian.sh redis-server "command -v redis-server" redis-server
	@tools/debian.sh postgres "ls /usr/lib/postgresql/*/bin/postgres || command -v postgres" postgresql
	$(PY) -m pytest --ignore=tests/e2e --numprocesses=auto --dist=loadfile

js: .venv/node.stamp
	$(NODE) --test tests/js/

e2e: .venv/node.stamp build/static.stamp
	@tools/debian.sh chromium "command -v chromium" chromium fonts-dejavu-core
	$(PY) -m pytest tests/e2e

look: .venv/node.stamp build/static.stamp
	PYTHONPATH=. $(PY) tests/e2e/look.py

walk: .venv/node.stamp build/static.stamp
	@mkdir -p build/walk
	WALK_PICTURES=build/walk $(PY) -m pytest tests/e2e/test_page_lessons.py -k test_lesson_is_completed

fidelity: .venv/runtime.stamp
	$(PY) tools/fidelity.py

conformance: .venv/runtime.stamp
	@test -n "$(TREE)" || { echo "make conformance TREE=/path/to/freebsd-src"; exit 1; }
	$(PY) tools/conformance.py "$(TREE)" $(if $(MAIN),--main "$(MAIN)")

faults: .venv/runtime.stamp
	@test -n "$(TREE)" || { echo "make faults TREE=/path/to/freebsd-src"; exit 1; }
	$(PY) tools/faults.py "$(TREE)"

exchange: .venv/runtime.stamp
	@test -n "$(FOLDER)" || { echo "make exchange FOLDER=/path/to/schemas"; exit 1; }
	$(PY) tools/exchange.py "$(FOLDER)"

rootfs: .venv/runtime.stamp
	$(PY) tools/rootfs.py

words: .venv/dev.stamp
	$(PY) tools/words.py

vendor: .venv/runtime.stamp
	$(PY) -m tools.vendor

clean:
	rm -rf build/collected build/*.stamp .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
