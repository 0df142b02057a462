package kiosk

import (
	"cmp"
	"errors"
	"slices"
	"time"
)

// States of a command of the ward, and why one is rejected; they are the words
// of the contract with the ward.
const (
	orderAccepted = "accepted"
	orderRunning  = "running"
	orderDone     = "done"
	orderRejected = "rejected"
	orderExpired  = "expired"

	whyClock     = "clock-unset"
	whyNotYet    = "not-yet"
	whyTooMany   = "too-many"
	whyText      = "bad-text"
	whyUnknown   = "unknown"
	whyNoRobot   = "robot-unavailable"
	whyNobody    = "nobody-waits"
	whyFailed    = "mission-failed"
	whyCancelled = "mission-cancelled"
)

const (
	// orderValid is the longest that a command can be good for.
	orderValid = time.Minute
	// orderAhead is how far the ward's clock may be before the robot's.
	orderAhead = 30 * time.Second
	// orderSpan is how far back commands are remembered by name; what was
	// issued before is refused whatever its name. It is counted from the newest
	// command, so that a clock that is set back lets nothing be played again.
	orderSpan = 2 * orderValid
	// ordersMost bounds the names that are remembered.
	ordersMost = 64
)

// OrdersSeen remembers the ward's commands, so that each is done once, over
// restarts too.
type OrdersSeen struct {
	Floor int64       `json:"floor,omitempty"` // what was issued by then is too old; Unix ms
	Seen  []OrderSeen `json:"seen,omitempty"`  // after Floor, by time of issue
}

// OrderSeen is one command that was answered.
type OrderSeen struct {
	Command string `json:"command"`
	Issued  int64  `json:"issued"`
}

// seen notes a command, and reports whether it was noted before or is too old
// to tell.
func (o OrdersSeen) seen(c Order, ahead bool) (OrdersSeen, bool) {
	if c.Issued <= o.Floor || slices.ContainsFunc(o.Seen, func(s OrderSeen) bool { return s.Command == c.Command }) {
		return o, true
	}
	if !ahead {
		o.Floor = max(o.Floor, c.Issued-orderSpan.Milliseconds())
	}
	all := append(slices.Clone(o.Seen), OrderSeen{Command: c.Command, Issued: c.Issued})
	slices.SortStableFunc(all, func(a, b OrderSeen) int { return cmp.Compare(a.Issued, b.Issued) })
	if n := len(all) - ordersMost; n > 0 {
		o.Floor = max(o.Floor, all[n-1].Issued)
	}
	o.Seen = slices.DeleteFunc(all, func(s OrderSeen) bool { return s.Issued <= o.Floor })
	return o, false
}

// ordered reports whether a command is to be carried out now. A command that
// is not, and was not seen before, is answered here.
func (s *step) ordered(o Order) bool {
	valid := o.Expires - o.Issued
	if o.Command == "" || o.Issued <= 0 || valid <= 0 || valid > orderValid.Milliseconds() {
		return false
	}
	now := s.at.UnixMilli()
	trusted := o.Clock == ClockSet && !unset(s.at)
	ahead := trusted && o.Issued > now+orderAhead.Milliseconds()
	orders, again := s.Orders.seen(o, ahead)
	if again {
		return false
	}
	s.Orders = orders
	switch {
	case !trusted:
		s.answer(o.Command, orderRejected, whyClock)
	case ahead:
		s.answer(o.Command, orderRejected, whyNotYet)
	case now >= o.Expires:
		s.answer(o.Command, orderExpired, "")
	default:
		return true
	}
	return false
}

func (s *step) answer(command, state, why string) {
	s.publish(OrderAnswered{Command: command, State: state, Reason: why})
}

// obey carries out a command that is over at once. do says why it cannot, or "".
func (s *step) obey(o Order, do func() (why string)) {
	if !s.ordered(o) {
		return
	}
	if why := do(); why != "" {
		s.answer(o.Command, orderRejected, why)
		return
	}
	s.answer(o.Command, orderDone, "")
}

// ward handles what the ward asks for.
func (s *step) ward(msg Msg) bool {
	switch msg := msg.(type) {
	case WardAnnounce:
		s.obey(msg.Order, func() string { return s.wardAnnounce(msg) })
	case WardWithdraw:
		s.obey(msg.Order, func() string { return s.wardWithdraw(msg) })
	case WardGoto:
		if s.ordered(msg.Order) {
			s.wardGoto(msg)
		}
	case WardReport:
		s.obey(msg.Order, func() string { return "" })
	case WardReply:
		s.obey(msg.Order, func() string { return s.wardReply(msg) })
	case WardSettings:
		s.wardSettings(msg)
	default:
		return false
	}
	return true
}

