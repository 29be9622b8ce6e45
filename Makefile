# What a newcomer and a maintainer run. `make run` starts the app; `make test` checks everything.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8501
ADDRESS ?= 127.0.0.1
DATA ?= ../shared/data
WORKERS ?= auto
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint messages release
.DEFAULT_GOAL := run

run: $(VENV)/installed-run
	@$(BIN)/python -m ui.start --address $(ADDRESS) --port $(PORT)

test: $(VENV)/installed-test
	@WORKERS=$(WORKERS) BIN=$(BIN) bash .ci/test

lint: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy

messages: $(VENV)/installed-run
	$(BIN)/python -m briefing.messages

release: $(VENV)/installed-run
	$(BIN)/python -m data.refresh --from "$${R2P_DATA:-$(DATA)}"

$(VENV)/installed-run: requirements.txt
	@bash .ci/install $(PYTHON) $(VENV) requirements.txt
	@touch $@

$(VENV)/installed-test: requirements.txt requirements-dev.txt
	@bash .ci/install $(PYTHON) $(VENV) requirements-dev.txt
	@touch $(VENV)/installed-run $@
