// Package broker runs an MQTT 3.1.1 broker inside the program: nats-server
// with JetStream on disk. On the network it speaks TLS 1.3 only and lets in
// whom the ward's own authority (package pki) has certified: each robot under
// its own client identifier and with its own topics. Without certificates it
// listens on the loopback interface only. The package also writes the
// configuration of brokers outside: Mosquitto, and a cluster of nats-servers.
//
// Nothing depends on what the broker keeps: what it loses, robots send again.
// So the one inside syncs its files now and then only, a cluster's node on each
// write; each stream has a bound, and drops its oldest; and when the disk is
// full the server is stopped until the disk takes writes again.
package broker
