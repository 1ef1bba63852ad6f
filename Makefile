# Building and testing gatewatch. `make help` lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

target := $(abspath $(or $(CARGO_TARGET_DIR),target))
# Programs that come from crates.io and PyPI and only pack or check; worth keeping from run to run.
export TOOLS ?= $(target)/tools

.PHONY: help build test engines faults generate readme director grafana ansible screenshots demo clean
.PHONY: tools engine-tools lint tests process-tests docs

include packaging/rules.mk

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

build: ## the release binaries
	scripts/need cc:gcc cc:libc6-dev
	cargo build --release --locked

test: ## install what is missing, then format, lints, tests, documentation
	$(MAKE) --no-print-directory tools
	$(MAKE) --no-print-directory lint
	$(MAKE) --no-print-directory tests
	$(MAKE) --no-print-directory process-tests
	$(MAKE) --no-print-directory docs

# Not part of `test`: it wants real root, for the engines' user and for namespaces, and the engines.
engines: ## run the plugins in Icinga 2, Nagios and NRPE
	$(MAKE) --no-print-directory engine-tools
	cargo test --locked --no-run --test icinga2 --test nagios
	scripts/with-tun cargo test --locked --offline --test icinga2 --test nagios

generate: ## write anew what comes from the command lines and measures
	GENERATED=overwrite cargo test --locked --test generated what_is_committed

# Not part of `test`: it wants root and the right to mount, which many containers do not give.
readme: ## run what the documents say, and compare it with what they show
	scripts/readme

# Not part of `test`: it wants a database server, PHP and Icinga Web, some 300 MB that nothing else needs.
director: ## restore the basket in a real Icinga Director
	scripts/director

# Not part of `test`: it wants real root, for network namespaces with rules of nftables, raw sockets,
# port 53 and other users.
faults: ## run the plugins on bad lines and routes, with bad resolvers, servers, clocks and limits
	scripts/need cc:gcc cc:libc6-dev openvpn:openvpn setpriv:util-linux prlimit:util-linux \
		ip:iproute2 nft:nftables dockerd:docker.io /usr/bin/faketime:faketime
	cargo test --locked --no-run --test faults
	scripts/with-tun cargo test --locked --offline --test faults -- --nocapture

# Not part of `test`: it wants InfluxDB, which nothing else needs.
grafana: ## run the queries of the dashboards on a real InfluxDB, fed by a real Icinga 2
	scripts/grafana

# Not part of `test`: it wants root, overlays, and Ansible.
ansible: ## lint the Ansible role and apply it, below an overlay over this machine
	scripts/ansible-test

# Not part of `test`: it writes what is committed.
screenshots: ## take the pictures of Nagios in docs/images
	$(MAKE) --no-print-directory engine-tools
	SCREENSHOTS=$(CURDIR)/docs/images scripts/with-tun cargo test --locked --test nagios pages_of_nagios

# Not part of `test`: Portage builds every crate twice from nothing, for the package and for its tests.
.PHONY: gentoo gentoo-update
gentoo: ## build, test and install the Gentoo package, with Portage
	scripts/gentoo

gentoo-update: ## after a change of Cargo.lock: crates, licences and Manifest of the ebuild
	scripts/gentoo --update

# Not part of `test`: it takes minutes by intention, and a compiler for C++.
.PHONY: fuzz fuzz-ci
FUZZ_SECONDS ?= 1800
fuzz: ## every fuzz target for half an hour, or FUZZ_SECONDS=, on what earlier runs have found
	scripts/fuzz $(FUZZ_SECONDS)

FUZZ_CI_SECONDS ?= 60
fuzz-ci: ## format and lints of the fuzz targets, and a minute of each from one seed
	scripts/need cc:gcc cc:libc6-dev c++:g++
	scripts/need-component rustfmt clippy
	cargo fmt --manifest-path fuzz/Cargo.toml --check
	cargo clippy --manifest-path fuzz/Cargo.toml --target-dir $(target)/fuzz/lint --locked -- -D warnings
	FUZZ_SEED=1 $(MAKE) --no-print-directory fuzz FUZZ_SECONDS=$(FUZZ_CI_SECONDS)

