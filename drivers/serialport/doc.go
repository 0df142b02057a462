// Package serialport opens serial devices: the motion base, the button box
// and a ticket printer on RS-232 or USB-serial.
//
// It is the only place that uses go.bug.st/serial, and it uses the library for
// what is hard to get right: raw mode (a pty starts with echo on), the baud
// rate, special rates included, and no flow control. Bytes move through a
// second, non-blocking descriptor on the same device, because the library's
// own Read and Write (v1.8.0)
//   - report a timed-out read as (0, nil),
//   - have no write time-out, and Close does not free a blocked Write,
//   - wait with select(2), which panics on a descriptor above 1023,
//   - keep a descriptor that child processes inherit.
//
// A device belongs to one Port at a time: Open takes an flock(2), which the
// kernel drops when the process dies. The exclusive mode of the terminal is
// not kept, since it outlives a killed process wherever somebody else (a
// pty's owner) holds the device open.
package serialport
