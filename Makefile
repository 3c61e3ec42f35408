PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DB     ?= kb.db

.PHONY: serve test test-next lint bench train clean

serve: $(VENV)/.installed
	-$(BIN)/kb ingest data/ --db $(DB)
	$(BIN)/kb serve --db $(DB)

test: $(VENV)/.tested-with lint
	$(BIN)/python -m pytest

# The pages on the next line of Datasette, in an environment of its own.
NEXT := .venv-next
test-next: $(NEXT)/.installed
	$(NEXT)/bin/python -m pytest tests/test_serve.py tests/test_outputs.py tests/test_pages.py tests/test_browser.py \
	    -p no:warnings

$(NEXT)/.installed: pyproject.toml
	$(PYTHON) -m venv $(NEXT)
	$(NEXT)/bin/pip install --quiet --disable-pip-version-check --editable '.[test]' 'datasette==1.0a41'
	touch $@

bench: $(VENV)/.tested-with
	mkdir -p build
	$(BIN)/python tests/bench.py build/million.db

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
	rm -rf $(VENV) $(NEXT) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
