# Installing and packaging, included by the Makefile. packaging/README.md has the words to it.

DESTDIR ?=
PREFIX ?= /usr/local
PLUGINDIR ?= $(PREFIX)/lib/nagios/plugins
SYSCONFDIR ?= /etc
MANDIR ?= $(PREFIX)/share/man
DOCDIR ?= $(PREFIX)/share/doc/gatewatch
LICENSEDIR ?= $(DOCDIR)
BASHCOMPDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHCOMPDIR ?= $(PREFIX)/share/zsh/site-functions
FISHCOMPDIR ?= $(PREFIX)/share/fish/vendor_completions.d
# Icinga 2 reads what lies here by `include <plugins-contrib>`, on satellites and agents as well.
ICINGA2DIR ?= $(PREFIX)/share/icinga2/include/plugins-contrib.d
NAGIOSDIR ?= $(SYSCONFDIR)/nagios-plugins/config
NRPEDIR ?= $(SYSCONFDIR)/nagios/nrpe.d
# Where the command files look for the plugins.
PLUGINPATH ?= $(PLUGINDIR)
# Where the release binaries are, for packagers who build in a place of their own.
BINARIES ?= $(target)/release

INSTALL ?= install
# What an administrator copies and changes: it names hosts or belongs on another machine.
examples := director grafana ansible

# The copyright file has the texts of all licences but Apache's, and names the file that is beside it.
licences := LICENSE packaging/debian/copyright packaging/licences/Apache-2.0.txt

# Where the documents are below DOCDIR, once installed.
documents = README.md CHANGELOG.md SECURITY.md $(shell find docs -name '*.md') \
	$(patsubst packaging/%,examples/%,$(shell find $(examples:%=packaging/%) -name '*.md'))

# $(call into,FOLDER,FILES): the files into the folder, which stays away where there are none.
into = $(if $(strip $2),$(INSTALL) -D -m 644 -t '$(DESTDIR)$1' $2)
# $(call below,FOLDER,FROM): the files below FROM, each in its folder.
below = $(foreach file,$(if $(wildcard $2),$(sort $(shell find $2 -type f))), \
	$(INSTALL) -D -m 644 $(file) '$(DESTDIR)$1/$(file:$2/%=%)'$(newline))
# $(call naming,FOLDER,FILES): the same as `into`, where the files name the folder of the plugins.
naming = $(foreach file,$2,sed 's|/usr/lib/nagios/plugins/|$(PLUGINPATH)/|' $(file) | \
	$(INSTALL) -D -m 644 /dev/stdin '$(DESTDIR)$1/$(notdir $(file))'$(newline))

define newline


endef

.PHONY: install packages package-test release-binaries package-tools
.PHONY: deb deb-test rpm rpm-test arch arch-test static static-test oci oci-test
.PHONY: reproducible sbom crate-test

# apt-get and cargo let nobody work beside them anyway.
.NOTPARALLEL:

# Builds nothing: `make build` comes before, and may have been somebody else.
install: ## what `make build` has built, below DESTDIR
	$(INSTALL) -D -m 755 -t '$(DESTDIR)$(PLUGINDIR)' $(addprefix $(BINARIES)/,check_openvpn check_docker_api)
	$(call into,$(MANDIR)/man1,$(wildcard packaging/man/*.1))
	$(foreach file,$(wildcard packaging/completions/*.bash),$(INSTALL) -D -m 644 \
		$(file) '$(DESTDIR)$(BASHCOMPDIR)/$(basename $(notdir $(file)))'$(newline))
	$(call into,$(ZSHCOMPDIR),$(wildcard packaging/completions/_*))
	$(call into,$(FISHCOMPDIR),$(wildcard packaging/completions/*.fish))
	$(call into,$(ICINGA2DIR),$(wildcard packaging/icinga2/*.conf))
	$(call into,$(NAGIOSDIR),$(wildcard packaging/nagios/*.cfg))
	$(call naming,$(NRPEDIR),$(wildcard packaging/nrpe/*.cfg))
	$(call into,$(DOCDIR),README.md CHANGELOG.md SECURITY.md)
	$(call into,$(LICENSEDIR),$(licences))
	$(call below,$(DOCDIR)/docs,docs)
	$(call into,$(DOCDIR)/examples/icinga2,$(wildcard packaging/icinga2/*.example))
	$(call naming,$(DOCDIR)/examples/checkmk,$(wildcard packaging/checkmk/*.cfg))
	$(foreach name,$(examples),$(call below,$(DOCDIR)/examples/$(name),packaging/$(name)))
	sed -E -i -f packaging/installed-links.sed $(documents:%='$(DESTDIR)$(DOCDIR)/%')

# What packages hold is built apart from `make build`, whose binaries have the builder's paths in them.
dist := $(target)/dist
# PATH has the tools that came as crates.
package := PATH=$(TOOLS)/bin:$$PATH scripts/package

# Everything lies in the target folder's packages/ afterwards. Both targets in one `make` build each
# package once; the slowest are last.
packages: deb sbom rpm arch static oci ## every package, into target/packages

package-test: deb-test sbom crate-test rpm-test arch-test reproducible static-test oci-test ## install and run them, as root

package-tools:
	scripts/need cc:gcc cc:libc6-dev git:git python3:python3
	scripts/need-crate $(TOOLS) cargo-auditable@0.7.7

release-binaries: package-tools
	CARGO_TARGET_DIR=$(dist) $(package)-build

deb: release-binaries ## the Debian package, past lintian
	scripts/need dpkg-shlibdeps:dpkg-dev lintian:lintian
	scripts/need-crate $(TOOLS) cargo-deb@3.8.0
	$(package)-deb $(target)

deb-test: deb ## install, run, remove and purge it in a fresh Debian; as root
	scripts/need debootstrap:debootstrap
	scripts/package-deb-test $(target)/packages/gatewatch_*.deb

sbom: package-tools ## the bill of materials, CycloneDX
	scripts/need-crate $(TOOLS) cargo-cyclonedx@0.5.9
	$(package)-sbom $(target)

crate-test: release-binaries ## what crates.io would get, and cargo install
	$(package)-crate-test $(target)

rpm: package-tools ## the RPM with vendored crates, past rpmlint
	scripts/need rpmbuild:rpm rpmlint:rpmlint cpio:cpio
	$(package)-rpm $(target)

rpm-test: rpm ## install it into an empty root, verify and erase it; as root
	scripts/package-rpm-test $(target)/packages/gatewatch-*.x86_64.rpm

arch: package-tools ## the Arch package
	scripts/need makepkg:makepkg pacman:pacman-package-manager bsdtar:libarchive-tools fakeroot:fakeroot \
		unshare:util-linux
	$(package)-arch $(target)

arch-test: arch ## install it into an empty root, verify and remove it; as root
	scripts/package-arch-test $(target)/packages/gatewatch-*.pkg.tar*

reproducible: deb arch ## the plugins of two packages, built in two places, are the same bytes
	scripts/package-reproducible $(target)

# The compiler is Debian's rustc-web, whatever else builds the rest; see the script.
static: package-tools ## both plugins without shared libraries, as a tarball
	$(package)-static $(target)

static-test: static ## run them in an empty root
	scripts/package-static-test $(target)/packages/gatewatch-*-x86_64-linux.tar.gz

oci: static ## an image a plugin, from scratch
	scripts/need buildah:buildah
	scripts/package-oci $(target)

oci-test: oci ## load the images into a Docker engine and run them; as root
	scripts/need dockerd:docker.io python3:python3 openssl:openssl
	scripts/package-oci-test $(target)
