# `make run` and `make test` are all that a newcomer needs; both set up whatever is missing on a machine that
# has Python 3.11 or newer and Node 20 or newer.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
UV := $(or $(shell command -v uv 2>/dev/null),.make/uv/bin/uv)
PYTHON := .venv/bin/python
PORT ?= $(or $(BANSO_PORT),8000)
# Workers for the tests: one more than processors, as each waits for its engine now and then; four at the most
# (each has a database and an engine of its own).
JOBS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); echo $$((n > 3 ? 4 : n + 1)))
CATALOGUES := $(shell find src -name django.po)
# Whatever starts Banso as a process would compile all of it again, which takes longer than the start itself.
unexport PYTHONDONTWRITEBYTECODE
ifdef CI
export UV_NO_PROGRESS := 1
export NO_COLOR := 1
endif

.PHONY: run test check setup lint types contracts unit postgresql torture torture-power bench lighthouse messages matrix reference \
	bom audit screenshots wheel wheel-check \
	area kpi integration clean
.DELETE_ON_ERROR:

run: setup
	@BANSO_HOME="$${BANSO_HOME:-data}" $(PYTHON) -m banso.project serve --port $(PORT) --sample

# All at once: the end of one fills what another leaves of the processors.
test: setup .make/browser
	@$(MAKE) --no-print-directory --jobs 3 check postgresql unit

setup: .make/machine .venv/.synced .make/assets .make/messages

# Everything that needs no running program.
check: lint types contracts

.make/machine:
	@bash tools/machine.sh
	@mkdir -p .make && touch $@

# uv itself, from PyPI, where the machine has none.
.make/uv/bin/uv:
	@bash tools/fetch_uv.sh .make/uv

.venv/.synced: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --locked
	@touch $@

# Third-party css, scripts and icons: fetched by npm, collected into static files, never committed.
node_modules/.installed: package.json package-lock.json
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.make/assets: node_modules/.installed tools/collect.py src/banso/kit/ui/icons.py | .venv/.synced
	@$(PYTHON) -m tools.collect
	@mkdir -p .make && touch $@

.make/messages: $(CATALOGUES) tools/messages.py | .venv/.synced
	@$(PYTHON) -m tools.messages compile
	@mkdir -p .make && touch $@

# Chromium and a Japanese font for the browser tests.
.make/browser:
	@bash tools/browser.sh
	@mkdir -p .make && touch $@

lint: .venv/.synced
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m bandit --quiet --configfile pyproject.toml --recursive src

types: .venv/.synced
	$(PYTHON) -m mypy

contracts: .venv/.synced
	.venv/bin/lint-imports

unit: setup .make/browser
	$(PYTHON) -m pytest -q -n $(JOBS) --dist loadgroup --no-loadscope-reorder

# What touches the database, on a real PostgreSQL server as well (BANSO_TEST_POSTGRESQL names one of your own).
postgresql: setup
	$(PYTHON) -m tools.with_postgresql $(PYTHON) -m pytest -q -n $(JOBS) --dist loadgroup --no-loadscope-reorder 2>&1 | sed -u 's/^/postgresql: /'

# Kill -9 of web, engine and worker at random moments under load; hours for the thousand of a release.
torture: setup
	$(PYTHON) -m torture.kills --kills $(or $(KILLS),1000) $(if $(SEED),--seed $(SEED))

# Power cuts under load on a real disk of its own; as root, for it mounts one.
torture-power: setup
	$(PYTHON) -m torture.power --cuts $(or $(CUTS),200) $(if $(SEED),--seed $(SEED))

# Every speed as a ratio beside its reference, one table; an hour on a quiet machine, minutes with QUICK=1.
bench: setup
	$(PYTHON) -m bench $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY))

# Lighthouse over five pages of the sample company.
lighthouse: setup .make/browser
	$(PYTHON) -m bench.lighthouse

# Collect messages from code and templates into the catalogues (translate there), and list what has no Japanese.
messages: .venv/.synced
	$(PYTHON) -m tools.messages collect
	$(PYTHON) -m tools.messages missing

# The table of who may open what, written from the rules of the doors.
matrix: .venv/.synced
	$(PYTHON) -m tools.matrix

# The reference pages, written from the code.
reference: .venv/.synced
	$(PYTHON) -m tools.reference

# The bills of materials, from the lock files.
bom: .venv/.synced
	$(PYTHON) -m tools.bom

# Known weaknesses of every part; needs the services of PyPI and npm.
audit: .venv/.synced
	$(UV) export --quiet --locked --format requirements-txt --no-emit-project --no-hashes > .make/requirements.txt
	$(UV) tool run pip-audit --requirement .make/requirements.txt --no-deps --disable-pip --strict
	npm audit --audit-level high

# The README's pictures, from the sample company.
screenshots: setup .make/browser
	$(PYTHON) -m tools.screenshots

# Beginnings that work, with tests and registered: make area NAME=renewals JA=更新
area: .venv/.synced
	@$(PYTHON) -m tools.scaffold area "$(NAME)" --ja "$(JA)"
	@$(MAKE) --no-print-directory messages reference matrix

# make kpi SLUG=notes_written OWNER=success JA=メモの数
kpi: .venv/.synced
	@$(PYTHON) -m tools.scaffold kpi "$(SLUG)" --owner "$(or $(OWNER),success)" --ja "$(JA)"
	@$(MAKE) --no-print-directory reference

# make integration NAME=zoho
integration: .venv/.synced
	@$(PYTHON) -m tools.scaffold integration "$(NAME)"

# One file to install anywhere: the pages' third-party parts and the compiled catalogues are inside.
wheel: setup
	@rm -rf dist
	$(UV) build --quiet --out-dir dist
	@ls dist

wheel-check: wheel
	$(PYTHON) -m tools.wheel_check

clean:
	rm -rf .make .venv node_modules dist src/banso/project/static/vendor
	find src -name '*.mo' -delete
