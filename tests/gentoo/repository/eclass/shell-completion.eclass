# Copyright 2026 the gatewatch authors
# Distributed under the terms of the MIT License

# @ECLASS: shell-completion.eclass
# @MAINTAINER:
# the gatewatch authors
# @SUPPORTED_EAPIS: 8
# @BLURB: stand-in with the documented interface of Gentoo's eclass, as far as the ebuild uses it

# @FUNCTION: newbashcomp
# @USAGE: <file> <command>
# @DESCRIPTION:
# Installs completions for bash under the name of the command.
newbashcomp() {
	(
		insopts -m 0644
		insinto /usr/share/bash-completion/completions
		newins "$@"
	)
}

# @FUNCTION: dozshcomp
# @USAGE: <file>...
# @DESCRIPTION:
# Installs completions for zsh.
dozshcomp() {
	(
		insopts -m 0644
		insinto /usr/share/zsh/site-functions
		doins "$@"
	)
}

# @FUNCTION: dofishcomp
# @USAGE: <file>...
# @DESCRIPTION:
# Installs completions for fish.
dofishcomp() {
	(
		insopts -m 0644
		insinto /usr/share/fish/vendor_completions.d
		doins "$@"
	)
}
