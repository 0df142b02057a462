// Package printertest is the other end of the wire: an emulated ESC/POS receipt
// printer. It knows nothing of package printer; it reads the byte stream as the
// maker's guide describes it, and records every byte it does not understand as
// an error, which fails Close.
//
// It behaves where real ones are awkward: paper moves at a limited speed, the
// receive buffer is small and holds the sender back, a printer without paper
// keeps what it has buffered and goes on when paper is put in, real-time
// commands are obeyed on arrival, even in the middle of a picture, and a host
// that leaves in the middle of a command leaves the printer waiting for the
// rest of it.
//
// [Printer.Serve] takes any io.ReadWriteCloser; [ListenTCP] and [OpenPTY] put it
// on real wires; [Printer.Dial] is a wire in memory for tests with synthetic
// time. Faults are commands in words, see [Printer.Do].
package printertest
