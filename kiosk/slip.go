package kiosk

import "time"

// Slip is the list of a procedure's papers, printed for the visitor at the
// guide. It has no number: one that is lost costs a touch, so it bears no mark
// and a restart forgets it.
type Slip struct {
	ID    string     `json:"id"`
	Code  string     `json:"code"` // of the procedure
	Large bool       `json:"large,omitempty"`
	Have  []int      `json:"have,omitempty"` // papers that the visitor has ticked, from 0
	State PrintState `json:"state"`
	Until time.Time  `json:"until,omitzero"` // sent: when the answer is overdue; settled: when the screen forgets it
}

// slipShow is how long the screen tells how a slip fared.
const slipShow = 10 * time.Second

// SlipPaper is what the printer is told of a slip; what is known of the
// procedure is in the catalogue.
type SlipPaper struct {
	Code     string
	Ward     Text
	IssuedAt time.Time
	Large    bool
	Have     []int // papers that the visitor has ticked, from 0
}

// SlipView is the slip on the guide screen.
type SlipView struct {
	Offered bool // the printer can print one now
	Code    string
	State   PrintState // "" for none
}

// pending reports whether the slip is not settled yet.
func (s *Slip) pending() bool {
	return s != nil && (s.State == PrintReserved || s.State == PrintSent)
}

// slipAsked reserves a slip. Two within two seconds are one finger that
// trembles.
func (s *step) slipAsked(msg SlipAsked) {
	switch {
	case s.screen() != ScreenGuide, msg.Code == "", msg.Code != s.Spot.Code, !s.slipOffered(), s.Slip.pending():
		return
	case !s.SlipAt.IsZero() && s.at.Sub(s.SlipAt).Abs() < issueLock:
		return
	}
	s.Slips++
	s.SlipAt = s.at
	s.Slip = &Slip{ID: "slip/" + itoa(s.Slips), Code: msg.Code, Large: s.Looks.Text == TextLargest, Have: s.having(msg.Code), State: PrintReserved}
	s.touched()
}

// slipOffered reports whether a slip would come out now, as far as is known.
func (m Model) slipOffered() bool { return m.Printer.Checked && m.Printer.Ready() }

// settleSlip prints a slip that was asked for as soon as no ticket is under
// way, and forgets one whose time has passed.
func (s *step) settleSlip() {
	switch {
	case s.Slip == nil:
	case s.Slip.State == PrintReserved:
		if s.ticketUnderWay() {
			return
		}
		slip := *s.Slip
		slip.State, slip.Until = PrintSent, s.at.Add(printDue)
		s.Slip = &slip
		s.do(PrintSlip{Job: slip.ID, Slip: SlipPaper{
			Code: slip.Code, Ward: s.Setup.Ward, IssuedAt: s.at.In(s.Setup.location()), Large: slip.Large, Have: slip.Have,
		}})
	case !s.due(s.Slip.Until):
	case s.Slip.State == PrintSent:
		s.slipEnded(s.Slip.ID, PrintUnsure)
	default:
		s.Slip = nil
	}
}

// ticketUnderWay reports whether a ticket goes before any slip.
func (s *step) ticketUnderWay() bool {
	for _, p := range s.Papers {
		if p.State == PrintSent {
			return true
		}
	}
	return s.awaits()
}

// slipEnded takes the answer to a slip; it reports whether it was one. Only
// that it came out after all changes what was told before.
func (s *step) slipEnded(job string, state PrintState) bool {
	if s.Slip == nil || s.Slip.ID != job {
		return false
	}
	if s.Slip.State != PrintSent && (state != PrintDone || s.Slip.State == PrintDone) {
		return true
	}
	slip := *s.Slip
	slip.State, slip.Until = state, s.at.Add(slipShow)
	s.Slip = &slip
	s.do(Speak{ID: "told/" + slip.ID + "/" + string(state), Lang: s.Lang, Text: saySlip(s.Lang, state)})
	return true
}

func (m Model) slipView() SlipView {
	v := SlipView{Offered: m.slipOffered()}
	if m.Slip != nil {
		v.Code, v.State = m.Slip.Code, m.Slip.State
	}
	return v
}

// saySlip tells how a slip fared.
func saySlip(l Lang, state PrintState) string {
	var t Text
	switch state {
	case PrintDone:
		t = Text{Vi: "Đã in danh sách giấy tờ. Xin mời quý khách nhận ở khe in phía dưới.", En: "Your list of papers is printed. Please take it from the slot below."}
	case PrintFail:
		t = Text{Vi: "Chưa in được danh sách giấy tờ. Quý khách có thể xem trên màn hình hoặc quét mã.", En: "The list of papers could not be printed. Please read it on the screen, or scan the code."}
	default:
		t = Text{Vi: "Chưa rõ danh sách giấy tờ đã in ra chưa. Nếu chưa thấy giấy, xin quý khách in lại.", En: "Perhaps the list of papers was not printed. If there is no paper, please print it again."}
	}
	return t.In(l)
}
