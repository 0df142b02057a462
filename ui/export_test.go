package ui

import (
	"image"
	"image/color"
)

// Written is a text as it stands on a scene, for tests.
type Written struct {
	Text   string
	Size   int // design pixels
	Width  int // of the line, device pixels
	Ink    color.NRGBA
	Ground color.NRGBA // of the topmost box under its middle
}

// Written lists the texts of a scene.
func (s *Scene) Written() []Written {
	var out []Written
	for i, n := range s.nodes {
		if n.words == "" {
			continue
		}
		w := Written{Text: n.words, Size: n.style.size, Width: n.bounds.Dx(), Ink: n.style.color}
		at := n.bounds.Min.Add(n.bounds.Max).Div(2)
		for _, under := range s.nodes[:i] {
			if under.paint.A == 0xFF && at.In(under.bounds) {
				w.Ground = under.paint
			}
		}
		out = append(out, w)
	}
	return out
}

// Spill lists the boxes and texts that lie outside the screen.
func (s *Scene) Spill() []string {
	var out []string
	for _, n := range s.nodes {
		if n.words != "" && !n.bounds.In(image.Rectangle{Max: s.size}) {
			out = append(out, n.words)
		}
	}
	return out
}
