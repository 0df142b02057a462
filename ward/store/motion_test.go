package store_test

import (
	"reflect"
	"testing"
	"time"

	"tiepdan/ward/store"
)

// TestMotion: plans and needs come back as they were kept, from both databases.
func TestMotion(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		at := time.UnixMilli(1_772_500_000_123)
		for _, plan := range []string{"first", "second"} {
			if err := s.KeepFloor(t.Context(), store.Floor{Commune: "c", Robot: "kb-01", At: at, Plan: []byte(plan)}); err != nil {
				t.Fatal(err)
			}
		}
		floors, err := s.Floors(t.Context())
		if err != nil || len(floors) != 1 || string(floors[0].Plan) != "second" || !floors[0].At.Equal(at) {
			t.Errorf("got %+v, %v, want the second plan", floors, err)
		}
		want := []store.Need{
			{Commune: "c", Robot: "kb-02", Need: "staff", Detail: "no-progress", Since: at, Taken: at.Add(time.Minute), By: "lan"},
			{Commune: "c", Robot: "kb-01", Need: "refill", Since: at.Add(time.Second)},
		}
		for range 2 {
			if err := s.KeepNeeds(t.Context(), want); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := s.Needs(t.Context()); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	})
}
