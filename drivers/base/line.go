package base

import (
	"sync"
	"time"
)

// LineStats is how the line to the base has been since New.
type LineStats struct {
	ReadStats
	// Signed is true on a line with a key.
	Signed bool
	// Opened counts how often the port was opened; all but the first are
	// reconnects.
	Opened uint64
	// Lost counts how often the base fell silent.
	Lost uint64
	// Trouble is what was last wrong with the port, and when; "" is nothing
	// yet.
	Trouble   string
	TroubleAt time.Time
}

// line is what a Link notes about its port.
type line struct {
	mu    sync.Mutex
	stats LineStats // without ReadStats
}

func (l *line) note(change func(*LineStats)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(&l.stats)
}

func (l *line) opened() { l.note(func(s *LineStats) { s.Opened++ }) }

func (l *line) lost() { l.note(func(s *LineStats) { s.Lost++ }) }

func (l *line) trouble(now time.Time, what string) {
	l.note(func(s *LineStats) { s.Trouble, s.TroubleAt = what, now })
}

// Line tells how the line has been since New.
func (l *Link) Line() LineStats {
	l.line.mu.Lock()
	s := l.line.stats
	l.line.mu.Unlock()
	s.ReadStats, s.Signed = l.counts.stats(), l.signer != nil
	return s
}
