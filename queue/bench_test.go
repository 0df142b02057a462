package queue_test

import (
	"strconv"
	"testing"
	"time"

	"tiepdan/queue"
)

// BenchmarkOrder orders 300 who wait, which is a whole day's visitors at once.
func BenchmarkOrder(b *testing.B) {
	p := queue.Policy{Share: 3, AgeAfter: time.Hour, Classes: []queue.Class{{ID: "old"}, {ID: "ill"}}}
	l := queue.NewLine(services(), p)
	for i := range 300 {
		id := strconv.Itoa(i)
		l, _, _ = l.Issue(queue.Ticket{ID: id, Service: "cert", Class: []string{"", "", "old", "ill"}[i%4]}, start)
		l, _, _ = l.Join(id, start.Add(time.Duration(i)*time.Second))
	}
	l = l.Tick(start.Add(time.Hour))
	for b.Loop() {
		if len(l.Order(1)) != 300 {
			b.Fatal("somebody is lost")
		}
	}
}

// BenchmarkPositions asks for everybody's place in a full room.
func BenchmarkPositions(b *testing.B) {
	p := queue.Policy{Strict: true, AgeAfter: time.Hour, Classes: []queue.Class{{ID: "old"}, {ID: "ill"}}}
	l := queue.NewLine(services(), p)
	for i := range 60 {
		id := strconv.Itoa(i)
		l, _, _ = l.Issue(queue.Ticket{ID: id, Service: []string{"cert", "civil", "land"}[i%3], Class: []string{"", "", "old", "ill"}[i%4]}, start)
		l, _, _ = l.Join(id, start.Add(time.Duration(i)*time.Second))
	}
	for b.Loop() {
		if len(l.Positions()) != 60 {
			b.Fatal("somebody is lost")
		}
	}
}
