package main_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"tiepdan/agent"
	"tiepdan/cmd/internal/freeport"
	"tiepdan/kiosk"
	"tiepdan/ui"
)

// Waiting in these tests is for conditions; the bounds are for machines that
// do much else. Each look replays a journal, hence the pause between two.
const (
	sharerPatience = 2 * time.Minute
	sharerPause    = 150 * time.Millisecond
	sharerAgain    = 3 * time.Second // until a touch or a press is tried again
)

// sharerTOML is a robot with a screen, a printer and a part in a line.
const sharerTOML = `
version = 1
[unit]
id = "@ID@"
ward = "Phường Cửa Nam"
ward_en = "Cua Nam Ward"
commune = "cua-nam"
state_dir = "@DIR@/state"
portal_url = "https://dichvucong.gov.vn"
[screen]
width_px = 1920
height_px = 1080
attract_after_s = 0
motion = false
[[services]]
id = "chung-thuc"
prefix = "A"
name_vi = "Chứng thực"
name_en = "Certification"
doors = [3]
[[doors]]
number = 3
name_vi = "Chứng thực"
name_en = "Certification"
pin_hash = "@PIN@"
[queue]
rating_s = 120
call_show_s = 3
[printer]
address = "tcp://@PRINTER@"
model = "generic-80mm"
[speech]
enabled = false
[report]
enabled = false
[console]
listen = "@CONSOLE@"
[line]
role = "@ROLE@"
key_file = "@KEY@"
listen = "@LINE@"
keeper = "@LINE@"
name = "sanh-2"
block = 9
[[line.members]]
name = "sanh-2"
block = 9
`

// sharer is one of two robots of one line: a kioskd with a display and a
// printer of its own.
type sharer struct{ *rig }

