package schema_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"tiepdan/report/schema"
)

func line() schema.Line {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	return schema.Line{
		V: 1, TS: at, Clock: schema.ClockNTP, Boot: "b1", Ends: &at,
		Services: []schema.LineService{{Service: "cert", Label: schema.Label{Vi: "Chứng thực", En: "Certification"}}},
		Doors:    []schema.LineDoor{{Door: 3, Label: schema.Label{Vi: "Cửa 3"}}},
		Tickets: []schema.LineTicket{
			{Key: schema.TicketKey("a"), Number: "A012", Service: "cert", State: schema.TicketWaiting, Doors: []int{3}, Ahead: 2, Wait: &schema.Minutes{Low: 3, High: 9}},
			{Key: schema.TicketKey("b"), Number: "A011", Service: "cert", State: schema.TicketCalled, Doors: []int{3}, Door: 3, Calls: 2, Since: &at},
			{Key: schema.TicketKey("c"), Number: "A010", State: schema.TicketMissed, Doors: []int{}, Until: &at},
		},
	}
}

func TestLine(t *testing.T) {
	t.Parallel()
	data, err := schema.Encode(line())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := schema.Decode[schema.Line](data); err != nil || !reflect.DeepEqual(got, line()) {
		t.Errorf("got %+v, %v, want %+v", got, err, line())
	}
	key := schema.TicketKey("a")
	for _, change := range [][2]string{
		{`"ahead":2`, `"ahead":2,"phone":"0912"`},
		{`"ahead":2`, `"ahead":-1`},
		{`"ahead":2`, `"ahead":2,"stranded":true`},
		{key, key[1:]},
		{key, key + "="},
		{key, "token-of-a-ticket"},
		{key, schema.TicketKey("b")},
		{`"state":"waiting"`, `"state":"lost"`},
		{`"low_min":3`, `"low_min":30`},
		{`"door":3,"calls"`, `"door":0,"calls"`},
		{`"number":"A012"`, `"number":""`},
		{`"more":0`, `"more":-1`},
		{`"boot":"b1"`, `"boot":""`},
		{`"v":1`, `"v":2`},
	} {
		bad := strings.Replace(string(data), change[0], change[1], 1)
		if _, err := schema.Decode[schema.Line]([]byte(bad)); err == nil {
			t.Errorf("%s for %s: got no error, want one", change[1], change[0])
		}
	}
	if len(key) != 43 || key == schema.TicketKey("b") {
		t.Errorf("got key %q, want 43 letters of its own", key)
	}
	many := line()
	for range schema.MaxTickets {
		many.Tickets = append(many.Tickets, many.Tickets[0])
	}
	if _, err := schema.Encode(many); err == nil {
		t.Error("got no error for too many tickets, want one")
	}
}

func FuzzDecodeLine(f *testing.F) {
	data, err := schema.Encode(line())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"v":1,"ts":"2026-03-02T09:00:00Z","clock":"unset","boot":"b","ends":null,"services":[],"doors":[],"tickets":[],"more":0}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := schema.Decode[schema.Line](data)
		if err != nil {
			return
		}
		out, err := schema.Encode(l)
		if err != nil {
			t.Fatalf("a decoded line cannot be encoded: %v", err)
		}
		if _, err := schema.Decode[schema.Line](out); err != nil {
			t.Fatalf("an encoded line cannot be decoded: %v", err)
		}
	})
}
