# certcat: the few commands that one needs. The work is in scripts/.
#   make demo    on a fresh Debian or Ubuntu with Go and git: installs, builds, reads the certificates of testdata/
#   make test    everything that CI runs

GO ?= go
export CERTCAT_TOOLS ?= $(HOME)/.cache/certcat-tools

.PHONY: setup build demo test lint unit eval bench soak generate screenshots

# make setup ENGINES=ppocr    adds the second recognition engine: photos, labels and Chinese
setup:
	scripts/install-packages
	scripts/install-engines $(ENGINES)

build:
	$(GO) build -trimpath -o certcat ./cmd/certcat

demo: setup build
	scripts/demo

test:
	scripts/install-packages --test
	scripts/install-engines ppocr
	scripts/test-servers
	$(MAKE) --no-print-directory lint
	$(MAKE) --no-print-directory unit
	$(MAKE) --no-print-directory eval
	scripts/check-dockerfile --run

lint:
	scripts/lint

unit:
	scripts/unit-tests

eval: build
	scripts/eval

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

# the long forms of the tests: storms of events, hundreds of kills; hours
soak:
	scripts/install-packages --test
	scripts/test-servers --soak
	CERTCAT_SOAK=1 $(GO) test -timeout 12h -v -run 'Storm|Scale|Killed|MinIO|Recheck' ./cmd/certcat
	CERTCAT_SOAK=1 $(GO) test -timeout 6h -v -run '^TestSpeed$$' ./catalog
	CERTCAT_SOAK=1 $(GO) test -timeout 2h -v -run 'Measured|Killed|Quick' ./cmd/certcat/desk

# the pictures of the README, of the review pages as they are
screenshots:
	CERTCAT_SCREENSHOTS=$(CURDIR)/docs/screenshots $(GO) test -count=1 -run '^TestScreenshots$$' ./cmd/certcat/desk

# writes testdata/cases anew; the result is byte for byte the same on every machine
generate:
	$(GO) run ./testdata/generate
