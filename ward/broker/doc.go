// Package broker runs an MQTT 3.1.1 broker inside the program: nats-server
// with JetStream on disk. On the network it speaks TLS 1.3 only and lets in
// whom the ward's own authority (package pki) has certified: each robot under
// its own client identifier and with its own topics. Without certificates it
// listens on the loopback interface only. The package also writes the
// configuration of brokers outside: Mosquitto, and a cluster of nats-servers.
//
// JetStream's file is synchronised on every write (sync_interval always): its
// default acknowledges what a power cut then takes. Even so nothing depends
// on it: what the broker loses, robots send again.
package broker