# Not part of `test`: its tools take minutes to build, once.
.PHONY: audit advisories
audit: ## licences, sources, doubled and unused dependencies
	scripts/need cc:gcc cc:libc6-dev
	scripts/need-crate $(TOOLS) cargo-deny@0.20.2 cargo-machete@0.9.2
	PATH="$(TOOLS)/bin:$$PATH" cargo deny --locked check --deny warnings licenses bans sources
	PATH="$(TOOLS)/bin:$$PATH" cargo machete --with-metadata

# A target of its own: the database is a Git repository on the web, out of reach of many builders.
advisories: ## known faults of dependencies, from the RustSec database
	scripts/need cc:gcc cc:libc6-dev git:git
	scripts/need-crate $(TOOLS) cargo-deny@0.20.2
	PATH="$(TOOLS)/bin:$$PATH" cargo deny --locked check --deny warnings advisories

# Not part of `test`: it brings 400 MB of an older Rust and builds everything once more.
.PHONY: msrv
msrv: ## check with the oldest Rust that Cargo.toml promises
	scripts/need cc:gcc cc:libc6-dev
	scripts/msrv check --locked --target-dir $(target)/msrv --all-targets --test icinga2 --test nagios

# Not part of `test`: it asks the registry for the newest of what the dependencies depend on, which
# is another answer every day. With the oldest of these too (`-Z minimal-versions`), some build with
# no Rust of today.
.PHONY: minimal
minimal: ## check with the oldest dependencies that Cargo.toml allows
	scripts/need cc:gcc cc:libc6-dev git:git
	rm -rf $(target)/minimal/tree
	mkdir -p $(target)/minimal/tree
	git ls-files -z | tar --create --null --files-from=- | tar --extract --directory $(target)/minimal/tree
	rm $(target)/minimal/tree/Cargo.lock
	cd $(target)/minimal/tree && RUSTC_BOOTSTRAP=1 cargo -Z direct-minimal-versions generate-lockfile
	cd $(target)/minimal/tree && cargo check --locked --all-targets --target-dir $(target)/minimal

# Not part of `test`: it builds everything once more, with AddressSanitizer. A toolchain that is stable
# has its runtime and hides the flag; with --target the programs that run while building are left as
# they are. Optimised a little, or it is too slow for floods. Leaks are left to memcheck, for the tests
# leak texts of theirs by intent.
.PHONY: asan
sanitized := GATEWATCH_UNMEASURED=1 ASAN_OPTIONS=detect_leaks=0 CARGO_PROFILE_DEV_OPT_LEVEL=1 \
	RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address
asan: host = $(shell rustc -vV | sed -n 's/^host: //p')
asan: ## unit tests, loopback and hostile peers, with AddressSanitizer
	scripts/need cc:gcc cc:libc6-dev openssl:openssl
	$(sanitized) cargo build --locked --target $(host) --target-dir $(target)/asan --examples
	$(sanitized) cargo test --locked --target $(host) --target-dir $(target)/asan \
		--lib --test loopback --test hostile_openvpn --test hostile_docker

# Not part of `test`: below memcheck a run takes 50 times as long.
.PHONY: valgrind
valgrind: ## the plugins below valgrind, as the loopback suite starts them
	scripts/memcheck loopback

# Part of nothing: Miri comes with a nightly toolchain of rustup's alone, and CI has none. What parses
# and what writes bytes, without ring, which is C and assembler, and without files.
.PHONY: miri
miri: ## the codecs in Miri, the interpreter that knows undefined behaviour
	MIRIFLAGS=-Zmiri-disable-isolation PROPTEST_CASES=8 PROPTEST_DISABLE_FAILURE_PERSISTENCE=true \
		cargo +nightly miri test --locked --lib -- outcome:: openvpn::packet openvpn::wrap openvpn::key:: \
		openvpn::stream openvpn::line openvpn::login::messages openvpn::login::push openvpn::profile::lexer \
		docker_api::http docker_api::old_tls docker_api::permissions::env_file

