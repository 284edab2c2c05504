# The door. `make help` lists what there is.
# Needed: make and Python 3.11 or later. Everything else goes into .venv.

PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
SEEDS ?= 100
SECONDS ?= 60
PYTEST_ARGS ?=
WORKERS ?= 3
STORIES ?= 200
REQUESTS ?= 25

# Test dependencies come from the system where it can give them.
MOSQUITTO := $(shell command -v mosquitto 2>/dev/null || ls /usr/sbin/mosquitto 2>/dev/null)
KANNEL := $(shell command -v bearerbox 2>/dev/null || ls /usr/sbin/bearerbox 2>/dev/null)
SMSC := $(VENV)/smsc/node_modules/smpp
CHROMIUM := $(shell ls /usr/bin/chromium 2>/dev/null)
APT_LIMIT_S := 180
PAGES := src/tocsin/web/built/console.html

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-runtime console console-check screens demo test test-deps browser-deps warm static check \
        fmt fmt-check lint types arch supply sbom audit fuzz stories schema sim mutants bench docs lock clean

help: ## Show this list.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

# --- preparing -------------------------------------------------------------

setup: $(VENV)/.dev $(VENV)/.tocsin $(PAGES) ## Prepare .venv for working on Tocsin.
setup-runtime: $(VENV)/.runtime $(VENV)/.tocsin $(PAGES) ## Prepare .venv for running Tocsin only.

# Shims and stubs may exist under a name and still not run, so each is asked.
$(VENV)/.made:
	@for python in $(PYTHON) $(if $(PYTHON),,python3 python3.11 python3.12 python3.13); do \
	  "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	    >/dev/null 2>&1 || continue; \
	  "$$python" -m venv $(VENV) && touch $@ && exit 0; \
	done; \
	echo 'Tocsin needs Python 3.11 or later with venv, and found none$(if $(PYTHON), at $(PYTHON)).' >&2; \
	echo 'Install it (Debian: apt install python3 python3-venv) or say where: make setup PYTHON=/path/to/python3.12' >&2; \
	exit 1

PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

$(VENV)/.runtime: requirements/runtime.txt requirements/build.txt | $(VENV)/.made
	$(PIP) --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/.made
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.runtime

# Order only: whichever lock was asked for brings the build backend with it.
$(VENV)/.tocsin: pyproject.toml | $(VENV)/.made
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# The pages. Node comes from the machine when it is new enough, else from a wheel.
$(PAGES): $(shell find console -path console/node_modules -prune -o -type f -print) docs/reference/openapi.json \
          src/tocsin/web/static/base.css | $(VENV)/.tocsin
	@$(BIN)/python console/build.py check-node || $(PIP) --require-hashes -r requirements/node.txt
	$(BIN)/python console/build.py
	@touch $@

console: setup-runtime ## Build the pages of console/ into the package.

console-check: setup ## Check the types of the pages.
	@$(BIN)/python console/build.py check

# --- running ---------------------------------------------------------------

demo: setup-runtime ## Play the demo town: no account, no server, no key.
	@$(BIN)/tocsin demo

sim: setup ## Run the simulator over SEEDS seeds (make sim SEEDS=1000).
	@$(BIN)/tocsin simulate --seeds $(SEEDS)

# Of its own: atheris has wheels for few Pythons, and the gate needs none of it.
fuzz: setup ## Fuzz each parser for SECONDS, guided by coverage (needs a wheel of atheris).
	@test -x $(VENV)/fuzz/bin/python || { $(BIN)/python -m venv $(VENV)/fuzz \
	  && realpath $(VENV)/lib/python3*/site-packages > $$(echo $(VENV)/fuzz/lib/python3*/site-packages)/beside.pth; }
	@$(VENV)/fuzz/bin/python -c 'import atheris' 2>/dev/null \
	  || $(VENV)/fuzz/bin/python -m pip --disable-pip-version-check install --quiet atheris
	@PYTHONPATH=src:. $(VENV)/fuzz/bin/python -m tests.fuzz $(SECONDS)

stories: setup ## Tell the served API STORIES stories, other ones each time (make stories STORIES=500).
	@STORIES=$(STORIES) TURNS=40 $(BIN)/python -m pytest --hypothesis-profile=default tests/web/test_any_story.py $(PYTEST_ARGS)

# Of its own, as above: the gate asks less, with what it has (tests/web/test_openapi_answers.py).
schema: setup ## Ask each operation of the OpenAPI file REQUESTS times (schemathesis).
	@test -x $(VENV)/schema/bin/python || { $(BIN)/python -m venv $(VENV)/schema \
	  && realpath $(VENV)/lib/python3*/site-packages > $$(echo $(VENV)/schema/lib/python3*/site-packages)/beside.pth; }
	@$(VENV)/schema/bin/python -c 'import schemathesis' 2>/dev/null \
	  || $(VENV)/schema/bin/python -m pip --disable-pip-version-check install --quiet 'schemathesis>=4.32'
	@PYTHONPATH=src:. $(VENV)/schema/bin/python -m tests.fuzz.openapi $(REQUESTS)

