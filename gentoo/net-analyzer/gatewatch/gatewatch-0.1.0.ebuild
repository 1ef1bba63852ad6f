# Copyright 2026 the gatewatch authors
# Distributed under the terms of the MIT License

EAPI=8

CRATES="
	aes@0.9.2
	anstyle@1.0.14
	asn1-rs-derive@0.6.0
	asn1-rs-impl@0.2.0
	asn1-rs@0.7.2
	autocfg@1.5.1
	base64@0.22.1
	base64ct@1.8.3
	bitflags@2.13.2
	blake2@0.11.0
	block-buffer@0.12.1
	bytes@1.12.1
	cc@1.11.1
	cfg-if@1.0.5
	cipher@0.5.2
	clap@4.6.7
	clap_builder@4.6.7
	clap_complete@4.6.11
	clap_derive@4.6.7
	clap_lex@1.1.1
	clap_mangen@0.3.3
	cmov@0.5.4
	core-foundation-sys@0.8.7
	core-foundation@0.10.1
	cpubits@0.1.1
	cpufeatures@0.3.1
	crossbeam-deque@0.8.8
	crossbeam-epoch@0.9.21
	crossbeam-utils@0.8.23
	crypto-common@0.2.2
	ctr@0.10.1
	ctutils@0.4.2
	data-encoding@2.11.1
	der-parser@10.0.0
	deranged@0.5.9
	digest@0.11.3
	displaydoc@0.2.7
	either@1.19.0
	equivalent@1.0.3
	errno@0.3.14
	fastrand@2.5.0
	find-msvc-tools@0.1.15
	getrandom@0.2.17
	getrandom@0.3.4
	getrandom@0.4.3
	glob@0.3.4
	hashbrown@0.17.1
	heck@0.5.0
	hmac@0.13.0
	httparse@1.10.1
	humantime-serde@1.1.1
	humantime@2.4.0
	hybrid-array@0.4.15
	indexmap@2.14.2
	inout@0.2.5
	itoa@1.0.18
	keccak@0.2.2
	lazy_static@1.5.1
	libc@0.2.191
	linux-raw-sys@0.12.1
	md-5@0.11.0
	memchr@2.8.3
	minimal-lexical@0.2.1
	mio@1.2.4
	nagiosplugin@0.7.1
	nom@7.1.3
	normalize-line-endings@0.3.0
	num-bigint@0.4.8
	num-conv@0.1.0
	num-integer@0.1.47
	num-traits@0.2.19
	oid-registry@0.8.1
	once_cell@1.21.4
	openssl-probe@0.2.2
	os_pipe@1.2.3
	pem@3.0.6
	pin-project-lite@0.2.17
	powerfmt@0.2.1
	ppv-lite86@0.2.21
	proc-macro2@1.0.107
	proptest@1.11.0
	quote@1.0.47
	r-efi@5.3.0
	r-efi@6.0.0
	rand@0.9.5
	rand_chacha@0.9.0
	rand_core@0.9.5
	rand_xorshift@0.4.0
	rayon-core@1.13.0
	rayon@1.12.0
	rcgen@0.14.7
	regex-syntax@0.8.11
	ring@0.17.14
	ripemd@0.2.0
	roff@1.1.1
	rusticata-macros@4.1.0
	rustix@1.1.6
	rustls-native-certs@0.8.5
	rustls-pki-types@1.15.1
	rustls-webpki@0.103.16
	rustls@0.23.46
	schannel@0.1.30
	security-framework-sys@2.17.0
	security-framework@3.7.0
	serde@1.0.229
	serde_core@1.0.229
	serde_derive@1.0.229
	serde_json@1.0.154
	serde_spanned@1.1.3
	sha1@0.11.0
	sha2@0.11.0
	sha3@0.12.0
	shlex@1.3.0
	shlex@2.0.1
	sm3@0.5.0
	snapbox-macros@1.1.0
	snapbox@1.2.2
	socket2@0.6.5
	sponge-cursor@0.1.0
	strsim@0.11.1
	subtle@2.6.1
	syn@2.0.119
	syn@3.0.9
	synstructure@0.13.2
	tempfile@3.27.0
	terminal_size@0.4.4
	thiserror-impl@1.0.69
	thiserror-impl@2.0.21
	thiserror@1.0.69
	thiserror@2.0.21
	time-core@0.1.7
	time-macros@0.2.25
	time@0.3.45
	tokio-macros@2.7.2
	tokio@1.54.1
	toml_datetime@1.1.3+spec-1.1.0
	toml_edit@0.25.18+spec-1.1.0
	toml_parser@1.1.5+spec-1.1.0
	toml_writer@1.2.0+spec-1.1.0
	trycmd@1.2.1
	typenum@1.20.1
	unarray@0.1.4
	unicode-ident@1.0.27
	untrusted@0.9.0
	wait-timeout@0.2.1
	wasi@0.11.1+wasi-snapshot-preview1
	wasip2@1.0.1+wasi-0.2.4
	windows-link@0.2.1
	windows-sys@0.52.0
	windows-sys@0.61.2
	windows-targets@0.52.6
	windows_aarch64_gnullvm@0.52.6
	windows_aarch64_msvc@0.52.6
	windows_i686_gnu@0.52.6
	windows_i686_gnullvm@0.52.6
	windows_i686_msvc@0.52.6
	windows_x86_64_gnu@0.52.6
	windows_x86_64_gnullvm@0.52.6
	windows_x86_64_msvc@0.52.6
	winnow@1.0.5
	wit-bindgen@0.46.0
	x509-parser@0.18.1
	yasna@0.5.2
	zerocopy-derive@0.8.63
	zerocopy@0.8.63
	zeroize@1.9.1
	zmij@1.0.23
