package kiosk

import (
	"slices"
	"strconv"
	"strings"
)

// printedBefore takes the late word that an attempt came out after which another
// was asked for. The visitor has a paper with this number then, whatever becomes of
// the other, which bears the mark.
func (s *step) printedBefore(job string) {
	i := slices.IndexFunc(s.Papers, func(p PaperJob) bool {
		number, ok := strings.CutPrefix(job, p.Ticket+"/")
		attempt, err := strconv.Atoi(number)
		return ok && err == nil && attempt > 0 && attempt < p.Attempt
	})
	if i < 0 {
		return
	}
	p := s.Papers[i]
	s.join(p.Ticket)
	if p.asks() {
		p.State, p.Unsure = PrintDone, true
		s.setPaper(p)
		s.extendSession(p.Ticket, takeShow)
	}
}
