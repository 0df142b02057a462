package kiosk_test

import (
	"testing"
	"time"

	"tiepdan/assist"
	"tiepdan/kiosk"
)

// Times of visiting's setup.
const (
	idleReset    = time.Minute
	warnBefore   = 20 * time.Second
	attractAfter = 3 * time.Minute
	ratingShow   = 30 * time.Second
)

// visiting is a setup in which everything that a visitor can meet is on.
func visiting() kiosk.Setup {
	s := setup()
	s.WarnBefore, s.AttractAfter = warnBefore, attractAfter
	s.Looks = kiosk.Looks{Text: kiosk.TextLarge}
	s.ReasonsFor = []kiosk.Face{kiosk.Neutral, kiosk.Dissatisfied}
	s.Announcements = []kiosk.Text{{Vi: "Nghỉ trưa từ 12 giờ."}}
	s.FeedbackURL = "https://gop-y.example/1"
	return s
}

// newVisit starts a robot with visiting's setup.
func newVisit(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	b.send(kiosk.Started{Boot: "b1", Setup: visiting()})
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle", Place: "welcome"}})
	return b
}

// open goes to a screen from the one that is shown.
func (b *bench) open(to kiosk.Spot) {
	b.t.Helper()
	b.send(kiosk.Opened{From: b.m.View().Screen, To: to})
	b.screen(to.Screen)
}

// offer ends a visit, so that its rating is offered.
func (b *bench) offer(id string) {
	b.t.Helper()
	b.ticket(id)
	b.send(kiosk.CallNext{Door: 1}, kiosk.CloseVisit{Door: 1, Seen: id})
	b.screen(kiosk.ScreenRating)
}

// alarm announces an emergency.
func (b *bench) alarm() {
	b.t.Helper()
	b.send(kiosk.Announce{Door: 1, ID: "alarm", Text: kiosk.Text{Vi: "Cháy! Xin rời phòng.", En: "Fire! Please leave."}, Emergency: true})
	b.screen(kiosk.ScreenEmergency)
}

// restart ends the run and begins another one.
func (b *bench) restart() {
	b.t.Helper()
	b.send(kiosk.Started{Boot: b.m.Boot + "+", Setup: b.m.Setup})
}

// quiet lets time pass by deadlines alone and fails when one does not move.
func (b *bench) quiet(d time.Duration) {
	b.t.Helper()
	end := b.at.Add(d)
	for n := 0; ; n++ {
		next := b.m.Deadline()
		if next.IsZero() || next.After(end) {
			b.at = end
			b.send(kiosk.Tick{})
			return
		}
		if next.Before(b.at) || n > 1000 {
			b.t.Fatalf("after %d ticks the deadline is %v at %v, want one that moves on", n, next, b.at)
		}
		b.at = next
		b.send(kiosk.Tick{})
	}
}

// unchanged fails when messages change the model or ask for anything.
func (b *bench) unchanged(why string, msgs ...kiosk.Msg) {
	b.t.Helper()
	b.m.Line.Now = b.at // the time alone is no change
	for _, msg := range msgs {
		m, effects := b.m.Update(b.at, msg)
		if got, want := asJSON(b.t, m), asJSON(b.t, b.m); got != want {
			b.t.Errorf("%s: %#v changed the model: got …%s, want …%s", why, msg, tail(got, want), tail(want, got))
		}
		if len(effects) != 0 {
			b.t.Errorf("%s: %#v asked for %+v, want nothing", why, msg, effects)
		}
	}
}

// tail is where a text begins to differ from another one.
func tail(s, other string) string {
	i := 0
	for i < len(s) && i < len(other) && s[i] == other[i] {
		i++
	}
	return s[max(0, i-40):min(len(s), i+200)]
}

// said lists what the last send asked to say.
func (b *bench) said() []kiosk.Speak {
	var out []kiosk.Speak
	for _, e := range b.effects {
		if s, ok := e.(kiosk.Speak); ok {
			out = append(out, s)
		}
	}
	return out
}

// own lists the screens that a visitor opens, home apart.
func own() []kiosk.Screen {
	return []kiosk.Screen{
		kiosk.ScreenFind, kiosk.ScreenGroup, kiosk.ScreenSearch, kiosk.ScreenListen, kiosk.ScreenGuide,
		kiosk.ScreenLooks, kiosk.ScreenHelp, kiosk.ScreenFeedback, kiosk.ScreenCheckIn,
	}
}

// scenes lists how each screen is reached from home.
func scenes() map[kiosk.Screen]func(*bench) {
	out := map[kiosk.Screen]func(*bench){
		kiosk.ScreenHome:    func(*bench) {},
		kiosk.ScreenAttract: func(b *bench) { b.quiet(attractAfter) },
		kiosk.ScreenTicket: func(b *bench) {
			b.send(kiosk.ServicePicked{Service: "cert", ID: "scene", Token: "k"})
		},
		kiosk.ScreenCalled: func(b *bench) {
			b.ticket("called")
			b.send(kiosk.CallNext{Door: 1})
		},
		kiosk.ScreenRating: func(b *bench) { b.offer("rated") },
		kiosk.ScreenTray: func(b *bench) {
			b.send(kiosk.OfferTray{Door: 1})
			b.send(kiosk.MissionChanged{Mission: b.m.Chore.Mission.ID, Phase: kiosk.PhaseServing})
		},
		kiosk.ScreenEmergency:  (*bench).alarm,
		kiosk.ScreenOut:        func(b *bench) { b.send(kiosk.StoreFailed{Reason: "full"}) },
		kiosk.ScreenTechnician: func(b *bench) { b.send(kiosk.TechnicianEntered{}) },
		kiosk.ScreenMaintenance: func(b *bench) {
			b.send(kiosk.TechnicianEntered{}, kiosk.MaintenanceSet{On: true}, kiosk.TechnicianLeft{})
		},
	}
	out[kiosk.ScreenAnswer] = func(b *bench) {
		b.open(kiosk.Spot{Screen: kiosk.ScreenSearch})
		b.send(kiosk.Asked{From: kiosk.ScreenSearch, Meant: assist.Understanding{Kind: assist.OutOfScope}})
	}
	for _, s := range own() {
		out[s] = func(b *bench) { b.open(kiosk.Spot{Screen: s}) }
	}
	return out
}

// eachScene runs a check with a robot on every screen.
func eachScene(t *testing.T, check func(b *bench, screen kiosk.Screen)) {
	t.Helper()
	for screen, reach := range scenes() {
		t.Run(string(screen), func(t *testing.T) {
			t.Parallel()
			b := newVisit(t)
			reach(b)
			b.screen(screen)
			check(b, screen)
		})
	}
}
