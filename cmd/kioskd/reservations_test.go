package main_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/kiosk"
	"tiepdan/queue"
)

// list is a file of reservations beside a core of its own.
type list struct {
	path  string
	look  func(context.Context)
	model kiosk.Model
	now   time.Time
	log   bytes.Buffer
}

func newList(t *testing.T) *list {
	t.Helper()
	l := &list{path: filepath.Join(t.TempDir(), "reservations.csv"), model: kiosk.New(), now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)} // 08:00 in Hanoi
	started := kiosk.Started{Setup: kiosk.Setup{
		TimeZone: "Asia/Ho_Chi_Minh", Services: []kiosk.Service{{ID: "ho-tich", Prefix: "B", Doors: []int{1}}}, Doors: []kiosk.Door{{Number: 1}},
	}}
	if err := l.update(started); err != nil {
		t.Fatal(err)
	}
	do := func(_ context.Context, m kiosk.Msg) error { return l.update(m) }
	l.look = kioskd.NewReservations(l.path, func() time.Time { return l.now }, func() kiosk.View { return l.model.View() }, do, slog.New(slog.NewTextHandler(&l.log, nil)))
	return l
}

func (l *list) update(m kiosk.Msg) error {
	next, effects := l.model.Update(l.now, m)
	l.model = next
	for _, e := range effects {
		if a, ok := e.(kiosk.Reply); ok {
			return a.Err
		}
	}
	return nil
}

// takes writes the file, looks at it, and returns the reservations.
func (l *list) takes(t *testing.T, text string) string {
	t.Helper()
	if err := os.WriteFile(l.path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	l.look(t.Context())
	var got []string
	for _, b := range l.model.View().Line.Bookings {
		if b.State == queue.Booked {
			got = append(got, b.At.Add(7*time.Hour).Format("15:04"))
		}
	}
	return strings.Join(got, " ")
}

func TestReservationsAreThoseOfTheFile(t *testing.T) {
	t.Parallel()
	l := newList(t)
	if err := l.update(kiosk.Book{Request: "r", Door: 1, ID: "by-hand", Code: 999999, Service: "ho-tich", Time: l.now.Add(4 * time.Hour).Unix()}); err != nil {
		t.Fatal(err)
	}
	const head = "code,service,time\n"
	for _, tt := range []struct{ name, text, want, log string }{
		{"two", head + "482913,ho-tich,2026-11-23 09:30\n482914,ho-tich,2026-11-23 10:00\n", "09:30 10:00 12:00", ""},
		{"one moved, one gone, one new with a class", "code,service,time,class\n482913,ho-tich,2026-11-23 11:30,\n482915,ho-tich,2026-11-23 09:00,\n", "09:00 11:30 12:00", ""},
		{"its time is over", head + "482916,ho-tich,2026-11-23 07:00\n482913,ho-tich,2026-11-23 11:30\n", "11:30 12:00", ""},
		{"a wrong row changes nothing", head + "482917,ho-tich,tomorrow\n", "11:30 12:00", `line 2`},
		{"a code twice", head + "482917,ho-tich,2026-11-23 09:30\n482917,ho-tich,2026-11-23 09:40\n", "11:30 12:00", "its code stands in a line before"},
		{"a short code", head + "4829,ho-tich,2026-11-23 09:30\n", "11:30 12:00", "want six digits"},
		{"a name", "code,service,time,name\n482917,ho-tich,2026-11-23 09:30,X\n", "11:30 12:00", "and no others"},
		{"empty", "", "11:30 12:00", "header"},
		{"too large", head + strings.Repeat(" ", 1<<20), "11:30 12:00", "larger than"},
		{"a code of somebody else, an unknown service, and a good one", head + "999999,ho-tich,2026-11-23 09:30\n482918,dat-dai,2026-11-23 09:40\n482919,ho-tich,2026-11-23 09:50\n", "09:50 12:00", "dat-dai"},
		{"nobody", head, "12:00", ""},
	} {
		l.log.Reset()
		if got := l.takes(t, tt.text); got != tt.want {
			t.Errorf("%s: got reservations at %s, want %s", tt.name, got, tt.want)
		}
		if got := l.log.String(); (got != "") != (tt.log != "") || !strings.Contains(got, tt.log) {
			t.Errorf("%s: got the log %q, want it to tell of %q", tt.name, got, tt.log)
		}
	}
	if err := os.Remove(l.path); err != nil {
		t.Fatal(err)
	}
	l.log.Reset()
	l.look(t.Context())
	l.look(t.Context())
	if got := strings.Count(l.log.String(), "\n"); got != 1 {
		t.Errorf("the file is gone: told %d times, want once", got)
	}
}
