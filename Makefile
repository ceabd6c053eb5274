# Everything is installed by the targets themselves: Python 3.11 or newer and Node.js 20 or newer are given.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
CHROMIUM ?= /usr/bin/chromium
CHECKOV := $(VENV)/checkov/bin/checkov
SUPPLY := $(VENV)/supply/bin
READY  := $(VENV)/.ready node_modules/.ready
PAGES  := solution/app

# What is imported into the imitation of Dynamics, built anew when something that goes into it changed.
PACKAGE := dist/ActiveCampaignForDynamics_managed.zip
PACKED  := $(shell find $(PAGES)/src $(PAGES)/auth solution/src tools/solution -type f ! -name '*.pyc') \
           $(wildcard $(PAGES)/*.ts) $(PAGES)/package-lock.json shared/triggers/http/version.py

# Pages that cannot be built take nothing else away: the demo then goes without them.
TRY_PACKAGE = $(MAKE) --silent --no-print-directory $(PACKAGE) >&2 || echo 'The pages inside Dynamics could not be built.' >&2

# Runs a script of the pages in Chromium; without one it says so, and fails nothing.
in_chromium = if [ -x "$(CHROMIUM)" ]; then \
	  cd $(PAGES) && CHROMIUM="$(CHROMIUM)" npm run --silent $(1); \
	else \
	  printf '\n%s\n\n' '***** SKIPPED: tests in a browser ($(1)). There is no Chromium at $(CHROMIUM); name another by CHROMIUM=.' >&2; \
	fi

.PHONY: help demo start test test-long check check-pages browser browser-pages screenshots pages format bench package solution register release lock audit sbom settings-docs log-docs capacity-docs solution-docs guide-codes check-infra clean

help: ## shows this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'

demo: $(READY) ## syncs two made-up systems before your eyes, then stays up, with Dynamics imitated in a browser (EXIT=1: ends after the sync; status 0 if both sides agree)
	@$(if $(EXIT),,$(TRY_PACKAGE))
	@$(BIN)/python -m sandbox.demo $(if $(EXIT),--exit,--package $(PACKAGE))

start: $(READY) ## starts storage, stand-ins, the function app and the imitation of Dynamics, and nothing else
	@$(TRY_PACKAGE)
	@$(BIN)/python -m sandbox.demo --only-start --package $(PACKAGE)

test: check check-pages browser browser-pages ## runs the checks, then all tests, the longest files first so that the workers end together
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder tests/model tests/faults tests/integration tests/infra tests/solution tests/sandbox tests/unit

test-long: $(READY) check-infra ## looks for what breaks a law, with examples drawn anew each time
	$(BIN)/python -m pytest -m hypothesis --hypothesis-profile=default tests
	PEOPLE=2500 $(BIN)/python -m pytest --timeout=1800 tests/integration/test_logs.py
	$(BIN)/python -m tests.model --steps 200000 --seed $(shell date +%s)
	$(BIN)/python -m tests.model --steps 20000 --about-consent --seed $(shell date +%s)

check: $(READY) ## formats nothing, complains about everything: ruff, mypy --strict, one-way imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/unit/test_imports.py

check-pages: $(PAGES)/node_modules/.ready ## the same for the pages inside Dynamics: Prettier, ESLint, types, and their units
	cd $(PAGES) && npm run --silent check && npm test --silent

browser: $(READY) $(PACKAGE) ## tests the solution in Chromium, inside an imitation of Dynamics, before the app itself
	@$(call in_chromium,browser)

browser-pages: pages ## tests the pages alone in Chromium, with played answers: each error, every page in each look
	@$(call in_chromium,e2e)

screenshots: $(READY) $(PACKAGE) ## makes the pictures of README and guides anew, in docs/images
	cd $(PAGES) && CHROMIUM="$(CHROMIUM)" npm run --silent pictures

pages: $(PAGES)/node_modules/.ready ## builds the pages inside Dynamics into solution/app/dist, as web resources
	cd $(PAGES) && npm run --silent build

format: $(READY) ## lets ruff format the code and mend what it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY) ## measures speed, calls and memory, and prints the figures of docs/performance.md
	$(BIN)/python -m bench

package: $(READY) ## builds dist/functionapp-package.zip, what is deployed, and prints its size and import time
	@$(BIN)/python -m tools.package

solution: pages $(READY) ## builds dist/ActiveCampaignForDynamics.zip, and its managed twin: what is imported into Dynamics
	@$(BIN)/python -m tools.solution

$(PACKAGE): $(PACKED)
	@echo 'Building the pages inside Dynamics ...'
	@$(MAKE) --silent --no-print-directory solution >/dev/null

register: $(VENV)/.ready $(PACKAGE) ## shows what Entra ID and Dynamics still need for the app (APPLY=1: does it, UNDO=1: takes it away; see docs/operations.md)
	@$(BIN)/python -m infra.register $(if $(APPLY),--apply) $(if $(UNDO),--undo) $(OPTIONS)

lock: $(SUPPLY)/.ready ## pins what requirements.in wants in requirements.txt, with checksums (UPGRADE=1: newer versions of what that needs)
	$(SUPPLY)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	  --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) requirements.in --output-file requirements.txt

audit: $(SUPPLY)/.ready ## looks what is deployed up in databases of known vulnerabilities (STRICT=1: no answer is a failure, too)
	@$(BIN)/python -m tools.audit $(SUPPLY)/pip-audit $(if $(STRICT),--strict)

sbom: $(SUPPLY)/.ready ## lists in dist what the function app and the pages are made of, as CycloneDX
	@mkdir -p dist
	@$(SUPPLY)/cyclonedx-py requirements --pyproject pyproject.toml --mc-type application --output-reproducible \
	  --output-format JSON --output-file dist/functionapp.cdx.json requirements.txt 2>/dev/null
	@cd $(PAGES) && npm sbom --sbom-format cyclonedx --sbom-type application --omit dev --package-lock-only > $(CURDIR)/dist/solution.cdx.json
	@$(BIN)/python -m tools.sbom

release: package solution sbom ## builds all that a release holds into dist, with its checksums
	@$(BIN)/python -m tools.checksums

settings-docs: $(READY) ## writes docs/settings.md anew from shared/settings.py
	@$(BIN)/python -m tools.settings_document

log-docs: $(READY) ## writes the table of log lines in docs/operations.md anew from shared/telemetry/lines.py
	@$(BIN)/python -m tools.log_document

capacity-docs: $(READY) ## works the tables of docs/capacity.md out anew
	@$(BIN)/python -m tools.capacity

solution-docs: $(READY) ## writes what the roles hold into docs/security.md anew, from solution/src/roles.toml
	@$(BIN)/python -m tools.solution.document

guide-codes: $(PAGES)/node_modules/.ready ## writes every message with its remedy into the guides anew, from the texts of the pages
	@cd $(PAGES) && npm run --silent guide

check-infra: $(CHECKOV) ## holds infra/ against checkov's security rules (the first time it installs checkov)
	@$(CHECKOV) --config-file infra/.checkov.yaml --directory infra

clean: ## removes what was installed and built
	rm -rf $(VENV) node_modules dist $(PAGES)/node_modules $(PAGES)/dist .sandbox .mypy_cache .ruff_cache .pytest_cache .hypothesis

# pip 25.1 or newer knows dependency groups. Microsoft's worker library says it needs Python 3.13
# but runs on 3.11 and 3.12; that flag cannot stand in a requirements file.
$(VENV)/.ready: requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --group dev
	$(BIN)/pip install --quiet --no-deps --ignore-requires-python azure-functions-runtime==1.3.0
	touch $@

$(SUPPLY)/.ready: $(VENV)/.ready
	test -d $(VENV)/supply || $(PYTHON) -m venv --without-pip $(VENV)/supply
	$(BIN)/pip --python $(SUPPLY)/python install --quiet --group supply
	touch $@

$(CHECKOV): $(VENV)/.ready
	$(PYTHON) -m venv --without-pip $(VENV)/checkov
	$(BIN)/pip --python $(VENV)/checkov/bin/python install --quiet --group infra-security
	touch $@

node_modules/.ready: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	touch $@

$(PAGES)/node_modules/.ready: $(PAGES)/package.json $(PAGES)/package-lock.json
	cd $(PAGES) && npm ci --no-audit --no-fund --loglevel=error
	touch $@
