package kiosk_test

import (
	"strconv"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// fullRoom is a counter with 60 who wait, of all classes.
func fullRoom() (kiosk.Model, time.Time) {
	m, at := kiosk.New(), start
	send := func(msg kiosk.Msg) { m, _ = m.Update(at, msg) }
	s := lined()
	working(&s)
	send(kiosk.Started{Boot: "b", Setup: s})
	for i := range 60 {
		at = at.Add(30 * time.Second)
		n := strconv.Itoa(i)
		send(kiosk.Book{Door: 1, ID: n, Code: 100_000 + i, Service: []string{"cert", "civil"}[i%2], Class: []string{"", "", "old", "ill"}[i%4], Time: at.Unix()})
		send(kiosk.CheckIn{Door: 1, Booking: n, ID: "v" + n, Token: "t" + n})
	}
	return m, at
}

// BenchmarkView shows a full room.
func BenchmarkView(b *testing.B) {
	m, _ := fullRoom()
	for b.Loop() {
		if len(m.View().Line.Tickets) != 60 {
			b.Fatal("somebody is lost")
		}
	}
}

// BenchmarkCallNext calls in a full room.
func BenchmarkCallNext(b *testing.B) {
	m, at := fullRoom()
	for b.Loop() {
		next, _ := m.Update(at, kiosk.CallNext{Request: "q", Door: 1})
		if _, busy := next.Line.At(1); !busy {
			b.Fatal("nobody was called")
		}
	}
}
