# Tiếp Dân: what can be done with this tree. "make help" lists it.

GO        := go
TAGS      := novulkan gles2 egl
PKGS      := ./...
TIMEOUT   := 20m
FUZZTIME  := 20s
# Tests start programs that the test cache does not see: run them every time.
TESTFLAGS := -count=1
ARGS      :=

BIN    := bin
NATIVE := kioskd speechd
STATIC := kioskctl kiosksim wardd
CACHE  := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/tiepdan
TEST   := $(GO) test -tags '$(TAGS)' -timeout $(TIMEOUT) $(TESTFLAGS)

.DEFAULT_GOAL := help
.PHONY: help run test test-peers test-race lint fmt build bench bench-visit bench-screen bench-printer bench-eta bench-ward bench-nav bench-voice test-chaos test-usblp fuzz cover bare-test bare-run deb image bundle test-image test-arm64 clean FORCE

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## the whole system on this machine, with simulated hardware
	@scripts/setup run
	@scripts/run $(ARGS)

test: ## all tests
	@scripts/setup test
	$(TEST) $(PKGS)

test-peers: ## the contract with Node-RED, which reads ratings by configuration alone
	@scripts/setup test
	@TAGS='$(TAGS)' scripts/test-peers

test-race: ## all tests with the race detector
	@scripts/setup test
	$(TEST) -race $(PKGS)

lint: ## all linters and formatters' findings
	@scripts/setup lint
	$(CACHE)/bin/golangci-lint run --allow-parallel-runners $(PKGS)

fmt: ## format the code
	@scripts/setup lint
	$(CACHE)/bin/golangci-lint fmt

build: $(addprefix $(BIN)/,$(NATIVE) $(STATIC)) ## all programs, into bin/

$(addprefix $(BIN)/,$(STATIC)): export CGO_ENABLED := 0

$(BIN)/%: FORCE
	@scripts/setup build
	$(GO) build -trimpath -buildvcs=auto -tags '$(TAGS)' -o $@ ./cmd/$*

bench: ## all benchmarks
	@scripts/setup test
	$(TEST) -run '^$$' -bench . -benchmem $(ARGS) $(PKGS)

bench-visit: ## what a visit costs: touch, paper, page, start, memory (ARGS=--json)
	@scripts/setup test
	@scripts/bench-visit $(ARGS)

bench-screen: ## the screen against Chromium in kiosk mode (ARGS=--json)
	@scripts/setup test
	@scripts/bench-screen $(ARGS)

bench-printer: ## what a ticket costs: bytes, time to the last byte, drawing, 115200 baud (ARGS=--json)
	@scripts/setup test
	@scripts/bench-printer $(ARGS)

bench-eta: ## what an estimate, a simulated day and a restart cost (ARGS=--json)
	@scripts/setup test
	@scripts/bench-eta $(ARGS)

bench-nav: ## days among people, e-stop and lost link, the planner (ARGS=--json)
	@scripts/setup test
	@scripts/bench-nav $(ARGS)

bench-voice: ## first sounds, the end of a request, a killed speechd (ARGS=--json)
	@scripts/setup test
	@scripts/bench-voice $(ARGS)

bench-ward: ## the ward: press to page, backlog beside the broker alone, ingest, pages over a million ratings (ARGS=--json)
	@scripts/setup test
	@scripts/bench-ward $(ARGS)

test-chaos: ## kill, cut, fill and set back everything between robot and ward, and count (some minutes; ARGS=SECONDS)
	@scripts/setup test
	@scripts/test-chaos $(ARGS)

test-usblp: ## the printer's driver on the kernel's real usblp, in a virtual machine (needs QEMU; says what else)
	@scripts/test-usblp $(ARGS)

fuzz: ## every fuzz target for FUZZTIME (20s)
	@scripts/setup test
	@TAGS='$(TAGS)' FUZZTIME=$(FUZZTIME) scripts/fuzz

cover: ## what the tests reach, as bin/cover.html
	@scripts/setup test
	@mkdir -p $(BIN)
	$(TEST) -coverpkg $(PKGS) -coverprofile $(BIN)/cover.out $(PKGS)
	$(GO) tool cover -html $(BIN)/cover.out -o $(BIN)/cover.html
	$(GO) tool cover -func $(BIN)/cover.out | tail -n 1

bare-test: ## make test in a Debian where nothing was installed before
	@scripts/bare-machine make test

bare-run: ## make run in a Debian where nothing was installed before
	@scripts/bare-machine make run

deb: ## Debian packages for amd64 and arm64, into build/deb (Debian 12)
	@scripts/package/build amd64
	@scripts/package/build arm64

image: ## the robot's disk image, compressed and signed, into build/image (Debian 12, root)
	@scripts/image/build image

bundle: ## the signed update of a robot, into build/image (Debian 12, root)
	@scripts/image/build bundle

test-image: ## boot, update, roll back, cut and crash the image in QEMU (ARGS="--only boot"; see docs/image.md)
	@scripts/image/test-image $(ARGS)

test-arm64: ## the arm64 programs under user-mode emulation
	@scripts/package/test-arm64

clean: ## what was built
	rm -rf $(BIN) build
