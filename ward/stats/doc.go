// Package stats computes the ward's figures from counts. It is pure: no
// store, no clock, no language.
//
// A share of few answers is uncertain, so every share comes with its Wilson
// score interval (E. B. Wilson, "Probable inference, the law of succession,
// and statistical inference", J. Am. Stat. Assoc. 22, 1927, 209–212), which
// stays within 0 and 1 and holds for small numbers too.
package stats
