package kiosk_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// oldRow is one line of a journal that was written before there were classes:
// a message, and who stood where after it.
type oldRow struct {
	At     time.Time       `json:"at"`
	Kind   string          `json:"kind"`
	Body   json.RawMessage `json:"body"`
	Board  []string        `json:"board"`
	Queues [][]string      `json:"queues"`
}

// TestOldJournals replays days of the first version: the same people are
// called in the same order, whether the day is replayed from its beginning or
// from a snapshot in its middle.
func TestOldJournals(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"strict", "share"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole := replayOld(t, name, kiosk.New(), 0)
			text, err := os.ReadFile(filepath.Join("testdata", "snapshot-"+name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			var m kiosk.Model
			if err := json.Unmarshal(text, &m); err != nil {
				t.Fatal(err)
			}
			from := replayOld(t, name, m, 1+strings.Count(before(t, name, "b79"), "\n"))
			if got, want := board(from), board(whole); !reflect.DeepEqual(got, want) {
				t.Errorf("from the snapshot the day ends with %v, want %v", got, want)
			}
		})
	}
}

func oldJournal(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "journal-"+name+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// before is the journal before a run.
func before(t *testing.T, name, boot string) string {
	t.Helper()
	text, _, ok := strings.Cut(oldJournal(t, name), `"Boot":`+strconv.Quote(boot))
	if !ok {
		t.Fatalf("no run %s in the journal", boot)
	}
	return text
}

// board is who stands where: at the doors, and in their order.
func board(m kiosk.Model) [][]string {
	out := [][]string{{}}
	for _, d := range m.View().Board {
		out[0] = append(out[0], d.Number)
		q := []string{}
		for _, w := range d.Queue {
			q = append(q, w.Number)
		}
		out = append(out, q)
	}
	return out
}

func replayOld(t *testing.T, name string, m kiosk.Model, from int) kiosk.Model {
	t.Helper()
	calls := 0
	for i, line := range bytes.Split([]byte(strings.TrimSpace(oldJournal(t, name))), []byte("\n")) {
		if i < from {
			continue
		}
		var r oldRow
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		msg, err := kiosk.Decode(r.Kind, r.Body)
		if err != nil {
			t.Fatal(err)
		}
		m, _ = m.Update(r.At, msg)
		if got, want := board(m), append([][]string{r.Board}, r.Queues...); !reflect.DeepEqual(got, want) {
			t.Fatalf("row %d, %s: got %v, want %v", i+1, r.Kind, got, want)
		}
		if _, ok := msg.(kiosk.CallNext); ok {
			calls++
		}
	}
	if calls < 8 {
		t.Fatalf("%d calls: nothing was tried", calls)
	}
	return m
}
