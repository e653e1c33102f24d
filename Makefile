# What can be done here; `make` alone lists it. Needs Python 3.11 or newer with venv, and make.

VENV := .venv
PYTHON := $(VENV)/bin/python
REQUIREMENTS ?= requirements-dev.txt
# One stamp for each content of the lock file: an unchanged one is installed once.
STAMP := $(VENV)/.installed-$(firstword $(shell cat $(REQUIREMENTS) | cksum))
FIND_PYTHON = for p in $(PY) python3.13 python3.12 python3.11 python3 python3.14; do \
	  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' 2>/dev/null \
	  && { echo $$p; break; }; done

# Settings for the commands that look at the code and never at data.
CHECKING := DEBUG=true ENV_FILE=/dev/null VAR_DIR=$(VENV)/checking
DEPLOYED := DEBUG=false ENV_FILE=/dev/null VAR_DIR=$(VENV)/checking SITE_URL=https://bulletin.example \
	ALLOWED_HOSTS=bulletin.example SECRET_KEY=2mZ8rQ4vXk7Lw1Tn9Cy5Bd3Hf6Jp0Sg-2mZ8rQ4vXk7Lw1Tn9Cy5Bd3Hf6 \
	DATABASE_URL=sqlite:///$(CURDIR)/$(VENV)/checking/deployed.sqlite3 CELERY_BROKER_URL=redis://127.0.0.1:6379/0 \
	EMAIL_URL=smtp+tls://user:password@mail.example:587
# A third of the time the tests wait for real processes: three at once keep two cores busy.
PYTEST := $(PYTHON) -m pytest -n 3 --dist worksteal
# Of lines and branches, in percent; the last whole run had 99.
COVERAGE := 95

.PHONY: help
help:
	@echo "make run      the whole bulletin with demo data, in this terminal (PORT=8010 chooses another port)"
	@echo "make test     every test, on SQLite and on PostgreSQL with a Redis-protocol server"
	@echo "make check    linters, types, floors, templates, migrations, deployment settings"
	@echo "make format   put code and templates into shape"
	@echo "make setup    only prepare $(VENV)"
	@echo "make bench    benchmarks          make drill     the long kill drills"
	@echo "make audit    compare the locked packages with published faults; needs uv and the network"
	@echo "make messages the catalogues of translations; needs gettext"
	@echo "make pictures screenshots         make lock      compile the lock files anew"

.PHONY: setup
setup: $(STAMP)
	@echo "$(VENV) is ready"

$(STAMP):
	@py="$$($(FIND_PYTHON))"; test -n "$$py" || { echo "Python 3.11 or newer is needed: on Debian or Ubuntu, apt install python3 python3-venv"; exit 1; }; \
	if ! test -x $(PYTHON); then \
	  $$py -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: on Debian or Ubuntu, apt install python3-venv"; exit 1; }; \
	  echo "Making $(VENV) with $$($$py --version)"; $$py -m venv $(VENV) || { rm -rf $(VENV); exit 1; }; \
	fi
	@echo "Installing the packages of $(REQUIREMENTS) (once, about half a minute) ..."
	@uv --version >/dev/null 2>&1 && uv pip sync -q --require-hashes --python $(PYTHON) $(REQUIREMENTS) || \
	$(PYTHON) -m pip install -q --disable-pip-version-check --require-hashes -r $(REQUIREMENTS)
	@rm -f $(VENV)/.installed-*; touch $@

.PHONY: run
run: $(STAMP)
	@DEBUG=$${DEBUG:-true} DEMO=$${DEMO:-true} UNDO_MINUTES=$${UNDO_MINUTES:-1} exec $(PYTHON) manage.py run

# What docker-compose.yml starts, one each; `exec`, so that the signal to end reaches the process itself.
.PHONY: migrate web worker beat
migrate: $(STAMP)
	@exec $(PYTHON) manage.py migrate --noinput
web: $(STAMP)
	@$(PYTHON) manage.py collectstatic --noinput --verbosity 0
	@exec $(VENV)/bin/gunicorn bulletin.wsgi --no-control-socket
# Its many threads share their free memory; each with an arena of its own keeps 10 MB more.
worker: export MALLOC_ARENA_MAX ?= 2
worker: $(STAMP)
	@exec $(VENV)/bin/celery -q -A bulletin worker --loglevel=INFO --without-gossip --without-mingle
beat: $(STAMP)
	@exec $(VENV)/bin/celery -q -A bulletin beat --loglevel=WARNING --pidfile=

# The suite on the embedded default and on real servers. What asks no database, or looks into a browser, is asked once,
# and the coverage is that of the second run: measuring costs a fifth of the time.
.PHONY: test
test: $(STAMP)
	@rm -f .coverage .coverage.*
	@echo "=== On SQLite and the filesystem broker"
	env -u DATABASE_URL -u CELERY_BROKER_URL $(PYTEST) -m "not drill and not once" $(TESTS)
	@echo "=== On PostgreSQL and a Redis-protocol server"
	$(PYTHON) -m tests.servers $(PYTEST) --cov --cov-report=term --cov-fail-under=$(COVERAGE) $(TESTS)

.PHONY: drill
drill: $(STAMP)
	$(PYTHON) -m pytest -m drill -o faulthandler_timeout=0 $(TESTS)
	$(PYTHON) -m tests.servers --durable $(PYTHON) -m pytest -m drill -o faulthandler_timeout=0 $(TESTS)

.PHONY: check
check: $(STAMP)
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(CHECKING) $(PYTHON) -m mypy
	$(VENV)/bin/lint-imports
	$(PYTHON) -m djlint templates --lint --quiet
	find templates -name '*.html' -exec $(VENV)/bin/djade --target-version 5.2 --check {} +
	$(CHECKING) $(PYTHON) manage.py makemigrations --check --dry-run
	$(DEPLOYED) $(PYTHON) manage.py check --deploy --fail-level WARNING
	@if command -v docker-compose >/dev/null; then \
	  install -D -m 644 docker-compose.yml $(VENV)/composed/docker-compose.yml && \
	  echo POSTGRES_PASSWORD=x >$(VENV)/composed/.env && cd $(VENV)/composed && docker-compose config -q; \
	else echo "docker-compose.yml is not checked: apt install docker-compose"; fi

.PHONY: format
format: $(STAMP)
	$(PYTHON) -m ruff check --fix --quiet --exit-zero
	$(PYTHON) -m ruff format
	find templates -name '*.html' -exec $(VENV)/bin/djade --target-version 5.2 {} +

# The catalogues of translations; needs gettext (on Debian or Ubuntu, apt install gettext). Commit both files of each.
.PHONY: messages
messages: $(STAMP)
	$(CHECKING) $(PYTHON) manage.py makemessages --all --no-wrap --add-location file -i .venv -i var -i tests -i docs
	$(CHECKING) $(PYTHON) manage.py compilemessages -i .venv

.PHONY: bench
bench: $(STAMP)
	$(PYTHON) -m tests.servers --durable $(PYTHON) -m pytest -m '' -o faulthandler_timeout=0 -s tests/benchmarks $(TESTS)

.PHONY: pictures
pictures: $(STAMP)
	$(PYTHON) -m pytest -m '' tests/pictures $(TESTS)

COMPILE = uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url
# Asks the network about known faults of every locked package; a package that it can't ask about is a failure, too.
.PHONY: audit
audit:
	uv tool run pip-audit --strict --require-hashes --disable-pip -r requirements-dev.txt

.PHONY: lock
lock:
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) pyproject.toml --extra dev -o requirements-dev.txt
