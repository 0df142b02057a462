//go:build race

package ui_test

// racing reports whether the race detector watches: it makes drawing ten times
// slower, and what draws here runs alone.
const racing = true
