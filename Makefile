# Two commands matter: `make run` tries the program on its built-in lab, `make test` runs every test. Both do all set-up.
.PHONY: run test lint bench soak setup messages schemas contents lock pictures windows windows-test windows-reproducible windows-lock

PYTHON = .venv/bin/python

run: setup
	$(PYTHON) -m ccdiag --lab

# Without compiled code each of a thousand short processes would compile the program anew.
test: setup
	env -u PYTHONDONTWRITEBYTECODE $(PYTHON) -m pytest -q --numprocesses=3 --dist=loadfile --no-loadscope-reorder

lint: setup
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(PYTHON) -m codespell_lib ccdiag tests docs benchmarks scripts installer README.md CHANGELOG.md

bench: setup
	$(PYTHON) benchmarks/start.py
	$(PYTHON) benchmarks/checklist.py
	$(PYTHON) benchmarks/sweep.py
	$(PYTHON) benchmarks/screens.py
	$(PYTHON) benchmarks/fleet.py
	$(PYTHON) benchmarks/window.py
	$(PYTHON) benchmarks/case_store.py

# No false alarm: 300 runs on bad lines, about six minutes; needs root.
soak: setup
	$(PYTHON) -m tests.network.soak

# The setup for Windows, on Debian as root; installer/README.md tells how.
windows: setup
	@bash installer/build.sh

# What CI calls: the same setup is made and tried, and nothing is skipped.
windows-test: windows

# Two builds of the last commit, in two folders, give the same bytes.
windows-reproducible: setup
	@bash installer/debian.sh
	@bash installer/reproducible.sh

setup:
	@bash scripts/setup.sh

# After texts, documents or dependencies changed:
messages: setup
	$(PYTHON) scripts/messages.py
schemas: setup
	$(PYTHON) scripts/write_schemas.py
# What the self-test expects to be there:
contents: setup
	$(PYTHON) scripts/write_contents.py
# Those of README.md; prettiest where Noto Sans is installed:
pictures: setup
	$(PYTHON) scripts/pictures.py
windows-lock: setup
	$(PYTHON) installer/lock.py
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  --group build --group dev pyproject.toml --output-file requirements/dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  pyproject.toml --output-file requirements/runtime.lock
