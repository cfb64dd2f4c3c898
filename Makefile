GO      ?= go
TAGS    := -tags nomsgpack
# A private PostgreSQL on a free port for the length of a command.
WITH_PG := $(GO) run $(TAGS) ./internal/dbtest/pg --

FUZZTIME ?= 10s
LIVES    ?= 3
STEPS    ?= 3000
DIST     := linux/amd64 linux/arm64 darwin/arm64 windows/amd64

.DEFAULT_GOAL := help
.PHONY: help run demo test torture race fuzz bench golden lint dist judges

help: ## print this list
	@awk -F ': .*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## serve article30.db in this folder on 127.0.0.1:8030
	$(GO) run $(TAGS) . serve

demo: ## serve a fresh database with published figures
	$(GO) run $(TAGS) . demo

test: judges ## run every test on SQLite and PostgreSQL
	$(WITH_PG) $(GO) test $(TAGS) -timeout 30m ./...

torture: judges ## live random lives of thousands of steps on both engines (LIVES=3 STEPS=3000)
	$(WITH_PG) env ARTICLE30_LIVES=$(LIVES) ARTICLE30_LIFE_STEPS=$(STEPS) $(GO) test $(TAGS) -timeout 10h -v -run TestRandomLives ./api/cli

race: judges ## run every test with the race detector
	$(WITH_PG) $(GO) test $(TAGS) -race ./...

fuzz: ## fuzz every parser for FUZZTIME (10s) each
	@for package in $$($(GO) list $(TAGS) ./...); do \
	  for target in $$($(GO) test $(TAGS) -list '^Fuzz' $$package | grep '^Fuzz'); do \
	    echo "$$package $$target"; \
	    $(GO) test $(TAGS) -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package || exit 1; \
	  done; \
	done

bench: judges ## measure the speed of the large jobs
	$(WITH_PG) $(GO) test $(TAGS) -run '^$$' -bench . -benchmem ./...

golden: judges ## rewrite the golden dumps and the pictures of README
	$(WITH_PG) $(GO) test $(TAGS) $$(git grep -lE 'flag\.Bool\("update"|"article30/reports/xlsx/xlsxtest"' -- '*_test.go' | xargs -n 1 dirname | sort -u | sed 's,^,./,') -update

lint: ## gofmt, go vet, go fix, staticcheck
	@files=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$files" ]; then echo "gofmt would change:"; echo "$$files"; exit 1; fi
	$(GO) vet $(TAGS) ./...
	$(GO) fix $(TAGS) -diff ./...
	$(GO) tool -modfile=.ci/tools/go.mod staticcheck $(TAGS) ./...

dist: ## build reproducible binaries and their checksums into dist/
	rm -rf dist
	@for target in $(DIST); do \
	  os=$${target%/*}; arch=$${target#*/}; suffix=; [ $$os = windows ] && suffix=.exe; \
	  echo "dist/article30-$$os-$$arch$$suffix"; \
	  CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(GO) build $(TAGS) -trimpath -buildvcs=false -ldflags '-s -w -buildid=' \
	    -o dist/article30-$$os-$$arch$$suffix . || exit 1; \
	done
	cd dist && sha256sum article30-* > SHA256SUMS && cat SHA256SUMS

judges:
	@.ci/judges