func newSharer(t *testing.T, role, line, key string) *sharer {
	t.Helper()
	s := &sharer{&rig{t: t, root: t, dir: t.TempDir(), size: image.Pt(1920, 1080), console: freeport.Address(t), printerAddr: freeport.Address(t)}}
	s.startX()
	s.printer = start(t, nil, "kiosksim", "printer", "--listen", s.printerAddr, "--out", filepath.Join(s.dir, "tickets"))
	s.printer.line("ready ")
	hash, err := bcrypt.GenerateFromPassword([]byte(pin), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(
		"@ID@", role, "@DIR@", s.dir, "@PIN@", string(hash), "@PRINTER@", s.printerAddr, "@CONSOLE@", s.console,
		"@ROLE@", role, "@KEY@", key, "@LINE@", line,
	).Replace(sharerTOML)
	s.config = filepath.Join(s.dir, "kioskd.toml")
	if err := os.WriteFile(s.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s.startKioskd()
	return s
}

// await waits for a view. Until it comes, nudge is tried now and then.
func (s *sharer) await(what string, ok func(kiosk.View) bool, nudge func(kiosk.View) error) kiosk.View {
	s.t.Helper()
	var next time.Time
	for end := time.Now().Add(sharerPatience); ; time.Sleep(sharerPause) {
		v, err := s.view()
		if err == nil && ok(v) {
			return v
		}
		if err == nil && nudge != nil && time.Now().After(next) {
			next = time.Now().Add(sharerAgain)
			err = nudge(v)
		}
		if time.Now().After(end) {
			s.t.Fatalf("%s: not within %v: %v; screen %s, ticket %+v, share %+v", what, sharerPatience, err, v.Screen, v.Ticket, v.Share)
		}
	}
}

// finger taps the button that has a label.
func (s *sharer) finger(label string) func(kiosk.View) error {
	return func(v kiosk.View) error {
		controls, err := ui.Controls(v, time.Now(), s.size)
		if err != nil {
			return err
		}
		for _, c := range controls {
			if strings.Contains(c.Label, label) {
				at := c.Bounds.Min.Add(c.Bounds.Size().Div(2))
				return s.screen.Tap(at.X, at.Y)
			}
		}
		return fmt.Errorf("screen %s has no button %q", v.Screen, label)
	}
}

// home leaves what stands on the screen, as a visitor does: with her paper in
// hand, and after she has said how it went.
func (s *sharer) home() {
	s.t.Helper()
	s.await("home", screenIs(kiosk.ScreenHome), func(v kiosk.View) error {
		switch {
		case v.Ticket != nil && v.Ticket.Print == kiosk.PrintUnsure:
			return s.finger("Tôi đã có phiếu")(v)
		case v.Ticket != nil && v.Ticket.Print != kiosk.PrintSent:
			return s.finger("Về trang đầu")(v)
		case v.Screen == kiosk.ScreenRating && v.Rating.Chosen == "":
			return s.finger("Rất hài lòng")(v)
		}
		return errNotYet
	})
}

// touches takes a ticket's number off the screen.
func (s *sharer) touches(want string) {
	s.t.Helper()
	s.await("the printer", func(v kiosk.View) bool { return v.Screen == kiosk.ScreenHome && v.Printer.Ready() }, nil)
	v := s.await("a number", screenIs(kiosk.ScreenTicket), s.finger("Chứng thực"))
	if v.Ticket.Number != want {
		s.t.Errorf("the screen shows %s, want %s", v.Ticket.Number, want)
	}
}

// take is a visitor who takes a ticket and goes with its paper.
func (s *sharer) take(want string) {
	s.t.Helper()
	papers := s.papers()
	s.touches(want)
	s.await("the paper", func(v kiosk.View) bool { return v.Ticket != nil && v.Ticket.Print == kiosk.PrintDone }, nil)
	if got := s.papers(); got != papers+1 {
		s.t.Errorf("%d papers were cut for %s, want one", got-papers, want)
	}
	s.home()
}

// papers counts what the printer has cut.
func (s *sharer) papers() int {
	all, err := filepath.Glob(filepath.Join(s.dir, "tickets", "*.png"))
	if err != nil {
		s.t.Fatal(err)
	}
	return len(all)
}

// press presses a button of the official's page until the core has moved on.
func (s *sharer) press(o *official, action string, done func(kiosk.View) bool) {
	s.t.Helper()
	s.await("console "+action, done, func(kiosk.View) error {
		answer, err := o.press(action)
		return errors.Join(err, errors.New(answer))
	})
}

// serve ends the visit at the door and calls the next number, which must be want.
func (s *sharer) serve(o *official, want string) {
	s.t.Helper()
	if v, err := s.view(); err == nil && v.Board[0].Number != "" {
		s.press(o, "close", atDoor(""))
	}
	if want != "" {
		s.press(o, "next", atDoor(want))
	}
}

// begin starts kioskd again and waits until it has taken its journal up.
func (s *sharer) begin() {
	s.t.Helper()
	before := s.runs()
	s.startKioskd()
	s.await("kioskd is back", func(kiosk.View) bool { return s.runs() > before }, nil)
}

func atDoor(number string) func(kiosk.View) bool {
	return func(v kiosk.View) bool { return v.Board[0].Number == number }
}

func linkIs(up bool) func(kiosk.View) bool {
	return func(v kiosk.View) bool { return v.Share.Up == up && (!up || len(v.Share.Owed) == 0) }
}

// waiting is a door's queue, "A002 A901".
func waiting(want string) func(kiosk.View) bool {
	return func(v kiosk.View) bool {
		var all []string
		for _, w := range v.Board[0].Queue {
			all = append(all, w.Number)
		}
		return strings.Join(all, " ") == want
	}
}

// awaitPaper returns as soon as the printer has cut, whatever kioskd knows.
func (s *sharer) awaitPaper(want int) {
	s.t.Helper()
	eventually(s.t, "the paper", sharerPatience, func() error {
		if s.papers() < want {
			return errNotYet
		}
		return nil
	})
}

// history checks a journal: whose number was on which paper, and that the door
// showed each number in turn, and none again.
func (s *sharer) history(given map[string]string, want string) {
	s.t.Helper()
	var calls []string
	err := agent.Replay(context.Background(), filepath.Join(s.dir, "state", "kiosk.db"), func(r agent.Replayed) error {
		for _, p := range r.Model.Papers {
			if holder, ok := given[p.Paper.Number]; ok && holder != p.Ticket {
				s.t.Errorf("%s is on the papers of %s and %s", p.Paper.Number, holder, p.Ticket)
			}
			given[p.Paper.Number] = p.Ticket
		}
		if at, ok := r.Model.Line.At(3); ok && (len(calls) == 0 || calls[len(calls)-1] != at.Number) {
			calls = append(calls, at.Number)
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if got := strings.Join(calls, " "); got != want {
		s.t.Errorf("the door showed %s, want %s", got, want)
	}
}
