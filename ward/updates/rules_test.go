package updates_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/updates"
)

var evening = time.Date(2026, 11, 23, 19, 0, 0, 0, time.FixedZone("+07", 7*3600))

// ward is robots and what they shall have, without a store.
type ward struct {
	t      *testing.T
	now    time.Time
	proof  time.Duration
	wishes []updates.Wish
	robots map[schema.Topic]updates.Known
}

func topic(robot string) schema.Topic { return schema.Topic{Commune: "cua-nam", Robot: robot} }

// given is a ward that has given v2 to robots, which run v1.
func given(t *testing.T, change func(*updates.Wish), robots ...string) *ward {
	t.Helper()
	w := &ward{t: t, now: evening, robots: make(map[schema.Topic]updates.Known)}
	for i, r := range robots {
		wish := updates.Wish{
			To: topic(r), Round: "R", Place: i, Staged: true, Version: "v2", URL: "https://ward/updates/v2/manifest.json", SHA256: strings.Repeat("a", 64),
			Given: evening, State: updates.Given,
		}
		if change != nil {
			change(&wish)
		}
		w.wishes = append(w.wishes, wish)
		w.robots[topic(r)] = updates.Known{Running: "v1"}
	}
	return w
}

func (w *ward) looks() *ward {
	w.t.Helper()
	for range 3 { // until nothing changes
		for _, c := range updates.Next(w.wishes, func(t schema.Topic) updates.Known { return w.robots[t] }, w.proof, w.now) {
			for i := range w.wishes {
				if w.wishes[i].To == c.To {
					w.wishes[i] = c
				}
			}
		}
	}
	if more := updates.Next(w.wishes, func(t schema.Topic) updates.Known { return w.robots[t] }, w.proof, w.now); len(more) > 0 {
		w.t.Errorf("got %+v, want it to come to rest", more)
	}
	return w
}

func (w *ward) of(robot string) *updates.Wish {
	w.t.Helper()
	for i := range w.wishes {
		if w.wishes[i].To.Robot == robot {
			return &w.wishes[i]
		}
	}
	w.t.Fatalf("%s was given nothing", robot)
	return nil
}

// says lets a robot answer what it was told last.
func (w *ward) says(robot string, status schema.UpdateStatus, of ...any) *ward {
	w.t.Helper()
	wish := w.of(robot)
	a := schema.Updated{V: 1, Rev: wish.Rev, Status: status}
	for _, x := range of {
		switch x := x.(type) {
		case int:
			a.Percent = x
		case schema.UpdateError:
			a.Error = x
		}
	}
	k := w.robots[topic(robot)]
	if k.Answer = &a; status == schema.UpdateInstalled {
		k.Running = wish.Said
	}
	w.robots[topic(robot)] = k
	return w.looks()
}

func (w *ward) want(text string) {
	w.t.Helper()
	var all []string
	for _, x := range w.wishes {
		all = append(all, fmt.Sprintf("%s %s %s%d", x.To.Robot, x.State, x.Said, x.Rev))
	}
	if got := strings.Join(all, ", "); got != text {
		w.t.Errorf("got %s, want %s", got, text)
	}
}

func TestFirstOneThenOthers(t *testing.T) {
	t.Parallel()
	w := given(t, nil, "a", "b", "c").looks()
	w.proof = 10 * time.Minute
	w.want("a told v21, b given 0, c given 0")
	w.says("a", schema.UpdateDownloading, 40).want("a told v21, b given 0, c given 0")
	if w.of("a").Answer.Percent != 40 || !w.of("a").Since.Equal(evening) {
		t.Errorf("got %+v, want the answer kept", w.of("a"))
	}
	w.says("a", schema.UpdateInstalled).want("a told v21, b given 0, c given 0") // it may still go back
	w.now = evening.Add(11 * time.Minute)
	w.looks().want("a told v21, b told v21, c told v21")
	w.says("b", schema.UpdateWaiting).says("b", schema.UpdateInstalling, 20)
	w.says("c", schema.UpdateRolledBack).want("a told v21, b told v21, c told v21") // b installs already
	if !w.of("c").Bad() || w.of("c").Open() || !w.of("a").Done() {
		t.Errorf("got %+v and %+v", w.of("c"), w.of("a"))
	}
}

func TestStopped(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		status schema.UpdateStatus
		error  schema.UpdateError
		stops  bool
	}{
		{"rolled back", schema.UpdateRolledBack, "", true},
		{"no updater", schema.UpdateRefused, schema.UpdateMissing, true},
		{"refused by the installer", schema.UpdateFailed, schema.UpdateInstall, true},
		{"another bundle", schema.UpdateFailed, schema.UpdateDigest, true},
		{"the line", schema.UpdateFailed, schema.UpdateDownload, false},
		{"the disk", schema.UpdateFailed, schema.UpdateSpace, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := given(t, nil, "a", "b").looks().says("a", tt.status, tt.error)
			if !tt.stops {
				w.want("a told v21, b given 0")
				return
			}
			w.want("a told v21, b stopped 0")
			if got := w.of("b").Because; got != "a "+string(tt.status) || w.of("b").Open() || !w.of("a").Bad() {
				t.Errorf("got %q, %+v", got, w.of("a"))
			}
		})
	}
	// Those that fetch already are told to stay as they are.
	w := given(t, func(w *updates.Wish) { w.Staged = false }, "a", "b", "c").looks()
	w.want("a told v21, b told v21, c told v21")
	w.says("b", schema.UpdateDownloading, 10).says("c", schema.UpdateRestarting).says("a", schema.UpdateRolledBack)
	w.want("a told v21, b stopped v12, c told v21")
	w.says("b", schema.UpdateInstalled).want("a told v21, b stopped v12, c told v21")
}

