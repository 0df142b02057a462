package export

import (
	"fmt"
	"math"
	"strings"
)

// Plot is a chart of columns, laid out for the printed report. All lengths are
// units of its drawing, Wide by High.
type Plot struct {
	Wide, High float64
	Columns    []Column
	Ticks      []Tick
	Base       float64 // y of nothing
	Left       float64 // x where the columns begin
	Unit       string
}

// Column is one value. What is not known has no bar.
type Column struct {
	X, Y, Wide, High float64
	Middle           float64 // x for its label
	Label            string  // "" where it would touch its neighbour's
	Value            string
	Known, Gap       bool
	LowY, HighY      float64 // ends of its interval; equal when there is none
}

// Tick is a line across with its value.
type Tick struct {
	Y    float64
	Text string
}

// Value is a value to be drawn.
type Value struct {
	Label     string
	V         float64
	Low, High float64 // of its interval; equal for none
	Known     bool
	Gap       bool // data of it is missing
}

const (
	plotWide = 720.0
	plotHigh = 190.0
	left     = 44.0
	top      = 10.0
	bottom   = 24.0
	letter   = 6.0 // width of a letter of a label, at most
)

// Layout lays values out. most is the upper end of the scale, 0 for as the
// values need; comma is what parts decimals.
func Layout(values []Value, most float64, unit, comma string) Plot {
	p := Plot{Wide: plotWide, High: plotHigh, Base: plotHigh - bottom, Left: left, Unit: unit}
	if most == 0 {
		for _, v := range values {
			most = max(most, v.V, v.High)
		}
	}
	step := niceStep(most)
	most = max(step, math.Ceil(most/step-1e-9)*step)
	y := func(v float64) float64 { return p.Base - (p.Base-top)*min(v, most)/most }
	for i := 0; float64(i)*step <= most+1e-9; i++ {
		v := float64(i) * step
		p.Ticks = append(p.Ticks, Tick{y(v), number(v, comma)})
	}
	if len(values) == 0 {
		return p
	}
	each := (plotWide - left) / float64(len(values))
	longest := 1
	for _, v := range values {
		longest = max(longest, len([]rune(v.Label)))
	}
	every := max(1, int(math.Ceil(float64(longest)*letter/each)))
	for i, v := range values {
		c := Column{
			X: left + each*(float64(i)+0.15), Wide: each * 0.7, Middle: left + each*(float64(i)+0.5),
			Known: v.Known, Gap: v.Gap, Value: number(v.V, comma),
		}
		if i%every == 0 {
			c.Label = v.Label
		}
		c.Y, c.LowY, c.HighY = y(v.V), y(v.Low), y(v.High)
		c.High = p.Base - c.Y
		p.Columns = append(p.Columns, c)
	}
	return p
}

// niceStep is 1, 2 or 5 times a power of ten, so that about five steps reach most.
func niceStep(most float64) float64 {
	if most <= 0 || math.IsNaN(most) || math.IsInf(most, 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(most/4)))
	for _, n := range []float64{1, 2, 5} {
		if n*power >= most/5 {
			return n * power
		}
	}
	return 10 * power
}

func number(v float64, comma string) string {
	s := strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0")
	return strings.Replace(s, ".", comma, 1)
}
