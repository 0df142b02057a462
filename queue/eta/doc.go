// Package eta estimates how long a ticket will wait: a point and a range that
// holds four times in five, learnt from a queue's own past.
//
// A Watch follows one queue through its day, a Site the queues that share
// doors, a History keeps what the days before told. Together they give the
// Vector of one ticket: what is known at the moment it is given. A Model is
// fitted to such vectors and the waits that followed: a linear regression of
// logarithms, corrected by small trees, and a spread for every ticket. The
// range is then widened or narrowed for every queue by what came of its own
// last predictions (adaptive conformal prediction), so that it is honest
// queue by queue.
//
// The line of a running robot is estimated from what the robot itself saw. An
// Outlook plays the line on: the dispatcher's order, the doors as they stand,
// service times as measured, and those who are yet to come and will go first.
// A Ledger notes what was known and told when a ticket joined, and learns: at
// once how far today's ranges are off, and every night a Blend, a robust
// regression that moves the outlook's point and stretches its range by the
// Facts of a ticket. The blend is used only if it was nearer than the outlook
// alone to waits that it was not fitted to.
//
// It is pure: no clock, no randomness but a fixed sequence. Times are minutes.
package eta
