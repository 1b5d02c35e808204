# Everything here needs Python >= 3.11, make and git, nothing else; what is missing is put into .venv and .tools.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
# Many networks have a certificate of their own, which only the system knows.
export UV_SYSTEM_CERTS ?= true
export UV_CACHE_DIR ?= $(CURDIR)/.tools/cache

UV_VERSION := 0.13.9
BIN := .venv/bin
# Its date says when the environment was made whole.
ENVIRONMENT := .venv/made
SCRATCH := target/test
SCRATCH_WAREHOUSE := $(CURDIR)/$(SCRATCH)/fugong.duckdb
# All but those of tests whose severity is to warn, as in src/fugong/build.py.
WARNINGS_ARE_ERRORS := '{"error": "all", "warn": ["LogTestResult"]}'

# The first of these that is recent enough makes the environment.
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11 python
PYTHON = $(shell for name in $(PYTHONS); do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
# uv of the version tried out, or a later one; ours is fetched with pip where there is none.
IS_RECENT_UV = 'import sys; version = lambda text: tuple(map(int, text.split("."))); \
	sys.exit(version(sys.argv[2]) < version("$(UV_VERSION)"))'
PATH_UV = $(shell command -v uv >/dev/null 2>&1 && $(PYTHON) -c $(IS_RECENT_UV) $$(uv --version) 2>/dev/null && echo uv)

.PHONY: help
help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: warehouse
warehouse: $(ENVIRONMENT) ## set up what is missing and build the sample articles into warehouse/fugong.duckdb
	@$(BIN)/fugong build corpus

.PHONY: site
site: $(ENVIRONMENT) ## make the report site of the published file: warehouse/site/index.html
	@$(BIN)/fugong site $(if $(wildcard target/manifest.json),--dbt-docs target)

.PHONY: test
test: lint types test-python test-dbt test-gate test-clients test-site test-readme ## run every check, fast ones first
	@echo "make test: everything passed"

.PHONY: lint
lint: $(ENVIRONMENT) ## check the style of Python and SQL
	@echo "== lint"
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/sqlfluff lint --disable-progress-bar models macros tests/data

.PHONY: types
types: $(ENVIRONMENT) ## check the types
	@echo "== types"
	@$(BIN)/mypy

.PHONY: test-python
test-python: $(ENVIRONMENT)
	@echo "== Python tests"
	@$(BIN)/pytest --quiet --ignore=tests/gate --ignore=tests/clients --ignore=tests/site --ignore=tests/readme

.PHONY: explore
explore: $(ENVIRONMENT) ## try the property tests on many texts that nobody has tried; what fails becomes an @example
	@$(BIN)/pytest --quiet --ignore=tests/gate --ignore=tests/clients --ignore=tests/site --ignore=tests/readme --hypothesis-profile explore -m hypothesis

.PHONY: test-dbt
test-dbt: $(ENVIRONMENT)
	@echo "== dbt build with its tests, on a fresh file"
	@rm -rf $(SCRATCH) && mkdir -p $(SCRATCH)
	@FUGONG_WAREHOUSE=$(SCRATCH_WAREHOUSE) $(BIN)/dbt --quiet --warn-error-options $(WARNINGS_ARE_ERRORS) \
		--log-path $(SCRATCH)/logs build --profiles-dir profiles --target-path $(SCRATCH)/dbt

.PHONY: test-gate
test-gate: test-dbt
	@echo "== gold gate"
	@FUGONG_TEST_WAREHOUSE=$(SCRATCH_WAREHOUSE) $(BIN)/pytest --quiet tests/gate

.PHONY: test-clients
test-clients: test-dbt
	@echo "== metrics, and the tools that people use"
	@FUGONG_TEST_WAREHOUSE=$(SCRATCH_WAREHOUSE) $(BIN)/pytest --quiet tests/clients

.PHONY: test-site
test-site: test-dbt
	@echo "== the report site"
	@FUGONG_TEST_WAREHOUSE=$(SCRATCH_WAREHOUSE) $(BIN)/pytest --quiet tests/site

# A Chromium of the system's own, and the checker of accessibility.
BROWSER := .tools/browser
AXE := $(BROWSER)/node_modules/axe-core/axe.min.js
AXE_VERSION := 4.14.1

.PHONY: browser
browser: test-dbt $(AXE) ## open the report site in a real Chromium, which is installed if that may be done
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
		|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
		&& apt-get install -qq --yes --no-install-recommends chromium fonts-noto-cjk >/dev/null; } \
		|| { echo "make: no Chromium here; install it with a font for Chinese, and run make again" >&2; exit 1; }
	@FUGONG_BROWSER_TESTS=1 FUGONG_TEST_WAREHOUSE=$(SCRATCH_WAREHOUSE) $(BIN)/pytest --quiet tests/site

