# kith: relationship management as code. `make help` lists what can be made.

PREFIX  ?= /usr/local
DESTDIR ?=
BUILD   ?= build
CFLAGS  ?= -O2 -g
LDFLAGS ?=
LUA     ?= lua5.4
ifeq ($(origin CC),default)
CC := gcc
endif

PACKAGES := lua5.4 lua5.4-filesystem yaml-0.1 sqlite3 libsodium libseccomp jansson
SOURCES  := $(wildcard core/*.c $(patsubst %,core/%/*.c,base practice rule simulate adapters lua))
OBJECTS  := $(SOURCES:%.c=$(BUILD)/%.o)
VERSION   = $(shell sed -n 's/.*KITH_VERSION "\(.*\)"/\1/p' core/version.h)

# -ffp-contract=off: the same bits on every machine. -fPIC: objects serve both the program and the module.
REQUIRED  = -std=c11 -D_GNU_SOURCE -I. -Wall -Wextra -Wpedantic -Wshadow -ffp-contract=off -fPIC $(PACKAGE_CFLAGS)
DATA      = -DKITH_DATA='"$(PREFIX)/share/kith"'
TESTING   = KITH_BUILD=$(BUILD) $(LUA) tests/tools/suite.lua
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -O1 -g

.DELETE_ON_ERROR:
.PHONY: all debug test lint asan bench bench-review bench-rules bench-simulate differ-rules differ-steps fuzz-rules slurm demo pictures \
        fail-memory fail-disk fail-kill kill-load flip-bits power-loss fuzz-readers fuzz-documents install uninstall dist clean help FORCE

all: $(BUILD)/kith $(BUILD)/kith.so ## build the program and the Lua module (the default)

# What is missing is installed and the packages' flags are found before anything else: make reads this file, makes it
# where needed, and starts over. It changes, and everything is compiled again, only when one of its settings does.
ifneq ($(filter-out uninstall dist clean help,$(or $(MAKECMDGOALS),all)),)
include $(BUILD)/settings.mk
endif

FORCE:
$(BUILD)/settings.mk: FORCE
	@CC='$(CC)' sh tests/tools/dependencies.sh
	@mkdir -p $(@D)
	@{ printf 'PACKAGE_CFLAGS := %s\n' "$$(pkg-config --cflags $(PACKAGES))"; \
	   printf 'PACKAGE_LIBS := %s\n' "$$(pkg-config --libs $(PACKAGES) | sed 's/-l\(lua5.4-filesystem\)/-l:lib\1.a/')"; \
	   printf '# %s\n' $(foreach setting,CC CFLAGS LDFLAGS PREFIX,'$(setting) = $($(setting))'); } > $@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

# Lua is exported to modules by the program; kith.so takes it from whoever loads it.
$(BUILD)/kith: $(OBJECTS)
	$(CC) $(CFLAGS) $(LDFLAGS) -Wl,-E -o $@ $^ $(PACKAGE_LIBS) -lm -pthread

$(BUILD)/kith.so: $(filter-out $(addprefix $(BUILD)/core/,main.o numbers.o),$(OBJECTS))
	$(CC) $(CFLAGS) $(LDFLAGS) -shared -o $@ $^ $(filter-out -llua5.4 -l:%,$(PACKAGE_LIBS)) -lm -pthread

# Holds translated rules against interpreted ones, and measures them.
$(BUILD)/rule_probe: $(filter-out $(BUILD)/core/main.o,$(OBJECTS)) $(BUILD)/tests/rule/probe.o
	$(CC) $(CFLAGS) $(LDFLAGS) -Wl,-E -o $@ $^ $(PACKAGE_LIBS) -lm -pthread

# Threads in a confined player.
$(BUILD)/player_probe: $(filter-out $(BUILD)/core/main.o,$(OBJECTS)) $(BUILD)/tests/player/probe.o
	$(CC) $(CFLAGS) $(LDFLAGS) -Wl,-E -o $@ $^ $(PACKAGE_LIBS) -lm -pthread

$(BUILD)/rule_numbers: $(BUILD)/core/rule/elementary.o $(BUILD)/tests/rule/numbers.o
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lm

$(BUILD)/simulate_random: $(addprefix $(BUILD)/,core/simulate/random.o core/rule/elementary.o tests/simulate/random.o)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lm

# Holds translated steps against interpreted ones.
$(BUILD)/simulate_probe: $(filter-out $(BUILD)/core/main.o,$(OBJECTS)) $(BUILD)/tests/simulate/probe.o
	$(CC) $(CFLAGS) $(LDFLAGS) -Wl,-E -o $@ $^ $(PACKAGE_LIBS) -lm -pthread

$(BUILD)/simulate_bench: $(filter-out $(BUILD)/core/main.o,$(OBJECTS)) $(addprefix $(BUILD)/tests/simulate/,bench.o by_hand.o)
	$(CC) $(CFLAGS) $(LDFLAGS) -Wl,-E -o $@ $^ $(PACKAGE_LIBS) -lm -pthread

$(BUILD)/rule_fuzz: $(filter-out $(BUILD)/core/main.o,$(OBJECTS)) $(BUILD)/tests/rule/fuzz.o
	$(CC) $(CFLAGS) $(LDFLAGS) -Wl,-E -o $@ $^ $(PACKAGE_LIBS) -lm -pthread

$(BUILD)/rule_bench: $(filter-out $(BUILD)/core/main.o,$(OBJECTS)) $(addprefix $(BUILD)/tests/rule/,bench.o by_hand.o)
	$(CC) $(CFLAGS) $(LDFLAGS) -Wl,-E -o $@ $^ $(PACKAGE_LIBS) -lm -pthread

# Loaded into kith to make its calls fail.
$(BUILD)/fail.so: tests/faults/fail.c $(BUILD)/settings.mk
	$(CC) -std=c11 -D_GNU_SOURCE -Wall -Wextra -O1 -g -shared -fPIC -o $@ $< -ldl

$(BUILD)/%.o: %.c $(BUILD)/settings.mk
	@mkdir -p $(@D)
	$(CC) $(REQUIRED) $(DATA) $(CPPFLAGS) $(CFLAGS) $(KERNELS) -MMD -MP -c -o $@ $<

# The kernels of rules and of rehearsals are vectorised, once for each instruction set; which runs is decided at start. Never -ffast-math: Lua's bits count.
$(BUILD)/core/rule/kernels_%.o $(BUILD)/core/rule/single_%.o $(BUILD)/core/simulate/lanes_%.o: KERNELS = -O3 -fno-math-errno -fno-trapping-math
$(BUILD)/tests/rule/by_hand.o: KERNELS = -O3 -fno-math-errno -fno-trapping-math
# As one would compile it to be fast.
$(BUILD)/tests/simulate/by_hand.o: KERNELS = -O3 -march=native
$(BUILD)/tests/simulate/bench.o: KERNELS = -O3 -march=native
ifneq ($(filter x86_64%,$(shell $(CC) -dumpmachine)),)
AVX2   := -mavx2
AVX512 := -mavx512f -mavx512dq -mavx512vl -mavx512bw -mprefer-vector-width=512
endif
$(patsubst %,$(BUILD)/core/%_avx2.o,rule/kernels rule/single simulate/lanes): KERNELS += $(AVX2)
$(patsubst %,$(BUILD)/core/%_avx512.o,rule/kernels rule/single simulate/lanes): KERNELS += $(AVX512)

-include $(OBJECTS:.o=.d) $(wildcard $(BUILD)/tests/*/*.d)

