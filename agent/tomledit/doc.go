// Package tomledit changes single settings of a TOML file and leaves every
// other byte of it, comments above all, as it is.
//
// It looks at lines, not at the whole grammar. So each change is read again by
// the real decoder, and refused unless exactly what was meant has changed.
package tomledit
