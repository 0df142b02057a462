package kiosk_test

import (
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// TestProperties sends random messages and checks: Update leaves the old model
// alone, a message and the model survive their encoding, the same messages
// give the same states, a past deadline never stays, no number is on two
// papers without the mark, no ticket is rated twice, and left alone the screen
// comes home.
func TestProperties(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 2))
		m, copied, at := kiosk.New(), kiosk.New(), start
		unmarked, rated := map[string]string{}, 0
		closed := 0
		var jobs, missions []string
		m, _ = m.Update(at, kiosk.Started{Boot: "b", Setup: setup()})
		copied, _ = copied.Update(at, kiosk.Started{Boot: "b", Setup: setup()})
		for i := range 200 {
			at = at.Add(time.Duration(r.IntN(20000)) * time.Millisecond)
			msg := randomMsg(r, m, i, jobs, missions)
			before := asJSON(t, m)
			next, effects := m.Update(at, msg)
			if asJSON(t, m) != before {
				t.Fatalf("seed %d: %T changed the model it was sent to", seed, msg)
			}
			kind, body, err := kiosk.Encode(msg)
			if err != nil {
				t.Fatal(err)
			}
			again, err := kiosk.Decode(kind, body)
			if err != nil {
				t.Fatal(err)
			}
			copied, _ = copied.Update(at, again)
			if asJSON(t, next) != asJSON(t, copied) {
				t.Fatalf("seed %d: the replay of %T differs:\n%s\n%s", seed, msg, asJSON(t, next), asJSON(t, copied))
			}
			var stored kiosk.Model
			if err := json.Unmarshal([]byte(asJSON(t, next)), &stored); err != nil || asJSON(t, stored) != asJSON(t, next) {
				t.Fatalf("seed %d: the model does not survive a snapshot: %v", seed, err)
			}
			copied = stored
			m = next
			if d := m.Deadline(); !d.IsZero() && !d.After(at) {
				t.Fatalf("seed %d: after %T at %v the deadline %v has passed: the loop would spin", seed, msg, at, d)
			}
			for _, e := range effects {
				switch e := e.(type) {
				case kiosk.PrintTicket:
					jobs = append(jobs, e.Job)
				case kiosk.StartMission:
					missions = append(missions, e.Mission.ID)
				case kiosk.Publish:
					switch ev := e.Event.(type) {
					case kiosk.RatingGiven:
						if ev.Source == "ticket" {
							rated++
						}
					case kiosk.VisitEnded:
						if ev.Outcome == "closed" {
							closed++
						}
					}
				}
			}
			if p, ok := msg.(kiosk.Printed); ok {
				for _, pj := range m.Papers {
					if pj.Job() == p.Job && !pj.Paper.Reprint && pj.State == kiosk.PrintDone {
						if job := unmarked[pj.Ticket]; job != "" && job != p.Job {
							t.Fatalf("seed %d: two unmarked papers for one ticket", seed)
						}
						unmarked[pj.Ticket] = p.Job
					}
				}
			}
			if rated > closed {
				t.Fatalf("seed %d: %d ratings of %d closed visits", seed, rated, closed)
			}
			_ = m.View()
		}
		for range 60 { // nobody touches anything, no device answers
			if d := m.Deadline(); !d.IsZero() {
				at = d
			}
			m, _ = m.Update(at, kiosk.Tick{})
		}
		if s := m.View().Screen; s != kiosk.ScreenHome && (s != kiosk.ScreenCalled || m.Errand == nil) {
			t.Fatalf("seed %d: left alone the screen stays at %s", seed, s)
		}
	}
}

func randomMsg(r *rand.Rand, m kiosk.Model, i int, jobs, missions []string) kiosk.Msg {
	pick := func(s []string) string {
		if len(s) == 0 {
			return "none"
		}
		return s[max(0, len(s)-1-r.IntN(2))]
	}
	door := []int{1, 3, 9}[r.IntN(3)]
	tk, _ := m.Line.At(door)
	ticket := tk.ID
	if m.Session != nil {
		ticket = m.Session.Ticket
	} else if len(m.Offers) > 0 {
		ticket = m.Offers[0].Ticket
	}
	phases := []kiosk.Phase{kiosk.PhaseToPerson, kiosk.PhaseWaiting, kiosk.PhaseLeading, kiosk.PhaseArrived, kiosk.PhaseBlocked, kiosk.PhaseSuspended, kiosk.PhaseFailed}
	msgs := []func() kiosk.Msg{
		func() kiosk.Msg { return kiosk.ServicePicked{Service: "cert", ID: strconv.Itoa(i), Token: "t"} },
		func() kiosk.Msg { return kiosk.ServicePicked{Service: "civil", ID: strconv.Itoa(i), Token: "t"} },
		func() kiosk.Msg { return kiosk.PriorityToggled{} },
		func() kiosk.Msg { return kiosk.LanguagePicked{Lang: []kiosk.Lang{kiosk.Vi, kiosk.En, "xx"}[r.IntN(3)]} },
		func() kiosk.Msg { return kiosk.NumberNoted{Ticket: ticket} },
		func() kiosk.Msg { return kiosk.ReprintAsked{Ticket: ticket} },
		func() kiosk.Msg { return kiosk.Dismissed{} },
		func() kiosk.Msg { return kiosk.FacePicked{Ticket: ticket, Face: kiosk.Neutral} },
		func() kiosk.Msg { return kiosk.CallNext{Request: "r", Door: door, Seen: tk.ID} },
		func() kiosk.Msg { return kiosk.Recall{Request: "r", Door: door, Seen: tk.ID} },
		func() kiosk.Msg { return kiosk.CloseVisit{Request: "r", Door: door, Seen: tk.ID} },
		func() kiosk.Msg { return kiosk.MarkNoShow{Request: "r", Door: door, Seen: tk.ID} },
		func() kiosk.Msg { return kiosk.Admit{Request: "r", Door: door, Ticket: strconv.Itoa(r.IntN(i + 1))} },
		func() kiosk.Msg { return kiosk.SummonRobot{Request: "r", Door: door} },
		func() kiosk.Msg { return kiosk.DismissRobot{Request: "r", Door: door} },
		func() kiosk.Msg { return kiosk.Printed{Job: pick(jobs)} },
		func() kiosk.Msg { return kiosk.Printed{Job: pick(jobs)} },
		func() kiosk.Msg { return kiosk.PrintFailed{Job: pick(jobs)} },
		func() kiosk.Msg { return kiosk.PrintUnknown{Job: pick(jobs)} },
		func() kiosk.Msg { return kiosk.PanelPressed{Button: r.IntN(6), Device: "box", Seq: uint32(r.IntN(50))} },
		func() kiosk.Msg {
			return kiosk.MissionChanged{Mission: pick(missions), Phase: phases[r.IntN(len(phases))]}
		},
		func() kiosk.Msg {
			return kiosk.RobotChanged{Robot: kiosk.Robot{State: []string{"idle", "driving", "estop", "linkLost"}[r.IntN(4)], EStop: r.IntN(5) == 0}}
		},
		func() kiosk.Msg { return kiosk.LinkChanged{Part: kiosk.PartVoice, Up: r.IntN(2) == 0} },
		func() kiosk.Msg {
			return kiosk.PrinterChanged{Printer: kiosk.Printer{Link: r.IntN(2) == 0, Checked: true}}
		},
		func() kiosk.Msg { return kiosk.Tick{} },
		func() kiosk.Msg { return kiosk.Started{Boot: strconv.Itoa(i), Setup: setup()} },
	}
	return msgs[r.IntN(len(msgs))]()
}