debug: ## build for a debugger, in build/debug
	@$(MAKE) --no-print-directory BUILD=build/debug CFLAGS='-O0 -g3' all

test: all $(addprefix $(BUILD)/,fail.so rule_probe rule_numbers player_probe simulate_random simulate_probe) ## run every test; the last line is the count
	@$(TESTING)

asan: ## run every test under the address and undefined-behaviour sanitizers
	@$(MAKE) --no-print-directory BUILD=build/asan CFLAGS='$(SANITIZE)' CC=gcc KITH_PRELOAD="$$(gcc -print-file-name=libasan.so)" test

lint: ## check C under gcc and clang, Lua under luacheck, and which room may know which
	@sh tests/tools/dependencies.sh lint
	@failed=0; \
	for source in $(SOURCES); do \
	  case $$source in *_avx2.c) vectors='$(AVX2)' ;; *_avx512.c) vectors='$(AVX512)' ;; *) vectors= ;; esac; \
	  for compiler in gcc clang; do $$compiler $$vectors $(REQUIRED) $(DATA) -Werror -fsyntax-only $$source || failed=1; done; \
	done; \
	$(LUA) tests/tools/rooms.lua || failed=1; \
	luacheck --quiet --no-color $(wildcard scripts tests examples) || failed=1; \
	exit $$failed

