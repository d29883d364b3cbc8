# make run    install, index corpus/, serve on http://127.0.0.1:8000   (PORT=8080 CORPUS=/data/bulletins make run)
# make test   install what the tests need and run them all
SHELL := /bin/sh
CORPUS ?= corpus
INDEX ?= index
PORT ?= 8000
HOST ?= 127.0.0.1
VENV ?= .venv
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

SOAK ?= 20

.PHONY: run index serve test soak lint messages install wheels lock clean bench-reading bench-people bench-ranking bench-known bench-places bench-suggest bench-related bench-search bench-index bench-web

run: index serve

index serve: export JIANBAO_CORPUS := $(CORPUS)
index serve: export JIANBAO_INDEX := $(INDEX)

# Exit code 1 tells of rejected files; what could be read is served.
index: install
	@$(BIN)/jianbao index || [ $$? -eq 1 ]

serve: install
	@exec $(BIN)/jianbao serve --host $(HOST) --port $(PORT)

install: $(VENV)/.installed

test: lint $(VENV)/whoosh3
	$(BIN)/python -m pytest -n 2 --dist loadfile

# The fuzz runs over mangled files of every format and over the API, SOAK times as long and from another seed; 200 runs
# of the indexer are killed at random moments; and random changes of a corpus are held against full rebuilds.
soak: $(VENV)/.tested
	JIANBAO_SOAK=$(SOAK) $(BIN)/python -m pytest -q tests/indexer/reader/test_mangled.py tests/indexer/test_killed.py \
		tests/indexer/test_any_runs.py tests/web/test_schemathesis.py

lint: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The catalogs of the pages' other languages, brought up to the messages in use; what is to be translated is left empty.
messages: $(VENV)/.tested
	@$(BIN)/python -m tests.make_messages

# All figures of reading; each part prints its own, and the worst of their exit codes is given back.
bench-reading: $(VENV)/.tested
	@worst=0; for part in reading formats "people --folds 2" places speed; do \
		echo "== $$part"; $(BIN)/python -m tests.bench.$$part || { code=$$?; [ $$code -gt $$worst ] && worst=$$code; }; \
	done; exit $$worst

bench-ranking: $(VENV)/.tested
	$(BIN)/python -m tests.bench.ranking

bench-known: $(VENV)/.tested
	$(BIN)/python -m tests.bench.known

bench-people: $(VENV)/.tested
	$(BIN)/python -m tests.bench.people --folds 0

bench-places: $(VENV)/.tested
	$(BIN)/python -m tests.bench.places

bench-suggest: $(VENV)/.tested
	$(BIN)/python -m tests.bench.suggest

bench-related: $(VENV)/.tested
	$(BIN)/python -m tests.bench.related

# Beside other engines, in an environment of their own. SIZE articles multiplied from the archive: SIZE=100000
bench-search: $(VENV)/.tested .venv-peers/.installed
	$(BIN)/python -m tests.bench.search $(if $(SIZE),--size $(SIZE))

# The pages of the archive, alone and for 50 users at once
bench-web: $(VENV)/.tested
	$(BIN)/python -m tests.bench.web

bench-index: $(VENV)/.tested .venv-peers/.installed
	$(BIN)/python -m tests.bench.indexing

# Everything a machine without internet needs, jieba's wheel built: pip install --no-index --find-links wheels jianbao
wheels: $(VENV)/.installed
	$(PIP) wheel --require-hashes -r requirements.lock -w wheels
	$(PIP) wheel --no-deps . -w wheels

# New versions: needs uv (pip install uv). Versions and hashes, no addresses.
lock:
	uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header -o requirements.lock
	uv pip compile -q pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes --no-header \
		-c requirements.lock -o requirements-test.lock
	uv pip compile -q tests/bench/peers.in --universal --python-version 3.11 --generate-hashes --no-header \
		-o tests/bench/peers.lock

clean:
	rm -rf $(VENV) .venv-peers wheels build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@[ -n "$(PYTHON)" ] && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "需要 Python 3.11 或更新的版本：请先安装，或 make PYTHON=/path/to/python3 (Python >= 3.11 needed)" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "$(PYTHON) 没有 venv 模块：Debian/Ubuntu 请先 apt install python3-venv (venv module missing)" >&2; exit 1; }
	@echo "建立虚拟环境 $(VENV) (creating the virtual environment)" >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "安装依赖 (installing)" >&2
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps -e .
	@touch $@

$(VENV)/.tested: requirements-test.lock $(VENV)/.installed
	@$(PIP) install --require-hashes -r requirements-test.lock
	@touch $@

.venv-peers/.installed: tests/bench/peers.lock | $(BIN)/python
	@$(BIN)/python -m venv .venv-peers
	@.venv-peers/bin/python -m pip --disable-pip-version-check -q install --require-hashes -r tests/bench/peers.lock
	@touch $@

# The other Whoosh, beside the environment: the code must keep running on it.
$(VENV)/whoosh3: $(VENV)/.tested
	@$(PIP) install --no-deps --target $@ whoosh3==3.54.0
	@touch $@
