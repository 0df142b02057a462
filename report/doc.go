// Package report brings the robot's events and status to the ward over MQTT.
//
// An event counts as delivered when the ward says so, never before. The ward
// publishes a receipt, {"epoch","upto"}, after its database commit; the
// broker between is a pipe that may lose anything. What brokers and the MQTT
// client call success does not help: a publish token completes without error
// on a connection that dies, Mosquitto acknowledges before it writes and
// drops above its queue's limit, and MQTT 3.1.1 acknowledges a publish that
// the broker's permissions refused. So the client
//
//   - uses one paho client for each connection, without its reconnecting, its
//     sessions or its file store, and reconnects by itself with jitter;
//   - on each connection says which outbox it has (schema.Info), reads the
//     retained receipt, and sends on from there, at most 512 events ahead of
//     the last receipt, or 16384 where a backlog goes in bundles;
//   - goes back to the last receipt when none comes for five seconds, and then
//     sends single events until the ward answers, so that a broker without a
//     ward is not filled with copies; what was in bundles goes one by one then;
//   - follows a receipt back too: a ward that lost its database, or restored
//     an older backup, is sent again what it no longer has.
//
// The ward drops copies by epoch and sequence number.
package report
