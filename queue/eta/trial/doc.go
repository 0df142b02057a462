// Package trial measures the estimator of package eta on a recorded file: it
// reads five-minute snapshots of queues, rebuilds from them when each ticket
// came and was called, and plays the days through the estimator and through
// simpler predictors, all on the same tickets.
//
// It is pure: it reads from the reader that it is given and nothing else.
package trial