"

RUST_MIN_VER="1.85.0"

inherit cargo shell-completion

DESCRIPTION="Nagios and Icinga plugins that watch OpenVPN servers and Docker APIs"
HOMEPAGE="https://gatewatch.example.org/"
SRC_URI="
	https://gatewatch.example.org/releases/${P}.tar.gz
	${CARGO_CRATE_URIS}
"

LICENSE="MIT"
# Dependent crate licenses
LICENSE+=" Apache-2.0 BSD ISC MIT Unicode-3.0"
SLOT="0"
KEYWORDS="~amd64"

# Both own check_openvpn in the plugin folder.
RDEPEND="!net-analyzer/nagios-icinga-openvpn"

QA_FLAGS_IGNORED="usr/lib.*/nagios/plugins/check_.*"

src_prepare() {
	default
	# They name the folder of the plugins, which is another here.
	sed -i "s|/usr/lib/nagios/plugins/|${EPREFIX}/usr/$(get_libdir)/nagios/plugins/|" \
		packaging/{checkmk,nrpe}/*.cfg || die
}

src_test() {
	# Tests unwind, so everything is built once more for them: in a place of their own, for the
	# plugins would be built anew as well, and without the linking that takes minutes.
	local -x CARGO_TARGET_DIR="${WORKDIR}/tests"
	local -x CARGO_PROFILE_RELEASE_PANIC=unwind
	local -x CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
	# The other tests start OpenVPN servers, Docker engines and network namespaces.
	cargo_src_test --lib --test cli
}

src_install() {
	exeinto "/usr/$(get_libdir)/nagios/plugins"
	doexe "$(cargo_target_dir)"/check_{openvpn,docker_api}

	insinto /usr/share/icinga2/include/plugins-contrib.d
	doins packaging/icinga2/gatewatch.conf

	doman packaging/man/*.1
	local plugin
	for plugin in check_{openvpn,docker_api}; do
		newbashcomp "packaging/completions/${plugin}.bash" "${plugin}"
		dozshcomp "packaging/completions/_${plugin}"
		dofishcomp "packaging/completions/${plugin}.fish"
	done

	dodoc README.md CHANGELOG.md SECURITY.md
	dodoc -r docs/.
	# To be read by programs, or copied and changed.
	docinto examples
	dodoc -r packaging/{ansible,checkmk,director,grafana,nagios,nrpe}
	docinto examples/icinga2
	dodoc packaging/icinga2/*.example
	docompress -x /usr/share/doc/${PF}/examples
}
