# Mektüp: `make run` starts the bot, `make test` runs every test; nothing but Python 3.11+ and make is needed.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

# Processes that tests start would compile every module anew where an environment says not to keep that.
export PYTHONDONTWRITEBYTECODE =

.PHONY: run test test-changed check format soak simulate mutants bench lock install audit sbom licences wheel release seal clean

run: $(VENV)/runs
	@if [ -n "$$BOT_TOKEN" ] || grep -qs '^BOT_TOKEN=.' .env; \
		then exec $(BIN)/mektup run; else exec $(BIN)/mektup play; fi

# A wait that ran out on a busy machine (never an assertion that failed) is tried once more, and counted as "rerun".
test: $(VENV)/tests
	$(BIN)/python -m pytest -m "not soak" -n auto --dist worksteal \
		--reruns 1 --only-rerun "[Tt]imeout" --only-rerun "Locator\." --only-rerun "Page\."

# The tests of the rooms that differ from BASE, the changed tests first, until the first that fails.
BASE ?= main
test-changed: $(VENV)/tests
	$(BIN)/python -m pytest -m "not soak" -x -n auto --dist worksteal $$($(BIN)/python -m tests.tools.changed $(BASE))

check: $(VENV)/tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mektup check

# Before a release nothing may wait: no text for its translation.
release: check wheel
	$(BIN)/mektup check --release

format: $(VENV)/tests
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

soak: $(VENV)/tests
	$(BIN)/python -m pytest -m soak --timeout 3600

# The whole bot on virtual time, a seed for each core from SEED on: docs/verification.md.
SEED  ?= 1
HOURS ?= 1
CORES ?= 2
simulate: $(VENV)/tests
	$(BIN)/python -m tests.simulation --seed $(SEED) --hours $(HOURS) --cores $(CORES)

# Takes one safeguard out at a time: each must turn a test red (docs/threat-model.md).
mutants: $(VENV)/tests
	$(BIN)/python -m tests.tools.mutants

bench: $(VENV)/tests
	$(BIN)/python -m tests.bench

# Hash-only locks: no download addresses. What runs is pinned as it was tested. Extras stay written down: pip 23
# takes a pin without them for another package, and the newest release for the one it was asked for.
COMPILE = $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header \
	--no-strip-extras --python-version 3.11 --extra postgres pyproject.toml
lock: $(VENV)/tests
	$(COMPILE) --group dev --group bench -o requirements-dev.lock
	$(COMPILE) --group build --constraint requirements-dev.lock -o requirements.lock

# On a server, as root: docs/run.md.
install:
	PYTHON=$(PYTHON) sh deploy/install.sh

# Asks the package index about known vulnerabilities; without the network it fails and says so.
audit: $(VENV)/tests
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r requirements.lock || \
		{ echo "Not everything was audited, or something was found: see above; it needs the network."; exit 1; }

sbom: $(VENV)/tests
	$(BIN)/python -m tests.tools.supply sbom
	@echo mektup.cdx.json

# Wheel and sdist of the last commit, the same bytes for everybody: docs/verify.md.
wheel: $(VENV)/tests
	$(BIN)/python -m tests.tools.release

licences: $(VENV)/tests
	$(BIN)/python -m tests.tools.supply licences

# Once for each version, before it is tagged: its migrations never change again (tests/db/test_released.py).
seal: $(VENV)/tests
	$(BIN)/python -m tests.tools.seal

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Mektüp needs Python 3.11 or newer; set PYTHON=python3.x"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/runs: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/tests: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/runs
