# Links in the documents that `make install` installs. What is an example there is below examples/;
# of what stays in the repository the words remain.
s~\]\(((\.\./)*)packaging/(ansible|checkmk|director|grafana|icinga2/services)\b~](\1examples/\3~g
s~\[([^][]*)\]\((\.\./)*(packaging/|gentoo/|CONTRIBUTING\.md|LICENSE)[^)]*\)~\1~g
