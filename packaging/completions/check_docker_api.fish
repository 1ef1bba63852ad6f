complete -c check_docker_api -s H -l hostname -d 'The same as HOST' -r
complete -c check_docker_api -s p -l port -d 'Port, instead of the one that HOST says' -r
complete -c check_docker_api -l context -d 'Take HOST and certificates from this context of the docker command line' -r
complete -c check_docker_api -l source -d 'Address of this machine to send from' -r
complete -c check_docker_api -l tlscacert -d 'CA certificates that the server\'s has to chain to [default: the system\'s]' -r -F
complete -c check_docker_api -l tlscert -d 'Our client certificate' -r -F
complete -c check_docker_api -l tlskey -d 'Its key' -r -F
complete -c check_docker_api -l cert-path -d 'Folder with ca.pem, cert.pem and key.pem' -r -F
complete -c check_docker_api -l sni -d 'Name of the server to verify and to send, where it is not the host' -r
complete -c check_docker_api -l user -d 'Name for HTTP basic authentication' -r
complete -c check_docker_api -l password-file -d 'File with the password, its first line' -r -F
complete -c check_docker_api -l token-file -d 'File with a bearer token, its first line' -r -F
complete -c check_docker_api -s C -l certificate -d 'Days that every certificate must still be valid, WARN or WARN,CRIT' -r
complete -c check_docker_api -l min-tls -d 'Oldest version of TLS that the server may offer' -r -f -a "1.2\t''
1.3\t''"
complete -c check_docker_api -l min-engine -d 'Oldest engine that is not a WARNING, such as 29.3.1' -r
complete -c check_docker_api -l refuse-cert -d 'Certificate that must be refused, such as a revoked one' -r -F
complete -c check_docker_api -l refuse-key -d 'Its key' -r -F
complete -c check_docker_api -l closed-port -d 'Port of the same host on which nothing may answer; repeatable' -r
complete -c check_docker_api -l also-host -d 'Host name under which the anonymous must be refused, too; repeatable' -r
complete -c check_docker_api -l require-authz -d 'Authorization plugin that has to be active' -r
complete -c check_docker_api -l permissions -d 'What the socket proxy should grant, such as CONTAINERS=1,POST=0' -r
complete -c check_docker_api -l permissions-file -d 'The same, from the proxy\'s env file' -r -F
complete -c check_docker_api -l allow -d 'Request that has to reach the engine, such as \'GET /info\'; {id} in it stands for a random one; repeatable' -r
complete -c check_docker_api -l deny -d 'Request that must not reach the engine; repeatable' -r
complete -c check_docker_api -s t -l timeout -d 'Bound on the whole run, name resolution included' -r
complete -c check_docker_api -l timeout-result -d 'State where the server does not answer in time' -r -f -a "critical\t''
unknown\t''
warning\t''
ok\t''"
complete -c check_docker_api -s w -l warning -d 'WARNING if the reply time in seconds is outside' -r
complete -c check_docker_api -s c -l critical -d 'CRITICAL if the reply time in seconds is outside' -r
complete -c check_docker_api -l format -d 'Shape of the output' -r -f -a "text\t''
json\t''"
complete -c check_docker_api -s 4 -l ipv4 -d 'Use IPv4 only'
complete -c check_docker_api -s 6 -l ipv6 -d 'Use IPv6 only'
complete -c check_docker_api -l allow-anonymous-ping -d 'No WARNING if anybody may ask /_ping'
complete -c check_docker_api -l allow-anonymous -d 'TLS without client certificates is intended'
complete -c check_docker_api -l allow-plain-http -d 'Plain HTTP is intended'
complete -c check_docker_api -l no-access-tests -d 'Ask once, as the right client, and try no other door'
complete -c check_docker_api -l allow-hidden -d 'No WARNING for archive, export, logs and attach under CONTAINERS=1'
complete -c check_docker_api -s v -l verbose -d 'More words, up to -vvv: stages, what was exchanged, bytes'
complete -c check_docker_api -s h -l help -d 'Print help'
complete -c check_docker_api -s V -l version -d 'Print version'