// wardPrefix keeps the ward's names of announcements apart from the officials'.
const wardPrefix = "ward/"

func (s *step) wardAnnounce(msg WardAnnounce) (why string) {
	b := Bulletin{
		ID: wardPrefix + msg.ID, Text: msg.Text, Emergency: msg.Priority == "emergency", High: msg.Priority == "high", At: s.at,
	}
	if msg.Ends != 0 {
		b.Until = time.UnixMilli(msg.Ends).UTC()
	}
	if msg.ID == "" || s.due(b.Until) {
		return whyText
	}
	switch err := s.post(b); {
	case err == nil:
		return ""
	case errors.Is(err, ErrTooManyTexts):
		return whyTooMany
	}
	return whyText
}

func (s *step) wardWithdraw(msg WardWithdraw) (why string) {
	if s.withdraw(Withdraw{ID: wardPrefix + msg.ID}) != nil {
		return whyUnknown
	}
	return ""
}

// wardGoto sends the robot as an official does, and by the same rules.
func (s *step) wardGoto(msg WardGoto) {
	why := s.wardErrand(msg, Errand{Order: msg.Order.Command})
	if why != "" {
		s.answer(msg.Order.Command, orderRejected, why)
		return
	}
	s.answer(msg.Order.Command, orderAccepted, "")
}

// wardErrand begins it, or says why not.
func (s *step) wardErrand(msg WardGoto, e Errand) (why string) {
	var err error
	switch s.wardKind(msg) {
	case "round":
		e.Mission.Round = msg.Place
		err = s.goRound(e)
	case "welcome":
		err = s.welcome(e)
	case "dock":
		err = s.dock(e)
	case "":
		return s.wardPlace(msg.Place, e)
	default:
		return whyUnknown
	}
	switch {
	case errors.Is(err, ErrNoRobot):
		return whyNoRobot
	case err != nil:
		return whyUnknown
	}
	return ""
}

// wardKind is what the robot is sent on; some places are sent to for a purpose.
func (s *step) wardKind(msg WardGoto) string {
	switch {
	case msg.Kind != "" || msg.Place == "" || msg.Place == s.Setup.Welcome:
		return msg.Kind
	case msg.Place == s.Setup.Entrance:
		return "welcome"
	case msg.Place == s.Setup.Dock:
		return "dock"
	}
	return ""
}

// wardPlace sends the robot to a place.
func (s *step) wardPlace(place string, e Errand) (why string) {
	e.Mission.Kind, e.Mission.To = MissionSummon, place
	i := slices.IndexFunc(s.Setup.Doors, func(d Door) bool { return d.Place == place })
	switch {
	case place == "" || i < 0 && place != s.Setup.Welcome && place != s.Setup.Waiting:
		return whyUnknown
	case !s.robotFree():
		return whyNoRobot
	case i >= 0:
		e.Door = s.Setup.Doors[i].Number
	case place == s.Setup.Welcome:
		e.Mission.Kind = MissionReturn
	}
	s.send(e)
	return ""
}

// followOrders tells the ward how what it sent the robot on goes.
func (s *step) followOrders(errand, chore *Errand) {
	s.followOrder(errand, s.Errand)
	s.followOrder(chore, s.Chore)
}

// followOrder tells the ward how its errand goes. before is the errand before
// this step, e the one in its place now.
func (s *step) followOrder(before, e *Errand) {
	if before == nil || before.Order == "" || before.Phase.Final() {
		return
	}
	switch {
	case e == nil || e.Order != before.Order:
		s.answer(before.Order, orderRejected, whyCancelled)
	case e.Phase == before.Phase:
	case e.Phase == PhaseArrived:
		s.answer(e.Order, orderDone, "")
	case e.Phase == PhaseFailed:
		s.answer(e.Order, orderRejected, whyFailed)
	case e.Phase == PhaseCancelled:
		s.answer(e.Order, orderRejected, whyCancelled)
	case before.Phase == PhaseQueued:
		s.answer(e.Order, orderRunning, "")
	}
}

func (s *step) wardReply(msg WardReply) (why string) {
	if _, ok := s.Setup.door(msg.Door); !ok {
		return whyUnknown
	}
	if s.Help == nil || s.Help.At.UnixMilli() != msg.Called {
		return whyNobody
	}
	if s.answerHelp(AnswerHelp{Door: msg.Door, Help: s.Help.ID}) != nil {
		return whyNobody
	}
	return ""
}
