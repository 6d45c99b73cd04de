# What people do with this repository. `make help` lists it; every target may be run twice.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

SWIFT ?= swift
# Imports must be named in Package.swift.
IMPORTS := --explicit-target-dependency-import-check error
# The release carries Swift's own library, so that it runs on machines without the toolchain.
RELEASE := --configuration release --static-swift-stdlib $(IMPORTS)
VERSION := $(shell git describe --tags --always --dirty 2> /dev/null || echo unversioned)
PACKAGE := agnitra-billing-$(VERSION)-$(shell uname -s | tr A-Z a-z)-$(shell uname -m)

.PHONY: help deps build test check nightly bench bench-verdicts sim fuzz prove outside model package

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## Install the system packages that are missing, with sudo when not root
	@.ci/install-packages

build: deps ## Build the release: .build/release/agnitra-billing and the simulators
	@env -u FAIL_POINTS $(SWIFT) build $(RELEASE)

test: deps ## Build and run every test
	@$(SWIFT) test $(IMPORTS)

check: deps ## Check format, style and links
	@$(SWIFT) format lint --strict --parallel --recursive Sources Tests Package.swift
	@$(SWIFT) test $(IMPORTS) --filter TidyTests

nightly: build ## Rehearse a week of billing against the simulators in the box; bills nobody
	@fixtures/rehearse.sh

# Crashes, preemptions and other faults of the schedules that are all lived through.
BUDGETS := 2,0,0 1,1,0 1,0,1 0,1,1 0,2,0
WHOLE = [ -n "$(PARTS)" ] ||
prove: build ## Search the model, live through worlds, break the binary, fuzz; PARTS="kills" for some, QUICK=1 a slice
	@$(WHOLE) Tests/Model/run
	@$(WHOLE) for budget in $(if $(QUICK),$(firstword $(BUDGETS)),$(BUDGETS)); do \
	  .build/release/simulate --exhaustive --budget $$budget; done
	@$(WHOLE) $(MAKE) --no-print-directory sim SEEDS=$(if $(findstring command,$(origin SEEDS)),$(SEEDS),$(if $(QUICK),5000,1000000)) \
	  WIRE_SEEDS=$(if $(findstring command,$(origin WIRE_SEEDS)),$(WIRE_SEEDS),$(if $(QUICK),2000,300000))
	@$(WHOLE) $(if $(QUICK),true,.build/release/simulate --mutants --seeds 1000000)
	@$(WHOLE) $(if $(QUICK),true,.build/release/simulate --wire --mutants --seeds 300000)
	@Tests/Failures/run $(PARTS)
	@$(WHOLE) RUNS=$(if $(QUICK),100000,10000000) Tests/Fuzzing/run

bench: build ## Measure beside DuckDB, Polars and others from PyPI; QUICK=1 a minute, PEERS= without them, ROWS= EVENTS= ROUNDS= JSON=
	@Tests/Benchmarks/bench.sh

TRIALS ?= 20000
bench-verdicts: deps ## Measure how often verdicts err on simulated hosts; fails beyond what docs/VERIFICATION.md says
	@$(SWIFT) build --configuration release $(IMPORTS) --product verdict-bench
	@.build/release/verdict-bench --trials $(TRIALS)

SEEDS ?= 100000
SEED ?= 1
WIRE_SEEDS ?= $(SEEDS)
sim: deps ## Run SEEDS worlds of the simulation from SEED on, and WIRE_SEEDS with the adapters on the wire; prints what broke, and marks that long runs missed
	@$(SWIFT) build --configuration release $(IMPORTS) --product simulate
	@.build/release/simulate --seeds $(SEEDS) --seed $(SEED) --jobs 2
	@.build/release/simulate --wire --seeds $(WIRE_SEEDS) --seed $(SEED) --jobs 2

outside: deps ## Run the checks against tools we did not write; those not installed are skipped
	@Tests/Outside/run

model: ## Search every state of the dispatch model; skipped without Spin
	@Tests/Model/run

fuzz: deps ## Fuzz every reader, or TARGET, for SECONDS each (60) or RUNS executions, JOBS at a time
	@TARGET="$(TARGET)" RUNS="$(RUNS)" SECONDS_EACH="$(SECONDS)" JOBS="$(JOBS)" KEEP="$(KEEP)" Tests/Fuzzing/run

package: build ## Pack the release, jobs, cron units and examples into dist/
	@.ci/package "$(PACKAGE)"
