// Package receiver takes the robots' messages from the broker to the store.
//
// The order is what makes it safe: up to 1000 messages, or what came within 2
// ms, are committed together; only then are they acknowledged to the broker,
// and the receipts sent to the robots. Killed between any two steps it gets
// the messages again, from the broker's session or from the robots, and the
// store drops the copies.
//
// While one batch is committed the next is decoded, on all processors.
package receiver
