# `make run` is all a newcomer needs; the README tells what each target is for.
.DEFAULT_GOAL := run
.PHONY: run env dev test check test-all bench soak lock python

# The distribution's interpreter first: it is built with profiles, which one built by hand often is not, and then takes
# half as long again for everything.
is_right := import ensurepip, sys, venv; sys.exit(sys.version_info[:2] != (3, 11) or print(sys.executable))
ifndef PYTHON
PYTHON := $(shell for name in /usr/bin/python3.11 python3.11 python3; do $$name -c '$(is_right)' 2>/dev/null && break; done)
endif
DEPLOY := PYTHONPATH=site "$(PYTHON)" -m deploy
VENV := .venv/bin/python
PYTEST := $(VENV) -m pytest
# On both cores; tests that share a province with all its content stay together, so that it is loaded once.
SPREAD := -n 2 --dist loadgroup
WITH_SITE := PYTHONPATH=.:site

run: python
	@PYTHONPATH=site exec "$(PYTHON)" -m deploy.start

env: python
	@$(DEPLOY).environment

dev: python
	@$(DEPLOY).environment --dev

python:
	@"$(PYTHON)" -c '$(is_right)' >/dev/null 2>&1 || { echo "The portal needs Python 3.11: install python3.11 and python3.11-venv, or name it with PYTHON=/path/to/python3.11." >&2; exit 1; }

test: dev
	$(PYTEST) $(SPREAD) -m "not server and not browser and not soak and not programs"

check: dev
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(WITH_SITE) $(VENV) -m mypy
	$(WITH_SITE) .venv/bin/lint-imports
	DATABASE_URL=sqlite://:memory: $(VENV) manage.py makemigrations --check --dry-run
	SECRET_KEY="$$(head -c 48 /dev/urandom | base64 -w 0)" ALLOWED_HOSTS=portal.example BEHIND_TLS=true \
	DATABASE_URL=sqlite://:memory: $(VENV) manage.py check --deploy --fail-level WARNING

# What `test` leaves out: on the embedded database what needs a server, then the browser (by itself: its event loop
# would make Django refuse the database to later tests), then with PostgreSQL as the database all that asks one; the
# words of the screens are the same on both.
test-all: dev
	@PYTHONPATH=site $(VENV) -m deploy.test_servers postgres elasticsearch chromium programs -- sh -ec '\
		$(PYTEST) -p tests.never_skip $(SPREAD) -m "(server or programs) and not browser and not soak"; \
		$(PYTEST) -p tests.never_skip -m browser; \
		DATABASE_URL="$$TEST_POSTGRES_URL" $(PYTEST) -p tests.never_skip -p tests.only_with_database $(SPREAD) \
			-m "not browser and not soak" --ignore=tests/words'

bench: dev
	$(WITH_SITE) $(VENV) tests/bench/run.py

soak: dev
	@PYTHONPATH=site $(VENV) -m deploy.test_servers postgres -- $(PYTEST) -p tests.never_skip -m soak -rP

# Pins what requirements*.in ask for; add LOCK=--upgrade for newer versions.
lock: dev
	for list in requirements requirements-dev; do CUSTOM_COMPILE_COMMAND="make lock" $(VENV) -m piptools compile \
		--quiet --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		$(LOCK) --output-file $$list.txt $$list.in || exit 1; done
