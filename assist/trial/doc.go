// Package trial measures how well requests are understood, on sentences that
// nothing was learnt from: those of a file, or the catalogue's own phrases held
// back in turn.
package trial
