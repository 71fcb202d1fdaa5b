# The project's tasks; `make` lists them. Each sets up what it needs, and does again only what has changed.
# CARGO_TARGET_DIR is respected.

SHELL := bash
.NOTPARALLEL:
.DEFAULT_GOAL := help

# Ends a recipe's command: says what to do when it fails.
or_say = || { printf '\033[31merror:\033[0m %s\n' $(1) >&2; exit 1; }

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: build ## Build the package and print decisions for a real policy over real operations
	@node examples/demo.mjs $(call or_say,"the demo failed: see above.")

.PHONY: test
test: test-lints test-rust test-wasm test-js test-www ## Run all tests: Rust, WebAssembly in two browsers, the npm package, the playground

.PHONY: test-lints
test-lints: setup-lint ## Run the lints that keep panics and unsafe code out; `make lint` runs all
	@cargo clippy --quiet --locked --lib $(call or_say,"code that can panic is not accepted: see above.")

.PHONY: test-rust
test-rust: setup-rust ## Run the Rust tests natively
	@cargo test --locked $(call or_say,"Rust tests failed: see above; \`cargo test NAME\` repeats one.")

.PHONY: test-wasm
test-wasm: setup-wasm setup-browsers ## Run tests/wasm.rs in headless Chromium and Firefox
	@scripts/test-wasm.sh

.PHONY: test-js
test-js: build setup-chromium ## Pack the npm package, install it, and test it where it will be used
	@scripts/npm-ci.sh js-tests
	@npm --prefix js-tests test $(call or_say,"tests of the package failed: see above; \`npm --prefix js-tests test\` repeats them.")

.PHONY: test-www
test-www: www setup-browsers ## Drive the playground in headless Chromium and Firefox, as a user would
	@scripts/npm-ci.sh js-tests
	@npm --prefix js-tests --silent run test:playground $(call or_say,"tests of the playground failed: see above; \`npm --prefix js-tests run test:playground -- NAME\` repeats one.")

.PHONY: soundness
soundness: N ?= 100000
soundness: SEED ?= $(shell date +%s)
soundness: setup-rust ## Run N=100000 command lines made from SEED=… in real bash, and hold them against their plans
	@SOUNDNESS_LINES=$(N) SOUNDNESS_SEED=$(SEED) cargo test --quiet --locked --release --test soundness \
	  $(call or_say,"bash did what a plan does not say: see above; \`SOUNDNESS_TRY='the line' make soundness\` shows all about one.")

.PHONY: build
build: setup-wasm setup-node ## Build the WebAssembly module and assemble the npm package in pkg/
	@scripts/build.sh

.PHONY: www
www: build ## Build the playground to static files in www/dist/
	@scripts/www.sh build

.PHONY: playground
playground: build ## Serve the playground on localhost; PORT=… chooses where
	@scripts/www.sh serve

.PHONY: bench
bench: build ## Measure what decisions cost: natively, and in Node beside an empty call and peers
	@scripts/bench.sh

.PHONY: bench-check
bench-check: build ## Measure in Node alone, and fail where a number is not what it must be
	@scripts/bench.sh --check

.PHONY: lint
lint: setup-lint ## Check format, Clippy's lints (natively and for WebAssembly), the shell scripts and the playground's types
	@scripts/lint.sh

.PHONY: setup
setup: ## Install everything that building and testing need (each target does its part by itself)
	@scripts/setup.sh

.PHONY: clean
clean: ## Remove what was built, not what was installed
	rm -rf target pkg www/dist

.PHONY: distclean
distclean: clean ## Remove what was built and what was installed into this folder
	rm -rf .toolchain node_modules js-tests/node_modules benches/node_modules www/node_modules

setup-%:
	@scripts/setup.sh $*
