package kiosk

import (
	"maps"
	"slices"
	"time"
)

// FixedWords are the sentences that the robot says word for word, in both
// languages, so that the voice can make them ahead. Those that name a number or
// a time are not among them: a call is heard after its chime, which leaves the
// voice more time than it needs.
func FixedWords(s Setup) []Speak {
	var out []Speak
	add := func(t Text) {
		for _, l := range []Lang{Vi, En} {
			if text := t.In(l); text != "" {
				out = append(out, Speak{Lang: l, Text: text})
			}
		}
	}
	for _, say := range []func(Lang) string{sayHello, sayThanks, sayWhy, sayHelpAsked, sayUrgent, sayDiscreet, sayEnjoy, sayNoHurry} {
		add(Text{Vi: say(Vi), En: say(En)})
	}
	out = append(out, Speak{Lang: Vi, Text: sayTest()})
	codes := onTheWay()
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		add(codes[code])
	}
	for _, state := range []PrintState{PrintDone, PrintFail, PrintUnsure} {
		add(Text{Vi: saySlip(Vi, state), En: saySlip(En, state)})
	}
	add(stopped())
	out = append(out, Speak{Lang: Vi, Text: jogged().Vi})
	add(sayHelpAgain())
	add(sayHelpLate(false))
	add(sayHelpLate(true))
	for _, state := range []Intake{IntakeEarly, IntakeLunch, IntakeEnded, IntakeDayOff, IntakeNoDoor} {
		add(IntakeView{State: state}.Words(time.Time{}, time.UTC))
	}
	for _, outcome := range []CheckInOutcome{CheckInUsed, CheckInClosed, CheckInUnknown} {
		add(CheckInView{Outcome: outcome}.Words(time.UTC))
	}
	add(sayLead(Errand{Phase: PhaseLeading}))
	for _, o := range s.Officials {
		add(Text{Vi: sayHelpCalled(Vi, o.Title), En: sayHelpCalled(En, o.Title)})
	}
	for _, d := range s.Doors {
		add(Text{Vi: sayHelpComes(Vi, d.Number), En: sayHelpComes(En, d.Number)})
		add(sayHelpLater(d.Number))
		add(sayHelpRedirected(Official{}, d.Number))
		add(sayLead(Errand{Phase: PhaseArrived, Door: d.Number}))
	}
	return out
}
