# Everything a newcomer needs: `make demo` to look, `make test` to check, `make check` before a commit.
# Needs git, make and Python 3.11-3.13 with venv; all else comes with the pinned dependencies into .venv.

PYTHON ?= python3
SCALE  ?= 0.1
SEED   ?= 1
PORT   ?= 8050
DATA   ?= .demo

VENV := .venv
RUN  := $(VENV)/bin
MADE := $(VENV)/.made-from-lock

.PHONY: demo test test-oldest test-long check format docs screenshots bench clean

demo: $(MADE)
	@COCKPIT_DATA_DIR="$(DATA)" $(RUN)/cockpit demo --scale $(SCALE) --seed $(SEED) --port $(PORT)

# -n 2: more workers than cores make the browser tests time out.
test: $(MADE)
	@.ci/system-packages browser
	@$(RUN)/pytest -n 2

# A million histories and ten times the examples, from seeds of this hour; COCKPIT_TEST_SEED=… draws the same ones again.
test-long: $(MADE)
	@$(RUN)/pytest -n 2 -m "long or hypothesis" --hypothesis-profile random

# The database tests once more on the oldest PostgreSQL that we promise.
test-oldest: $(MADE)
	@oldest=$$(.ci/system-packages oldest-postgres) && COCKPIT_TEST_POSTGRES_BIN=$$oldest $(RUN)/pytest -n 2 -m "database and not long"

check: $(MADE)
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports --no-logo
	$(RUN)/python -m docs.write --check

format: $(MADE)
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .

docs: $(MADE)
	$(RUN)/python -m docs.write

screenshots: $(MADE)
	@.ci/system-packages browser
	$(RUN)/python -m docs.screenshots --address http://127.0.0.1:$(PORT)

bench: $(MADE)
	@.ci/system-packages browser
	$(RUN)/python -m bench --scale $(SCALE)

# The demo's data, its database and its key. Nothing outside the folder is touched.
clean:
	rm -rf "$(DATA)"

# The lock pins every package; the editable install adds the `cockpit` command itself.
$(MADE): requirements.lock pyproject.toml
	@test -x $(RUN)/python || $(PYTHON) -m venv $(VENV) || { \
	  echo "无法建立虚拟环境：请安装 Python 3.11-3.13 及 venv（Debian：apt-get install python3-venv），或用 make PYTHON=… 指定。" >&2; exit 1; }
	@echo "安装依赖（首次约一分钟）……"
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@
