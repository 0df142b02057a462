package kiosk

import (
	"slices"
	"strconv"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

// step is one step under way: the model as it becomes, and what is to be done.
// It works on a shallow copy; whatever it changes behind a slice, a map or a
// pointer it clones first.
type step struct {
	Model
	at      time.Time
	effects []Effect
}

func (s *step) do(e ...Effect)  { s.effects = append(s.effects, e...) }
func (s *step) publish(e Event) { s.do(Publish{Event: e}) }
func (s *step) reply(request string, err error) {
	if request != "" {
		s.do(Reply{Request: request, Err: err})
	}
}

// Update takes one message at a time and returns the model after it, and what
// is to be done once both are committed. A message that does not fit the state
// (stale, repeated, late) changes nothing.
func (m Model) Update(at time.Time, msg Msg) (Model, []Effect) {
	s := &step{Model: m, at: at}
	s.followClock(msg)
	s.Line = s.Line.Tick(at)
	open := m.listening()
	switch msg := msg.(type) {
	case Started:
		s.started(msg)
	case Tick: // settle does what is due
	case StoreFailed:
		s.Fault = msg.Reason
	case StoreRecovered:
		s.Fault = ""
	default:
		if s.repeated(msg) {
			break
		}
		if !s.elsewhere(msg) && !s.visitor(msg) && !s.fetching(msg) && !s.official(msg) && !s.ward(msg) {
			s.device(msg)
		}
		s.note(msg)
	}
	s.followOrders(m.Errand, m.Chore)
	errand, chore := s.Errand, s.Chore
	s.settle()
	s.followOrders(errand, chore)
	s.settleWaits(m.Line)
	s.noteEnded(m.Line.Live)
	s.settleListen(open)
	return s.Model, s.effects
}

// visitor handles what comes from the screen.
func (s *step) visitor(msg Msg) bool {
	switch msg := msg.(type) {
	case LanguagePicked:
		s.languagePicked(msg)
	case PriorityToggled:
		s.priorityToggled()
	case ServicePicked:
		s.servicePicked(msg)
	case NumberNoted:
		s.numberNoted(msg)
	case ReprintAsked:
		s.reprintAsked(msg)
	case Dismissed:
		s.dismissed(msg)
	case FollowReady:
		s.followReady(msg)
	case FacePicked:
		s.facePicked(msg)
	case ReasonPicked:
		s.reasonPicked(msg)
	case ReasonsSent:
		s.reasonsSent(msg)
	default:
		return s.choosing(msg)
	}
	return true
}

// choosing handles what a visitor says of the next ticket.
func (s *step) choosing(msg Msg) bool {
	switch msg := msg.(type) {
	case ClassPicked:
		s.classPicked(msg)
	case CheckInAsked:
		s.checkInAsked(msg)
	case SlipAsked:
		s.slipAsked(msg)
	case PaperTicked:
		s.paperTicked(msg)
	case Asked:
		s.asked(msg)
	default:
		return s.browsing(msg)
	}
	return true
}

// browsing handles what a visitor asks of the screen itself.
func (s *step) browsing(msg Msg) bool {
	switch msg := msg.(type) {
	case Opened:
		s.opened(msg)
	case Woken:
		s.woken(msg)
	case LooksPicked:
		s.looksPicked(msg)
	case Touched:
		s.touched()
	case ListenAsked:
		s.listenAsked()
	case SpeechEnded:
		s.speechEnded()
	case TrayAnswered:
		s.trayAnswered(msg)
	case TrayLeft:
		s.trayLeft(msg)
	default:
		return s.technician(msg)
	}
	return true
}

// technician handles what comes from the technician's page.
func (s *step) technician(msg Msg) bool {
	switch msg := msg.(type) {
	case TechnicianEntered:
		s.technicianEntered()
	case TechnicianLeft:
		if !s.floorKeeps() {
			s.technicianLeft()
		}
	case FloorEdited:
		s.floorEdited(msg)
	case FloorAnswer:
		s.floorAnswered(msg)
	case TestAsked:
		s.testAsked(msg)
	case RobotJogged:
		s.robotJogged(msg)
	case MaintenanceSet:
		s.maintenanceSet(msg)
	default:
		return false
	}
	return true
}

// official handles what comes from the door console.
func (s *step) official(msg Msg) bool {
	switch msg := msg.(type) {
	case CallNext:
		s.reply(msg.Request, s.callNext(msg))
	case Recall:
		s.reply(msg.Request, s.recall(msg))
	case CloseVisit:
		s.reply(msg.Request, s.closeVisit(msg))
	case MarkNoShow:
		s.reply(msg.Request, s.markNoShow(msg))
	case Admit:
		s.reply(msg.Request, s.admit(msg))
	case SummonRobot:
		s.reply(msg.Request, s.summonRobot(msg))
	case DismissRobot:
		s.reply(msg.Request, s.dismissRobot(msg))
	case ResumeRobot:
		s.reply(msg.Request, s.resumeRobot())
	default:
		return s.hosting(msg)
	}
	return true
}

// hosting handles what officials do for the room, not for one ticket.
func (s *step) hosting(msg Msg) bool {
	switch msg := msg.(type) {
	case HoldRobot:
		s.reply(msg.Request, s.holdRobot())
	case ReleaseRobot:
		s.reply(msg.Request, s.releaseRobot())
	case OfferTray:
		s.reply(msg.Request, s.offerTray(msg))
	case WelcomeRobot:
		s.reply(msg.Request, s.welcomeRobot(msg))
	case DockRobot:
		s.reply(msg.Request, s.dockRobot(msg))
	case Announce:
		s.reply(msg.Request, s.announceText(msg))
	case Withdraw:
		s.reply(msg.Request, s.withdraw(msg))
	default:
		return s.ticketing(msg)
	}
	return true
}

// device handles what comes from devices and workers.
func (s *step) device(msg Msg) {
	switch msg := msg.(type) {
	case Printed:
		s.printed(msg.Job)
	case PrintFailed:
		s.printTrouble(msg.Job, PrintFail, msg.Reason)
	case PrintUnknown:
		s.printTrouble(msg.Job, PrintUnsure, msg.Reason)
	case PrinterChanged:
		s.printerChanged(msg.Printer)
	case LinkChanged:
		s.linkChanged(msg)
	case RobotChanged:
		s.robotChanged(msg.Robot)
	case RobotSays:
		s.robotSays(msg)
	case MissionChanged:
		s.missionChanged(msg)
	case Spoken:
		s.spoken(msg)
	case Heard:
		s.heard(msg)
	default:
		s.panel(msg)
	}
}

// Deadline is when the model next changes by itself; the zero time means
// never. The loop sends Tick then.
func (m Model) Deadline() time.Time {
	var next time.Time
	add := func(t time.Time) {
		if !t.IsZero() && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	add(m.ResetAt)
	add(m.IdleAt)
	for _, t := range m.moments() {
		add(t)
	}
	if m.Session != nil {
		add(m.Session.Until)
	}
	for _, p := range m.Papers {
		if p.State == PrintSent {
			add(p.Due)
		}
	}
	for _, c := range m.Calls {
		add(c.ShowUntil)
	}
	for _, a := range m.Acts {
		add(a.Until)
	}
	add(firstAfter(m.Line.Now, m.laterMoments()))
	for _, o := range m.Offers {
		add(o.ends())
	}
	return next
}

// laterMoments are when the view changes although nothing was to be done:
// those that have passed ask for nothing.
func (m Model) laterMoments() []time.Time {
	out := slices.Concat(m.hoursMoments(m.Line.Now), m.lineMoments(), m.roundMoments())
	for _, c := range m.Calls {
		if !c.ShowUntil.IsZero() {
			out = append(out, c.From)
		}
	}
	return out
}

// moments are the deadlines of what there is at most one of.
func (m Model) moments() []time.Time {
	out := append(m.choreMoments(), m.warnAt(), m.StillUntil)
	if m.Setup.AttractAfter > 0 && !m.Resting {
		out = append(out, m.RestAt)
	}
	if m.Errand != nil {
		out = append(out, m.Errand.Retry)
	}
	if m.Help != nil {
		out = append(out, m.Help.next())
	}
	if m.Tech != nil {
		out = append(out, m.Tech.Until)
	}
	if m.Refusal != nil {
		out = append(out, m.Refusal.Until)
	}
	if m.Slip != nil {
		out = append(out, m.Slip.Until)
	}
	for _, b := range m.Bulletins {
		out = append(out, b.Until)
	}
	if m.awaits() {
		out = append(out, m.Member.Ask.Until)
	}
	return out
}

// due reports whether a deadline has come.
func (s *step) due(t time.Time) bool { return !t.IsZero() && !s.at.Before(t) }

// settle ends what is due and starts what follows from the new state.
func (s *step) settle() {
	s.settleActs(func(a Act) bool { return s.due(a.Until) })
	s.settleMissed(false)
	s.Line = s.Line.Expire(s.at)
	s.settleDay()
	if s.Refusal != nil && s.due(s.Refusal.Until) {
		s.Refusal = nil
	}
	for _, p := range s.Papers {
		if p.State == PrintSent && s.due(p.Due) {
			s.printTrouble(p.Job(), PrintUnsure, "")
		}
	}
	if s.Session != nil && s.due(s.Session.Until) {
		s.endSession()
	}
	for _, c := range s.Calls {
		if s.due(c.ShowUntil) {
			c.ShowUntil = time.Time{}
			s.setCall(c)
		}
	}
	s.unoffer(func(o Offer) bool { return s.due(o.Stale) })
	s.settleAsk()
	s.settleOffers()
	s.settleHelp()
	s.settleBulletins()
	s.settleTech()
	s.settleJog()
	s.settleIdle()
	s.settleRobot()
	s.settleSlip()
	s.settleMusic()
	s.settleStill()
}

// screen decides what has the screen: what concerns everybody first; then a
// visitor at her ticket is not interrupted, nor one whom the robot leads; a
// rating is offered before other calls are shown, and whoever is reading or
// writing sees calls beside that.
func (m Model) screen() Screen {
	_, alarm := m.alarm()
	switch {
	case m.Fault != "":
		return ScreenOut
	case alarm:
		return ScreenEmergency
	case m.techPage():
		return ScreenTechnician
	case m.Session != nil:
		return ScreenTicket
	case m.Maintenance, m.Jogged:
		return ScreenMaintenance
	case m.leading():
		return ScreenCalled
	case len(m.Offers) > 0:
		return ScreenRating
	case m.spot() != ScreenHome, m.Looks.Guided:
		return m.spot() // somebody reads, writes or listens there
	case m.callOnScreen():
		return ScreenCalled
	}
	return m.unused()
}

// unused is the screen while nobody uses it.
func (m Model) unused() Screen {
	switch {
	case m.offersTray():
		return ScreenTray
	case m.Resting:
		return ScreenAttract
	}
	return ScreenHome
}

func (m Model) callOnScreen() bool {
	return slices.ContainsFunc(m.Calls, func(c Call) bool { return !c.ShowUntil.IsZero() })
}

// leading reports whether the robot is under way with, or to, a called person.
func (m Model) leading() bool {
	if m.Errand == nil || m.Errand.Mission.Kind != MissionLead {
		return false
	}
	switch m.Errand.Phase {
	case PhaseToPerson, PhaseDriving, PhaseWaiting, PhaseLeading, PhaseBlocked:
		return true
	case PhaseQueued, PhaseServing, PhaseDocking, PhaseSuspended, PhaseArrived, PhaseCancelled, PhaseFailed:
	}
	return false
}

// clockJump is how late a daily reset can be by itself, for instance behind a
// full disk. What is later comes of a clock that was set.
const clockJump = 3 * time.Hour

// settleDay begins a new day when its time has come. A clock that is set in the
// middle of a day moves only the next reset: the people still wait. But when
// this run has given no number yet, what is in the line is another day's.
func (s *step) settleDay() {
	late := s.at.Sub(s.ResetAt)
	switch {
	case s.ResetAt.IsZero():
	case late < -25*time.Hour: // set back; a day has at most 25 hours
		s.ResetAt = s.Setup.nextReset(s.at)
	case late < 0:
	case late < clockJump || s.Fresh && !s.sameDay():
		s.resetDay()
	default:
		s.ResetAt = s.Setup.nextReset(s.at)
	}
}

// sameDay reports whether the last number was given on the day of now: the
// machine lost its clock with its power, and it is set again.
func (s *step) sameDay() bool {
	last := s.IssuedAt
	return !unset(last) && !unset(s.at) && s.Setup.nextReset(last).Equal(s.Setup.nextReset(s.at))
}

// resetDay begins a new working day.
func (s *step) resetDay() {
	if s.Member != nil {
		s.forgetDay()
		return
	}
	s.settleActs(func(Act) bool { return true })
	s.settleMissed(true)
	s.Line = s.Line.Reset(s.at)
	s.keepNewDay()
	s.ResetAt = s.Setup.nextReset(s.at)
	live := func(id string) bool { _, ok := s.Line.Find(id); return ok }
	s.Papers = slices.DeleteFunc(slices.Clone(s.Papers), func(p PaperJob) bool { return !live(p.Ticket) })
	if s.Session != nil && !live(s.Session.Ticket) {
		s.endSession()
	}
}
