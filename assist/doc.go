// Package assist knows the procedures that citizens come with: what each is
// called, which papers and steps it takes, who answers for it, and where the
// facts are from. It finds them by words typed in any of the ways in which
// people type Vietnamese.
//
// It is part of the pure core: no I/O, no clock, no random numbers. What it
// knows is given to New.
package assist
