PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DB     ?= kb.db

.PHONY: serve test lint train clean

serve: $(VENV)/.installed
	-$(BIN)/kb ingest data/ --db $(DB)
	$(BIN)/kb serve --db $(DB)

test: $(VENV)/.tested-with lint
	$(BIN)/python -m pytest

lint: $(VENV)/.tested-with
	$(BIN)/ruff format --check kb tests
	$(BIN)/ruff check kb tests
	$(BIN)/mypy

# A stamp for each kind of installation: the second time nothing is fetched.
$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.tested-with: pyproject.toml $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

# From the start weights and the corpora to kb/language/neural/model; see docs/model.md.
train: $(VENV)/.trains-with
	$(BIN)/python -m kb.training --start "$(START)" --gold $(GOLD) --corpora "$(CORPORA)"

$(VENV)/.trains-with: pyproject.toml $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[train]'
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
