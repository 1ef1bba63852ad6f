# Copyright 2026 the gatewatch authors
# Distributed under the terms of the MIT License

EAPI=8

DESCRIPTION="Stand-in for the package of the Python plugin: the same files, nothing in them"
HOMEPAGE="https://gatewatch.example.org/"
S="${WORKDIR}"

LICENSE="MIT"
SLOT="0"
KEYWORDS="amd64"

src_install() {
	newbin - check_openvpn <<< "#!/bin/sh"
	dosym -r /usr/bin/check_openvpn "/usr/$(get_libdir)/nagios/plugins/check_openvpn"
}
