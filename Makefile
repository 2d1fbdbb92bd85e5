# SPDX-License-Identifier: GPL-3.0-or-later
# `make run` and `make test` do everything on a fresh machine: install what is missing, build, go.

SHELL := /bin/bash
.DEFAULT_GOAL := help

DEBIAN := libgsl-dev libsuitesparse-dev libopenblas-dev libnetcdf-dev zlib1g-dev gnuplot-nox pkg-config
HOMEBREW := gsl suite-sparse openblas netcdf zlib gnuplot pkgconf
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

# One set of objects for the command and for the tests, which run optimized and see what is internal. `swift test` would
# add the flag a second time and compile everything anew.
RELEASE := -c release -Xswiftc -enable-testing -Xswiftc -gnone
TESTING := $(RELEASE) --disable-testable-imports
SCENARIOS = $(wildcard scenarios/*/*.yaml)
RAVINE = $$(swift build $(RELEASE) --show-bin-path)/ravine

.PHONY: help setup build install uninstall run test test-long check check-quick schema-check examples docs lint format bench bench-peers notebook notebooks cluster digits orders coverage fixtures clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Installs the Debian packages of the list $(1) that are missing.
define install
	@if command -v dpkg-query >/dev/null; then \
	  missing=$$(for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	  if [ -n "$$missing" ]; then echo "installing $$(echo $$missing)"; \
	    { $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq $$missing >/dev/null; } || \
	    { echo "could not install: $$(echo $$missing); install these packages by hand"; exit 1; }; fi; \
	elif command -v brew >/dev/null; then brew install --quiet $(2); \
	else echo "if they are missing, install with your package manager: $(1)"; fi
endef

setup:  ## install the system libraries that are missing
	@command -v swift >/dev/null || { echo "Ravine needs Swift 6.2 or newer: see https://www.swift.org/install"; exit 1; }
	$(call install,$(DEBIAN),$(HOMEBREW))

build: setup  ## compile the command with optimization
	swift build $(RELEASE) --product ravine

PREFIX ?= /usr/local
COMPLETIONS = share/bash-completion/completions/ravine share/zsh/site-functions/_ravine share/fish/vendor_completions.d/ravine.fish
MANUALS = share/man/man1

install: build  ## the command, completions for bash, zsh and fish, man pages and the schema, under PREFIX
	swift build $(RELEASE) --product generate-manual
	install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin share/ravine $(MANUALS) $(dir $(COMPLETIONS)))
	install -m 755 $(RAVINE) $(DESTDIR)$(PREFIX)/bin/ravine
	$(RAVINE) schema >$(DESTDIR)$(PREFIX)/share/ravine/ravine.schema.json
	@shells=(bash zsh fish); files=($(COMPLETIONS)); for i in 0 1 2; do \
	  $(RAVINE) --generate-completion-script $${shells[i]} >$(DESTDIR)$(PREFIX)/$${files[i]}; done
	$$(swift build $(RELEASE) --show-bin-path)/generate-manual $(RAVINE) --multi-page --output-directory $(DESTDIR)$(PREFIX)/$(MANUALS)

uninstall:  ## take away what install has put under PREFIX
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,bin/ravine share/ravine/ravine.schema.json $(COMPLETIONS) $(MANUALS)/ravine.1 $(MANUALS)/ravine.*.1)

run: build  ## the headline scenario, with its report
	$(RAVINE) run scenarios/eyring/double-well.yaml --fresh

test: setup  ## the quick suite, under five minutes after the build
	swift test $(TESTING)

test-long: setup  ## the long campaigns: coverage, convergence ladders, generator batteries
	$(call install,dieharder,dieharder)
	RAVINE_LONG_TESTS=1 swift test $(TESTING)
	Tests/batteries/dieharder.sh

check: build data/digits.csv  ## every scenario against its expectations
	$(RAVINE) check --fresh $(SCENARIOS)

check-quick: build  ## the scenarios that take seconds
	$(RAVINE) check --fresh $$(grep -l '^# quick' $(SCENARIOS))

schema-check: build  ## the JSON Schema of scenarios against right and wrong ones
	Tests/schema/check.sh $(RAVINE)

examples: setup  ## build and run the packages in Examples, which use this one from outside
	Examples/run.sh

docs: build  ## the reference of both libraries for browsers, without warnings
	docs/docc.sh

lint:  ## the style, strictly
	swift format lint --strict --recursive --parallel Sources Tests Examples Package.swift

format:  ## rewrite the sources in the style
	swift format --in-place --recursive --parallel Sources Tests Examples Package.swift

bench: setup  ## Ravine's own benchmarks with their thresholds
	$(call install,valgrind,valgrind)
	Benchmarks/run.sh

bench-peers: build  ## Ravine and its peers in turn on the same work
	Benchmarks/peers/run.sh

notebook:  ## execute the exported example notebook
	notebooks-export/execute.sh

notebooks: build  ## execute the notebook of every kind of experiment, of the runs that check-quick left
	notebooks-export/each-kind.sh $(RAVINE)

cluster: build  ## hold job arrays against a real Slurm of one node, which is started and stopped
	$(call install,slurm-wlm munge,)
	Tests/cluster/slurm.sh $(RAVINE)

digits: data/digits.csv  ## write scikit-learn's digits as a table, for the task of that name

data/digits.csv:
	@[ -x .venv-data/bin/python ] || python3 -m venv .venv-data
	.venv-data/bin/pip install --quiet --disable-pip-version-check 'scikit-learn>=1.2'
	.venv-data/bin/python scenarios/data/digits.py data/digits.csv

orders: setup  ## measure the integrators' orders again and rewrite docs/orders.md
	RAVINE_LONG_TESTS=1 RAVINE_ORDERS_TABLE=docs/orders.md swift test $(TESTING) --filter MeasuredOrdersTests

coverage: setup  ## try all rate methods on random landscapes again and rewrite docs/coverage.md
	RAVINE_LONG_TESTS=1 RAVINE_STRESS_TABLE=docs/coverage.md swift test $(TESTING) --filter StressTests

fixtures: setup  ## train with PyTorch again, rewrite Tests/fixtures/torch/*.safetensors, and give it weights that Ravine wrote
	[ -x .venv-torch/bin/python ] || python3 -m venv .venv-torch
	.venv-torch/bin/pip install --quiet --disable-pip-version-check --retries 1 -r Tests/fixtures/torch/requirements.txt
	.venv-torch/bin/python Tests/fixtures/torch/make_fixtures.py Tests/fixtures/torch
	mkdir -p .build/written
	RAVINE_WRITTEN_WEIGHTS=$(CURDIR)/.build/written swift test $(TESTING) --filter TorchFixtureTests
	.venv-torch/bin/python Tests/fixtures/torch/check_written.py .build/written

clean:  ## remove what was built
	rm -rf .build .venv-bench .venv-notebook .venv-torch .venv-data .venv-schema .venv-comparison
