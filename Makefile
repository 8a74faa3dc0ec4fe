# 连心: every way to work with it. `make` alone lists them.
SHELL := /bin/bash
PY := .venv/bin/python
SIZE ?= county

.DEFAULT_GOAL := help
.PHONY: help demo test check lint fix bench journeys docs frontend lock run-environment dev-environment

help:            ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

demo: run-environment  ## start everything with invented data and say where it is (SIZE=county, ARGS=--port=8080)
	@exec $(PY) -m lianxin.config.cli demo --size $(SIZE) $(ARGS)

test: dev-environment  ## set up what is needed and run everything
	@bash scripts/tools.sh
	@bash scripts/check.sh all

check: dev-environment  ## linters, types, layers, migrations, tests with coverage; no browser
	@bash scripts/check.sh quick

lint: dev-environment  ## linters, types, layers, migrations, reference pages
	@bash scripts/check.sh lint

fix: dev-environment  ## mend what a machine can mend
	@.venv/bin/ruff check --fix -q . ; .venv/bin/ruff format -q . ; LIANXIN_DEBUG=1 $(PY) manage.py write_docs

bench: run-environment  ## measure throughput and latency; a table in bench/results/
	@exec $(PY) -m bench $(ARGS)

journeys: dev-environment  ## browser stories, pictures in build/journeys/
	@bash scripts/tools.sh
	@REQUIRE_BROWSER=1 $(PY) -m pytest -q tests/journeys $(ARGS)

docs: dev-environment  ## write the generated reference pages anew
	@LIANXIN_DEBUG=1 $(PY) manage.py write_docs

frontend: dev-environment  ## build the front end into the package
	@bash scripts/frontend.sh build

lock: dev-environment  ## write the lock files anew (ARGS=--upgrade)
	@bash scripts/lock.sh $(ARGS)

run-environment:
	@bash scripts/environment.sh run

dev-environment:
	@bash scripts/environment.sh dev