func TestHours(t *testing.T) {
	t.Parallel()
	window := updates.Window{From: 18 * 60, To: 6 * 60}
	w := given(t, func(w *updates.Wish) { w.Window, w.NotBefore = window, evening.Add(time.Hour) }, "a", "b").looks()
	w.want("a given 0, b given 0")
	w.now = evening.Add(time.Hour)
	w.looks().want("a told v21, b given 0")
	w.says("a", schema.UpdateWaiting)
	w.now = evening.Add(12 * time.Hour) // 07:00: it still waits for visitors to go
	w.looks().want("a given v12, b given 0")
	w.says("a", schema.UpdateInstalled).want("a given v12, b given 0")
	w.now = evening.Add(24 * time.Hour)
	w.looks().want("a told v23, b given 0")
	w.says("a", schema.UpdateWaiting, 100) // installed, it waits for its restart alone
	w.now = evening.Add(36 * time.Hour)
	w.looks().want("a told v23, b given 0")
}

func TestWithdrawn(t *testing.T) {
	t.Parallel()
	w := given(t, nil, "a", "b").looks().says("a", schema.UpdateDownloading)
	w.of("a").State = updates.Withdrawn
	w.looks().want("a withdrawn v12, b told v21") // b goes first now
	w.of("b").State = updates.Withdrawn
	w.says("b", schema.UpdateInstalling).want("a withdrawn v12, b withdrawn v21") // too late
	w = given(t, nil, "a").looks()
	w.robots[topic("a")] = updates.Known{} // it never said what it runs
	w.of("a").State = updates.Withdrawn
	w.looks().want("a withdrawn v21")
}

// TestRevisions: a ward whose store was lost comes to a revision that its robots take.
func TestRevisions(t *testing.T) {
	t.Parallel()
	w := given(t, nil, "a", "b")
	w.robots[topic("a")] = updates.Known{Running: "v1", Answer: &schema.Updated{V: 1, Rev: 70, Status: schema.UpdateInstalled}}
	w.looks().want("a told v271, b given 0")
	minutes := evening.Unix() / 60
	w.says("a", schema.UpdateRefused, schema.UpdateOld).want(fmt.Sprintf("a told v2%d, b given 0", minutes))
	w.robots[topic("a")] = updates.Known{Running: "v1", Answer: &schema.Updated{V: 1, Rev: minutes + 5, Status: schema.UpdateInstalled}}
	w.looks().want(fmt.Sprintf("a told v2%d, b given 0", minutes+6))
	w.robots[topic("a")] = updates.Known{Running: "v1", Answer: &schema.Updated{V: 1, Rev: 1 << 52, Status: schema.UpdateInstalled}}
	w.looks().want(fmt.Sprintf("a told v2%d, b given 0", minutes+6)) // that is not believed
}

func TestStuck(t *testing.T) {
	t.Parallel()
	w := given(t, nil, "a").looks()
	for after, want := range map[time.Duration]bool{23 * time.Hour: false, 25 * time.Hour: true} {
		if got := w.of("a").IsStuck(evening.Add(after)); got != want {
			t.Errorf("got %v after %v without a word, want %v", got, after, want)
		}
	}
	w.now = evening.Add(20 * time.Hour)
	w.says("a", schema.UpdateWaiting)
	if w.of("a").IsStuck(evening.Add(30 * time.Hour)) {
		t.Error("got it stuck 10 hours after a step")
	}
	w.says("a", schema.UpdateRolledBack)
	if w.of("a").IsStuck(evening.Add(90 * time.Hour)) {
		t.Error("got it stuck after its end")
	}
}

func TestWindow(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text  string
		at    string // moments that are in it
		notAt string
		bad   bool
	}{
		{text: "", at: "00:00 12:00"},
		{text: "18:00-06:00", at: "18:00 23:59 00:00 05:59", notAt: "06:00 12:00 17:59"},
		{text: "12:00 - 13:30", at: "12:00 13:29", notAt: "11:59 13:30"},
		{text: "12:00", bad: true},
		{text: "12:00-12:00", bad: true},
		{text: "25:00-06:00", bad: true},
		{text: "-", bad: true},
	} {
		w, err := updates.ParseWindow(tt.text)
		if (err != nil) != tt.bad {
			t.Errorf("%q: got %v", tt.text, err)
			continue
		}
		if again, err := updates.ParseWindow(w.String()); err != nil || again != w {
			t.Errorf("%q: got %v, %v again", tt.text, again, err)
		}
		for want, moments := range map[bool]string{true: tt.at, false: tt.notAt} {
			for m := range strings.FieldsSeq(moments) {
				at, err := time.Parse("15:04", m)
				if err != nil {
					t.Fatal(err)
				}
				if got := w.Open(at); got != want {
					t.Errorf("%q at %s: got %v, want %v", tt.text, m, got, want)
				}
			}
		}
	}
}

func FuzzParseWindow(f *testing.F) {
	f.Add("18:00-06:00")
	f.Fuzz(func(t *testing.T, text string) {
		w, err := updates.ParseWindow(text)
		if err != nil {
			return
		}
		if again, err := updates.ParseWindow(w.String()); err != nil || again != w {
			t.Fatalf("got %v, %v, want %v again", again, err, w)
		}
	})
}
