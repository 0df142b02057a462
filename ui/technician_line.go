package ui

import (
	"fmt"
	"image"
	"strconv"
	"time"
)

// BaseLine is how the line to the motion base has been since the program began.
type BaseLine struct {
	// Frames were good. Noise is in bytes; frames with a wrong checksum are Bad,
	// those of messages that nobody knows Unknown.
	Frames, Noise, Bad, Unknown uint64
	// Signed lines refuse frames that are Unsigned, Forged or Replayed. KeyOffers
	// are tries to set a key over the line, which nothing takes.
	Signed                                bool
	Unsigned, Forged, Replayed, KeyOffers uint64
	// Opened counts how often the port was opened, Lost how often the base fell
	// silent.
	Opened, Lost uint64
	// Trouble is what was last wrong with the port; "" is nothing yet.
	Trouble   string
	TroubleAt time.Time
}

// The texts of the line's figures.
//
//nolint:gochecknoglobals // a table that is never written
var (
	wLineHead     = phrase{Vi: "Đường truyền tới đế", En: "Line to the base"}
	wLineFrames   = phrase{Vi: "%s khung tốt · %s sai tổng kiểm tra · %s loại lạ · %s byte nhiễu", En: "%s good frames · %s with a wrong checksum · %s of unknown kinds · %s bytes of noise"}
	wLineSigned   = phrase{Vi: "Có chữ ký: từ chối %s khung không ký, %s ký sai, %s phát lại", En: "Signed: refused %s unsigned, %s forged, %s replayed frames"}
	wLineUnsigned = phrase{Vi: "Không có chữ ký", En: "Not signed"}
	wLineKeys     = phrase{Vi: "%s lần có kẻ gửi khóa qua đường truyền (không nhận)", En: "%s keys offered over the line (not taken)"}
	wLineOpened   = phrase{Vi: "Mở cổng %s lần · mất liên lạc %s lần", En: "Port opened %s times · base lost %s times"}
	wLineTrouble  = phrase{Vi: "lỗi gần nhất lúc %s: %s", En: "last trouble at %s: %s"}
)

// baseLine draws the line's figures at the top of a room and returns the rest.
func (c *canvas) baseLine(room image.Rectangle, p picture) image.Rectangle {
	if p.tools.line == nil {
		return room
	}
	s := style{size: 24, weight: medium, color: c.Ink}
	const margin = 20
	in := room.Inset(margin)
	y := in.Min.Y
	type placed struct {
		at   image.Rectangle
		b    block
		text string
	}
	var all []placed
	for i, text := range p.tools.line().lines(p) {
		s.weight = medium
		if i == 0 {
			s.weight = semiBold
		}
		b := c.set(s, in.Dx(), text)
		all = append(all, placed{image.Rect(in.Min.X, y, in.Max.X, y+b.height), b, text})
		y += b.height
	}
	top, rest := cutTop(room, y+margin-room.Min.Y, 12)
	c.framed(top, 2, c.Line, c.Surface)
	for _, l := range all {
		c.put(l.at, l.b, l.text)
	}
	return rest
}

// lines are what is said of the line, its name first.
func (l BaseLine) lines(p picture) []string {
	n := count
	out := []string{
		wLineHead.in(p.Lang),
		fmt.Sprintf(wLineFrames.in(p.Lang), n(l.Frames), n(l.Bad), n(l.Unknown), n(l.Noise)),
		wLineUnsigned.in(p.Lang),
	}
	if l.Signed {
		out[2] = fmt.Sprintf(wLineSigned.in(p.Lang), n(l.Unsigned), n(l.Forged), n(l.Replayed))
	}
	if l.KeyOffers > 0 {
		out[2] += " · " + fmt.Sprintf(wLineKeys.in(p.Lang), n(l.KeyOffers))
	}
	port := fmt.Sprintf(wLineOpened.in(p.Lang), n(l.Opened), n(l.Lost))
	if l.Trouble != "" {
		port += " · " + fmt.Sprintf(wLineTrouble.in(p.Lang), l.TroubleAt.In(p.now.Location()).Format("15:04"), brief(l.Trouble))
	}
	return append(out, port)
}

// count writes a number with a space before each three digits, which both
// languages read alike.
func count(v uint64) string {
	s := strconv.FormatUint(v, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + nbsp + s[i:]
	}
	return s
}
