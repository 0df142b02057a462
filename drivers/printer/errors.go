package printer

import (
	"errors"
	"fmt"
)

// Every error of [Printer.Print] is one of these two outcomes.
var (
	// ErrNotPrinted says that surely nothing of the ticket reached the paper.
	ErrNotPrinted = errors.New("nothing was printed")
	// ErrUnknown says that bytes were sent and the end was not confirmed: the
	// visitor may or may not hold the ticket.
	ErrUnknown = errors.New("not confirmed as printed")
)

// The reason stands beside the outcome where the printer gave one.
var (
	ErrPaperOut  = errors.New("paper has ended")
	ErrCoverOpen = errors.New("cover is open")
	// ErrOffline says that there is no link, or that the printer refuses work
	// without naming the cause.
	ErrOffline = errors.New("printer is offline")
	// ErrHot says that the head must cool down first, which it does by itself.
	ErrHot = errors.New("print head is too hot")
	// ErrTooWide says that the picture is wider than the paper that the printer
	// turned out to have: draw it again for the model's DotsWide.
	ErrTooWide = errors.New("picture is wider than the paper")
	// ErrFault is a cutter jam or another mechanical or electrical error.
	ErrFault = errors.New("printer reports a fault")
)

var (
	errSilent  = errors.New("printer does not answer")
	errStalled = errors.New("printer takes no more data")
	errGaveWay = errors.New("another job goes first")
	errNoisy   = errors.New("the line is disturbed: an answer cannot be told from noise")
	errEcho    = errors.New("the line sends back what is sent: check the cable")
)

func notPrinted(reason error) error {
	return fmt.Errorf("cannot print: %w: %w", ErrNotPrinted, reason)
}

func unknown(reason error) error {
	return fmt.Errorf("cannot print: %w: %w", ErrUnknown, reason)
}