bench: all ## measure speed
	@sh tests/tools/dependencies.sh bench
	KITH_BUILD=$(BUILD) $(LUA) tests/bench/run.lua

bench-review: all ## measure plans, openings and the portfolio of 100,000 relationships with five million facts
	@sh tests/tools/dependencies.sh bench
	KITH_BUILD=$(BUILD) $(LUA) tests/bench/review.lua

bench-rules: $(BUILD)/rule_bench ## measure translated rules against C by hand, Lua row by row, and what other engines are installed
	$(LUA) tests/rule/alternatives/run.lua $(BUILD)/rule_bench

differ-rules: $(BUILD)/rule_probe ## hold 125,000 random rule functions against the interpreter, 1,000 rows each
	$(LUA) tests/rule/generate.lua 100000 125000 | $(BUILD)/rule_probe differ 1000

differ-steps: $(BUILD)/simulate_probe ## hold 20,000 random steps and functions of scenarios against the interpreter, 440 lanes each
	$(LUA) tests/rule/generate.lua 100000 20000 step | $(BUILD)/simulate_probe
	$(LUA) tests/rule/generate.lua 100000 20000 value | $(BUILD)/simulate_probe values

bench-simulate: $(BUILD)/simulate_bench ## measure translated steps against plain C and what else is installed
	$(BUILD)/simulate_bench

FUZZ ?= 1000000
fuzz-rules: ## translate FUZZ (a million) pieces of damaged bytecode under the sanitizers
	@$(MAKE) --no-print-directory BUILD=build/asan CFLAGS='$(SANITIZE)' CC=gcc build/asan/rule_fuzz
	$(LUA) tests/rule/generate.lua 1 3000 | build/asan/rule_fuzz 1 $(FUZZ)

# Where a file is on no disk: what is looked for is not there.
QUICK := TMPDIR=$(firstword $(wildcard /dev/shm) /tmp) KITH_BUILD=$(BUILD) $(LUA)

fail-memory: all $(BUILD)/fail.so ## fail every allocation of what people do with kith, once and from then on
	$(QUICK) tests/faults/fail.lua memory once
	$(QUICK) tests/faults/fail.lua memory on

fail-disk: all $(BUILD)/fail.so ## fail every write, sync and change of names: no room, cannot be written
	$(QUICK) tests/faults/fail.lua disk

fail-kill: all $(BUILD)/fail.so ## kill kith before every write, sync and change of names
	$(QUICK) tests/faults/fail.lua kill

# What the disk was told to do, for power that goes.
$(BUILD)/record.so: tests/faults/record.c $(BUILD)/settings.mk
	$(CC) -std=c11 -D_GNU_SOURCE -Wall -Wextra -O1 -g -shared -fPIC -o $@ $< -ldl

STATES ?= 9000
power-loss: all $(BUILD)/record.so ## look at STATES (9,000) states of a disk whose power went, and at ways to use SQLite that must lose
	$(QUICK) tests/faults/power.lua $(STATES)

