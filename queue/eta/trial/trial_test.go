package trial_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"tiepdan/queue/eta"
	"tiepdan/queue/eta/trial"
)

const head = "date,time,office,queue_id,letter,now_serving,waiting,open_counters,deployed_estimate_min\n"

// town writes the snapshots of made-up offices: two queues in each, served by
// counters that slow down at noon.
func town(days int, seed uint64) []byte {
	var b bytes.Buffer
	b.WriteString(head)
	rng := rand.New(rand.NewPCG(seed, 8))
	for d := range days {
		for office := range 3 {
			for q := range 2 {
				queueDay(&b, rng, d, office, q)
			}
		}
	}
	return b.Bytes()
}

// queueDay writes one queue's day, from eight to four.
func queueDay(b *bytes.Buffer, rng *rand.Rand, day, office, q int) {
	issued, called := 0, 0
	free := 0.0 // calls that the counters could have made
	for m := range 480 {
		if rng.Float64() < 0.30-0.0004*float64(m) {
			issued++
		}
		rate := 0.24 + 0.02*float64(office+q)
		if m > 210 && m < 270 {
			rate /= 3
		}
		if free += rate * rng.ExpFloat64(); free >= 1 {
			free = min(free-1, 1)
			called = min(called+1, issued)
		}
		if m%5 != 0 {
			continue
		}
		serving := ""
		if called > 0 {
			serving = fmt.Sprintf("A%03d", called)
		}
		fmt.Fprintf(b, "2030-03-%02d,%02d:%02d,Office_%d,%d,A,%s,%d,2,%d\n", day+4, 8+m/60, m%60, office, q, serving, issued-called, (issued-called)*6)
	}
}

func opener(data []byte) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
}

func small() eta.Size {
	return eta.Size{Trees: 20, Depth: 4, MinLeaf: 20, Rate: 0.1, Bags: 1, RangeTrees: 10, RangeDepth: 3}
}

func TestEvaluate(t *testing.T) {
	t.Parallel()
	plain := town(6, 1)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(plain); err != nil || z.Close() != nil {
		t.Fatal("cannot pack the file")
	}
	first, err := trial.Evaluate(opener(plain), trial.Options{Size: small()})
	if err != nil {
		t.Fatal(err)
	}
	if first.Facts.TrainDays != 3 || first.Facts.TestDays != 3 || first.Facts.Until != "2030-03-07" {
		t.Errorf("learnt from %d days and tested %d, from %s on, want 3, 3 and 2030-03-07", first.Facts.TrainDays, first.Facts.TestDays, first.Facts.Until)
	}
	if c := first.Ours.Coverage; c < 0.7 || c > 0.9 {
		t.Errorf("coverage %.2f, want about 0.8", c)
	}
	if len(first.Baselines) != 8 || len(first.Ours.Queues) != 6 {
		t.Errorf("%d baselines and %d queues, want 8 and 6", len(first.Baselines), len(first.Ours.Queues))
	}
	if name, best := first.Best(); first.Ours.MAE > best.MAE {
		t.Errorf("mean error %.2f min, want not more than %s's %.2f", first.Ours.MAE, name, best.MAE)
	}
	again, err := trial.Evaluate(opener(packed.Bytes()), trial.Options{Until: "2030-03-07", Size: small()})
	if err != nil || again.Ours.Error != first.Ours.Error {
		t.Errorf("packed, until the same day: %+v, %v, want %+v", again.Ours.Error, err, first.Ours.Error)
	}
}

