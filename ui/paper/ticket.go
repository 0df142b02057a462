package paper

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Ticket is what stands on the paper. Texts are wrapped, never cut.
type Ticket struct {
	Number    string // as it is called, for instance A012
	ServiceVi string
	ServiceEn string // may be empty
	Door      string // number or name of the door, or several
	Ahead     int    // people who are served before
	Wait      Wait
	IssuedAt  time.Time // printed in its own location
	Ward      string    // heading: whose service point this is
	WardEn    string    // may be empty
	URL       string    // content of the QR code; empty leaves it out
	Footer    string    // may be empty
	FooterEn  string    // may be empty
	Follow    bool      // URL is the ticket's own page
	Reprint   bool      // marks a second copy of a number
	Priority  bool
	Class     Line      // of people who go before others; empty prints the mark alone
	Then      []Line    // services that follow with the same number
	Due       time.Time // of an appointment, in its own location; zero for none
	Large     bool      // larger letters, for whoever reads with difficulty
	Test      bool      // a technician's test page, without a number and its facts
}

// Wait is the estimated waiting time.
type Wait struct {
	MinMinutes, MaxMinutes int
	Known                  bool // false prints that there is not enough data
}

func (t Ticket) check() error {
	var errs []error
	if t.IssuedAt.IsZero() {
		errs = append(errs, errors.New("no time of issue"))
	}
	if !t.Test {
		errs = append(errs, checkNumber(t)...)
	}
	return errors.Join(errs...)
}

// checkNumber looks at what only a ticket has.
func checkNumber(t Ticket) (errs []error) {
	for name, text := range map[string]string{"number": t.Number, "service": t.ServiceVi, "door": t.Door} {
		if strings.TrimSpace(text) == "" {
			errs = append(errs, fmt.Errorf("no %s", name))
		}
	}
	if t.Ahead < 0 {
		errs = append(errs, fmt.Errorf("%d people ahead, want 0 or more", t.Ahead))
	}
	if w := t.Wait; w.Known && (w.MinMinutes < 0 || w.MaxMinutes < w.MinMinutes) {
		errs = append(errs, fmt.Errorf("wait of %d to %d minutes, want an ascending range from 0", w.MinMinutes, w.MaxMinutes))
	}
	return errs
}

// ticket lays everything out from top to bottom.
func (l *layout) ticket(t Ticket) error {
	l.masthead(t.Ward, t.WardEn)
	if t.Reprint {
		l.tag("BẢN IN LẠI", "Reprint")
		l.space(20)
	}
	l.pair(semiBold, 24, "Số thứ tự", regular, 20, "Number")
	l.space(18)
	l.big(164, t.Number)
	l.space(26)
	l.big(84, "Cửa "+t.Door)
	l.space(8)
	l.text(regular, 20, "Door")
	l.space(22)
	if t.Priority {
		l.tag("ƯU TIÊN", "Priority")
		l.space(14)
		l.both(t.Class)
		l.space(14)
	}
	l.text(bold, 30, t.ServiceVi)
	if t.ServiceEn != "" {
		l.space(4)
		l.text(regular, 20, t.ServiceEn)
	}
	l.rule(2, 18, 20)
	l.facts(t.table()...)
	l.rule(2, 20, 18)
	if err := l.foot(t); err != nil {
		return err
	}
	l.space(12)
	return nil
}

// table is what the visitor plans with.
func (t Ticket) table() []fact {
	var out []fact
	if !t.Due.IsZero() {
		out = append(out, fact{"Giờ hẹn", "Appointment", t.Due.Format("15:04"), "", valueSize})
	}
	out = append(out, aheadFact(t.Ahead), waitFact(t.Wait))
	for i, next := range t.Then {
		f := fact{"", "", next.Vi, next.En, thenSize}
		if i == 0 {
			f.label, f.labelEn = "Sau đó", "Then"
		}
		out = append(out, f)
	}
	return out
}

// both sets a text in both languages; one that is empty takes no room.
func (l *layout) both(text Line) {
	if text.Vi != "" {
		l.text(semiBold, 24, text.Vi)
		l.space(4)
	}
	if text.En != "" {
		l.text(regular, 20, text.En)
		l.space(4)
	}
}

// thenSize is of the services that follow.
const thenSize = 24

// valueSize is of what is read first in the table.
const valueSize = 30

// aheadFact has a number that both languages read.
func aheadFact(n int) fact {
	f := fact{"Phía trước", "People ahead", fmt.Sprintf("%d người", n), "", valueSize}
	if n == 0 {
		f.value, f.valueEn = "không có ai", "nobody"
	}
	return f
}

func waitFact(w Wait) fact {
	f := fact{"Dự kiến chờ", "Wait, minutes", "", "", valueSize}
	switch {
	case !w.Known:
		f.value, f.valueEn = "chưa đủ dữ liệu", "not enough data yet"
	case w.MaxMinutes == 0:
		f.value, f.valueEn = "không phải chờ", "no wait"
	case w.MinMinutes == 0:
		f.value, f.valueEn = fmt.Sprintf("dưới %d phút", w.MaxMinutes), fmt.Sprintf("under %d", w.MaxMinutes)
	case w.MinMinutes == w.MaxMinutes:
		f.value = fmt.Sprintf("%d phút", w.MaxMinutes)
	default:
		f.value = fmt.Sprintf("%d–%d phút", w.MinMinutes, w.MaxMinutes)
	}
	return f
}

// foot has the code and what the ward wants to say.
func (l *layout) foot(t Ticket) error {
	vi, en := "Quét mã để tra cứu", "Scan for details"
	if t.Follow {
		vi, en = "Quét mã để theo dõi lượt", "Scan to follow your turn"
	}
	if err := l.code(t.URL, vi, en, t.IssuedAt); err != nil {
		return err
	}
	l.footer(t.Footer, t.FooterEn)
	return nil
}

// code has the time, and the QR code with what it is for. Nothing stands beside
// the code: its rows alone are cheap.
func (l *layout) code(url, vi, en string, issuedAt time.Time) error {
	l.text(semiBold, 24, issuedAt.Format("15:04 · 02/01/2006"))
	if url == "" {
		return nil
	}
	code, err := qr(url, max(l.dots(180), leastCode), l.right-l.left)
	if err != nil {
		return err
	}
	l.space(16)
	l.text(semiBold, 24, vi)
	l.space(4)
	l.text(regular, 20, en)
	l.space(8)
	// The strip that no printer reaches is the quiet margin on the left.
	l.y = (l.y + code.quiet() + 1) &^ 1
	x, top := l.left, l.y
	l.op(func(dst sheet) { code.draw(dst, x, top) })
	l.y += code.dots() + code.quiet()/2
	return nil
}

func (l *layout) footer(vi, en string) {
	if vi != "" {
		l.space(14)
		l.text(medium, 22, vi)
	}
	if en != "" {
		l.space(6)
		l.text(regular, 20, en)
	}
}
