# Copyright 2026 the gatewatch authors
# Distributed under the terms of the MIT License

# @ECLASS: cargo.eclass
# @MAINTAINER:
# the gatewatch authors
# @SUPPORTED_EAPIS: 8
# @BLURB: stand-in with the documented interface of Gentoo's eclass, as far as the ebuild uses it
# @DESCRIPTION:
# Brings no Rust into the dependencies: what builds here is the toolchain that builds everything
# else, named by CARGO in make.conf.

# @ECLASS_VARIABLE: CRATES
# @PRE_INHERIT
# @DEFAULT_UNSET
# @DESCRIPTION:
# The crates to fetch, each as name@version.

# @ECLASS_VARIABLE: RUST_MIN_VER
# @PRE_INHERIT
# @REQUIRED
# @DESCRIPTION:
# The lowest version of Rust that will do.

# @ECLASS_VARIABLE: CARGO_CRATE_URIS
# @OUTPUT_VARIABLE
# @DESCRIPTION:
# What SRC_URI needs to fetch CRATES.

if [[ -z ${_CARGO_ECLASS} ]]; then
_CARGO_ECLASS=1

IUSE="debug"

CARGO_CRATE_URIS=""
for _crate in ${CRATES}; do
	CARGO_CRATE_URIS+="https://crates.invalid/${_crate/@//} -> ${_crate/@/-}.crate "
done
unset _crate

# @FUNCTION: _cargo
# @USAGE: <argument>...
# @INTERNAL
# @DESCRIPTION:
# Calls cargo with nothing but the unpacked crates to take from.
_cargo() {
	# Portage strips by itself, and finds fault with who was faster.
	local -x CARGO_HOME="${WORKDIR}/cargo_home" CARGO_PROFILE_RELEASE_STRIP=none
	einfo "cargo $*"
	"${CARGO}" "$@" || die "cargo $1 failed"
}

# @FUNCTION: cargo_target_dir
# @DESCRIPTION:
# Prints where the binaries are.
cargo_target_dir() {
	echo "target/$(usex debug debug release)"
}

# @FUNCTION: cargo_src_unpack
# @DESCRIPTION:
# Unpacks the sources, and the crates to where cargo takes them from.
cargo_src_unpack() {
	local crates="${WORKDIR}/cargo_home/crates" archive name sum
	mkdir -p "${crates}" || die
	for archive in ${A}; do
		if [[ ${archive} != *.crate ]]; then
			unpack "${archive}"
			continue
		fi
		name=${archive%.crate}
		tar -x -C "${crates}" -f "${DISTDIR}/${archive}" || die
		sum=$(sha256sum < "${DISTDIR}/${archive}") || die
		echo "{\"package\":\"${sum%% *}\",\"files\":{}}" > "${crates}/${name}/.cargo-checksum.json" || die
	done
	cat > "${WORKDIR}/cargo_home/config.toml" <<- EOF || die
		source.crates-io.replace-with = "unpacked"
		source.unpacked.directory = "${crates}"
		net.offline = true
	EOF
}

# @FUNCTION: cargo_src_compile
# @USAGE: [<argument of cargo>...]
# @DESCRIPTION:
# Builds the binaries.
cargo_src_compile() {
	_cargo build $(usex debug "" --release) "$@"
}

# @FUNCTION: cargo_src_test
# @USAGE: [<argument of cargo>...]
# @DESCRIPTION:
# Runs the tests.
cargo_src_test() {
	_cargo test $(usex debug "" --release) "$@"
}

fi

EXPORT_FUNCTIONS src_unpack src_compile src_test
