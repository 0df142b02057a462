package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// compared is a figure beside that of the browser in the same run. What is not
// there is null.
type compared struct {
	Name  string   `json:"name"`
	Value float64  `json:"value"`
	Unit  string   `json:"unit"`
	Bar   *float64 `json:"bar"` // at most; of the ratio if that is what Of says
	Peer  *float64 `json:"peer"`
	Ratio *float64 `json:"ratio"`
	Of    string   `json:"bar_of,omitempty"` // "ratio" or "value"
	Met   *bool    `json:"met,omitempty"`
}

// comparison is what one run found.
type comparison struct {
	Conditions []string   `json:"conditions"`
	Figures    []compared `json:"figures"`
}

const (
	ofRatio = "ratio"
	ofValue = "value"
)

// add takes a figure; NaN stands for no peer, an empty of for no bar.
func (c *comparison) add(name, unit string, value, peer float64, of string, bar float64) {
	f := compared{Name: name, Unit: unit, Value: round(value), Of: of}
	if !math.IsNaN(peer) {
		p := round(peer)
		f.Peer = &p
		if peer > 0 {
			r := round(value / peer)
			f.Ratio = &r
		}
	}
	switch {
	case of == ofValue:
		met := value <= bar
		f.Bar, f.Met = &bar, &met
	case of == ofRatio && f.Ratio != nil:
		met := value/peer <= bar
		f.Bar, f.Met = &bar, &met
	}
	c.Figures = append(c.Figures, f)
}

// tell adds a figure without bar and peer.
func (c *comparison) tell(name, unit string, value float64) {
	c.add(name, unit, value, math.NaN(), "", 0)
}

// round keeps four digits behind the point.
func round(v float64) float64 { return math.Round(v*1e4) / 1e4 }

// conditions says what the machine does besides.
func conditions() []string {
	load := "unknown"
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		load = strings.Join(strings.Fields(string(text))[:3], " ")
	}
	out := []string{fmt.Sprintf("%d processors, load average at the start %s, %s", runtime.NumCPU(), load, time.Now().Format(time.RFC3339))}
	var one float64
	if _, err := fmt.Sscan(load, &one); err != nil || one > 0.7 {
		out = append(out, "WARNING: the machine does other things as well (load average above 0.7): the times below are not those of a kiosk")
	}
	return append(out,
		"Xvfb 1920×1080×24, no GPU; one program at a time on the same display, in turn; both started once before",
		"kioskd: without base, panel, voice and ward; a simulated printer, not counted; motion off",
		"Chromium: the same home screen as a static page, from a file, in kiosk mode: "+browserVersion(),
	)
}

// bytes is the comparison as one JSON object or as a table.
func (c *comparison) bytes(format string) []byte {
	if format == "json" {
		out, _ := json.Marshal(c) // plain numbers and texts always encode
		return append(out, '\n')
	}
	var out bytes.Buffer
	for _, l := range c.Conditions {
		fmt.Fprintln(&out, l)
	}
	number := func(v *float64) string {
		if v == nil {
			return "–"
		}
		return fmt.Sprintf("%.2f", *v)
	}
	fmt.Fprintf(&out, "%-58s %9s %-5s %9s %7s  %s\n", "figure", "kioskd", "unit", "Chromium", "ratio", "bar")
	for _, f := range c.Figures {
		bar := ""
		if f.Bar != nil {
			verdict := "missed"
			if *f.Met {
				verdict = "met"
			}
			bar = fmt.Sprintf("%s ≤ %.3g: %s", f.Of, *f.Bar, verdict)
		}
		fmt.Fprintf(&out, "%-58s %9.2f %-5s %9s %7s  %s\n", f.Name, f.Value, f.Unit, number(f.Peer), number(f.Ratio), bar)
	}
	return out.Bytes()
}

// quantile is the value that a share of all do not exceed, in milliseconds.
func quantile(all []time.Duration, share float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	i := int(math.Ceil(share*float64(len(sorted)))) - 1
	return milliseconds(sorted[max(0, i)])
}
