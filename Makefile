# EHC Hub. Two commands do everything on a fresh machine: `make demo` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
STAMP := $(VENV)/lock-$(shell cat requirements.txt | cksum | cut -d' ' -f1)
PACKAGES := hub checker intake portal scheduler tests

.PHONY: help demo test check accuracy bench campaign clean
.DEFAULT_GOAL := help

help: ## what there is to do
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

demo: $(STAMP) ## the whole hub on an invented council, at http://127.0.0.1:8000
	@exec $(RUN)/ehc demo $(DEMO)

test: $(STAMP) ## every test; installs what it needs from Debian when root
	@./.ci/debian
	@$(RUN)/pytest -q -n 2 --dist worksteal --durations=10 $(TEST)

check: $(STAMP) ## ruff, mypy, import-linter, codespell, generated files, the longest files and functions
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check -q . || { echo "Run: $(RUN)/ruff format ."; exit 1; }
	@$(RUN)/mypy
	@$(RUN)/lint-imports --no-cache | tail -n 4
	@$(RUN)/codespell $$(git ls-files '*.py' '*.md' '*.html' '*.toml' ':!tests/checker/corpus' ':!demo' ':!hub/language' ':!checker/lexicon' ':!checker/wording')
	@$(RUN)/python -m checker.rule_book --check
	@$(RUN)/python tests/house/longest.py

accuracy: $(STAMP) ## the checker's and the intake's figures on our labelled texts
	@$(RUN)/python -m tests.checker.accuracy
	@$(RUN)/python -m tests.intake.accuracy

bench: $(STAMP) ## speed, as ratios within one run, against the libraries in bench/requirements.txt
	@$(RUN)/python -m pip install -q --disable-pip-version-check --require-hashes -r bench/requirements.txt
	@for each in bench/[a-z]*.py; do echo "== $$each"; $(RUN)/python -m bench.$$(basename $$each .py) || exit 1; done

campaign: $(STAMP) ## the long tests, by hand: more kills, more of everything
	@./.ci/debian
	@EHC_CAMPAIGN=long $(RUN)/pytest -q -n 2 --dist loadgroup tests/faults tests/security tests/intake tests/journeys tests/scheduler $(TEST)

clean: ## forget the environment and the demo's data
	rm -rf $(VENV) var/demo

# The environment follows the lock: another lock (or Python) makes another .venv.
$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else f"EHC Hub needs Python 3.11, 3.12 or 3.13; this is {v[0]}.{v[1]}. Try: make PYTHON=python3.12 demo")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing. On Debian or Ubuntu: sudo apt-get install python3-venv, then run make again."; exit 1; }
	@echo "Making .venv (about a minute, once) …"
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)
	@$(RUN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(RUN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
