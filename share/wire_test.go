package share_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
	"tiepdan/share"
)

func good() share.Request {
	at := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	t := queue.Ticket{ID: "i", Token: "t", Number: "A901", Service: "cert", State: queue.Reserved}
	return share.Request{Run: "r", Sent: at, Have: "b/1", WaitMS: 10, Ops: []kiosk.LineOp{
		{Seq: 3, Kind: kiosk.OpAdopt, At: at, Ticket: t}, {Seq: 5, Kind: kiosk.OpJoin, At: at, Ticket: queue.Ticket{ID: "i"}},
	}}
}

func encoded(tb testing.TB, v any) []byte {
	tb.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return body
}

func TestDecodeRequest(t *testing.T) {
	t.Parallel()
	if got, err := share.DecodeRequest(encoded(t, good())); err != nil || !reflect.DeepEqual(got, good()) {
		t.Errorf("got %+v, %v, want what was sent", got, err)
	}
	for _, tc := range []struct {
		name string
		mend func(*share.Request)
	}{
		{"no run", func(r *share.Request) { r.Run = "" }},
		{"long version", func(r *share.Request) { r.Have = strings.Repeat("x", 65) }},
		{"waits for ever", func(r *share.Request) { r.WaitMS = 1 << 30 }},
		{"goes back", func(r *share.Request) { r.WaitMS = -1 }},
		{"not in order", func(r *share.Request) { r.Ops[1].Seq = 3 }},
		{"too many", func(r *share.Request) { r.Ops = make([]kiosk.LineOp, 201) }},
		{"no kind", func(r *share.Request) { r.Ops[0].Kind = "steal" }},
		{"no number", func(r *share.Request) { r.Ops[0].Ticket.Number = "<b>" }},
		{"no ticket", func(r *share.Request) { r.Ops[1].Ticket.ID = "" }},
		{"no time", func(r *share.Request) { r.Ops[1].At = time.Time{} }},
		{"long service", func(r *share.Request) { r.Ops[0].Ticket.Service = strings.Repeat("x", 65) }},
		{"endless plan", func(r *share.Request) { r.Ops[0].Ticket.Plan = make([]string, 6) }},
	} {
		r := good()
		tc.mend(&r)
		if _, err := share.DecodeRequest(encoded(t, r)); err == nil {
			t.Errorf("%s: taken, want a refusal", tc.name)
		}
	}
	for _, text := range []string{``, `{`, `[]`, `{"run":"r","more":1}`, `{"run":"r"} {}`, `{"run":1}`} {
		if _, err := share.DecodeRequest([]byte(text)); err == nil {
			t.Errorf("%s: taken, want a refusal", text)
		}
	}
}

// What is taken is taken again as it was.
func FuzzDecodeRequest(f *testing.F) {
	f.Add(encoded(f, good()))
	f.Add([]byte(`{"run":"r","sent":"2026-11-23T01:00:00Z","have":"","wait_ms":0}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := share.DecodeRequest(body)
		if err != nil {
			return
		}
		again, err := share.DecodeRequest(encoded(t, r))
		if err != nil || !bytes.Equal(encoded(t, again), encoded(t, r)) {
			t.Errorf("got %+v, %v, want %+v", again, err, r)
		}
	})
}

func FuzzDecodeAnswer(f *testing.F) {
	at := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	f.Add(encoded(f, kiosk.LineHeard{From: "a/1", To: "a/2", Change: kiosk.Change{
		MirrorHead: kiosk.MirrorHead{Line: "l", Now: at, Calls: []kiosk.Call{{Ticket: "i", Number: "A001", Door: 1}}},
		Tickets:    []queue.Ticket{{ID: "i", Number: "A001"}}, Gone: []string{"j"}, Samples: map[string][]time.Duration{"cert": {time.Minute}},
	}}))
	f.Fuzz(func(t *testing.T, body []byte) {
		h, err := share.DecodeAnswer(body)
		if err != nil {
			return
		}
		again, err := share.DecodeAnswer(encoded(t, h))
		if err != nil || !bytes.Equal(encoded(t, again), encoded(t, h)) {
			t.Errorf("got %+v, %v, want %+v", again, err, h)
		}
		m := kiosk.New()
		s := memberSetup()
		m, _ = m.Update(time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), kiosk.Started{Boot: "b", Setup: s})
		h.From = ""
		m, _ = m.Update(time.Date(2026, 11, 23, 1, 0, 1, 0, time.UTC), h)
		_ = m.View() // whatever the keeper says, the member goes on
	})
}
