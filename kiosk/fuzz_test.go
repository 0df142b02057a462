package kiosk_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// FuzzDecode: whatever stands in a journal is refused or becomes a message that
// is written as it was read, changes the model without a panic, and leaves one
// that can be shown, stored, and reset.
func FuzzDecode(f *testing.F) {
	f.Add("ServicePicked", []byte(`{"Service":"cert","ID":"a","Then":["civil"]}`))
	f.Add("Started", []byte(`{"Setup":{"TimeZone":"x"}}`))
	f.Add("Started", []byte(`{"Setup":{"Rules":{"Hours":[[{"From":1,"To":-5}],[],[],[],[],[],[]]},"Priority":{"Classes":[{"ID":""},{"ID":"a","Weight":-3}]}}}`))
	f.Add("Hold", []byte(`{"Request":"r","Door":1,"Seen":"v1"}`))
	f.Add("Transfer", []byte(`{"Request":"r","Door":1,"Seen":"v1","ToDoor":3}`))
	f.Add("PlanVisit", []byte(`{"Request":"r","Door":1,"Ticket":"v2","Services":["civil","cert"]}`))
	f.Add("Book", []byte(`{"Request":"r","Door":1,"ID":"b","Code":123456,"Service":"cert","Time":1795400000}`))
	f.Add("CheckIn", []byte(`{"Request":"r","Door":1,"Booking":"b","ID":"c"}`))
	f.Add("CheckInAsked", []byte(`{"Code":123456,"ID":"c"}`))
	f.Add("SetDoor", []byte(`{"Request":"r","Door":1,"State":"paused","BackMin":10}`))
	f.Add("MoveStranded", []byte(`{"Request":"r","Door":1,"ToDoor":3}`))
	f.Add("Undo", []byte(`{"Request":"r","Door":1,"Seen":"v1"}`))
	b := newCounterForFuzz(f)
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		msg, err := kiosk.Decode(kind, body)
		if err != nil {
			return
		}
		again, written, err := kiosk.Encode(msg)
		if err != nil || again != kind {
			t.Fatalf("%s is written as %s, %v", kind, again, err)
		}
		back, err := kiosk.Decode(again, written)
		if err != nil || !reflect.DeepEqual(back, msg) {
			t.Fatalf("got %#v, %v, want %#v", back, err, msg)
		}
		for _, m := range []kiosk.Model{kiosk.New(), b} {
			at := start.Add(time.Minute)
			for range 3 {
				m, _ = m.Update(at, msg)
				_ = m.View()
				_ = m.Deadline()
				at = at.Add(13 * time.Hour)
				if _, err := json.Marshal(m); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

// newCounterForFuzz is a counter in the middle of a day.
func newCounterForFuzz(f *testing.F) kiosk.Model {
	f.Helper()
	m := kiosk.New()
	send := func(msgs ...kiosk.Msg) {
		for _, msg := range msgs {
			m, _ = m.Update(start, msg)
		}
	}
	send(kiosk.Started{Boot: "b", Setup: lined()})
	for _, id := range []string{"b1", "b2", "b3"} {
		code := map[string]int{"b1": 111111, "b2": 222222, "b3": 333333}[id]
		send(kiosk.Book{Door: 1, ID: id, Code: code, Service: "cert", Time: start.Unix()})
		send(kiosk.CheckIn{Door: 1, Booking: id, ID: "v" + id[1:], Token: "t" + id})
	}
	send(kiosk.CallNext{Door: 1})
	return m
}