# libFuzzer is clang's. Its finds are put beside the program; seeds are the files of tests/bad and the models.
FUZZING := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -O1 -g
$(BUILD)/fuzz_%: $(BUILD)/tests/fuzz/%.o $(filter $(BUILD)/core/base/% $(BUILD)/core/practice/% $(BUILD)/core/adapters/%,$(OBJECTS))
	$(CC) $(CFLAGS) -fsanitize=fuzzer -o $@ $^ $(PACKAGE_LIBS) -lm -pthread

fuzz-readers: ## read FUZZ (a million) pieces of damaged YAML and as many of CSV under the sanitizers
	@$(MAKE) --no-print-directory BUILD=build/fuzz CFLAGS='$(FUZZING)' CC=clang build/fuzz/fuzz_yaml build/fuzz/fuzz_csv
	sh tests/fuzz/run.sh build/fuzz yaml $(FUZZ)
	sh tests/fuzz/run.sh build/fuzz csv $(FUZZ)

fuzz-documents: ## render FUZZ (a million) documents of any shape, in every format, under the sanitizers
	@$(MAKE) --no-print-directory BUILD=build/asan CFLAGS='$(SANITIZE)' CC=gcc build/asan/kith.so
	KITH_BUILD=build/asan ASAN_OPTIONS=detect_leaks=0 LD_PRELOAD=$$(gcc -print-file-name=libasan.so) $(LUA) tests/fuzz/documents.lua $(FUZZ)

flip-bits: all ## flip 10,000 bits of a journal, one at a time: refused, told by verify, or nothing that can be asked changes
	KITH_LONG=1 LC_ALL=C.UTF-8 TZ=UTC LUA_PATH='scripts/?.lua;scripts/?/init.lua;;' LUA_CPATH='$(BUILD)/?.so;;' $(QUICK) /usr/bin/busted \
	  --ignore-lua -o plainTerminal --filter 'flipped bit' tests/spec/journal_spec.lua

KILLS ?= 2000
kill-load: all ## kill KILLS (2,000) commands of six that write to one record at once, and look for what was acknowledged
	KITH_BUILD=$(BUILD) $(LUA) tests/faults/load.lua $(KILLS) 6

slurm: all ## run a rehearsal as a job array on a cluster of this one machine, and compare bytes
	sh tests/slurm/run.sh $(BUILD)/kith

pictures: all ## make the pictures in examples/pictures anew (Chromium, Graphviz, pngquant)
	@sh tests/tools/dependencies.sh pictures
	@sh examples/pictures.sh $(BUILD)/kith

demo: all ## show kith at work on a small restaurant
	@sh examples/restaurant/demo.sh $(BUILD)/kith

SHARE := $(DESTDIR)$(PREFIX)/share
DOC   := $(SHARE)/doc/kith
MAN   := $(SHARE)/man/man1/kith.1
LUADIR := $(DESTDIR)$(PREFIX)/lib/lua/5.4

install: all ## install under PREFIX (/usr/local); DESTDIR is honoured
	install -D -m 755 $(BUILD)/kith $(DESTDIR)$(PREFIX)/bin/kith
	install -D -m 644 $(BUILD)/kith.so $(LUADIR)/kith.so
	rm -rf $(SHARE)/kith && mkdir -p $(SHARE)/kith $(DOC)
	tar -c --exclude=out --exclude='journal.db*' --mode=u=rwX,go=rX $(wildcard models scripts examples) | tar -x --no-same-owner -C $(SHARE)/kith
	install -m 644 $(wildcard README.md CHANGES.md LICENSE docs/*.md) $(DOC)
	$(if $(wildcard scripts/kith/kith.1),install -D -m 644 scripts/kith/kith.1 $(MAN))

uninstall: ## remove what install put there
	rm -rf $(SHARE)/kith $(DOC)
	rm -f $(DESTDIR)$(PREFIX)/bin/kith $(LUADIR)/kith.so $(MAN)

dist: ## pack the committed sources as build/kith-VERSION.tar.gz
	@mkdir -p $(BUILD)
	git archive --prefix=kith-$(VERSION)/ -o $(BUILD)/kith-$(VERSION).tar.gz HEAD

clean: ## remove everything that was built
	rm -rf build

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1	\2/p' Makefile | expand -t 12
