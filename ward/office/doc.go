// Package office is what people of the ward do on its page: who may log in and
// what she sees, sessions, alerts on low ratings with an owner and a deadline,
// cases that citizens' feedback opens, the tokens of the read-only interface,
// the ward's own norms, and a record of who did what.
//
// It decides; package store keeps. Each change goes to the store together with
// its line in the record, in one transaction. A feedback's text goes nowhere
// but into the store: neither into the record nor into a log.
package office
