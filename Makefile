# Everything a person types. Each target first makes .venv by itself; a fresh machine needs make and Python 3.11+.
#   make demo ARGS="--seed 1 --out demo-out"   watch an agent learn
#   make check                                 lint, types, floors, quick tests: before every commit
#   make test                                  the same and the slow tests: what CI runs
#   make ui                                    build the page that a server shows, into the package
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -q
ASKED := tests/api tests/cli tests/sdk tests/store
QUICK := $(PYTEST) -n auto --maxprocesses 4 --dist worksteal -m "not slow and not soak"

# One thread a process: spinning OpenMP threads only take cores from each other; the engine spreads over cores by ranks.
export OMP_NUM_THREADS ?= 1
export TOKENIZERS_PARALLELISM ?= false
export PYTHON

.PHONY: help demo ui check lint lint-types lint-page test soak bench clean

help:
	@sed -n '2,5s/^#   //p' Makefile

# A stamp says that .venv was made for this pyproject.toml; the developer's venv serves the demo too.
.venv/ready-platform: pyproject.toml
	@.ci/venv server,engine,demo
	@touch $@

.venv/ready-dev: pyproject.toml
	@.ci/venv dev
	@touch .venv/ready-platform $@

.venv/ready-bench: pyproject.toml
	@.ci/venv dev,bench
	@touch .venv/ready-platform .venv/ready-dev $@

# The page is worth a wait, but not a failure: the demo runs without it, and says so. Scripts do without.
demo: .venv/ready-platform
ifeq ($(findstring --no-serve,$(ARGS)),)
	@.ci/ui build || echo "burnish: the page could not be built, see above; the demo goes on without it" >&2
endif
	@$(BIN)/burnish demo $(ARGS)

# Node comes from the system, or from PyPI into .venv.
ui: .venv/ready-platform
	@.ci/ui build

# Types and the page at the same time: each is one slow process.
lint: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	@$(MAKE) --no-print-directory -j2 --output-sync=target lint-types lint-page

lint-types: .venv/ready-dev
	$(BIN)/mypy

lint-page: .venv/ready-dev
	@.ci/ui check

check: lint
	$(QUICK) $(ARGS)

# The store is tested on a real PostgreSQL too, and big files on a server of Azure Blob. Where they cannot be installed, their tests are
# skipped, and say so. Slow tests that only ask a server or a database run side by side too; the others have the machine to themselves, as
# many of them look at how long things take.
test: lint
	@.ci/postgres >/dev/null || true
	@.ci/azurite >/dev/null || true
	$(QUICK) $(ARGS)
	$(PYTEST) -n auto --maxprocesses 4 --dist worksteal -m "slow and not soak" $(ASKED) $(ARGS)
	$(PYTEST) -m "slow and not soak" $(ASKED:%=--ignore=%) $(ARGS)

soak: .venv/ready-dev
	$(PYTEST) -m soak $(ARGS)

bench: .venv/ready-bench
	$(BIN)/python -m bench $(ARGS)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist src/*.egg-info src/burnish/api/static ui/node_modules ui/dist
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
