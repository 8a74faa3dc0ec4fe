# 连心: every way to work with it. `make` alone lists them.
SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo test check lint fix journeys frontend lock bench

help:            ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.run: requirements.lock pyproject.toml scripts/environment.sh
	@bash scripts/environment.sh run

$(VENV)/.dev: requirements-dev.lock pyproject.toml scripts/environment.sh
	@bash scripts/environment.sh dev

demo: $(VENV)/.run    ## start everything with the demo (SIZE=county)
	@exec $(VENV)/bin/lianxin demo --size $(or $(SIZE),county)

test: $(VENV)/.dev    ## set up what is needed and run everything
	@bash scripts/tools.sh
	@bash scripts/check.sh all

check: $(VENV)/.dev   ## linters, types, layers, migrations, tests with coverage; no browser
	@bash scripts/check.sh quick

lint: $(VENV)/.dev    ## linters, types, layers, migrations
	@bash scripts/check.sh lint

fix: $(VENV)/.dev     ## mend what a machine can mend
	@$(VENV)/bin/ruff check --fix -q . ; $(VENV)/bin/ruff format -q .

journeys: $(VENV)/.dev  ## browser stories, pictures in build/journeys
	@bash scripts/tools.sh
	@$(PY) -m pytest tests/journeys -q

frontend: $(VENV)/.dev  ## build the front end into the package
	@bash scripts/frontend.sh build

lock: $(VENV)/.dev    ## write the lock files anew
	@bash scripts/lock.sh
