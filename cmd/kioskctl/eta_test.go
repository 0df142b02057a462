package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// etaFile is five days of one made-up queue: a ticket every four minutes, each
// called ten minutes later.
func etaFile(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("date,time,office,queue_id,letter,now_serving,waiting,open_counters,deployed_estimate_min\n")
	for day := range 5 {
		for m := 0; m <= 480; m += 5 {
			issued, called := m/4, max(0, m-10)/4
			serving := ""
			if called > 0 {
				serving = fmt.Sprintf("A%03d", called)
			}
			fmt.Fprintf(&b, "2030-03-0%d,%02d:%02d,Town,1,A,%s,%d,1,15\n", day+4, 8+m/60, m%60, serving, issued-called)
		}
	}
	path := filepath.Join(t.TempDir(), "queues.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestETAEval(t *testing.T) {
	file := etaFile(t)
	out, err := runCommand(t, "", "eta", "eval", file, "--train-until", "2030-03-07")
	if err != nil || !strings.HasPrefix(out, "learnt from 3 days before 2030-03-07") || !strings.Contains(out, "log_linear") || !strings.Contains(out, "Town/1") {
		t.Errorf("got %q, %v, want the table", out, err)
	}
	out, err = runCommand(t, "", "eta", "eval", file, "--json")
	var got struct {
		N    int
		Ours struct {
			MAE      float64 `json:"mae_min"`
			Within   float64 `json:"within10"`
			Coverage float64
			Queues   []struct {
				ID       string
				N        int
				Coverage float64
			}
		}
		Baselines map[string]struct {
			MAE    float64 `json:"mae_min"`
			Within float64 `json:"within10"`
		}
	}
	dec := json.NewDecoder(strings.NewReader(out))
	dec.DisallowUnknownFields()
	if jsonErr := dec.Decode(&got); err != nil || jsonErr != nil || dec.More() {
		t.Fatalf("got %.80q, %v, %v, want one JSON object of known fields", out, err, jsonErr)
	}
	if got.N < 200 || got.Ours.MAE > 3 || got.Ours.Within < 0.99 || len(got.Ours.Queues) != 1 || len(got.Baselines) != 8 {
		t.Errorf("got %+v, want over 200 tickets of one queue within 3 minutes, and 8 baselines", got)
	}
}

func TestETAEvalRefuses(t *testing.T) {
	file := etaFile(t)
	bad := filepath.Join(t.TempDir(), "bad.csv")
	if err := os.WriteFile(bad, []byte("a,b\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name string
		args []string
		want string
	}{
		{"no such file", []string{file + ".none"}, "no such file"},
		{"another file", []string{bad}, "line 1"},
		{"a wrong date", []string{file, "--train-until", "tomorrow"}, "--train-until"},
		{"a wrong known", []string{file, "--known", "all"}, "--known"},
		{"nothing to test", []string{file, "--train-until", "2031-01-01"}, "nothing to evaluate"},
	} {
		if _, err := runCommand(t, "", append([]string{"eta", "eval"}, tc.args...)...); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: error = %v, want one with %q", tc.name, err, tc.want)
		}
	}
}
