# `make run` and `make test` are all the set-up a fresh machine needs.
PYTHON ?= python3
PORT ?= 7860
SET ?= evals/sets/dev.jsonl
RUN = var/runs/$(basename $(notdir $(SET)))
VENV := .venv
BIN := $(VENV)/bin
TORCH := torch==2.13.0
# PyTorch's CPU builds: a tenth of the size. Tried first, briefly; the package index in use is the fall-back.
TORCH_CPU_INDEX := https://download.pytorch.org/whl/cpu
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: run test test-pages lint fuzz audit eval gate encoder clean

run: $(VENV)/installed
	@$(BIN)/wenjin ingest --if-stale
	@WENJIN_PORT="$(PORT)" $(BIN)/wenjin serve

# Two at a time: more hardly gain, and each takes a gigabyte.
test: $(VENV)/installed-dev
	@$(BIN)/python -m pytest -n 2 --dist loadfile

# The pages beside the chat in a real browser, and axe-core over all of them; some minutes.
test-pages: $(VENV)/installed-dev
	@$(BIN)/python -m pytest -m pages -o timeout=400

lint: $(VENV)/installed-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

# Many new examples of what the suite tries a few of; what breaks is kept in var/hypothesis and tried first the next time.
fuzz: $(VENV)/installed-dev
	@$(BIN)/python -m pytest tests/fuzz --hypothesis-profile=long -o timeout=0

# Known vulnerabilities of what is pinned, and a bill of materials. Its tools have an environment of their own.
audit: $(VENV)/installed var/audit/installed
	@var/audit/bin/python .ci/audit

# The development set with ours and the two baselines, and one report over the three.
eval: $(VENV)/installed-bench
	@$(BIN)/wenjin ingest --if-stale
	@$(BIN)/wenjin eval run $(SET) --system baseline:bm25 >/dev/null
	@$(BIN)/wenjin eval run $(SET) --system baseline:tutorial >/dev/null
	@$(BIN)/wenjin eval run $(SET)
	@$(BIN)/wenjin eval report $(RUN)-wenjin --beside $(RUN)-baseline-bm25 --beside $(RUN)-baseline-tutorial

# What CI holds every change against.
gate: $(VENV)/installed
	@$(BIN)/wenjin ingest --if-stale
	@$(BIN)/wenjin eval check
	@$(BIN)/wenjin eval run evals/sets/dev.jsonl --out var/runs/gate >/dev/null
	@$(BIN)/wenjin eval gate var/runs/gate

encoder: $(VENV)/installed-dev
	@test -d "$(DATA)" || { echo "make encoder: give the folder with the training data, for example: make encoder DATA=../shared/data" >&2; exit 1; }
	@$(BIN)/python -m rag.training.make --data "$(DATA)"

$(VENV)/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "make: Wenjin needs Python 3.11 or newer, but '$(PYTHON)' is $$($(PYTHON) -V 2>&1 | head -1); install it or name one: make run PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "make: '$(PYTHON) -m venv' failed; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Installing into $(VENV) (about 2 GB, some minutes the first time) …"
	@$(PIP) install -q --no-deps --timeout 8 --retries 0 --index-url $(TORCH_CPU_INDEX) $(TORCH) 2>/dev/null \
	  || $(PIP) install --no-deps $(TORCH) || { \
	  echo "make: no package index could be reached; connect to the network once, or point pip at a mirror (pip config set global.index-url …)" >&2; exit 1; }
	@$(PIP) install -c constraints.txt -e ".[ocr]" || { \
	  echo "make: installing failed (see above); with the network back, run the same command again" >&2; exit 1; }
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@$(PIP) install -q -c constraints.txt -e ".[dev]" || { \
	  echo "make: installing the test tools failed (see above); with the network back, run the same command again" >&2; exit 1; }
	@touch $@

$(VENV)/installed-bench: $(VENV)/installed
	@$(PIP) install -q -c constraints.txt -e ".[bench]" || { \
	  echo "make: installing the baseline's model failed (see above); with the network back, run the same command again" >&2; exit 1; }
	@touch $@

var/audit/installed: constraints.txt
	@mkdir -p var && $(PYTHON) -m venv var/audit
	@var/audit/bin/python -m pip --disable-pip-version-check install -q --timeout 8 --retries 1 -c constraints.txt cyclonedx-bom pip-audit \
	  || { echo "make: the audit's tools could not be installed (see above); with the network back, run the same command again" >&2; exit 1; }
	@touch $@

clean:
	rm -rf $(VENV) var build *.egg-info
