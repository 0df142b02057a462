// Package wire is the language that kioskd and its child speechd speak over
// the child's standard input and output: one JSON object a line, version 1.
//
// kioskd sends a Request ("say", "listen", "stop", "music", "ping"); speechd answers with Events.
// The first event is always "hello" and names the output chosen; it and
// "output" also say when there is no synthesiser. A sentence gets "started"
// when its first sample goes out and then exactly one "done" or "failed". One
// that is stopped is silent within 150 ms and has "failed".
//
// "ear" says which languages can be heard, as soon as that is known and whenever
// it changes. One request is heard at a time: "listen" gets any number of
// "partial" and then exactly one "heard" or "deaf". A line that cannot be
// understood costs that line alone: Decode returns a *LineError and the next
// call reads the next line.
//
// "music" is a state, not a job: it has no id and no answer, and a new process
// plays none until it is told.
package wire
