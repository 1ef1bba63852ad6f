complete -c check_openvpn -s H -l hostname -d 'The same as HOST' -r
complete -c check_openvpn -s p -l port -d 'Port of the server [default: 1194]' -r
complete -c check_openvpn -l source -d 'Address of this machine to send from' -r
complete -c check_openvpn -l tls-auth -d 'Static key that signs the control channel' -r -F
complete -c check_openvpn -l key-direction -d 'Our direction of the --tls-auth key; the server has the opposite [default: by the profile, else 1]' -r -f -a "0\t''
1\t''
none\t''"
complete -c check_openvpn -l digest -d 'Digest of --tls-auth, by the server\'s `auth` option [default: by the profile, else SHA1]' -r
complete -c check_openvpn -l tls-crypt -d 'Static key that encrypts the control channel' -r -F
complete -c check_openvpn -l tls-crypt-v2 -d 'Client key that encrypts the control channel' -r -F
complete -c check_openvpn -l stage -d 'How far to go [default: as far as the other options say]' -r -f -a "reset\t''
certificate\t''
login\t''
tunnel\t''"
complete -c check_openvpn -l profile -d 'Take everything from this .ovpn file; options given besides win' -r -F
complete -c check_openvpn -l ca -d 'CA certificates that the server\'s has to chain to' -r -F
complete -c check_openvpn -l remote-cert-tls -d 'Whether the certificate has to be marked as a server\'s [default: by the profile, else server; none with --peer-fingerprint alone]' -r -f -a "server\t''
none\t''"
complete -c check_openvpn -l verify-x509-name -d 'Name that it has to bear: NAME[,subject|name|name-prefix]' -r
complete -c check_openvpn -l peer-fingerprint -d 'SHA-256 fingerprint that it has to have, or one of several' -r
complete -c check_openvpn -l crl -d 'Revocation lists of the CA' -r -F
complete -c check_openvpn -s C -l certificate -d 'Days that every certificate must still be valid, WARN or WARN,CRIT [default: 30,14]' -r
complete -c check_openvpn -l cert -d 'Our certificate' -r -F
complete -c check_openvpn -l key -d 'The key of our certificate' -r -F
complete -c check_openvpn -l auth-user-pass -d 'User name and password, one a line; or say them in the environment' -r -F
complete -c check_openvpn -l expect-push -d 'How an option starts that the server has to push; several times' -r
complete -c check_openvpn -l challenge-result -d 'State where the server accepts the login so far and asks for a second factor' -r -f -a "critical\t''
unknown\t''
warning\t''
ok\t''"
complete -c check_openvpn -l pending-result -d 'State where the server waits for the login to be confirmed elsewhere' -r -f -a "critical\t''
unknown\t''
warning\t''
ok\t''"
complete -c check_openvpn -l ping -d 'Address to ping through the tunnel, or `gateway` for the one that is pushed' -r
complete -c check_openvpn -l ping-size -d 'Bytes of a second ping, IP header included, to find path-MTU holes' -r
complete -c check_openvpn -l retries -d 'Hellos after the first, at 1, 3 and 6 s, then every 4 s (UDP)' -r
complete -c check_openvpn -l clock-offset -d 'WARNING if the server\'s clock is off by seconds outside, such as 60' -r
complete -c check_openvpn -s t -l timeout -d 'Bound on the whole run, name resolution included' -r
complete -c check_openvpn -l timeout-result -d 'State where the server does not answer in time' -r -f -a "critical\t''
unknown\t''
warning\t''
ok\t''"
complete -c check_openvpn -s w -l warning -d 'WARNING if the reply time in seconds is outside' -r
complete -c check_openvpn -s c -l critical -d 'CRITICAL if the reply time in seconds is outside' -r
complete -c check_openvpn -l format -d 'Shape of the output' -r -f -a "text\t''
json\t''"
complete -c check_openvpn -l digest-size -d 'Size of the digest; has to be its own' -r
complete -c check_openvpn -l digest-key-client -d 'Key that signs what we send, in hexadecimal' -r
complete -c check_openvpn -l digest-key-server -d 'Key that signs what the server sends, in hexadecimal' -r
complete -c check_openvpn -l retrycount -d 'Hellos in all: one more than --retries' -r
complete -c check_openvpn -l tcp -d 'Use TCP instead of UDP'
complete -c check_openvpn -l udp -d 'Use UDP, whatever the profile says'
complete -c check_openvpn -s 4 -l ipv4 -d 'Use IPv4 only'
complete -c check_openvpn -s 6 -l ipv6 -d 'Use IPv6 only'
complete -c check_openvpn -l all-addresses -d 'Every address of the name must answer, instead of any'
complete -c check_openvpn -l any -d 'One of the profile\'s remotes is enough'
complete -c check_openvpn -l all -d 'Every remote of the profile must let us in (the default)'
complete -c check_openvpn -l diagnose -d 'After silence or a close: find out which key, digest or direction the server wants. Each try leaves lines in its log'
complete -c check_openvpn -l expect-auth-failed -d 'OK only if the login is refused'
complete -c check_openvpn -l expect-silence -d 'OK only if nothing answers: the HMAC firewall is on'
complete -c check_openvpn -s v -l verbose -d 'More words, up to -vvv: stages, what was exchanged, bytes'
complete -c check_openvpn -l tls-auth-inverse -d 'The same as --key-direction 0'
complete -c check_openvpn -l no-validation -d 'Take whatever comes back for an answer'
complete -c check_openvpn -s h -l help -d 'Print help'
complete -c check_openvpn -s V -l version -d 'Print version'
