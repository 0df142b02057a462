package store_test

import (
	"reflect"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

func helpEnd(outcome string, door int, answer *int) schema.HelpEnd {
	return schema.HelpEnd{Outcome: outcome, Door: door, AnswerS: answer, TookS: new(300)}
}

func TestReasonsAndHelp(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		reasons := func(r ...string) schema.Reasons {
			return schema.Reasons{Face: "neutral", Service: "land", Door: 2, Reasons: r}
		}
		bodies := []schema.Body{
			reasons("place", "long-wait"), reasons("long-wait"),
			schema.Help{},
			schema.Help{},
			schema.Help{},
			schema.Help{},
			schema.Help{},
			schema.Help{},
			helpEnd("helped", 3, new(20)), helpEnd("nobody", 3, new(90)), helpEnd("helped", 1, new(31)), helpEnd("dropped", 1, new(40)),
			helpEnd("nobody", 0, nil), helpEnd("dropped", 0, nil),
		}
		for i, body := range bodies {
			commit(t, s, event(uint64(i)+1, body))
			commit(t, s, event(uint64(i)+1, body)) // a copy counts once
		}
		day, err := s.Today(t.Context(), noon)
		if err != nil {
			t.Fatal(err)
		}
		if want := []store.Reason{{Reason: "long-wait", N: 2}, {Reason: "place", N: 1}}; !reflect.DeepEqual(day.Reasons, want) || day.Reasoned != 2 {
			t.Errorf("got reasons %+v of %d ratings, want %+v of 2", day.Reasons, day.Reasoned, want)
		}
		want := store.Help{Called: 6, Answered: 4, Nobody: 1, Dropped: 1, Median: 35500 * time.Millisecond}
		if day.Help != want {
			t.Errorf("got help %+v, want %+v", day.Help, want)
		}
		other, err := s.Today(t.Context(), noon.AddDate(0, 0, 1))
		if err != nil || other.Help != (store.Help{}) || other.Reasons != nil {
			t.Errorf("got %+v, %v for the next day, want nothing", other, err)
		}
	})
}
