package kiosk

import "slices"

// Having is which papers of a procedure a visitor says that she has: their
// places in its list, from 0, in order. It is hers alone and ends with her visit.
type Having struct {
	Code   string `json:"code"` // of the procedure
	Papers []int  `json:"papers"`
}

// Bounds of what one visitor ticks.
const (
	papersMost  = 64 // of a procedure
	havingsMost = 8  // procedures of one visit: beyond, the first is forgotten
)

// PaperTicked says whether the visitor has one of the papers of the procedure
// that she reads. Paper is its place in the list, from 0; what stands there is in
// the catalogue.
type PaperTicked struct {
	Code  string
	Paper int
	Have  bool
}

func (PaperTicked) msg() {}

// paperTicked notes it. A touch that comes twice says the same twice.
func (s *step) paperTicked(msg PaperTicked) {
	if s.screen() != ScreenGuide || msg.Code == "" || msg.Code != s.Spot.Code || msg.Paper < 0 || msg.Paper >= papersMost {
		return
	}
	s.touched()
	have := slices.Clone(s.having(msg.Code))
	switch at, found := slices.BinarySearch(have, msg.Paper); {
	case found == msg.Have:
		return
	case msg.Have:
		have = slices.Insert(have, at, msg.Paper)
	default:
		have = slices.Delete(have, at, at+1)
	}
	s.has(msg.Code, have)
}

// has puts what a visitor has of a procedure in place of what she had.
func (s *step) has(code string, papers []int) {
	all := slices.DeleteFunc(slices.Clone(s.Havings), func(h Having) bool { return h.Code == code })
	if len(papers) > 0 {
		all = append(all, Having{Code: code, Papers: papers})
	}
	if len(all) > havingsMost {
		all = all[1:]
	}
	s.Havings = nil
	if len(all) > 0 {
		s.Havings = all
	}
}

// having is what the visitor has of a procedure.
func (m Model) having(code string) []int {
	for _, h := range m.Havings {
		if h.Code == code {
			return h.Papers
		}
	}
	return nil
}
