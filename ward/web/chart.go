package web

import (
	"encoding/json"
	"fmt"
	"math"
)

// chart is what chart.js draws with uPlot, as the page carries it in an
// attribute. A value that is nil is a gap: nothing is drawn over it.
type chart struct {
	Kind   string     `json:"kind"`          // line, bars
	Labels []string   `json:"labels"`        // of the places on the x axis
	Series []series   `json:"series"`        // beside one another
	Low    []*float64 `json:"low,omitempty"` // of an interval around the first series
	High   []*float64 `json:"high,omitempty"`
	Marks  []int      `json:"marks,omitempty"` // places that data is missing of
	Mark   string     `json:"mark,omitempty"`  // what that is called
	Unit   string     `json:"unit"`
	Most   float64    `json:"most,omitempty"`   // upper end of the y axis, 0 for as needed
	Norm   float64    `json:"norm,omitempty"`   // a line across, 0 for none
	NormIs string     `json:"normIs,omitempty"` // what it is called
}

type series struct {
	Name   string     `json:"name"`
	Values []*float64 `json:"values"`
	Colour string     `json:"colour"` // a colour of the style sheet
}

// JSON is the chart as an attribute carries it.
func (c chart) JSON() (string, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("cannot write a chart: %w", err)
	}
	return string(text), nil
}

// Any says whether there is anything to draw.
func (c chart) Any() bool {
	for _, x := range c.Series {
		for _, v := range x.Values {
			if v != nil {
				return true
			}
		}
	}
	return false
}

// rounded is a value of a chart with one decimal.
func rounded(v float64) *float64 { return new(math.Round(v*10) / 10) }

// shares makes a chart of satisfaction with its interval, in per cent.
func (w words) shares(groups []group, labels []string) chart {
	c := chart{Kind: "line", Labels: labels, Unit: "%", Most: 100, Mark: w.T("thiếu dữ liệu", "data missing")}
	one := series{Name: w.T("Hài lòng", "Satisfied"), Colour: "brand"}
	for i, g := range groups {
		if g.Gap {
			c.Marks = append(c.Marks, i)
		}
		share := g.Satisfied()
		if g.Few || !share.Known() {
			one.Values, c.Low, c.High = append(one.Values, nil), append(c.Low, nil), append(c.High, nil)
			continue
		}
		one.Values = append(one.Values, rounded(100*share.Value()))
		c.Low, c.High = append(c.Low, rounded(100*share.Low)), append(c.High, rounded(100*share.High))
	}
	c.Series = []series{one}
	return c
}