$(AXE):
	@npm install --silent --no-save --prefix $(BROWSER) axe-core@$(AXE_VERSION) >/dev/null \
		|| { echo "make: axe-core could not be fetched with npm" >&2; exit 1; }

.PHONY: test-readme
test-readme: test-dbt
	@echo "== the README's commands and queries"
	@FUGONG_TEST_WAREHOUSE=$(SCRATCH_WAREHOUSE) $(BIN)/pytest --quiet tests/readme

.PHONY: score
score: $(ENVIRONMENT) ## score the default warehouse against the labels of the sample articles, with every miss
	@$(BIN)/python tests/gate/score.py tests/gold/corpus.jsonl warehouse/fugong.duckdb --misses

.PHONY: damage
damage: $(ENVIRONMENT) ## measure what damage costs: the labelled articles, read clean and damaged in each way
	@$(BIN)/python benchmarks/damage/accuracy.py $(if $(MISSES),--misses)

# What is compared with stands in an environment of its own.
OTHERS := .tools/compare

.PHONY: compare
compare: $(ENVIRONMENT) $(OTHERS)/made ## measure Fugong beside other systems, on the labelled articles of ../shared
	@$(BIN)/python benchmarks/meaning/compare.py --others $(OTHERS)/bin/python $(if $(MISSES),--misses)

$(OTHERS)/made: benchmarks/meaning/requirements.txt
	@uv=$(or $(PATH_UV),.tools/bin/uv); [ "$$uv" = uv ] || [ -x "$$uv" ] || $(FETCH_UV); \
	"$$uv" venv --quiet --clear --python "$(PYTHON)" $(OTHERS) \
		&& "$$uv" pip install --quiet --python $(OTHERS)/bin/python --requirement benchmarks/meaning/requirements.txt
	@touch $@

# What reading is compared with stands in an environment of its own.
FTFY := .tools/bench

.PHONY: bench
bench: $(ENVIRONMENT) $(FTFY)/made ## measure reading, building, storing and asking at scale (SIZES="1000 10000 100000")
	@$(BIN)/python -m benchmarks.scale bench --others $(FTFY)/bin/python $(if $(SIZES),--sizes $(SIZES)) $(if $(JSON),--json)

$(FTFY)/made: benchmarks/scale/requirements.txt
	@uv=$(or $(PATH_UV),.tools/bin/uv); [ "$$uv" = uv ] || [ -x "$$uv" ] || $(FETCH_UV); \
	"$$uv" venv --quiet --clear --python "$(PYTHON)" $(FTFY) \
		&& "$$uv" pip install --quiet --python $(FTFY)/bin/python --requirement benchmarks/scale/requirements.txt
	@touch $@

# The tools that people use have environments of their own: some need a DuckDB that is not ours.
CLIENTS := .tools/clients
CLIENT_REQUIREMENTS := tests/clients/requirements

.PHONY: clients
clients: $(CLIENTS)/python/made $(CLIENTS)/duckdb-1.4/made $(CLIENTS)/duckdb-2.0/made $(CLIENTS)/node/made test-clients ## try the published file in the tools that people use, each in an environment of its own
	@echo "make clients: everything passed"

.PHONY: superset
superset: $(CLIENTS)/superset/made ## run Apache Superset on the default warehouse, with a dashboard (CHECK=1: ask every chart and stop)
	@$(CLIENTS)/superset/bin/python tools/superset/provision.py $(if $(CHECK),--check)

