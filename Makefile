# LEEP. One Makefile for everything; all that is generated goes to build/. `make help` lists what people use.
# A folder added under common/ or services/ is picked up by its .c files; a unit test by tests/unit/*/test_*.c.

V        ?= 0
Q        := $(if $(filter 1,$(V)),,@)
B        ?= build
CC       ?= gcc
PROTOC_C ?= protoc-c
SECONDS  ?= 30
OPT      ?= -O2 -g
WARN     := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror=switch-enum -Werror
HARDEN   := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
CFLAGS   += -std=c11 -D_GNU_SOURCE -I. -I$(B)/gen $(OPT) $(WARN) $(HARDEN) $(SANITIZE)
LDFLAGS  += -pie -Wl,-z,relro,-z,now $(SANITIZE)
LDLIBS   := -lzmq -llmdb -lprotobuf-c -lcyaml -lyaml -lcrypto
gateway_LDLIBS := -lulfius -lorcania -lyder -ljansson
cli_LDLIBS := -ljansson
ingest_LDLIBS := -lz
alerts_LDLIBS := -lcurl -lrhonabwy -ljansson

SERVICES := ingest indicators alerts reports gateway
PROTOS   := $(wildcard proto/leep/*.proto)
GEN_C    := $(PROTOS:proto/%.proto=$(B)/gen/%.pb-c.c)
COMMON   := $(patsubst %.c,$(B)/%.o,$(wildcard common/*/*.c)) $(GEN_C:%.c=%.o)
LIB      := $(B)/libleep.a
BINS     := $(SERVICES:%=$(B)/bin/leep-%) $(B)/bin/leep
SHARE    := $(B)/share/leep
UNIT     := $(patsubst tests/unit/%.c,$(B)/tests/unit/%,$(wildcard tests/unit/*/test_*.c))
FUZZ     := $(patsubst tests/fuzz/%.c,$(B)/tests/fuzz/%,$(wildcard tests/fuzz/*/*.c))
BENCH    := $(patsubst tests/bench/%.c,$(B)/tests/bench/%,$(wildcard tests/bench/*.c))
objects   = $(patsubst %.c,$(B)/%.o,$(wildcard services/$(1)/*.c services/$(1)/*/*.c))
# What tests of a service may link: everything of it but its main.
parts     = $(filter-out %/main.o,$(call objects,$(1)))

.PHONY: all demo test unit unit-programs corpus fuzz-programs integration lint format asan fault builds fuzz bench containers clean help
.SECONDARY:

all: $(BINS) $(SHARE)/stamp ## build everything into build/

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 20

demo: ## install what is missing, build, run the sample for Leicestershire (ARGS=--once: stop afterwards)
	$(Q)deploy/install-dependencies build
	$(Q)$(MAKE) --no-print-directory all
	$(Q)$(B)/bin/leep demo $(ARGS)

test: ## install what is missing, build, run unit, corpus, integration and fault tests
	$(Q)deploy/install-dependencies test
	$(Q)$(MAKE) --no-print-directory -j2 all unit-programs fuzz-programs
	$(Q)$(MAKE) --no-print-directory unit corpus integration fault

unit-programs: $(UNIT)

unit: $(UNIT) ## unit tests only
	$(Q)for t in $(UNIT); do echo "== $$t"; $$t || exit 1; done

fuzz-programs: $(FUZZ)

corpus: $(FUZZ) ## feed the kept inputs of the fuzz targets to them
	$(Q)tests/fuzz/run corpus $(FUZZ)

integration: all ## tests of the real binaries
	$(Q)BUILD=$(abspath $(B)) tests/integration/run

fault: all ## tests that kill, cut and fill
	$(Q)BUILD=$(abspath $(B)) tests/fault/run

builds: ## do states depend on the compiler? gcc and clang, -O0 and -O2 and worse, replay the same journals
	$(Q)deploy/install-dependencies sanitize
	$(Q)tests/determinism/run

lint: ## layering, banned functions, layout of the code, clang-tidy, cppcheck
	$(Q)deploy/install-dependencies lint
	$(Q)$(MAKE) --no-print-directory $(GEN_C)
	$(Q)BUILD=$(abspath $(B)) tests/lint/run

format: ## lay the code out as .clang-format says
	$(Q)clang-format -i $$(git ls-files '*.c' '*.h')

fuzz: ## run each fuzz target (TARGETS="csv intake": these) for a while (SECONDS=30) under libFuzzer and the sanitizers
	$(Q)deploy/install-dependencies fuzz
	$(Q)$(MAKE) --no-print-directory -j2 B=$(B)/fuzz CC=clang WARN= HARDEN=-fPIE OPT="-O1 -g -fno-omit-frame-pointer" \
		SANITIZE="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined" \
		FUZZ_MAIN= FUZZ_FLAGS=-fsanitize=fuzzer fuzz-programs
	$(Q)BUILD=$(abspath $(B)/fuzz) TARGETS="$(TARGETS)" tests/fuzz/run fuzz $(SECONDS) $(FUZZ:$(B)/%=$(B)/fuzz/%)

