// Package line knows the robots' live tickets, for the page that the code on
// each ticket leads to. A ticket is found by the hash of the token in its
// code: whoever reads the ward's memory, database or logs cannot open a page.
//
// What the robots say last counts and is held in memory; the broker keeps it
// over a restart of the ward. Of each ticket a row stays in the store for a
// week, so that the page of one that is over, or of another day, can say so.
package line
