// Package ward is the ward's server: it receives what the robots report,
// stores each event once, sends receipts, and shows it live.
//
// Robots publish to an MQTT broker (package broker, inside the program, or an
// external one). Package receiver takes the messages to package store and
// sends receipts after the commit; package live holds what is true now;
// package web draws the page from both. Package settings reads the
// configuration. The contract with the robots is report/schema.
package ward
