// Package receiver takes the robots' messages from the broker to the store.
//
// The order is what makes it safe: up to 1000 messages or 256 KiB of them, or
// what came within 2 ms, are committed together; only then are they acknowledged to the broker,
// and the receipts sent to the robots. Killed between any two steps it gets
// the messages again, from the broker's session or from the robots, and the
// store drops the copies.
//
// While one batch is committed the next is decoded, on all processors. A bundle
// is taken apart and each of its events read as if it had come alone: one that
// cannot be read is kept aside and does the others no harm.
//
// Brokers send at most 1024 messages ahead of the acknowledgements, of at most
// 64 KiB each: so much may wait here, whatever robots send.
package receiver
