package report_test

import (
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
	"tiepdan/report"
	"tiepdan/report/schema"
)

func TestEncode(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		event      kiosk.Event
		kind, body string
	}{
		{
			"rating",
			kiosk.RatingGiven{Face: kiosk.Satisfied, Source: "ticket", Service: "land", Door: 3, Lang: kiosk.Vi, Wait: 90 * time.Second, Serve: 0},
			"rating",
			`{"face":"satisfied","source":"ticket","service":"land","door":3,"lang":"vi","wait_s":90,"serve_s":0}`,
		},
		{
			"panel",
			kiosk.RatingGiven{Face: kiosk.Dissatisfied, Source: "panel", Lang: kiosk.Vi, Burst: true, NoVisit: true},
			"rating",
			`{"face":"dissatisfied","source":"panel","burst":true,"no_visit":true}`,
		},
		{
			"clock set back",
			kiosk.VisitEnded{Service: "land", Door: 1, Outcome: "closed", Wait: -time.Hour, Serve: 1e18},
			"visit",
			`{"service":"land","door":1,"priority":false,"outcome":"closed","wait_s":0,"serve_s":604800}`,
		},
		{
			"call",
			kiosk.Called{Number: "A012", Service: "land", Door: 3, Calls: 1},
			"call",
			`{"number":"A012","service":"land","door":3,"calls":1}`,
		},
		{
			"reasons",
			kiosk.RatingExplained{Face: kiosk.Neutral, Service: "land", Door: 3, Reasons: []kiosk.Reason{kiosk.ReasonWait, kiosk.ReasonPlace}},
			"reasons",
			`{"face":"neutral","service":"land","door":3,"reasons":["long-wait","place"]}`,
		},
		{"help", kiosk.HelpCalled{}, "help", `{}`},
		{
			"help of the responsible official",
			kiosk.HelpCalled{Procedure: "1.001193", Topic: kiosk.TopicFee, Lang: kiosk.En, Priority: true},
			"help", `{"procedure":"1.001193","topic":"fee","lang":"en","priority":true}`,
		},
		{"a code that the contract cannot carry", kiosk.HelpCalled{Procedure: "giấy khai sinh", Lang: kiosk.Vi}, "help", `{"lang":"vi"}`},
		{
			"nobody answers",
			kiosk.HelpRaised{Procedure: "1.001193", Topic: kiosk.TopicOther, Waited: 2 * time.Minute},
			"help-raise", `{"procedure":"1.001193","topic":"other","waited_s":120}`,
		},
		{
			"help answered",
			kiosk.HelpEnded{Outcome: "helped", Door: 3, Answer: 40 * time.Second, Took: 5 * time.Minute},
			"help-end",
			`{"outcome":"helped","door":3,"answer_s":40,"took_s":300}`,
		},
		{"nobody came", kiosk.HelpEnded{Outcome: "nobody", Took: 15 * time.Minute}, "help-end", `{"outcome":"nobody","took_s":900}`},
		{
			"fault",
			kiosk.FaultChanged{Part: kiosk.PartPrinter, Detail: "line\none\xff"},
			"fault",
			`{"part":"printer","up":false,"detail":"line one?"}`,
		},
	}
	for _, tt := range tests {
		kind, body, err := report.Encode(tt.event)
		if err != nil || kind != tt.kind || string(body) != tt.body {
			t.Errorf("%s: got %s %s, %v, want %s %s", tt.name, kind, body, err, tt.kind, tt.body)
		}
	}
	if _, _, err := report.Encode(kiosk.Called{}); err == nil {
		t.Error("empty call: got no error, want one")
	}
	_, body, err := report.Encode(kiosk.FaultChanged{Part: kiosk.PartBase, Detail: strings.Repeat("ữ", 500)})
	if err != nil || len([]rune(string(body))) > 300 {
		t.Errorf("long detail: got %d characters, %v, want it cut", len([]rune(string(body))), err)
	}
}

func TestStatusOf(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	s := report.StatusOf(kiosk.View{
		Services: []kiosk.ServiceRow{
			{ID: "land", Name: kiosk.Text{Vi: "Đất đai"}, Waiting: 3, Wait: queue.Wait{Known: true, Min: 5 * time.Minute, Max: 11*time.Minute + 1}},
			{ID: "tax", Name: kiosk.Text{Vi: "Thuế"}},
		},
		Board: []kiosk.DoorRow{
			{Door: 3, Number: "A012", Since: now, Queue: make([]kiosk.WaitingRow, 2)}, {Door: 4, Since: now},
		},
		Robot: kiosk.RobotView{
			Configured: true, Mission: "lead", Phase: kiosk.PhaseLeading, Door: 3, Number: "A012",
			Robot: kiosk.Robot{State: "driving", BatteryPct: 81},
		},
		Printer: kiosk.Printer{Link: true, Paper: "near-end"},
		Parts:   []kiosk.PartState{{Part: kiosk.PartVoice, Detail: "gone", Since: now}},
	})
	s.V, s.TS, s.Clock, s.Boot = 1, now, schema.ClockNTP, "b"
	if _, err := schema.Encode(s); err != nil {
		t.Fatal(err)
	}
	if w := s.Services[0].Wait; w == nil || w.Low != 5 || w.High != 12 || s.Services[1].Wait != nil {
		t.Errorf("got waits %+v and %+v, want 5 to 12 and none", w, s.Services[1].Wait)
	}
	if s.Doors[0].Waiting != 2 || s.Doors[0].Since == nil || s.Doors[1].Since != nil {
		t.Errorf("got doors %+v, want two waiting at the first and nobody served at the second", s.Doors)
	}
	if s.Mission == nil || s.Mission.Kind != "lead" || s.Base.BatteryPct != 81 || s.Printer.Paper != "near-end" || s.Parts[0].Up {
		t.Errorf("got %+v, want mission, battery, paper and the silent voice", s)
	}
	if without := report.StatusOf(kiosk.View{}); without.Base != nil || without.Mission != nil {
		t.Errorf("got %+v without a base, want neither base nor mission", without)
	}
}
