package printer

// Paper is how much paper is left.
type Paper uint8

// What the sensors say.
const (
	PaperUnknown Paper = iota
	PaperOK
	PaperNearEnd
	PaperEnd
)

// String names the state for logs.
func (p Paper) String() string {
	switch p {
	case PaperOK:
		return "ok"
	case PaperNearEnd:
		return "near-end"
	case PaperEnd:
		return "end"
	case PaperUnknown:
	}
	return "unknown"
}

// Status is the last known state of the printer. Without a link all else is
// zero: nothing is claimed about a printer that cannot be asked.
type Status struct {
	Link      bool // the printer answers
	Online    bool // it accepts work
	Paper     Paper
	CoverOpen bool
	Cutter    bool // cutter error: a jam
	Error     bool // any error that stops printing, the cutter's included
	Hot       bool // pausing until the head has cooled down; ends by itself
	Left      Left // while the paper is near its end
}

// Blocked is nil when a ticket can be printed now, else the reason: one of
// ErrOffline, ErrCoverOpen, ErrPaperOut, ErrFault, ErrHot.
func (s Status) Blocked() error {
	if !s.Link {
		return ErrOffline
	}
	if err := s.fault(); err != nil {
		return err
	}
	if s.Hot {
		return ErrHot
	}
	if !s.Online {
		return ErrOffline
	}
	return nil
}

func (s Status) ready() bool { return s.Blocked() == nil }

// fault is the part of Blocked that does not pass by itself.
func (s Status) fault() error {
	switch {
	case s.CoverOpen:
		return ErrCoverOpen
	case s.Paper == PaperEnd:
		return ErrPaperOut
	case s.Error:
		return ErrFault
	}
	return nil
}

// fromAutomatic reads the four bytes of automatic status (GS a).
func fromAutomatic(b [4]byte) Status {
	s := Status{
		Link:      true,
		Online:    b[0]&0x08 == 0,
		CoverOpen: b[0]&0x20 != 0,
		Cutter:    b[1]&0x08 != 0,
		Error:     b[1]&0x2C != 0,
		Hot:       b[1]&0x40 != 0,
		Paper:     PaperOK,
	}
	switch {
	case b[2]&0x0C != 0:
		s.Paper = PaperEnd
	case b[2]&0x03 != 0:
		s.Paper = PaperNearEnd
	}
	return s
}

// fromRealTime reads the answers to DLE EOT 1, 2, 3 and 4.
func fromRealTime(b [4]byte) Status {
	s := Status{
		Link:      true,
		Online:    b[0]&0x08 == 0,
		CoverOpen: b[1]&0x04 != 0,
		Cutter:    b[2]&0x08 != 0,
		Error:     b[1]&0x40 != 0 || b[2]&0x28 != 0,
		Hot:       b[2]&0x40 != 0,
		Paper:     PaperOK,
	}
	switch {
	case b[1]&0x20 != 0 || b[3]&0x60 != 0:
		s.Paper = PaperEnd
	case b[3]&0x0C != 0:
		s.Paper = PaperNearEnd
	}
	if s.Hot && b[2]&0x28 == 0 {
		s.Error = false
	}
	return s
}
