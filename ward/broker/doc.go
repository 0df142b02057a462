// Package broker runs an MQTT 3.1.1 broker inside the program: nats-server
// with JetStream on disk, listening on the loopback interface only.
//
// JetStream's file is synchronised on every write (sync_interval always): its
// default acknowledges what a power cut then takes. Even so nothing depends
// on it: what the broker loses, robots send again.
package broker
