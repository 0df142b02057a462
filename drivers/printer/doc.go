// Package printer drives the ticket printer: a thermal receipt printer that
// speaks ESC/POS over TCP port 9100, a serial line, or the kernel's usblp
// device.
//
// Everything is printed as raster (GS v 0): code page 1258 holds 40 of the 144
// Vietnamese letters, its number differs from model to model, and combining
// tone marks do not combine on clones.
//
// # Device
//
// Commands and replies follow "ESC/POS Application Programming Guide, Paper
// roll printers" (Seiko Epson, Ver. 10.01: DLE EOT, DLE ENQ, ESC @, ESC J,
// GS ( H, GS a, GS r, GS v 0, GS V, and the appendix on telling replies apart
// by their fixed bits; https://www.easymanua.ls/epson/tm-t88iii/manual/518843)
// and "RP325/RP326/RP327/RP328 Command Set" (Rongta, V1.0) for the clones. What
// differs between models is data: see [Models].
//
// # Wiring
//
// tcp://HOST:9100, serial:///dev/ttyUSB0?baud=115200 (8N1, null-modem cable),
// usblp:///dev/usb/lp0. A serial printer must be set to the same baud rate by
// its DIP switches, with a receive buffer of 4 KB or more, and to XON/XOFF, which
// the kernel obeys; a cable that brings the printer's DTR to CTS takes
// flow=rtscts.
//
// # What a confirmation means
//
// A write that returns says nothing: a USB printer without paper still takes
// about 90 KB. [Printer.Print] therefore returns nil only after the printer
// itself said that the job is done, by the model's [Completion]; a model that is
// taken to know GS ( H is asked on each link, and falls back on GS r. Otherwise the
// error is [ErrNotPrinted] (surely nothing on paper) or [ErrUnknown] (bytes
// went out, the end is not known), joined with the reason. The driver never
// sends a job a second time.
//
// A printer whose cover is closed or whose paper is put in goes on, and answers
// then: [UnconfirmedError.Later] passes that on, on whichever link it comes. The
// answer to GS ( H bears the job's number. The one to GS r is a byte that a line
// without power or with noise may say too: it counts late only on the same link,
// behind an automatic status that told of the trouble's end, and in time only when
// the printer answers two more of them, each once and all the same. After paper that ended in the middle of
// a ticket, "done" can mean a ticket on two rolls: it has its number, and the
// visitor was shown it.
//
// # Errata
//
//   - Real-time commands are obeyed even inside raster data, so the encoder
//     keeps 10 04, 10 05 and 10 14 out of it by thickening one dot.
//   - The unit of ESC J is half a dot on Epson models and not known on clones;
//     there blank rows go out as raster one byte wide.
//   - A printer that lost its host in the middle of a band takes the next
//     bytes as picture: each connection begins with enough NUL bytes to end
//     any band.
//   - On USB and TCP a real-time command waits behind what the printer has no
//     room for. One that stands still with a full buffer is therefore away, not
//     faulty, until it goes on or is switched off and on.
//   - GS ( H, GS I and GS r are not answered while the printer is offline, so a
//     model is probed only while it is ready. One that stands still, or prints what
//     it had buffered, gives no answer either: it is asked again, and until it has
//     told how it confirms no silence of its passes for a confirmation.
//   - A printer that is switched off and on forgets its job, and a serial line stays
//     open meanwhile: behind each job whose end is not known, what may hang out is
//     cut off first. Where nothing hung that is a blank strip.
//   - What a printer does not know of a question it takes for text; ESC @ behind
//     the question takes that out of the line before it is printed.
//   - GS r is answered without saying which request is meant; requests that
//     were never answered are settled before the next job.
//   - A line that echoes would answer for the printer: each connection begins with
//     NUL bytes, which come back as answers that nobody asked for.
package printer
