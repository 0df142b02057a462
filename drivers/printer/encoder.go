package printer

import "slices"

// Commands, as hexadecimal in the guide.
const (
	cmdInit      = "\x1B\x40"
	cmdAutomatic = "\x1D\x61\xFF"
	cmdTransmit  = "\x1D\x72\x31" // paper sensors
	cmdProcessID = "\x1D\x28\x48\x06\x00\x30\x30"
	cmdName      = "\x1D\x49\x43" // the model's name
	// cmdRecover leaves the error and clears the buffers. Its sister 10 05 01,
	// which goes on where printing stopped, is never sent: a job that was given
	// up must not come out later by our own doing.
	cmdRecover = "\x10\x05\x02"
)

// encode turns a picture into the chunks of one job; the first has no ink.
func encode(m Model, r raster, id [4]byte, torn bool) [][]byte {
	start := []byte(cmdInit)
	if torn {
		// The remains of a broken job hang in the printer: end its band, and
		// cut it off rather than hand it out as the top of this ticket.
		// A jam at that cut must be told: the printer holds all that is behind it.
		start = slices.Concat(flush(), start, []byte(cmdAutomatic), m.finish())
	}
	chunks := [][]byte{append(start, cmdAutomatic...)}
	for _, b := range r.bands(m) {
		chunks = append(chunks, m.encodeBand(r, b))
	}
	end := m.finish()
	switch m.Completion {
	case ByProcessID:
		end = append(append(end, cmdProcessID...), id[:]...)
	case ByTransmit:
		end = append(end, cmdTransmit...)
	case unasked:
		end = slices.Concat(end, []byte(cmdProcessID), id[:], []byte(cmdInit), []byte(cmdAutomatic))
	case ByEstimate:
	}
	return append(chunks, end)
}

// flush ends whatever command a broken link left half sent.
func flush() []byte { return make([]byte, maxBandBytes+bandHead) }

// finish cuts the ticket off, or feeds it to where it can be torn off.
func (m Model) finish() []byte {
	// GS V: 65 and 66 feed to the blade, then cut; 0 and 1 cut where it is.
	cut := map[Cut]byte{FullCut: 0, PartialCut: 1}
	switch {
	case m.Cut == NoCutter:
		return m.feed(m.CutFeedDots)
	case m.FeedBeforeCut:
		return append(m.feed(m.CutFeedDots), 0x1D, 0x56, cut[m.Cut])
	}
	return []byte{0x1D, 0x56, 65 + cut[m.Cut], 0}
}

func (m Model) feed(dots int) []byte {
	var out []byte
	if m.FeedUnitsPerDot == 0 {
		for ; dots > 0; dots -= min(dots, maxBandRows) {
			rows := min(dots, maxBandRows)
			out = append(out, rasterHead(single, 1, rows)...)
			out = append(out, make([]byte, rows)...)
		}
		return out
	}
	// Whole dots in each command: a printer rounds what is left over.
	most := 255 / m.FeedUnitsPerDot
	for ; dots > 0; dots -= min(dots, most) {
		out = append(out, 0x1B, 0x4A, byte(min(dots, most)*m.FeedUnitsPerDot))
	}
	return out
}

func (m Model) encodeBand(r raster, b band) []byte {
	if b.wide == 0 {
		return m.feed(b.to - b.from)
	}
	rows := b.to - b.from
	if b.scale != single {
		rows /= 2
	}
	out := append(rasterHead(b.scale, b.wide, rows), r.data(b)...)
	guardRealTime(out[bandHead:])
	return out
}

func rasterHead(m scale, bytesWide, rows int) []byte {
	return []byte{0x1D, 0x76, 0x30, byte(m), byte(bytesWide), 0, byte(rows), 0}
}

// guardRealTime takes sequences out of a picture that a printer would obey as
// real-time commands. They need a lone dot, 0x10: the dot beside it is set too,
// which no eye sees at 203 dpi.
func guardRealTime(data []byte) {
	for i := range len(data) - 1 {
		if data[i] != 0x10 {
			continue
		}
		switch data[i+1] {
		case 0x04, 0x05, 0x14:
			data[i] |= 0x08
		}
	}
}
