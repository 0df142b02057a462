package jog

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// Panel shows on a terminal in raw mode how it stands, always on the same lines.
type Panel struct {
	Out  io.Writer
	Lang string // "en", or Vietnamese

	shown bool
}

// Show writes a status over the one before it.
func (p *Panel) Show(s Status, mps float64) {
	lines := p.lines(s, mps)
	var b strings.Builder
	if p.shown {
		fmt.Fprintf(&b, "\x1b[%dA", len(lines)) // up
	}
	p.shown = true
	for _, l := range lines {
		b.WriteString("\r" + l + "\x1b[K\r\n") // and away what is left of the old one
	}
	_, _ = io.WriteString(p.Out, b.String()) // a terminal that is gone ends it at the next key
}

// End leaves the terminal's last line to what follows.
func (p *Panel) End() { _, _ = io.WriteString(p.Out, "\r") }

func (p *Panel) say(vi, en string) string {
	if p.Lang == "en" {
		return en
	}
	return vi
}

func (p *Panel) lines(s Status, mps float64) []string {
	state := p.say("đứng yên", "stands")
	switch {
	case s.Over != "":
		state = p.say("đã kết thúc: ", "has ended: ") + p.say(Words(s.Over))
	case s.Held != "":
		state = p.say("BỊ GIỮ: ", "HELD: ") + p.say(Words(s.Held))
	case s.Moving:
		state = p.say("đang đi", "moves")
	}
	place := p.say("chưa biết vị trí", "does not know where it is")
	if s.Localised {
		place = fmt.Sprintf("x %.2f m, y %.2f m, %.0f°", s.XM, s.YM, s.HeadingRad*180/math.Pi)
	}
	battery := p.say("không rõ", "not known")
	if s.BatteryPct >= 0 {
		battery = fmt.Sprintf("%d %%", s.BatteryPct)
	}
	if s.Charging {
		battery += p.say(", đang sạc", ", charging")
	}
	return []string{
		p.say("Giữ phím: w/↑ tiến, s/↓ lùi, a/← d/→ quay. + - tốc độ, q kết thúc. Thả phím là dừng.", "Hold: w/↑ forward, s/↓ back, a/← d/→ turn. + - speed, q ends. Letting go stops."),
		p.say("Robot:    ", "Robot:    ") + state,
		p.say("Vị trí:   ", "Position: ") + place,
		fmt.Sprintf(p.say("Tốc độ:   %.2f m/s (đặt %.2f)", "Speed:    %.2f m/s (set %.2f)"), s.SpeedMps, mps),
		p.say("Pin:      ", "Battery:  ") + battery,
		fmt.Sprintf(p.say("Vật gần:  trước %s, trái %s, sau %s, phải %s", "Nearest:  ahead %s, left %s, behind %s, right %s"),
			p.far(s.Ahead), p.far(s.Left), p.far(s.Back), p.far(s.Right)),
	}
}

func (p *Panel) far(r Range) string {
	switch {
	case !r.Known:
		return "?"
	case r.Free:
		return p.say("trống", "free")
	}
	return fmt.Sprintf("%.2f m", r.M)
}
