// Package store keeps what the ward has received in one SQLite file.
//
// An event is named by robot, epoch and seq; a second copy changes nothing.
// Commit returns only after the rows are on disk (WAL, synchronous FULL), and
// gives the receipts that may be sent then: the highest number below which
// nothing of the epoch is missing. Time stamps of robots never decide order or
// identity; they only say to which day an event belongs, and only when the
// robot's clock was synchronised.
//
// What cannot be read is kept aside in the table quarantine. If it says which
// event it is, it takes its place in the sequence all the same, because the
// robot would send it again for ever.
package store