// TestNoPeeking changes what happens after a moment and looks at what was said
// before it.
func TestNoPeeking(t *testing.T) {
	t.Parallel()
	rows := dayOf(t, town(1, 4))
	for _, known := range []trial.Known{trial.Interpolated, trial.Snapshots} {
		whole, _ := trial.Rebuild(rows)
		cut := make([]trial.Queue, len(whole))
		for i, q := range whole {
			cut[i] = q
			cut[i].Rows, cut[i].Tickets = nil, nil
			for _, r := range q.Rows {
				if r.Minute <= 720 {
					cut[i].Rows = append(cut[i].Rows, r)
				}
			}
			for _, k := range q.Tickets {
				if k.Came <= 720 {
					if k.Called > 720 { // called some other time
						k.Called, k.Seen = k.Called+60, k.Seen+60
					}
					cut[i].Tickets = append(cut[i].Tickets, k)
				}
			}
		}
		want, got := vectors(whole, known), vectors(cut, known)
		if len(got) < 50 {
			t.Fatalf("only %d tickets before noon", len(got))
		}
		for key, v := range got {
			if !same(v, want[key]) {
				t.Errorf("known %d: what is known of ticket %v before noon hangs on what happens after it", known, key)
			}
		}
	}
}

func dayOf(t *testing.T, data []byte) []trial.Row {
	t.Helper()
	var out []trial.Row
	err := trial.Days(bytes.NewReader(data), func(_ string, rows []trial.Row) error {
		out = rows
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

type ticketKey struct {
	queue  string
	number int
}

func vectors(queues []trial.Queue, known trial.Known) map[ticketKey]eta.Vector {
	out := map[ticketKey]eta.Vector{}
	trial.Day(queues, trial.Past{}, known, func(g trial.Given) {
		out[ticketKey{g.Queue.ID, g.Ticket.Number}] = g.Vector
	}, func(int, trial.Ticket) {})
	return out
}

func same(a, b eta.Vector) bool {
	for i := range a {
		if a[i] != b[i] && !(math.IsNaN(a[i]) && math.IsNaN(b[i])) {
			return false
		}
	}
	return true
}

func TestRebuild(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		rows    string // time, now_serving, waiting
		tickets string // number: came–called
		dropped int
	}{
		{"between snapshots", "09:00 - 0;09:05 - 2;09:10 A002 0", "1:541.25–546.25 2:543.75–548.75 ", 0},
		{"still waiting at the end", "09:00 - 0;09:05 - 2;09:10 A001 1", "1:541.25–547.50 ", 0},
		{"there at the first snapshot", "09:00 A001 1;09:05 A002 1;09:10 A003 0", "3:542.50–547.50 ", 0},
		{"a gap", "09:00 - 0;09:05 - 1;09:30 A002 0", "", 0},
		{"numbers fall", "09:00 A005 0;09:05 A002 3", "", 1},
		{"numbers jump", "09:00 A005 0;09:05 A900 3", "", 1},
		{"the line vanishes", "09:00 A005 20;09:05 A005 2", "", 1},
	} {
		var b strings.Builder
		b.WriteString(head)
		for row := range strings.SplitSeq(tc.rows, ";") {
			f := strings.Fields(row)
			fmt.Fprintf(&b, "2030-03-04,%s,O,1,A,%s,%s,1,0\n", f[0], strings.Trim(f[1], "-"), f[2])
		}
		queues, dropped := trial.Rebuild(dayOf(t, []byte(b.String())))
		got := ""
		for _, q := range queues {
			for _, k := range q.Tickets {
				got += fmt.Sprintf("%d:%.2f–%.2f ", k.Number, k.Came, k.Called)
			}
		}
		if got != tc.tickets || dropped != tc.dropped {
			t.Errorf("%s: got %q, %d dropped, want %q, %d", tc.name, got, dropped, tc.tickets, tc.dropped)
		}
	}
}

func TestBadRows(t *testing.T) {
	t.Parallel()
	good := "2030-03-04,09:00,O,1,A,A001,0,1,0\n"
	for _, tc := range []struct{ name, file, want string }{
		{"empty", "", "the file is empty"},
		{"another header", "date,time\n", "line 1"},
		{"a date", head + good + "2030-3-4,09:00,O,1,A,A001,0,1,0\n", "line 3, column date"},
		{"a time", head + "2030-03-04,9h,O,1,A,A001,0,1,0\n", "line 2, column time"},
		{"an office", head + "2030-03-04,09:00,,1,A,A001,0,1,0\n", "column office"},
		{"a queue", head + "2030-03-04,09:00,O,,A,A001,0,1,0\n", "column queue_id"},
		{"a number", head + "2030-03-04,09:00,O,1,A,A-1,0,1,0\n", "column now_serving"},
		{"a count", head + "2030-03-04,09:00,O,1,A,A001,many,1,0\n", "column waiting"},
		{"counters", head + "2030-03-04,09:00,O,1,A,A001,0,-1,0\n", "column open_counters"},
		{"an estimate", head + "2030-03-04,09:00,O,1,A,A001,0,1,NaN\n", "column deployed_estimate_min"},
		{"columns", head + "2030-03-04,09:00\n", "line 2: 2 columns, want 9"},
		{"days out of order", head + good + "2030-03-03,09:00,O,1,A,A001,0,1,0\n", "must follow one another"},
	} {
		err := trial.Days(strings.NewReader(tc.file), func(string, []trial.Row) error { return nil })
		if !errors.Is(err, trial.ErrRow) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: error = %v, want one with %q", tc.name, err, tc.want)
		}
	}
}

// TestLineEnds: a file from a Windows machine reads as any other.
func TestLineEnds(t *testing.T) {
	t.Parallel()
	plain := head + "2030-03-04,09:00,O,1,A,A001,0,1,7\n2030-03-04,09:05,O,1,A,A002,0,1,7.5\n"
	for _, tc := range []struct{ name, file string }{
		{"as Unix has it", plain},
		{"as Windows has it", strings.ReplaceAll(plain, "\n", "\r\n")},
		{"with the mark of Windows' editor", "\ufeff" + strings.ReplaceAll(plain, "\n", "\r\n")},
		{"converted twice", strings.ReplaceAll(plain, "\n", "\r\r\n")},
		{"without the last end", strings.TrimSuffix(strings.ReplaceAll(plain, "\n", "\r\n"), "\n")},
		{"two files in a row", strings.Repeat("\ufeff"+strings.ReplaceAll(plain, "\n", "\r\n"), 2)},
	} {
		var got []trial.Row
		err := trial.Days(strings.NewReader(tc.file), func(_ string, rows []trial.Row) error {
			got = append(got, rows...)
			return nil
		})
		if err != nil || len(got) < 2 || got[1].Deployed != 7.5 || got[1].Serving != 2 {
			t.Errorf("%s: got %+v, %v, want both rows", tc.name, got, err)
		}
	}
}

func TestNothingToTest(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		days int
		o    trial.Options
		want error
	}{
		{"one day", 1, trial.Options{Size: small()}, trial.ErrNoTest},
		{"no day to test", 3, trial.Options{Until: "2031-01-01", Size: small()}, trial.ErrNoTest},
		{"no day to learn from", 3, trial.Options{Until: "2029-01-01", Size: small()}, eta.ErrTooFew},
	} {
		if _, err := trial.Evaluate(opener(town(tc.days, 2)), tc.o); !errors.Is(err, tc.want) {
			t.Errorf("%s: error = %v, want %v", tc.name, err, tc.want)
		}
	}
}

// FuzzDays checks that what is read can be played, whatever it is.
func FuzzDays(f *testing.F) {
	f.Add(town(1, 3)[:3000])
	f.Add([]byte(head + "2030-03-04,09:00,O,1,A,A001,0,1,0\n2030-03-04,09:05,O,1,A,A003,2,1,0\n"))
	f.Add([]byte(head))
	f.Add([]byte{0x1f, 0x8b, 8})
	f.Fuzz(func(t *testing.T, data []byte) {
		err := trial.Days(bytes.NewReader(data), func(_ string, rows []trial.Row) error {
			queues, _ := trial.Rebuild(rows)
			trial.Day(queues, trial.Past{}, trial.Interpolated, func(g trial.Given) {
				if w := g.Ticket.Waited(); !(w >= 0) {
					t.Errorf("ticket %d waited %v", g.Ticket.Number, w)
				}
			}, func(int, trial.Ticket) {})
			return nil
		})
		_ = err // most are refused
	})
}
