# Everything a developer types. `make` or `make help` lists it.
# A stamp (a file named .made-…) remembers that a step is done, so that the next call takes no time.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory
# Images of Python set it; each of the hundred programs that the tests start would compile all of Handrail anew.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
BIN := .venv/bin
NODE := frontend/with-node
BUILD := handrail/ui/static/build
CATALOGUES := $(wildcard handrail/locale/*/LC_MESSAGES/django.po)
FRONTEND := $(shell find frontend -name node_modules -prune -o -type f -print)
PIP := $(BIN)/python -m pip install --quiet --constraint constraints.txt
WORDS := handrail/locale/django.pot
# A browser, and the Node that drives it: the one in Playwright's wheel needs a library that a bare system lacks.
BROWSER = browser="$$(tests/find-browser)"; node="$$($(NODE) node -p process.execPath)"; \
  HANDRAIL_TEST_BROWSER="$$browser" PLAYWRIGHT_NODEJS_PATH="$$node"

# A file's tests stay together, so that what they share is made once; the longest files begin first (conftest.py).
BY_FILE := --dist loadfile --no-loadscope-reorder
UNITS := -n logical --maxprocesses=4 $(BY_FILE) -m 'not journey and not faults'
# Journeys wait more than they work: three Handrails, each with its own database, share the machine. Each of the four
# processes reads every test that may be meant, so all others are left aside (conftest.py sees to it that none is missed).
BY_THREE := -n 3 $(BY_FILE) -o 'testpaths=tests/journeys tests/faults handrail/ops/tests'
JOURNEYS := $(BY_THREE) -m 'journey and not faults'
FAULTS := $(BY_THREE) -m faults
# One after the other they would each wait in the end for their longest file.
JOURNEYS_AND_FAULTS := $(BY_THREE) -m 'journey or faults'
# What holds of the house as a whole; `make lint HOUSE=` where it has just been tested.
HOUSE := tests/house
# Whoever asks for some tests need not ask for some of each kind: "none found" is pytest's exit code 5.
OR_NONE = $(if $(ARGS),|| [ $$? -eq 5 ])

.PHONY: help
help: ## list what can be made
	@echo 'Handrail. Start it with: make run   (PORT=8001 make run: on another port)'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: $(BIN)/.made-run $(BUILD)/.made $(BIN)/.made-words ## install what is needed, start Handrail, show the sample company
	@exec $(BIN)/handrail up --sample

.PHONY: setup
setup: $(BIN)/.made-run $(BIN)/.made-dev $(BUILD)/.made $(BIN)/.made-words ## install everything a developer needs into .venv

.PHONY: test
test: units ## run every test, browser journeys and crash tests too (ARGS="-k snooze" for some)
	@$(BROWSER) tests/twice $(JOURNEYS_AND_FAULTS) $(ARGS) $(OR_NONE)

.PHONY: units
units: setup ## run what needs no browser and kills nothing
	@$(BROWSER) tests/twice $(UNITS) $(ARGS) $(OR_NONE)

.PHONY: journeys
journeys: setup ## run the browser journeys only
	@$(BROWSER) tests/twice $(JOURNEYS) $(ARGS) $(OR_NONE)

.PHONY: faults
faults: setup ## kill, fill, cut and restart what can be, while mail arrives and people answer
	@$(BROWSER) tests/twice $(FAULTS) $(ARGS) $(OR_NONE)

.PHONY: test-faults
test-faults: setup ## the same one by one, with the figures they find
	@$(BROWSER) $(BIN)/python -m pytest -s -m faults $(ARGS)

.PHONY: test-server
test-server: setup ## run what asks the database, without browser, against a PostgreSQL server reached by DATABASE_URL
	@$(BIN)/python -m tests.own_server $(BIN)/python -m pytest -n logical --maxprocesses=4 -m 'database and not journey and not faults' $(ARGS)

.PHONY: screenshots
screenshots: setup ## draw the main pages into docs/screenshots
	@$(BROWSER) $(BIN)/python -m tests.journeys.screenshots $(ARGS)

.PHONY: bench
bench: setup ## measure everything at 100,000 conversations, beside 10,000; exit 1 when a goal is missed
	@$(BROWSER) $(BIN)/python -m bench $(ARGS)

.PHONY: bench-scale
bench-scale: setup ## measure every page at 1,000,000 conversations, beside 100,000; exit 1 when one costs much more
	@$(BROWSER) $(BIN)/python -m bench.scale $(ARGS)

.PHONY: bench-mail
bench-mail: setup ## measure how mails are read, told apart and threaded; exit 1 when a goal is missed
	@$(BIN)/python -m bench.mail $(ARGS)

.PHONY: bench-search
bench-search: setup ## measure how well and how fast articles are found, in twelve languages (ARGS="--step 5")
	@$(BIN)/python -m bench.search $(ARGS)

.PHONY: bench-assistant
bench-assistant: setup ## measure what the assistant answers and refuses, how sure it is, and waits (ARGS=--fit: fit anew)
	@missed=0; $(BIN)/python -m bench.assistant $(ARGS) || missed=1; $(BIN)/python -m bench.waits || missed=1; exit $$missed

.PHONY: bench-suggestions
bench-suggestions: setup ## measure whether what is suggested beside letters is right, or rightly nothing
	@$(BIN)/python -m bench.suggestions $(ARGS)

.PHONY: bench-hearing
bench-hearing: setup ## measure how well wishes for a person, anger and "no help" are heard, in 16 languages (ARGS=--fit)
	@$(BIN)/python -m bench.hearing $(ARGS)

.PHONY: bench-waits
bench-waits: setup ## measure how true and how narrow is what is said of waits, beside an oracle (ARGS=--tuning)
	@$(BIN)/python -m bench.waits $(ARGS)

.PHONY: bench-doors
bench-doors: setup ## measure a thousand open widgets, while visitors write and processes are killed (ARGS=--small)
	@$(BIN)/python -m bench.doors $(ARGS)

CHECKS := lint-types lint-rest
.PHONY: lint $(CHECKS)
lint: setup ## check style, types, walls between rooms, sizes, templates, TypeScript
	@$(MAKE) -j 2 --output-sync=target $(CHECKS)

lint-types:
	$(BIN)/mypy

lint-rest:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint handrail --lint --quiet
	cd frontend && ./with-node node node_modules/typescript/bin/tsc --noEmit
	$(if $(HOUSE),$(BIN)/python -m pytest -q $(HOUSE))

.PHONY: format
format: setup ## put Python into shape
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

.PHONY: shell
shell: $(BIN)/.made-run ## open a Python shell with Handrail loaded
	@exec $(BIN)/handrail shell

.PHONY: migrations
migrations: setup ## write the migrations that changed models need
	@$(BIN)/handrail shell --command 'from django.core.management import call_command; call_command("makemigrations")'

.PHONY: words
words: setup ## collect the words of the pages into the catalogues, and compile them
	PYTHONPATH=. $(BIN)/pybabel -q extract --mapping babel.cfg --keyword ngettext_lazy:1,2 --keyword pgettext_lazy:1c,2 --keyword gettext_lazy --keyword gettext_noop --no-location --no-wrap --project Handrail --output $(WORDS) .
	for language in fr ro ru sl ar; do \
	  file=handrail/locale/$$language/LC_MESSAGES/django.po; \
	  if [ -f $$file ]; then how=update fresh="--no-fuzzy-matching --ignore-obsolete"; else how=init fresh=; fi; \
	  $(BIN)/pybabel -q $$how $$fresh --domain django --locale $$language --input-file $(WORDS) --output-dir handrail/locale; \
	done
	$(BIN)/pybabel -q compile --domain django --directory handrail/locale

# What the targets above stand on.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'Handrail needs Python 3.11 or newer (PYTHON=python3.12 make …)' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' \
	  || { echo 'Python lacks its venv module: apt-get install python3-venv' >&2; exit 1; }
	@$(PYTHON) -m venv .venv

$(BIN)/.made-run: pyproject.toml constraints.txt | $(BIN)/python
	@echo 'Installing Handrail into .venv …'
	@$(PIP) --editable .
	@touch $@

$(BIN)/.made-dev: $(BIN)/.made-run
	@echo 'Installing the tools for tests and checks …'
	@$(PIP) --editable '.[dev]'
	@touch $@

frontend/node_modules/.made: frontend/package-lock.json | $(BIN)/python
	@echo 'Installing what the front end is built with …'
	@cd frontend && ./with-node npm ci --ignore-scripts --silent
	@touch $@

$(BUILD)/.made: frontend/node_modules/.made $(FRONTEND)
	@echo 'Building the front end …'
	@cd frontend && ./with-node node build.mjs
	@touch $@

$(BIN)/.made-words: $(CATALOGUES) | $(BIN)/.made-run
	@$(if $(CATALOGUES),$(BIN)/pybabel -q compile --domain django --directory handrail/locale)
	@touch $@
