package updates_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/live"
	"tiepdan/ward/office"
	"tiepdan/ward/store"
	"tiepdan/ward/updates"
)

// way is a broker that tests look into.
type way struct {
	on   int64
	sent []string
	fail bool
}

func (w *way) PutUpdate(_ context.Context, to schema.Topic, u schema.Update) error {
	if w.fail {
		return errors.New("no answer")
	}
	w.sent = append(w.sent, fmt.Sprintf("%s %s %d", to.Robot, u.Version, u.Rev))
	return nil
}

func (w *way) Connection() int64 { return w.on }

func (w *way) Changed() (changed <-chan struct{}, stop func()) { return nil, func() {} }

// took gives what was sent since the last time.
func (w *way) took() string {
	slices.Sort(w.sent)
	defer func() { w.sent = nil }()
	return strings.Join(w.sent, ", ")
}

// TestKeeper: what is kept is said over each connection once, and said again over the
// next one and by the next run of the program; one alert is raised of each trouble.
func TestKeeper(t *testing.T) {
	t.Parallel()
	data, err := store.Open(t.Context(), store.Options{File: filepath.Join(t.TempDir(), "ward.db"), Location: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	now, present, link := evening, live.New(), &way{}
	alerts := &office.Alerts{Store: data}
	begin := func() *updates.Keeper {
		return updates.NewKeeper(updates.Keeping{
			Store: data, Way: link, Present: present, Location: time.UTC, Now: func() time.Time { return now }, Logger: slog.New(slog.DiscardHandler),
			Alarm: func(ctx context.Context, x updates.Trouble) error {
				return alerts.RaiseUpdate(ctx, office.UpdateTrouble{Commune: x.Of.Commune, Robot: x.Of.Robot, Rev: x.Rev, Wanted: x.Wanted, Why: x.Status, Since: x.Since}, now)
			},
		})
	}
	k := begin()
	look := func(want string) {
		t.Helper()
		if err := k.Look(t.Context()); err != nil && !link.fail {
			t.Fatal(err)
		}
		if got := link.took(); got != want {
			t.Errorf("got %q sent, want %q", got, want)
		}
	}
	look("")
	w := given(t, nil, "a", "b")
	if err := data.GiveUpdates(t.Context(), w.wishes, office.Entry{At: now, Did: "update-give"}); err != nil {
		t.Fatal(err)
	}
	for _, r := range []string{"a", "b"} {
		present.Info(topic(r), schema.Info{V: 1, Version: "v1"})
	}
	look("") // no connection; it is kept all the same
	link.on, link.fail = 1, true
	look("")
	link.fail = false
	look("a v2 1")
	look("")
	link.on = 2 // the broker was away, and may have lost it
	look("a v2 1")
	k = begin() // wardd was restarted
	look("a v2 1")
	present.Updated(topic("a"), schema.Updated{V: 1, Rev: 1, Status: schema.UpdateInstalled})
	present.Info(topic("a"), schema.Info{V: 1, Version: "v2"})
	look("b v2 1")
	now = now.Add(25 * time.Hour)
	look("") // b is stuck
	present.Updated(topic("b"), schema.Updated{V: 1, Rev: 1, Status: schema.UpdateRolledBack})
	look("")
	k = begin()
	look("a v2 1, b v2 1")
	open, err := data.Alerts(t.Context(), true, 10)
	if err != nil || len(open) != 1 || open[0].Scope != "cua-nam/update:b#1" || open[0].Procedure != "v2" || open[0].Topic != updates.TroubleStuck ||
		!open[0].IsUpdate() || !open[0].Due.Equal(now.Add(4*time.Hour)) {
		t.Errorf("got %+v, %v, want one alert of b", open, err)
	}
}