# Not part of `test`, for their figures depend on the machine: the first prints them and judges nothing, the
# second takes a quarter of an hour.
.PHONY: bench bench-icinga soak bench-tools
bench: bench-tools ## what a check costs, beside Debian's plugins on the same servers
	$(MAKE) --no-print-directory build
	scripts/bench/run $(if $(STATIC),--static $(STATIC))

bench-icinga: bench-tools ## what checks cost inside an Icinga 2, 300 a second
	$(MAKE) --no-print-directory build
	scripts/need icinga2:icinga2-bin
	scripts/bench/icinga

soak: bench-tools ## 100,000 probes and 5,000 Docker runs of healthy servers, of which none may fail
	$(MAKE) --no-print-directory build
	cargo test --locked --no-run --test real_docker
	scripts/soak

# check_curl does not start without what it recommends, liburiparser; the tools bring it.
bench-tools:
	scripts/need cc:gcc cc:libc6-dev openvpn:openvpn ip:iproute2 dockerd:docker.io openssl:openssl python3:python3 \
		valgrind:valgrind /usr/lib/nagios/plugins/check_udp:monitoring-plugins-basic \
		/usr/lib/nagios/plugins/check_curl:monitoring-plugins-standard /usr/bin/uriparse:uriparser-tools

# Not part of `test`: it builds everything a second time, to count.
.PHONY: coverage mutants
coverage: ## how much the tests reach, by room
	scripts/need cc:gcc cc:libc6-dev openvpn:openvpn setpriv:util-linux ip:iproute2 \
		dockerd:docker.io nginx:nginx haproxy:haproxy openssl:openssl
	scripts/coverage

# Not part of anything: hours. `scripts/mutants --file 'src/outcome/**'` takes one room.
mutants: ## change the rooms that decide, one small thing at a time: the tests have to notice
	scripts/need cc:gcc cc:libc6-dev
	scripts/mutants

demo: ## probe real OpenVPN and Docker servers, well and badly configured
	scripts/demo

clean: ## remove everything that was built
	cargo clean

tools:
	scripts/need cc:gcc cc:libc6-dev openvpn:openvpn setpriv:util-linux ip:iproute2 \
		dockerd:docker.io nginx:nginx haproxy:haproxy openssl:openssl \
		icinga2:icinga2-bin mandoc:mandoc zsh:zsh fish:fish
	scripts/need-component rustfmt clippy

engine-tools: tools
	scripts/need curl:curl nagios4:nagios4-core nrpe:nagios-nrpe-server \
		/usr/lib/nagios/plugins/check_nrpe:nagios-nrpe-plugin \
		/usr/lib/cgi-bin/nagios4/status.cgi:nagios4-cgi chromium:chromium

# The engines' tests are no targets of `cargo test`, and so none of --all-targets either.
lint:
	cargo fmt --all --check
	cargo clippy --all-targets --locked -- -D warnings
	cargo clippy --locked --test icinga2 --test nagios --test faults -- -D warnings

# Built before the namespace of scripts/with-tun, which has no way to a registry.
tests:
	cargo test --locked --no-run
	scripts/with-tun cargo test --locked --offline

# The release profile aborts on a panic, so the promises about panics are tested there too; and what
# stays in memory is for the optimiser to decide.
process-tests:
	cargo build --release --locked --bins --example misbehave
	GATEWATCH_MISBEHAVE=$(target)/release/examples/misbehave cargo test --locked --test process
	cargo test --locked --no-run --test secrets
	GATEWATCH_BINARIES=$(target)/release scripts/with-tun cargo test --locked --offline --test secrets

docs:
	RUSTDOCFLAGS='-D warnings' cargo doc --no-deps --locked --document-private-items
