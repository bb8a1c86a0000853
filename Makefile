# `make run` and `make test` are all that a newcomer needs; both set up whatever is missing.
SHELL := /bin/bash
UV := $(shell command -v uv 2>/dev/null || echo .make/uv/bin/uv)
PORT ?= $(or $(BANSO_PORT),8000)

.PHONY: run test setup lint types contracts unit assets messages compiled-messages

run: setup
	$(UV) run --no-dev banso serve --port $(PORT) --sample

test: setup .make/browser lint types contracts unit

setup: .make/uv.done .make/python assets compiled-messages

# uv itself, from PyPI, where the machine has none.
.make/uv.done:
	@mkdir -p .make
	@command -v uv >/dev/null 2>&1 || (python3 -m venv .make/uv && .make/uv/bin/pip install --quiet uv)
	@touch $@

.make/python: pyproject.toml uv.lock | .make/uv.done
	$(UV) sync --quiet --locked
	@touch $@

lint: .make/python
	$(UV) run ruff check .
	$(UV) run ruff format --check .

types: .make/python
	$(UV) run mypy

contracts: .make/python
	$(UV) run lint-imports

# Collect messages from code and templates into the catalogues (translate there), and list what lacks Japanese.
messages: .make/python
	$(UV) run python -m tools.messages collect
	$(UV) run python -m tools.messages missing

# What Django reads; setting up needs no more.
compiled-messages: .make/python
	@$(UV) run python -m tools.messages compile

unit: .make/python
	$(UV) run pytest -q -n 2
