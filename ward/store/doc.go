// Package store keeps what the ward has received in one SQLite file, or in a
// PostgreSQL database for a city.
//
// An event is named by robot, epoch and seq; a second copy changes nothing.
// Commit returns only after the rows are on disk (WAL, synchronous FULL), and
// gives the receipts that may be sent then: the highest number below which
// nothing of the epoch is missing. Time stamps of robots never decide order or
// identity; they only say to which day and hour an event belongs, and only
// when the robot's clock was synchronised.
//
// What cannot be read is kept aside in the table quarantine. If it says which
// event it is, it takes its place in the sequence all the same, because the
// robot would send it again for ever. What one robot can leave there, and how
// many outboxes it can make in a day, is bounded; beyond that the table refusals
// counts.
//
// What pages count is kept as sums in the transaction of what is counted, so
// that a page is as quick after a million ratings as after one: CountRatings,
// CountVisits, Times, RatingsByWait. When a day is closed its sums are added to
// those of its part of the month and of its month, so that a year is some
// dozen spans of time, not 365 days.
//
// Statements are written once for both databases. Those of pages go through
// each (reading) and change (a transaction), with ? for values and true and
// false as flags; sums are CAST to BIGINT, because PostgreSQL makes them
// something wider.
package store
