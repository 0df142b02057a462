package console

import (
	"slices"
	"strings"
	"time"

	"tiepdan/kiosk"
)

// helpData is the banner of a visitor who called a person to the robot. It
// has no running minutes, so that a screen reader tells it once.
type helpData struct {
	ID       string
	Since    string
	Late     bool
	Door     int // who comes, 0 for nobody yet
	Mine     bool
	Answered string
	Rings    bool   // it is for this door to answer
	Asked    string // procedure and topic, "" for nothing in particular
	About    string // of the visitor: her language, her class
	Title    string // of the official who is called
	Later    int    // door that comes in five minutes
	Back     string // when it rings again
	On       []sentOn
}

// sentOn is one place that a call can be sent on to.
type sentOn struct{ To, Name string }

func (s *Server) help(v kiosk.View, door int, zone *time.Location) *helpData {
	h := v.Help
	if h == nil {
		return nil
	}
	d := &helpData{
		ID: h.ID, Since: h.At.In(zone).Format("15:04"), Late: h.Late, Door: h.Door, Mine: h.Door == door, Rings: h.Rings(door),
		Asked: s.asked(*h), About: about(*h), Title: h.Title.Vi, Later: h.Later,
	}
	if h.Door != 0 {
		d.Answered = h.Answered.In(zone).Format("15:04")
	}
	if !h.Back.IsZero() {
		d.Back = h.Back.In(zone).Format("15:04")
	}
	for _, o := range v.Officials {
		if o.ID != h.Official {
			d.On = append(d.On, sentOn{officialPrefix + o.ID, o.Title.Vi})
		}
	}
	for _, r := range v.Board {
		if r.Door != door {
			d.On = append(d.On, sentOn{itoa(r.Door), "cửa " + itoa(r.Door)})
		}
	}
	return d
}

// asked says what a visitor wants to know, and of which procedure.
func (s *Server) asked(h kiosk.Help) string {
	topic := map[kiosk.Topic]string{
		kiosk.TopicPapers: "hỏi về giấy tờ", kiosk.TopicTime: "hỏi về thời hạn", kiosk.TopicFee: "hỏi về lệ phí",
		kiosk.TopicEligibility: "hỏi trường hợp của mình có làm được không", kiosk.TopicOther: "hỏi việc khác",
	}[h.Topic]
	name := h.Procedure
	if name != "" && s.opts.Procedure != nil {
		name = s.opts.Procedure(h.Procedure)
	}
	if name == "" || topic == "" {
		return name + topic
	}
	return name + " – " + topic
}

// about is what an official may want to know of who asks.
func about(h kiosk.Help) string {
	var out []string
	if h.Lang == kiosk.En {
		out = append(out, "nói tiếng Anh")
	}
	if h.Priority {
		out = append(out, "diện ưu tiên")
	}
	return strings.Join(out, ", ")
}

// textData is one announcement in the list.
type textData struct {
	ID, Vi, En string
	Emergency  bool
	Door       int
	Since      string
}

// texts gives what is on the screen, the newest first.
func texts(all []kiosk.Bulletin, now time.Time) (out, alarms []textData) {
	for _, b := range slices.Backward(all) {
		at := b.At.In(now.Location())
		d := textData{ID: b.ID, Vi: b.Text.Vi, En: b.Text.En, Emergency: b.Emergency, Door: b.Door, Since: at.Format("15:04")}
		if at.YearDay() != now.YearDay() || at.Year() != now.Year() {
			d.Since = at.Format("15:04 02/01")
		}
		out = append(out, d)
		if d.Emergency {
			alarms = append(alarms, d)
		}
	}
	return out, alarms
}

// title is the tab's: what must be noticed comes first.
func (d deskData) Title() string {
	door := "Cửa " + itoa(d.Door.Number)
	switch {
	case len(d.Alarms) > 0:
		return "⚠ KHẨN CẤP · " + door
	case d.Help != nil && d.Help.Rings:
		return "⚠ Cần giúp · " + door
	case d.Number != "":
		door = d.Number + " · " + door
	}
	if n := len(d.Waiting); n > 0 {
		door += " (" + itoa(n) + " chờ)"
	}
	return door
}

// Alert is what a screen reader tells at once; "" for nothing.
func (d deskData) Alert() string {
	switch {
	case len(d.Alarms) > 0:
		return "Đang phát thông báo khẩn cấp: " + d.Alarms[0].Vi
	case d.Help != nil && d.Help.Rings && d.Help.Asked != "":
		return "Có người cần gặp cán bộ ở màn hình robot, gọi lúc " + d.Help.Since + ": " + d.Help.Asked + "."
	case d.Help != nil && d.Help.Rings:
		return "Có người cần giúp ở màn hình robot, gọi lúc " + d.Help.Since + "."
	}
	return ""
}
