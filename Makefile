# Two commands for a newcomer: `make demo` and `make test`. Each sets itself up in .venv; Python 3.11 or newer is all it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup pywb node demo test quick cover deep survive tamper fuzz lint types judge measure docs bench clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

$(VENV)/ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("tracker needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@echo "Setting up $(VENV) (once; about half a minute)"
	@$(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed: on Debian and Ubuntu, apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

setup: $(VENV)/ready ## install everything into .venv

.pywb/bin/wayback:
	@$(PYTHON) -m venv .pywb
	@.pywb/bin/python -m pip install --quiet --disable-pip-version-check 'pywb>=2.8,<3'

pywb: .pywb/bin/wayback ## a web archive in .pywb, which some tests read from; they are skipped without

tests/publish/node/node_modules/.package-lock.json: tests/publish/node/package-lock.json
	@npm ci --prefix tests/publish/node --no-audit --no-fund --silent && touch $@

node: tests/publish/node/node_modules/.package-lock.json ## readers and axe-core from npm, for tests that are skipped without

demo: $(VENV)/ready ## watch a fictional company for a minute of its history; leaves feeds and pages to look at
	@$(BIN)/tracker demo

PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

test: $(VENV)/ready ## the whole test suite on every core
	@$(PYTEST)

quick: $(VENV)/ready ## the test suite without what takes seconds: kills, power cuts, browsers, clusters
	@$(PYTEST) -m "not slow"

cover: $(VENV)/ready ## the whole test suite with its coverage: takes half as long again
	@$(PYTEST) --cov --cov-report=term:skip-covered

deep: $(VENV)/ready ## tests of random histories, ten times as many of these
	@TRACKER_DEPTH=10 $(PYTEST) tests/run/past tests/cli tests/settle tests/publish/test_incremental.py tests/record

survive: $(VENV)/ready ## 100 kills and 300 power cuts at random moments of a busy run
	@TRACKER_KILLS=100 TRACKER_CUTS=300 TRACKER_LOCKED=20 $(BIN)/python -m pytest -s tests/survival

tamper: $(VENV)/ready ## twelve ways to alter a record, twelve times each: every one must be found
	@TRACKER_TAMPERING_TRIES=12 $(BIN)/python -m pytest --numprocesses auto tests/prove/test_verify.py

fuzz: $(VENV)/ready ## pages, texts and watchlists at random, for some minutes
	@TRACKER_FUZZ=4000 $(BIN)/python -m pytest --numprocesses auto tests/test_fuzz.py

lint: $(VENV)/ready ## ruff: mistakes and format
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/ready ## mypy, strict
	@$(BIN)/mypy

judge: $(VENV)/ready ## the weights of the judge from readers' answers: make judge PAIRS="a.jsonl b.jsonl"
	@test -n "$(PAIRS)" || { echo 'name the files of pairs: make judge PAIRS="a.jsonl b.jsonl" (docs/how-to/train-the-judge.md)'; exit 2; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[judge]'
	@$(BIN)/python -m training fit $(PAIRS)

measure: $(VENV)/ready ## how often the judge is wrong, into the package and its docs: make measure PAIRS="a.jsonl b.jsonl"
	@test -n "$(PAIRS)" || { echo 'name the files of pairs, those that two read first: make measure PAIRS="a.jsonl b.jsonl"'; exit 2; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[judge]'
	$(BIN)/python -m training folds $(PAIRS)
	$(BIN)/python -m training report $(PAIRS)

docs: $(VENV)/ready ## the documentation as a site, in build/docs
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet && echo "build/docs/index.html"

bench: $(VENV)/ready ## every benchmark, with ratios
	@$(BIN)/python -m benchmarks

clean: ## remove .venv and what the demo left
	rm -rf $(VENV) demo-output build *.egg-info
