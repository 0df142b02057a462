package main

import (
	"bytes"
	"fmt"
	"math"
)

// figure is one measured number; what is not there is null.
type figure struct {
	Name  string   `json:"name"`
	Value float64  `json:"value"`
	Unit  string   `json:"unit"`
	Bar   *float64 `json:"bar"` // at most
	Peer  *float64 `json:"peer"`
	Ratio *float64 `json:"ratio"` // of value to peer
}

type figures []figure

func (f *figures) add(name, unit string, value, bar, peer float64) {
	there := func(v float64) *float64 {
		if math.IsNaN(v) {
			return nil
		}
		v = math.Round(v*1e4) / 1e4
		return &v
	}
	*f = append(*f, figure{name, *there(value), unit, there(bar), there(peer), there(value / peer)})
}

// missed reports whether the value is above its bar.
func (g figure) missed() bool { return g.Bar != nil && g.Value > *g.Bar }

func (f *figures) text() []byte {
	var out bytes.Buffer
	number := func(v *float64) string {
		if v == nil {
			return "–"
		}
		return fmt.Sprintf("%.2f", *v)
	}
	fmt.Fprintf(&out, "%-76s %10s %-6s %9s %10s %6s\n", "figure", "value", "unit", "bar", "peer", "ratio")
	for _, g := range *f {
		verdict := ""
		if g.missed() {
			verdict = "  missed"
		}
		fmt.Fprintf(&out, "%-76s %10.2f %-6s %9s %10s %6s%s\n", g.Name, g.Value, g.Unit, number(g.Bar), number(g.Peer), number(g.Ratio), verdict)
	}
	return out.Bytes()
}