.PRECIOUS: $(CLIENTS)/%/made
$(CLIENTS)/%/made: $(CLIENT_REQUIREMENTS)/%.txt
	@uv=$(or $(PATH_UV),.tools/bin/uv); [ "$$uv" = uv ] || [ -x "$$uv" ] || $(FETCH_UV); \
	"$$uv" venv --quiet --clear --python "$(PYTHON)" $(@D) \
		&& "$$uv" pip install --quiet --python $(@D)/bin/python --requirement $<
	@touch $@

# Where there is no npm, the test of the Node.js driver is skipped and says so.
$(CLIENTS)/node/made: tests/clients/node/package.json
	@mkdir -p $(@D) && cp $< $(@D)
	@! command -v npm >/dev/null || npm --prefix $(@D) install --silent --no-audit --no-fund --no-package-lock
	@touch $@

# The articles that the language model learns its subject from; every second one is left out, to measure on.
TOPIC := $(wildcard ../shared/real)

.PHONY: language-model
language-model: $(ENVIRONMENT) ## count the language model of the slip repair anew from its sources
	@uv=$(or $(PATH_UV),.tools/bin/uv); [ "$$uv" = uv ] || [ -x "$$uv" ] || $(FETCH_UV); \
	"$$uv" run --quiet --no-project --with-editable . --group language-model \
		python tools/build_language_model.py $(if $(TOPIC),--topic $(TOPIC))

.PHONY: lock
lock: $(ENVIRONMENT) ## write requirements.lock anew from pyproject.toml
	@uv=$(or $(PATH_UV),.tools/bin/uv); [ "$$uv" = uv ] || [ -x "$$uv" ] || $(FETCH_UV); \
	"$$uv" pip compile pyproject.toml --extra site --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet --output-file requirements.lock

.PHONY: clean
clean: ## delete what was built, but neither the environment nor the warehouse
	@rm -rf target logs dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

PIP_OPTIONS := --disable-pip-version-check --no-cache-dir
FETCH_UV = PIP_ROOT_USER_ACTION=ignore $(PYTHON) -m pip install $(PIP_OPTIONS) --quiet --upgrade \
	--target .tools uv==$(UV_VERSION)

# With a uv at hand, else one fetched with pip, else with venv and pip alone: bare systems lack now this, now that.
$(ENVIRONMENT): pyproject.toml requirements.lock
	@python="$(PYTHON)"; uv="$(PATH_UV)"; \
	fail() { echo "make: $$1" >&2; exit 1; }; \
	with_uv() { \
		[ -n "$$uv" ] && { $(BIN)/python -c "" 2>/dev/null || "$$uv" venv --quiet --clear --python "$$python" .venv; } \
		&& "$$uv" pip sync --python $(BIN)/python --require-hashes requirements.lock \
		&& "$$uv" pip install --quiet --python $(BIN)/python --no-deps --editable .; \
	}; \
	with_pip() { \
		{ $(BIN)/python -m pip --version >/dev/null 2>&1 || "$$python" -m venv --clear .venv >/dev/null 2>&1; } \
		|| fail "$$python cannot make an environment: install venv (Debian: python3-venv), or uv, and run make again"; \
		$(BIN)/python -m pip install $(PIP_OPTIONS) --no-deps --require-hashes --requirement requirements.lock \
		&& $(BIN)/python -m pip install $(PIP_OPTIONS) --quiet --no-deps --editable .; \
	}; \
	[ -n "$$python" ] || fail "no Python 3.11 or later found (looked for: $(PYTHONS)); install one and run make again"; \
	if [ -z "$$uv" ] && "$$python" -m pip --version >/dev/null 2>&1; then \
		[ -x .tools/bin/uv ] || { echo "setup: fetching uv $(UV_VERSION) into .tools"; $(FETCH_UV); }; \
		[ -x .tools/bin/uv ] && uv=.tools/bin/uv; \
	fi; \
	echo "setup: installing the packages of requirements.lock into .venv"; \
	with_uv || { echo "setup: going on with venv and pip"; with_pip; } \
		|| fail "the packages could not be installed; the lines above say why"
	@touch $@
