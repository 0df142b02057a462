package report_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/report"
)

// TestTheContractTakesWhateverTheCoreReports walks the core by random messages:
// an event that the ward's contract has no place for would end the robot's
// program.
func TestTheContractTakesWhateverTheCoreReports(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 7))
	m, at := kiosk.New(), time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	m, _ = m.Update(at, kiosk.Started{Boot: "b", Setup: walkSetup()})
	kinds := map[string]int{}
	for i := range 60000 {
		at = at.Add(time.Duration(r.IntN(15000)) * time.Millisecond)
		if r.IntN(2000) == 0 { // a clock that was set
			at = at.Add(time.Duration(r.IntN(400)-200) * time.Hour)
		}
		var effects []kiosk.Effect
		m, effects = m.Update(at, walkMsg(r, m, i, at))
		for _, e := range effects {
			p, ok := e.(kiosk.Publish)
			if !ok {
				continue
			}
			kind, _, err := report.Encode(p.Event)
			if err != nil {
				t.Fatalf("%+v: %v", p.Event, err)
			}
			kinds[kind]++
		}
	}
	for _, kind := range []string{"rating", "reasons", "help", "help-end", "call", "visit", "fault", "result"} {
		if kinds[kind] < 20 {
			t.Errorf("got %d events %q of %v, want at least 20", kinds[kind], kind, kinds)
		}
	}
}

func walkSetup() kiosk.Setup {
	return kiosk.Setup{
		Unit: "r1", TimeZone: "Asia/Ho_Chi_Minh", Robot: true, CallShow: 12 * time.Second, RatingShow: 30 * time.Second,
		IdleReset: time.Minute, RecallLimit: 2, MinSamples: 5, ReasonsFor: []kiosk.Face{kiosk.Neutral, kiosk.Dissatisfied},
		Services: []kiosk.Service{{ID: "cert", Prefix: "A", Doors: []int{1, 3}}},
		Doors:    []kiosk.Door{{Number: 1, Place: "door-1"}, {Number: 3, Place: "door-3"}},
	}
}

// walkMsg draws a message of those that can end in an event.
func walkMsg(r *rand.Rand, m kiosk.Model, i int, now time.Time) kiosk.Msg {
	door := []int{1, 3}[r.IntN(2)]
	at, _ := m.Line.At(door)
	var shown, job, help string
	if len(m.Offers) > 0 {
		shown = m.Offers[0].Ticket
	}
	if len(m.Papers) > 0 {
		job = m.Papers[len(m.Papers)-1].Job()
	}
	if m.Help != nil {
		help = m.Help.ID
	}
	reasons, detail := kiosk.Reasons(), []string{"", "cover-open", "dòng\nhai\xff"}[r.IntN(3)]
	faces := []kiosk.Face{kiosk.VerySatisfied, kiosk.Satisfied, kiosk.Neutral, kiosk.Dissatisfied}
	parts := []kiosk.Part{
		kiosk.PartPrinter, kiosk.PartPanel, kiosk.PartBase, kiosk.PartVoice, kiosk.PartWard, kiosk.PartStore, kiosk.PartTouch,
		kiosk.PartScreen, kiosk.PartEar,
	}
	all := []kiosk.Msg{
		kiosk.ServicePicked{Service: "cert", ID: strconv.Itoa(i), Token: "t"},
		kiosk.Printed{Job: job},
		kiosk.CallNext{Door: door, Seen: at.ID},
		kiosk.Recall{Door: door, Seen: at.ID},
		kiosk.CloseVisit{Door: door, Seen: at.ID},
		kiosk.CloseVisit{Door: door, Seen: at.ID},
		kiosk.MarkNoShow{Door: door, Seen: at.ID},
		kiosk.FacePicked{Ticket: shown, Face: faces[r.IntN(4)]},
		kiosk.FacePicked{Ticket: shown, Face: kiosk.Dissatisfied},
		kiosk.ReasonPicked{Ticket: shown, Reason: reasons[r.IntN(len(reasons))]},
		kiosk.ReasonPicked{Ticket: shown, Reason: reasons[r.IntN(len(reasons))]},
		kiosk.ReasonsSent{Ticket: shown},
		kiosk.Opened{From: m.View().Screen, To: kiosk.Spot{Screen: kiosk.ScreenHelp}},
		kiosk.Opened{From: m.View().Screen, To: kiosk.Spot{Screen: kiosk.ScreenHome}},
		kiosk.HelpAsked{},
		kiosk.AnswerHelp{Door: door, Help: help},
		kiosk.CloseHelp{Door: door, Help: help},
		kiosk.HelpDropped{Help: help},
		kiosk.PanelPressed{Button: r.IntN(6), Device: "box", Seq: uint32(i)},
		kiosk.LinkChanged{Part: parts[r.IntN(len(parts))], Up: r.IntN(2) == 0, Detail: detail},
		kiosk.PrinterChanged{Printer: kiosk.Printer{Link: r.IntN(3) > 0, Error: detail, Checked: true}},
		kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle", EStop: r.IntN(2) == 0}},
		kiosk.ResumeRobot{Door: door},
		kiosk.LanguagePicked{Lang: kiosk.En},
		kiosk.Tick{},
		kiosk.WardGoto{Place: "door-1", Order: kiosk.Order{
			Command: fmt.Sprintf("01890a5d-ac96-774b-bcce-%012x", i), Issued: now.UnixMilli(), Expires: now.UnixMilli() + 1, Clock: kiosk.ClockSet,
		}},
		kiosk.Started{Boot: "b", Setup: walkSetup()},
	}
	return all[r.IntN(len(all))]
}