mutants: setup ## Plant defects in copies of the source, and see that the tests catch each.
	@$(BIN)/python -m tests.mutants

screens: setup browser-deps ## Take a picture of every page into docs/screens (invented people only).
	@$(BIN)/python -m tests.browser.album

bench: setup ## Measure the figures we hold ourselves to.
	@$(BIN)/python -m bench

# --- checking --------------------------------------------------------------

# Files in their order: sorted by how many tests they have, those with a single long one
# would come last, with nothing beside them.
test: setup test-deps ## Run the tests (PYTEST_ARGS=... goes to pytest, WORKERS=0: in one process).
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

warm: setup ## Compile what the tests compile, once, before each worker would do it.
	@$(BIN)/python -m tests.warm

static: fmt-check lint types arch supply console-check ## Everything that is checked without running the tests.
check: static warm test ## What CI runs.

fmt: setup ## Format the code and mend what can be mended.
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix-only

fmt-check: setup
	@$(BIN)/ruff format --check

lint: setup ## Lint.
	@$(BIN)/ruff check

types: setup ## Check the types.
	@$(BIN)/mypy

arch: setup ## Check who imports whom.
	@$(BIN)/lint-imports --no-cache

supply: setup ## Check that every package is pinned by hash, under a licence that we know.
	@$(BIN)/python -m tests.supply

sbom: setup ## Write build/sbom.json: what a build needs, as a CycloneDX bill of materials.
	@mkdir -p build && $(BIN)/python -m tests.supply.bom build/sbom.json

# Of its own, for it brings much along that nothing else here needs.
audit: setup ## Ask the advisories about every package; says plainly when they cannot be asked.
	@test -x $(VENV)/audit/bin/pip-audit || { $(BIN)/python -m venv $(VENV)/audit \
	  && $(VENV)/audit/bin/python -m pip --disable-pip-version-check install --quiet pip-audit; } || :
	@$(BIN)/python -m tests.supply.audit $(VENV)/audit/bin/pip-audit requirements/runtime.txt requirements/dev.txt

docs: setup ## Write the generated pages, and check that the documents say what is so.
	@$(BIN)/python -m tests.docs.generate
	@$(BIN)/python -m tests.docs.test_machines
	@$(BIN)/python -m pytest tests/docs $(PYTEST_ARGS)

# Best effort: a machine without them skips those tests, loudly.
test-deps: ## Install Kannel, Mosquitto and a message centre for the gateway tests, where apt and npm can.
	@$(if $(KANNEL),:,$(call apt_install,kannel kannel-extras,the Kannel tests))
	@$(if $(MOSQUITTO),:,$(call apt_install,mosquitto mosquitto-clients,the Mosquitto tests))
	@$(if $(wildcard $(SMSC)),:,timeout 60 npm install --silent --no-audit --no-fund --prefix $(VENV)/smsc smpp@0.5.1 \
	  </dev/null >/dev/null 2>&1 || echo '*** npm could not install smpp: the test against it will be SKIPPED. ***' >&2)

browser-deps: ## Install Chromium for the browser tests, where apt can.
	@$(if $(CHROMIUM),:,$(call apt_install,chromium,the browser tests))

define apt_install
if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 \
  && { export DEBIAN_FRONTEND=noninteractive; \
       timeout $(APT_LIMIT_S) apt-get install -y --no-install-recommends $(1) </dev/null >/dev/null 2>&1 \
       || { timeout $(APT_LIMIT_S) apt-get update </dev/null >/dev/null 2>&1; \
            timeout $(APT_LIMIT_S) apt-get install -y --no-install-recommends $(1) </dev/null >/dev/null 2>&1; }; }; \
then echo 'Installed $(1).'; \
else echo '*** $(1) is not here and could not be installed: $(2) will be SKIPPED. ***' >&2; fi
endef

# --- keeping ---------------------------------------------------------------

# Universal: one lock for Python 3.11 to 3.13 on Linux and macOS, by hash alone,
# so that it holds wherever the packages come from. LOCK_ARGS=--upgrade moves on.
UV ?= uv
LOCK_ARGS ?=
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate $(LOCK_ARGS)

lock: ## Compile requirements/ anew (needs uv).
	$(LOCK) pyproject.toml --extra dev -o requirements/dev.txt
	$(LOCK) pyproject.toml -c requirements/dev.txt -o requirements/runtime.txt
	$(LOCK) pyproject.toml --extra traces -c requirements/dev.txt -o requirements/traces.txt
	$(LOCK) requirements/build.in -c requirements/dev.txt -o requirements/build.txt
	$(LOCK) requirements/node.in -o requirements/node.txt
	@sed -i.old -E -e '/^--|^#/d' requirements/*.txt
	@sed -i.old -e '1i\
# Compiled by "make lock" (uv pip compile --universal --generate-hashes). Hashes, no addresses.' requirements/*.txt
	@rm requirements/*.old

clean: ## Remove .venv and everything that was made.
	rm -rf $(VENV) console/node_modules console/src/api/schema.d.ts src/tocsin/web/built build dist .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
