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
	Reprint   bool      // marks a second copy of a number
	Priority  bool
	Large     bool // larger letters, for whoever reads with difficulty
	Test      bool // a technician's test page, without a number and its facts
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
	l.pair(semiBold, 28, "Số thứ tự", regular, 24, "Your number")
	l.space(18)
	l.number(t.Number)
	l.space(24)
	if t.Priority {
		l.tag("ƯU TIÊN", "Priority")
		l.space(20)
	}
	l.text(bold, 38, t.ServiceVi)
	if t.ServiceEn != "" {
		l.space(4)
		l.text(regular, 26, t.ServiceEn)
	}
	l.rule(2, 20, 22)
	l.facts(
		fact{"Cửa", "Door", t.Door, "", 64},
		aheadFact(t.Ahead),
		waitFact(t.Wait),
	)
	l.rule(2, 22, 14)
	if err := l.foot(t); err != nil {
		return err
	}
	l.space(12)
	return nil
}

func aheadFact(n int) fact {
	f := fact{"Phía trước", "Ahead of you", fmt.Sprintf("%d người", n), fmt.Sprintf("%d people", n), 38}
	switch n {
	case 0:
		f.value, f.valueEn = "không có ai", "nobody"
	case 1:
		f.valueEn = "1 person"
	}
	return f
}

func waitFact(w Wait) fact {
	f := fact{"Dự kiến chờ", "Estimated wait", "", "", 38}
	switch {
	case !w.Known:
		f.value, f.valueEn = "chưa đủ dữ liệu", "not enough data yet"
	case w.MaxMinutes == 0:
		f.value, f.valueEn = "không phải chờ", "no wait"
	case w.MinMinutes == 0:
		f.value, f.valueEn = fmt.Sprintf("dưới %d phút", w.MaxMinutes), fmt.Sprintf("under %d min", w.MaxMinutes)
	case w.MinMinutes == w.MaxMinutes:
		f.value, f.valueEn = fmt.Sprintf("%d phút", w.MaxMinutes), fmt.Sprintf("%d min", w.MaxMinutes)
	default:
		f.value = fmt.Sprintf("%d–%d phút", w.MinMinutes, w.MaxMinutes)
		f.valueEn = fmt.Sprintf("%d–%d min", w.MinMinutes, w.MaxMinutes)
	}
	return f
}

// foot has the code and what the ward wants to say.
func (l *layout) foot(t Ticket) error {
	if err := l.code(t.URL, "Quét mã để tra cứu", "Scan for help online", t.IssuedAt); err != nil {
		return err
	}
	l.footer(t.Footer, t.FooterEn)
	return nil
}

// code has the QR code on the left, what it is for and the time beside it.
func (l *layout) code(url, vi, en string, issuedAt time.Time) error {
	issued := issuedAt.Format("15:04 · 02/01/2006")
	if url == "" {
		l.text(medium, 24, issued)
		return nil
	}
	code, err := qr(url, max(l.dots(180), leastCode), l.right-l.left)
	if err != nil {
		return err
	}
	l.y += max(0, code.quiet()-l.dots(14))
	side := l.column(l.left+code.dots()+code.quiet(), l.right)
	if side.right-side.left < l.dots(240) { // a long address: below
		side = l.column(l.left, l.right)
		side.y += code.dots() + code.quiet()
	}
	side.text(semiBold, 28, vi)
	side.space(6)
	side.text(regular, 23, en)
	side.space(18)
	side.text(medium, 24, issued)
	l.beside(code, side)
	return nil
}

func (l *layout) footer(vi, en string) {
	if vi != "" {
		l.space(20)
		l.text(medium, 25, vi)
	}
	if en != "" {
		l.space(6)
		l.text(regular, 23, en)
	}
}
