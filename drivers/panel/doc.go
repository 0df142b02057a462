// Package panel reads the satisfaction panel: four buttons, numbered 1 to 4
// from the happiest face to the unhappiest.
//
// # Two devices
//
// GPIO drives four push buttons wired straight to the computer: each between
// its pin and ground, with the pin's own pull-up, so a pressed button reads
// low. It works through periph.io (conn v3.7.2, host v3.8.5), whose
// WaitForEdge drops an event's time and direction and disagrees between
// drivers on what a wait of 0 or -1 means; so waits here are short and finite,
// the level is read after every one, and debouncing is our own
// (gpioutil.Debounce ignores its lock-on argument).
//
// Box drives a button box on USB-serial: a microcontroller that debounces the
// buttons itself and speaks the protocol below at 115200 baud, 8N1.
//
// A pin may have a light beside it, "GPIO17/GPIO22": an LED between the second
// pin and ground that is lit while the visitor should see that the press was
// stored. A press rates when the finger leaves the button; held for LongAfter it
// calls for help instead, once.
//
// # Button box protocol, version 2
//
// Both sides send lines of ASCII, framed as in NMEA 0183 but with a 16-bit
// check: '$', the body, '*', four upper-case hexadecimal digits of
// CRC-16/CCITT-FALSE (polynomial 0x1021, start 0xFFFF) over the body, CR LF.
// Fields are decimal without leading zeros, parted by one space.
//
//	box → host  $P n seq age*XXXX  button n (1–4) went down age ms ago, and came
//	                               up again within 3 s
//	box → host  $L n seq age*XXXX  button n went down age ms ago, 3 s or more,
//	                               and is held: a call for help, no rating
//	box → host  $H held*XXXX       every second; held has bit n-1 set while
//	                               button n is down (0–15)
//	host → box  $A seq*XXXX        press seq is safely stored
//
// A receiver drops whatever does not parse and starts afresh at the next '$',
// so noise costs at most the line it hit.
//
// The box sends one press at a time: again every 250 ms until its seq is
// acknowledged, then the next one. seq counts up by one, is never 0, and
// starts at a random number when the box powers up, so that the first press
// after a restart is not mistaken for the last one before. The host counts a
// press unless its seq equals the one counted last, and acknowledges it either
// way: a lost line is sent again, a repeated one counts once. The
// acknowledgement leaves after Handler.OnPress has returned nil, so a press
// that was not stored is not acknowledged.
//
// A box of version 1 says $P as soon as a button goes down, and never $L.
//
// The box lights the pressed button when the acknowledgement comes, and all four
// after a long press. It gives
// up a press after 30 s, unlit: a visitor is not told that a vote counted
// which nobody stored, and a host that starts hours later is not told of votes
// that belong to nobody.
//
// A host that hears no valid line for 3 s reopens the device.
package panel
