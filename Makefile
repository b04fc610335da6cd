# Samenspel. `make help` lists the targets.
PYTHON ?= python3
PORT ?= 8080
VENV := .venv
BIN := $(VENV)/bin
STATE := .samenspel-demo
EXAMPLE := mappings/voorbeeld
export PYTHONSAFEPATH = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# A command that cannot keep its compiled code compiles all of it at each start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-federation check texts unit test coverage bench wheel requirements clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: $(VENV)/.ready server/static/vendor/.ready ## Make .venv with the pinned dependencies, fonts and editor

$(VENV)/.ready: requirements.txt pyproject.toml
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes --prefer-binary -r requirements.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

server/static/vendor/.ready: server/frontend/package-lock.json server/frontend/build.mjs | $(VENV)/.ready
	cd server/frontend && ../../$(BIN)/python -P bundle.py
	touch $@

tests/clients/.ready: tests/clients/package-lock.json server/frontend/bundle.py | $(VENV)/.ready
	$(BIN)/python -P server/frontend/bundle.py --clients
	touch $@

demo: setup ## Build, publish and serve the example publication (PORT=8080)
	$(BIN)/samenspel build $(EXAMPLE) --state $(STATE)
	$(BIN)/samenspel publish $(EXAMPLE) --state $(STATE)
	$(BIN)/samenspel serve $(EXAMPLE) --state $(STATE) --port $(PORT)

demo-federation: setup ## Three municipalities and a hub that follows them, on loopback (PORT=8080)
	$(BIN)/python -P deploy/demo_federation.py .samenspel-federation $(PORT)

check: setup ## Format, lint, types, import direction and translations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -P -m pytest tests/unit/test_catalogues.py

texts: setup ## Bring the catalogues of Dutch and French up to the messages of the code
	mkdir -p build
	$(BIN)/pybabel -q extract --no-default-keywords --keyword Message --keyword keyed:1c,2 \
	  --keyword keyed_plural:1c,2,3 --no-location --sort-output --output-file build/messages.pot kg server
	for language in nl fr; do $(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete \
	  --ignore-pot-creation-date --width 100 --domain messages --input-file build/messages.pot \
	  --output-dir kg/translations --locale $$language || exit 1; done

test: setup check tests/clients/.ready ## All checks and all tests that this machine can run, on every core
	$(BIN)/python -P -m pytest --numprocesses auto --dist loadfile tests

unit: setup ## The quick tests: no processes, no Java, no browser
	$(BIN)/python -P -m pytest -m "not slow" tests/unit

coverage: setup tests/clients/.ready ## All tests once more, with the lines that none of them reaches
	$(BIN)/python -P -m pytest --numprocesses auto --dist loadfile --cov --cov-report=term:skip-covered tests

bench: setup ## The side-by-side runs behind docs/performance.md
	$(BIN)/python -P -m benchmarks

wheel: setup ## Build the wheel into dist/
	$(BIN)/python -P -m build --wheel --no-isolation

requirements: ## Refresh the pinned, hashed requirements
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	test -x $(BIN)/pip-compile || $(BIN)/pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --no-strip-extras --generate-hashes --allow-unsafe --all-extras \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --no-annotate \
	  --output-file requirements.txt pyproject.toml

clean: ## Remove everything that these targets made
	chmod -R u+w $(STATE) 2>/dev/null || true
	rm -rf $(VENV) $(STATE) dist build server/static/vendor server/frontend/node_modules tests/clients/node_modules tests/clients/.ready
