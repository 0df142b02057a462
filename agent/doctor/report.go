package doctor

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// Report is everything that was found. It names the unit and no person.
type Report struct {
	Unit    string    `json:"unit"`
	Version string    `json:"version"`
	At      time.Time `json:"at"`
	Clock   string    `json:"clock"` // the quality of At, "ntp" or "unset"
	TookS   float64   `json:"took_s"`
	State   State     `json:"state"` // the worst one
	Counts  Counts    `json:"counts"`
	Results []Result  `json:"results"`
}

// Counts is how many results have each state.
type Counts struct {
	Pass    int `json:"pass"`
	Skipped int `json:"skipped"`
	Warn    int `json:"warn"`
	Fail    int `json:"fail"`
}

// settle counts, and finds the worst.
func (r *Report) settle() {
	r.State, r.Counts = Pass, Counts{}
	for _, found := range r.Results {
		switch found.State {
		case Pass:
			r.Counts.Pass++
		case Skipped:
			r.Counts.Skipped++
		case Warn:
			r.Counts.Warn++
		default:
			r.Counts.Fail++
		}
		if found.State != Skipped { // what was not examined is no trouble
			r.State = worse(r.State, found.State)
		}
	}
}

// The exit codes of a program that examined. 1 is left to one that could not.
const (
	ExitPass = 0
	ExitFail = 2
	ExitWarn = 3
)

// ExitCode is for production lines: 0 pass, 3 warnings, 2 a failure.
func (r *Report) ExitCode() int {
	switch r.State {
	case Fail:
		return ExitFail
	case Warn:
		return ExitWarn
	default:
		return ExitPass
	}
}

// words are those of the report around what was found.
type words struct {
	title, next, unset, took string
	state                    map[State]string
}

func wordsIn(lang string) words {
	if lang == "en" {
		return words{
			title: "Examination of robot", next: "Next", unset: "clock not set", took: "took",
			state: map[State]string{Pass: "pass", Skipped: "skipped", Warn: "warning", Fail: "FAIL"},
		}
	}
	return words{
		title: "Kiểm tra máy", next: "Việc cần làm", unset: "đồng hồ chưa đặt", took: "mất",
		state: map[State]string{Pass: "đạt", Skipped: "bỏ qua", Warn: "lưu ý", Fail: "LỖI"},
	}
}

// when is the time of the report, with a word when the clock was not set.
func (r *Report) when(w words) string {
	at := r.At.Format("02/01/2006 15:04:05 -07:00")
	if r.Clock == "unset" {
		at += " (" + w.unset + ")"
	}
	return at
}

// sum is "12 pass, 2 warning, 1 FAIL".
func (r *Report) sum(w words) string {
	var out []string
	for _, n := range []struct {
		state State
		count int
	}{{Fail, r.Counts.Fail}, {Warn, r.Counts.Warn}, {Pass, r.Counts.Pass}, {Skipped, r.Counts.Skipped}} {
		if n.count > 0 {
			out = append(out, fmt.Sprintf("%d %s", n.count, w.state[n.state]))
		}
	}
	return strings.Join(out, ", ")
}

// WriteText writes the report for a terminal, in "vi" or "en".
func (r *Report) WriteText(out io.Writer, lang string) error {
	w := wordsIn(lang)
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s, %s, kioskctl %s\n", w.title, r.Unit, r.when(w), r.Version)
	for _, found := range r.Results {
		fmt.Fprintf(&b, "%-8s %s: %s\n", w.state[found.State], found.Part.Name().In(lang), found.Found.In(lang))
		if next := found.Next.In(lang); next != "" && found.State != Pass {
			fmt.Fprintf(&b, "         → %s\n", next)
		}
	}
	fmt.Fprintf(&b, "%s (%s %.1f s)\n", r.sum(w), w.took, r.TookS)
	if _, err := io.WriteString(out, b.String()); err != nil {
		return fmt.Errorf("cannot write the report: %w", err)
	}
	return nil
}

// WriteJSON writes the report as one object.
func (r *Report) WriteJSON(out io.Writer) error {
	if err := json.NewEncoder(out).Encode(r); err != nil {
		return fmt.Errorf("cannot write the report: %w", err)
	}
	return nil
}
