package kiosk

import "slices"

// Bounds of what officials announce.
const (
	bulletinMost    = 20
	bulletinLetters = 600
)

// announceText shows a text until it is withdrawn. The same ID again changes it.
func (s *step) announceText(msg Announce) error {
	if _, ok := s.Setup.door(msg.Door); !ok {
		return ErrUnknownDoor
	}
	return s.post(Bulletin{ID: msg.ID, Text: msg.Text, Emergency: msg.Emergency, Door: msg.Door, At: s.at})
}

// post puts a text up, in place of the one of the same ID.
func (s *step) post(b Bulletin) error {
	n := len([]rune(b.Text.Vi))
	if b.ID == "" || n == 0 || n > bulletinLetters || len([]rune(b.Text.En)) > bulletinLetters {
		return ErrBadText
	}
	all := slices.DeleteFunc(slices.Clone(s.Bulletins), func(other Bulletin) bool { return other.ID == b.ID })
	if len(all) >= bulletinMost {
		return ErrTooManyTexts
	}
	all = append(all, b)
	s.Bulletins = all
	if b.Emergency {
		s.do(Speak{ID: "alarm/" + b.ID, Lang: Vi, Text: sayAlarm(Vi, b.Text), Chime: true})
		if b.Text.En != "" {
			s.do(Speak{ID: "alarm/" + b.ID + "/en", Lang: En, Text: sayAlarm(En, b.Text)})
		}
	}
	return nil
}

func (s *step) withdraw(msg Withdraw) error {
	all := slices.DeleteFunc(slices.Clone(s.Bulletins), func(b Bulletin) bool { return b.ID == msg.ID })
	if len(all) == len(s.Bulletins) {
		return ErrNoText
	}
	if len(all) == 0 {
		all = nil
	}
	s.Bulletins = all
	return nil
}

// settleBulletins takes down what is over.
func (s *step) settleBulletins() {
	over := func(b Bulletin) bool { return s.due(b.Until) }
	if !slices.ContainsFunc(s.Bulletins, over) {
		return
	}
	s.Bulletins = slices.DeleteFunc(slices.Clone(s.Bulletins), over)
	if len(s.Bulletins) == 0 {
		s.Bulletins = nil
	}
}

// alarm is the newest emergency, if one is on.
func (m Model) alarm() (Bulletin, bool) {
	for _, b := range slices.Backward(m.Bulletins) {
		if b.Emergency {
			return b, true
		}
	}
	return Bulletin{}, false
}
