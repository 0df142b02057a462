package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/report"
	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

// declared reads from its source which events the core can publish.
func declared(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../kiosk/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Name.Name != "event" || f.Recv == nil {
				continue
			}
			if id, ok := f.Recv.List[0].Type.(*ast.Ident); ok {
				names = append(names, id.Name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// samples gives the events that the core can publish; the edges of each.
func samples() []kiosk.Event {
	all := []kiosk.Event{
		kiosk.RatingGiven{Face: kiosk.Neutral, Source: "ticket", Service: "land", Door: 3, Lang: kiosk.En},
		kiosk.RatingGiven{Face: kiosk.VerySatisfied, Source: "panel", Lang: kiosk.Vi},
		kiosk.RatingExplained{Face: kiosk.Dissatisfied, Service: "land", Door: 3, Reasons: kiosk.Reasons()},
		kiosk.HelpCalled{},
		kiosk.HelpRaised{Procedure: "1.001193", Topic: kiosk.TopicFee, Waited: 2 * time.Minute},
		kiosk.HelpRaised{},
		kiosk.HelpEnded{Outcome: "helped", Door: 3, Answer: time.Minute, Took: time.Hour},
		kiosk.HelpEnded{Outcome: "helped", Took: -time.Hour}, // closed without an answer, and the clock was set back
		kiosk.HelpEnded{Outcome: "dropped"},
		kiosk.HelpEnded{Outcome: "nobody", Took: 15 * time.Minute},
		kiosk.HelpEnded{Outcome: "nobody", Door: 1, Took: 15 * time.Minute},
		kiosk.Called{Number: "A012", Service: "land", Door: 3, Calls: 1},
		kiosk.VisitEnded{Service: "land", Door: 3, Outcome: "no-show"},
		kiosk.VisitEnded{Service: "land", Door: 3, Outcome: "closed", Serve: time.Minute},
	}
	const order = "01890a5d-ac96-774b-bcce-b302099a8057"
	for _, state := range []schema.ResultState{schema.ResultAccepted, schema.ResultRunning, schema.ResultDone, schema.ResultExpired} {
		all = append(all, kiosk.OrderAnswered{Command: order, State: string(state)})
	}
	all = append(all, kiosk.OrderAnswered{Command: order, State: string(schema.ResultRejected), Reason: string(schema.ReasonNoRobot)})
	for _, part := range []kiosk.Part{
		kiosk.PartPrinter, kiosk.PartPanel, kiosk.PartBase, kiosk.PartVoice, kiosk.PartWard, kiosk.PartStore,
		kiosk.PartTouch, kiosk.PartScreen, kiosk.PartEar, kiosk.PartLine,
	} {
		all = append(all, kiosk.FaultChanged{Part: part, Detail: "gone\n"}, kiosk.FaultChanged{Part: part, Up: true})
	}
	return all
}

// TestEveryEventIsStored: an event that cannot be encoded would end the agent,
// and one that the ward cannot store would be asked for again for ever.
func TestEveryEventIsStored(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), store.Options{File: filepath.Join(t.TempDir(), "ward.db"), Location: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	seen := make(map[string]bool)
	for i, e := range samples() {
		seen[reflect.TypeOf(e).Name()] = true
		kind, body, err := report.Encode(e)
		if err != nil {
			t.Errorf("%#v: %v", e, err)
			continue
		}
		head := schema.Header{
			V: schema.Version, ID: fmt.Sprintf("01890a5d-ac96-774b-bcce-%012x", i), Epoch: "e", Seq: uint64(i) + 1,
			TS: at, Clock: schema.ClockNTP,
		}
		payload, err := schema.Join(head, body)
		if err != nil {
			t.Fatal(err)
		}
		event, err := schema.DecodeEvent(schema.Kind(kind), payload)
		if err != nil {
			t.Errorf("%s: %v", payload, err)
			continue
		}
		channel := event.Body.Kind().Channel()
		if r, ok := event.Body.(schema.Result); ok {
			channel = schema.ResultChannel(r.Command)
		}
		receipts, err := s.Commit(t.Context(), []store.Item{{
			Topic: schema.Topic{Commune: "c", Robot: "r", Channel: channel},
			At:    at, Payload: payload, Event: &event,
		}})
		if err != nil || len(receipts) != 1 || receipts[0].Upto != head.Seq {
			t.Errorf("%s: got receipts %+v, %v, want one up to %d", payload, receipts, err, head.Seq)
		}
	}
	if got, want := slices.Sorted(maps.Keys(seen)), declared(t); !slices.Equal(got, want) {
		t.Errorf("got events %v stored, want all of %v", got, want)
	}
	day, err := s.Today(t.Context(), at)
	if err != nil || day.Help.Called != 1 || day.Help.Answered != 2 || day.Help.Nobody != 1 || len(day.Reasons) != 6 || day.Closed != 1 {
		t.Errorf("got %+v, %v, want it all counted", day, err)
	}
}
