package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
	"tiepdan/ward/store/pgtest"
)

// BenchmarkCommit commits ratings of 500 robots in batches, one after another
// from each robot, with every sync of the disk.
func BenchmarkCommit(b *testing.B) {
	for _, size := range []int{500, 1000, 4000} {
		b.Run(fmt.Sprintf("sqlite/%d", size), func(b *testing.B) {
			benchCommit(b, size, store.Options{File: filepath.Join(b.TempDir(), "ward.db"), Location: hanoi})
		})
		b.Run(fmt.Sprintf("postgres/%d", size), func(b *testing.B) {
			server, err := pgtest.Start(context.Background())
			if err != nil {
				b.Fatal(err)
			}
			before := processor(syscall.RUSAGE_CHILDREN)
			defer func() {
				if err := server.Stop(); err != nil {
					b.Error(err)
				}
				// Of the whole server, from its start to its end.
				b.ReportMetric(float64((processor(syscall.RUSAGE_CHILDREN)-before).Microseconds())/float64(size*b.N), "server-us/rating")
			}()
			address, err := server.Fresh(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			benchCommit(b, size, store.Options{Postgres: address, Location: hanoi})
		})
	}
}

func benchCommit(b *testing.B, size int, o store.Options) {
	b.Helper()
	s, err := store.Open(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	next, before := 0, processor(syscall.RUSAGE_SELF)
	for b.Loop() {
		items := make([]store.Item, size)
		for i := range items {
			items[i] = fleetRating(next)
			next++
		}
		if _, err := s.Commit(b.Context(), items); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(size*b.N)/b.Elapsed().Seconds(), "ratings/s")
	b.ReportMetric(float64((processor(syscall.RUSAGE_SELF)-before).Microseconds())/float64(size*b.N), "cpu-us/rating")
}

// processor is how long this process, or those that it has waited for, have
// computed: what a busy machine takes away is not in it.
func processor(who int) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(who, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// fleetRating is rating i of 500 robots in 100 communes, over a working day.
func fleetRating(i int) store.Item {
	const robots = 500
	robot, seq := i%robots, uint64(i/robots)+1
	face := []string{"very-satisfied", "satisfied", "neutral", "dissatisfied"}[(i/7)%4]
	at := noon.Add(time.Duration(i%36000) * time.Second / 4)
	e := schema.Event{
		Header: schema.Header{V: 1, ID: fmt.Sprintf("01890a5d-ac96-774b-8%03x-%012x", robot, seq), Epoch: "e1", Seq: seq, TS: at, Clock: schema.ClockNTP},
		Body: schema.Rating{
			Face: face, Source: "ticket", Service: []string{"justice", "land", "civil", "police"}[i%4], Door: 1 + i%6, Lang: "vi",
			WaitS: new(60 + i%1800), ServeS: new(120 + i%900),
		},
	}
	return store.Item{
		Topic: schema.Topic{Commune: fmt.Sprintf("%05d", robot/5), Robot: fmt.Sprintf("kb-%03d", robot), Channel: "evt/rating"},
		At:    at, Payload: make([]byte, 250), Event: &e,
	}
}
