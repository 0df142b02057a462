// Package live holds what is true of the robots now: presence, description,
// last status. Nothing of it is stored; brokers keep the last word of every
// robot and say it again when the ward connects.
package live
