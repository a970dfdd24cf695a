# Beside: `make run` starts it, `make test` proves it, `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# Each can be given: make run PORT=9000 DEMO=0 BESIDE_HOME=/srv/beside BESIDE_KEYS=/srv/beside-keys
PORT ?= 8000
DEMO ?= 1
BESIDE_HOME ?= var
# Beside the data, never inside it: a copy of one folder must not hold the key to itself.
BESIDE_KEYS ?= $(patsubst %/,%,$(BESIDE_HOME))-keys
export PORT DEMO BESIDE_HOME BESIDE_KEYS

.PHONY: help run test check fmt crash bench messages lock audit clean-room

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## start Beside with its demo practice (PORT, DEMO=0, BESIDE_HOME, BESIDE_KEYS)
	@scripts/environment.sh run
	@exec .venv/bin/beside serve $(if $(filter 0,$(DEMO)),,--demo)

test: ## everything: format, lint, types, all tests on both databases
	@scripts/environment.sh test
	@scripts/install_test_tools.sh
	@exec .venv/bin/python scripts/test.py

check: ## format, lint and types; changes no file
	@scripts/environment.sh test
	@exec .venv/bin/python scripts/test.py --checks-only

fmt: ## write the code in one format, mend what can be mended
	@scripts/environment.sh test
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

crash: ## kill the server 200 times under load and look for what was lost
	@scripts/environment.sh test
	BESIDE_KILLS=200 .venv/bin/python -m pytest tests/crash -m "crash or not crash"

bench: ## measure this machine (docs/benchmarks.md says how to read it)
	@scripts/environment.sh test
	.venv/bin/python -m bench

messages: ## gather the words of every page and compile the translations
	@scripts/environment.sh test
	.venv/bin/python tools/messages.py

lock: ## remake requirements/*.lock (scripts/lock.sh --upgrade renews versions)
	@scripts/environment.sh test
	scripts/lock.sh

audit: ## compare the locks with lists of known faults (needs the network; not part of make test)
	@scripts/environment.sh test
	.venv/bin/python scripts/audit.py

clean-room: ## clone into an empty folder and prove that `make run` works there, twice
	scripts/clean_room.sh
