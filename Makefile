# What a newcomer types. Each target sets the machine up first, which takes no time once it is done.

.DEFAULT_GOAL := build
.PHONY: build demo test test-long conformance asan tsan bench fuzz format setup clean help

JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 600
CTEST = ctest --output-on-failure --parallel $(JOBS)

build: setup  ## build/sluice, a release build
	cmake --preset release --log-level=WARNING
	cmake --build build --target sluice --parallel $(JOBS)

demo: build  ## run examples/aviation and its queries
	scripts/demo

test:  ## every test, in its short form
	scripts/setup test
	cmake --preset release --log-level=WARNING
	cmake --build build --parallel $(JOBS)
	$(CTEST) --test-dir build

test-long:  ## every test, with full counts
	scripts/setup test
	cmake --preset release --log-level=WARNING
	cmake --build build --parallel $(JOBS)
	SLUICE_TEST_LONG=1 $(CTEST) --test-dir build

conformance: setup  ## Trino's test cases in CASES=FILE against the dialect; TPCH=FILE its tables, OUT=FILE a JSON line a case
	cmake --preset release --log-level=WARNING
	cmake --build build --target sql_answers --parallel $(JOBS)
	third_party/venv/bin/python tests/sql/conformance.py build/tests/sql/sql_answers $(CASES) \
	  $(if $(TPCH),--tpch $(TPCH)) $(if $(OUT),--out $(OUT))

asan tsan:  ## the tests under address and undefined-behaviour (asan), or thread sanitizers (tsan)
	scripts/setup test
	cmake --preset $@ --log-level=WARNING
	cmake --build build/$@ --parallel $(JOBS)
	$(CTEST) --test-dir build/$@

bench:  ## every speed claim of bench/README.md, measured against its reference
	scripts/setup bench
	cmake --preset release --log-level=WARNING -DSLUICE_BENCH=ON
	cmake --build build --parallel $(JOBS)
	bench/run

fuzz:  ## each fuzzer for FUZZ_SECONDS (600)
	scripts/setup develop
	cmake --preset fuzz --log-level=WARNING
	scripts/fuzz $(FUZZ_SECONDS) $(JOBS)

format:  ## lay out the code as .clang-format says
	scripts/setup develop
	git ls-files '*.h' '*.cc' | xargs clang-format-14 -i

setup:  ## install and fetch what the build needs
	@scripts/setup

clean:  ## remove what was built; third_party/ stays
	rm -rf build

help:  ## this list
	@sed -nE 's/^([a-z -]+):.*## (.*)/\1\t\2/p' Makefile | expand -t 14
