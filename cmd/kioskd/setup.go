package main

import (
	"math"
	"time"

	"tiepdan/config"
	"tiepdan/kiosk"
	"tiepdan/queue"
)

// setup gives the core what it needs of the configuration, which was checked.
func setup(c *config.Config) kiosk.Setup {
	s := kiosk.Setup{
		Unit: c.Unit.ID, Ward: kiosk.Text{Vi: c.Unit.Ward, En: c.Unit.WardEN}, TimeZone: c.Unit.TimeZone,
		PortalURL: c.Unit.PortalURL, TicketURL: c.Unit.TicketURL, HelpURL: c.Unit.HelpURL, FeedbackURL: c.Unit.FeedbackURL,
		DayReset: dayReset(c),
		Priority: priority(c.Queue), Rules: rules(c),
		CallShow: seconds(c.Queue.CallShowS), RatingShow: seconds(c.Queue.RatingS), IdleReset: seconds(c.Screen.IdleResetS),
		WarnBefore: seconds(c.Screen.WarnBeforeS), AttractAfter: seconds(c.Screen.AttractAfterS), Looks: looks(c.Screen),
		RecallLimit: c.Queue.RecallLimit, MinSamples: c.Queue.MinSamples,
		Robot: c.Base.Kind != "none", Welcome: c.Nav.Welcome, Waiting: c.Nav.Waiting, LeadWait: seconds(c.Nav.LeadWaitS),
		Share: shared(c.Line),
	}
	errands(c.Nav, c.Tray.Kind != "none", &s)
	for _, v := range c.Services {
		s.Services = append(s.Services, kiosk.Service{ID: v.ID, Prefix: v.Prefix, Name: kiosk.Text{Vi: v.NameVI, En: v.NameEN}, Doors: v.Doors, Groups: v.Groups, Hours: week(v.Hours)})
	}
	for _, f := range c.Rating.ReasonsFor {
		s.ReasonsFor = append(s.ReasonsFor, kiosk.Face(f))
	}
	for _, v := range c.Doors {
		s.Doors = append(s.Doors, kiosk.Door{Number: v.Number, Name: kiosk.Text{Vi: v.NameVI, En: v.NameEN}, Place: v.Place})
	}
	s.Officials = officials(c.Officials)
	for _, v := range c.Announcements {
		t := kiosk.Text{Vi: v.VI, En: v.EN}
		if v.Kind == "instruction" {
			s.Instructions = append(s.Instructions, t)
		} else {
			s.Announcements = append(s.Announcements, t)
		}
	}
	return s
}

// welcomes is how long the robot stands at the entrance in the morning.
const welcomes = 30 * time.Minute

// errands says where the robot goes while nobody needs it.
func errands(n config.Nav, tray bool, s *kiosk.Setup) {
	s.Entrance, s.Dock = n.Entrance, n.Dock
	if n.WelcomeAtOpening {
		s.WelcomeFor = welcomes
	}
	if !tray {
		return // package nav goes no round without sensors for hands
	}
	for _, r := range n.Rounds {
		s.Rounds = append(s.Rounds, kiosk.Round{Name: r.Name, Every: minutes(r.EveryMin)})
	}
}

// dayReset is the time of day at which numbers start again.
func dayReset(c *config.Config) time.Duration {
	reset, _ := time.Parse("15:04", c.Unit.DayReset) // checked by config
	return hours(reset.Hour()) + minutes(reset.Minute())
}

// priority says who goes before others.
func priority(q config.Queue) kiosk.PriorityPolicy {
	p := kiosk.PriorityPolicy{Strict: q.Priority == "strict", Share: q.PriorityShare, AgeAfter: minutes(q.AgeAfterMin)}
	for _, c := range q.Classes {
		p.Classes = append(p.Classes, kiosk.Class{ID: c.ID, Name: kiosk.Text{Vi: c.NameVI, En: c.NameEN}, Weight: c.Weight})
	}
	return p
}

// rules are those of the line beside the order of the classes.
func rules(c *config.Config) kiosk.QueueRules {
	return kiosk.QueueRules{
		ReturnWithin: minutes(c.Queue.ReturnWithinMin), ReturnBehind: c.Queue.ReturnBehind,
		CheckInEarly: minutes(c.Queue.CheckInEarlyMin), CheckInLate: minutes(c.Queue.CheckInLateMin),
		Hours: week(c.Hours.Week()), DaysOff: c.Hours.DaysOff, IntakeEarly: minutes(c.Hours.IntakeEarlyMin), IntakeEnd: minutes(c.Hours.IntakeEndMin),
	}
}

func week(w config.Week) queue.Week {
	var out queue.Week
	for day, parts := range w.Parts() {
		for _, p := range parts {
			out[day] = append(out[day], queue.Span(p))
		}
	}
	return out
}

// looks are those that a new visitor finds.
func looks(c config.Screen) kiosk.Looks {
	l := kiosk.Looks{Contrast: c.Theme == "contrast"}
	switch c.TextSize {
	case "large":
		l.Text = kiosk.TextLarge
	case "largest":
		l.Text = kiosk.TextLargest
	}
	return l
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

func hours(n int) time.Duration { return time.Duration(n) * time.Hour }

func radians(deg float64) float64 { return deg * math.Pi / 180 }
