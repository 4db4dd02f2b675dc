# Every command of the project: each prepares what it needs, and is quick the second time.

# PORT: exactly this one. Left out: 8501, or the next one that is free.
PORT =
ADDRESS = 127.0.0.1
# The name under which the browser finds it: all addresses are none.
SEEN_AT = $(if $(filter 0.0.0.0 ::,$(ADDRESS)),localhost,$(ADDRESS))
# How many tests at a time, for two cores: some of them wait. Each worker of pytest may have a
# server and a browser of its own.
WORKERS = 3

VENV = .venv
PYTHON = $(VENV)/bin/python

# Where PyTorch is taken from on Linux: from its own index, and there from the page of its builds for
# the CPU. They are all that is needed, and pip's default on Linux is the build for graphics cards,
# several GB larger. Where that page cannot be reached, pip's default is taken, and a sentence says
# so (tools/install.py). PYTORCH= never asks for it.
PYTORCH = https://download.pytorch.org/whl/cpu/torch/
# Everything else, and PyTorch's files too, by the hashes of a lock.
INSTALL = $(PYTHON) -m tools.install

# Slow tests take turns: SLOW=2 has one sixth of them, SLOW=3 the next, SLOW=all all. Left out, it is
# the turn of the day.
SLOW =

# A random visitor: for how long, and which one; without a seed, another one each time.
SECONDS = 60
SEED =
VISITOR = anything

# Another commit, whose films should be those of what stands here.
SINCE = HEAD

.PHONY: help run test check bench monkey look same cluster audit lock screenshot clean

help:
	@echo 'make run         start the app      (make run PORT=8600 ADDRESS=0.0.0.0)'
	@echo 'make test        linter, types, tests, a real browser; of the slow tests a sixth each day'
	@echo '                 (make test SLOW=all: everything there is to prove)'
	@echo 'make check       linter, format and types only'
	@echo 'make bench       measure what docs/measured.md states'
	@echo 'make monkey      let a random visitor loose  (make monkey SECONDS=600 SEED=7 VISITOR=hostile)'
	@echo 'make look        every page at every size, in pictures  (make look PLACES=inside)'
	@echo 'make same        are 200 films those of another commit, bit for bit  (make same SINCE=main)'
	@echo 'make cluster     two servers behind a proxy, and one of them killed'
	@echo 'make audit       known vulnerabilities of what is installed'
	@echo 'make lock        renew the locks: the newest of all that requirements*.txt leave open'
	@echo 'make screenshot  take the pictures'
	@echo 'make clean       remove what these commands made'

# Streamlit opens the browser itself, and on Linux without a display it does not try. It is only
# told when nobody is there to look.
run: $(VENV)/.app
	@set -e; \
	port="$(PORT)"; \
	if [ -z "$$port" ]; then port=$$($(PYTHON) -m tools.free_port 8501 "$(ADDRESS)"); fi; \
	if [ -n "$${CI:-}" ]; then set -- --server.headless true; else set --; fi; \
	echo "Regression Lab: http://$(ADDRESS):$$port"; \
	exec $(PYTHON) -m streamlit run app.py \
		--server.address "$(ADDRESS)" --browser.serverAddress "$(SEEN_AT)" \
		--server.port "$$port" "$$@"

# The browser is found once, here, and handed to all workers, who share the cores: each computes in
# one thread. What `check` asks is among the tests.
test: $(VENV)/.dev
	@set -e; \
	CHROMIUM=$$($(PYTHON) -m tools.browser); \
	export CHROMIUM OMP_NUM_THREADS=1; \
	exec $(PYTHON) -m pytest -n $(WORKERS) --dist worksteal --slow "$(or $(SLOW),$$(date +%j))"

check: $(VENV)/.dev
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(PYTHON) -m mypy

bench: $(VENV)/.dev
	@$(PYTHON) -m benchmarks

monkey: $(VENV)/.dev
	@$(PYTHON) -m tests.browser.monkey --seconds "$(SECONDS)" --visitor "$(VISITOR)" \
		$(if $(SEED),--seed "$(SEED)")

# PLACES: words of the names of those to be looked at, between commas; left out, all of them.
look: $(VENV)/.dev
	@$(PYTHON) -m tests.browser.look --places "$(PLACES)"

same: $(VENV)/.dev
	@$(PYTHON) -m tools.same_films since "$(SINCE)"

# SESSIONS, BROWSERS: how many; left out, as deploy/README.md says.
cluster: $(VENV)/.dev
	@$(PYTHON) -m benchmarks.cluster $(SESSIONS) $(BROWSERS)

audit: $(VENV)/.app
	@$(INSTALL) requirements-audit.lock
	@$(PYTHON) -m tools.audit

# Of the same requirements*.txt; `make test` afterwards says whether the newer ones will do.
lock: $(VENV)/.app
	@$(PYTHON) -m tools.lock "$(PYTORCH)"

screenshot: $(VENV)/.dev
	@$(PYTHON) -m tools.screenshot

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis test-output
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps: made again only when the locks changed.
$(VENV)/.app: requirements.lock
	@set -e; \
	for python in python3.11 python3 none; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then break; fi; \
	done; \
	if [ "$$python" = none ]; then \
		echo 'Regression Lab needs Python 3.11 or newer: neither python3.11 nor python3 is one.' >&2; \
		exit 1; \
	fi; \
	echo 'Installing the app into $(VENV), once: this takes a minute or more.'; \
	"$$python" -m venv $(VENV)
	@$(INSTALL) requirements.lock "$(PYTORCH)"
	@touch $@

$(VENV)/.dev: $(VENV)/.app requirements-dev.lock
	@echo 'Installing what the tests need into $(VENV), once.'
	@$(INSTALL) requirements-dev.lock "$(PYTORCH)"
	@touch $@
