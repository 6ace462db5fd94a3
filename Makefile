PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
RUBRIC := zizhou-2021
CASE := rubric_defs/zizhou-2021/zizhou-yibaoju-2021.case

.DEFAULT_GOAL := help
.PHONY: help demo test check docs slips sheets proofs differential fuzz mutation coverage reference bench clean spark-test

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' Makefile | expand -t 20

demo: $(VENV)/demo.stamp ## score a published case, in Chinese
	@$(BIN)/perfrules --lang zh score $(RUBRIC) $(CASE)

test: $(VENV)/dev.stamp ## run the tests
	@$(BIN)/python -m pytest -q

check: $(VENV)/dev.stamp ## lint, format check, type-check, check who imports whom
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check .
	@$(BIN)/mypy --strict perfrules
	@$(BIN)/lint-imports --no-logo --no-cache

docs: $(VENV)/docs.stamp ## build the documentation as a site in build/docs; a warning is an error
	@$(BIN)/sphinx-build -q -E -W --keep-going -b html docs build/docs
	@$(BIN)/python -m tools.site build/docs

slips: $(VENV)/dev.stamp ## try every slip of the hand and write docs/reference/slips.md
	@$(BIN)/python -m tests.robustness.slips --page

sheets: $(VENV)/dev.stamp ## recalculate the score sheets of all shipped cases, and on edges, by LibreOffice
	@$(BIN)/python -m tests.support.recalculated

proofs: $(VENV)/dev.stamp ## attack every proof of the shipped rubrics, and compare verdicts on mutants of them
	@$(BIN)/python -m tests.analysis.attack 10000
	@$(BIN)/python -m tests.analysis.mutants 2000

differential: N ?= 1000000
differential: CORES ?= 1
differential: $(VENV)/dev.stamp ## compare all evaluators, N=1000000 evaluations on CORES=1
	@$(BIN)/python -m tests.properties.differential $(N) --cores $(CORES)

fuzz: SECONDS ?= 600
fuzz: $(VENV)/fuzz.stamp ## feed bytes to the parser, the readers of facts and built modules, SECONDS=600 each
	@mkdir -p build/fuzz
	@for target in text facts module; do \
	  mkdir -p build/fuzz/$$target; \
	  $(BIN)/python -m tests.fuzz.fuzz $$target build/fuzz/$$target tests/fuzz/corpus/$$target \
	    -artifact_prefix=build/fuzz/$$target- -max_total_time=$(SECONDS) || exit 1; \
	done

mutation: SIZE ?= 1500
mutation: SEED ?= 1
mutation: $(VENV)/mutation.stamp ## which of SIZE=1500 small changes to the engine, drawn by SEED=1, the tests notice; build/mutation
	@$(BIN)/python -m tests.mutation.run --size $(SIZE) --seed $(SEED)

coverage: $(VENV)/dev.stamp ## which lines and branches of the package the tests come to; build/coverage
	@$(BIN)/python -m coverage run -m pytest -q -m 'not slow'
	@$(BIN)/python -m coverage html -q -d build/coverage
	@$(BIN)/python -m coverage report --sort=cover --skip-covered

reference: $(VENV)/dev.stamp ## write the generated pages of docs/reference
	@$(BIN)/python -m tools.reference

spark-test: $(VENV)/spark.stamp ## score on a cluster of two Spark workers, one of them killed
	@$(BIN)/python -m tests.columns.spark_cluster

bench: $(VENV)/bench.stamp ## measure against code by hand and other engines, and count the rows that differ
	@$(BIN)/python -m benchmarks

clean: ## remove the environment and the caches
	@rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "perfrules needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "$(PYTHON) cannot make virtual environments. On Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

# -qq: pip's warnings are about its settings, not about this project; its errors still show.
$(VENV)/demo.stamp: pyproject.toml $(VENV)/python.stamp
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/demo.stamp
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[dev]'
	@touch $@

$(VENV)/fuzz.stamp: $(VENV)/dev.stamp
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[fuzz]'
	@touch $@

$(VENV)/mutation.stamp: $(VENV)/dev.stamp
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[mutation]'
	@touch $@

$(VENV)/docs.stamp: pyproject.toml $(VENV)/python.stamp
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[docs]'
	@touch $@

$(VENV)/spark.stamp: $(VENV)/dev.stamp
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[spark]'
	@touch $@

$(VENV)/bench.stamp: $(VENV)/dev.stamp
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[bench]'
	@touch $@
