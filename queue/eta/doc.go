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
// It is pure: no clock, no randomness but a fixed sequence. Times are minutes.
package eta