asan: ## unit, corpus and integration tests under the address and undefined-behaviour sanitizers
	$(Q)deploy/install-dependencies test
	$(Q)$(MAKE) --no-print-directory -j2 B=$(B)/asan OPT="-O1 -g -fno-omit-frame-pointer" \
		HARDEN="-fPIE" SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=undefined" all unit-programs \
		fuzz-programs
	$(Q)$(MAKE) --no-print-directory B=$(B)/asan SANITIZE="-fsanitize=address,undefined" HARDEN="-fPIE" \
		OPT="-O1 -g -fno-omit-frame-pointer" unit corpus integration

bench: ## install the peers, measure beside them; one line a measurement, also in build/bench.csv (ARGS: names)
	-$(Q)deploy/install-dependencies bench
	$(Q)$(MAKE) --no-print-directory -j2 all $(BENCH)
	-$(Q)$(MAKE) --no-print-directory $(B)/bench/stamp
	$(Q)BUILD=$(abspath $(B)) tests/bench/run $(ARGS)

containers: ## the five services as containers: build, load the sample, check, take down
	$(Q)tests/containers/run

clean: ## remove build/
	$(Q)rm -rf $(B)

# -- how things are made ------------------------------------------------------------------------------------------

$(B)/gen/%.pb-c.c: proto/%.proto $(PROTOS)
	@mkdir -p $(@D)
	@echo "  PROTO  $<"
	$(Q)cd proto && $(PROTOC_C) --c_out=$(abspath $(B)/gen) -I. $(patsubst proto/%,%,$<)

$(B)/gen/%.o: $(B)/gen/%.c
	@echo "  CC     $<"
	$(Q)$(CC) -std=c11 -I$(B)/gen $(OPT) $(HARDEN) $(SANITIZE) -c $< -o $@

$(B)/%.o: %.c | $(GEN_C)
	@mkdir -p $(@D)
	@echo "  CC     $<"
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c $< -o $@

$(LIB): $(COMMON)
	@rm -f $@
	$(Q)ar rcs $@ $^

define binary
$(B)/bin/$(1): $(call objects,$(2)) $(LIB)
	@mkdir -p $$(@D)
	@echo "  LD     $$@"
	$$(Q)$$(CC) $$(LDFLAGS) $$^ $$($(2)_LDLIBS) $$(LDLIBS) -o $$@
endef
$(foreach s,$(SERVICES),$(eval $(call binary,leep-$(s),$(s))))
$(eval $(call binary,leep,cli))

# What the programs read at run time, laid out as it is installed.
SHARED := $(wildcard common/model/catalogue/*.yaml services/ingest/formats/*.yaml services/alerts/*.yaml) \
	$(shell find services/cli/sample -type f)
$(SHARE)/stamp: $(SHARED)
	@mkdir -p $(SHARE)/catalogue $(SHARE)/formats $(SHARE)/alerts
	$(Q)cp common/model/catalogue/*.yaml $(SHARE)/catalogue/
	$(Q)cp services/ingest/formats/*.yaml $(SHARE)/formats/
	$(Q)cp services/alerts/*.yaml $(SHARE)/alerts/
	$(Q)rm -rf $(SHARE)/sample && cp -r services/cli/sample $(SHARE)/sample
	@touch $@

# A unit test links the library and, in a service's folder, that service's parts.
$(B)/tests/unit/%: $(B)/tests/unit/%.o $(LIB) $(foreach s,$(SERVICES) cli,$(call parts,$(s)))
	@mkdir -p $(@D)
	@echo "  LD     $@"
	$(Q)$(CC) $(LDFLAGS) $< $(filter $(B)/services/$(patsubst %/,%,$(dir $*))/%,$^) $(LIB) \
		$($(patsubst %/,%,$(dir $*))_LDLIBS) $(LDLIBS) -lcmocka -o $@

# The same for a fuzz target, whose main is libFuzzer's or one that reads files.
FUZZ_MAIN ?= $(B)/tests/fuzz/driver.o
$(B)/tests/fuzz/%: $(B)/tests/fuzz/%.o $(FUZZ_MAIN) $(LIB) $(foreach s,ingest indicators alerts,$(call parts,$(s)))
	@mkdir -p $(@D)
	@echo "  LD     $@"
	$(Q)$(CC) $(LDFLAGS) $(FUZZ_FLAGS) $< $(FUZZ_MAIN) $(filter $(B)/services/$(patsubst %/,%,$(dir $*))/%,$^) $(LIB) \
		$($(patsubst %/,%,$(dir $*))_LDLIBS) $(LDLIBS) -o $@

$(B)/tests/bench/%: $(B)/tests/bench/%.o $(LIB)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) $< $(LIB) $(LDLIBS) -o $@

# Peers from npm, as the lock file has them; what could not be installed is skipped by name.
$(B)/bench/stamp: tests/bench/package.json tests/bench/package-lock.json
	@mkdir -p $(@D)
	$(Q)cp $^ $(@D)/ && cd $(@D) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

-include $(shell [ -d $(B) ] && find $(B) -name '*.d')
