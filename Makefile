# The commands of this repository. Each sets up what it needs; setup is done once and then takes about a second.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
SHELL := /bin/bash
PY := .venv/bin/python

.NOTPARALLEL:
.PHONY: help setup test_tools run test check static fast test-long mutants bench lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## everything the other commands need: OS packages, .venv, Asterisk; safe to repeat
	@tools/setup.sh

run: setup ## start Asterisk, PostgreSQL and the service, and watch a demo call; Ctrl-C ends it all
	@exec .venv/bin/firstline run

test_tools: setup
	@tools/test_tools.sh

test: check test_tools ## everything: check, a few planted faults, then the tests that need Asterisk, PostgreSQL and telephones
	$(PY) -m tests.mutants --short
	$(PY) -m pytest tests/adapter tests/migration tests/scenario

check: setup static fast ## format, lint, types, doors, and the tests that need no neighbour

static:
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports

fast:
	$(PY) -m pytest -n auto tests/unit tests/property tests/architecture

test-long: setup test_tools mutants ## the scenarios in full, and the planted faults
	FIRSTLINE_LONG=1 $(PY) -m pytest tests/scenario

mutants: setup ## plant faults in the distributor one by one and see the tests catch each
	$(PY) -m tests.mutants

bench: setup ## measure, and print the numbers
	$(PY) -m bench

lock: setup ## write requirements/*.lock anew from pyproject.toml
	@tools/lock.sh

clean: ## remove what was built here (the cache folder with Asterisk stays)
	rm -rf .venv .setup.log build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
