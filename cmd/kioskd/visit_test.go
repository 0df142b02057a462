package main_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/speech"
	"tiepdan/speech/speechtest"
	"tiepdan/ui/paper/papertest"
)

func screenIs(s kiosk.Screen) func(kiosk.View) bool {
	return func(v kiosk.View) bool { return v.Screen == s }
}

// TestVisit plays the whole visit on real wires, first undisturbed, then with
// kioskd killed between each two steps, and the ward's server once as well.
func TestVisit(t *testing.T) {
	r := newRig(t)
	if !t.Run("undisturbed", func(t *testing.T) {
		r.t = t
		r.visit("A001", "Rất hài lòng", func(string) {})
	}) {
		return
	}
	t.Run("killed between each two steps", func(t *testing.T) {
		r.t = t
		r.visit("A002", "Không hài lòng", func(step string) {
			t.Logf("kill -9 after: %s", step)
			if step == "rated" {
				r.ward.kill()
				r.crash()
				r.bootWard()
				return
			}
			r.crash()
		})
	})
	r.t = t
	r.panel.command("press 3") // somebody who passes by
	r.panel.command("hold 2")  // and somebody who needs a person
	r.panel.command("release 2")
	r.crash()
	eventually(t, "the call for a person in the ward's database, once", 30*time.Second, func() error {
		got, err := r.wardCounts(`SELECT kind, count(*) FROM events WHERE kind = 'help' GROUP BY 1`)
		if err == nil && got["help"] != 1 {
			err = fmt.Errorf("calls = %v, want 1", got)
		}
		return err
	})
	want := map[string]int{"very-satisfied ticket": 1, "dissatisfied ticket": 1, "neutral panel": 1}
	eventually(t, "both ratings in the ward's database", 30*time.Second, func() error {
		got, err := r.ratings()
		if err == nil && !maps.Equal(got, want) {
			err = fmt.Errorf("ratings = %v, want %v", got, want)
		}
		return err
	})
	eventually(t, "the reason in the ward's database", 30*time.Second, func() error {
		got, err := r.wardCounts(`SELECT face || ' ' || reason, count(*) FROM reasons GROUP BY 1`)
		if want := map[string]int{"dissatisfied long-wait": 1}; err == nil && !maps.Equal(got, want) {
			err = fmt.Errorf("reasons = %v, want %v", got, want)
		}
		return err
	})
	r.wardPageShows("2")
	r.kioskd.stop()
	if out := r.tool(filepath.Join(bin, "kioskctl"), "replay", filepath.Join(r.dir, "state")); !strings.Contains(out, " 0 differ") {
		t.Errorf("kioskctl replay ends with %q, want 0 differ", out[max(0, len(out)-200):])
	}
}

// TestNothingPlugged starts without any device: a number can still be taken and
// is not lost. Then the hardware comes, and works without a restart.
func TestNothingPlugged(t *testing.T) {
	r := newBareRig(t)
	r.until("what is missing is told", func(v kiosk.View) bool {
		return slices.Contains(v.Notices, kiosk.NoticeRobotOff) && slices.Contains(v.Notices, kiosk.NoticePanelOff) &&
			slices.Contains(v.Notices, kiosk.NoticePrinterOff)
	})
	v := r.touch("Chứng thực", func(v kiosk.View) bool { return v.Ticket != nil && v.Ticket.Print == kiosk.PrintFail })
	if v.Services[0].Waiting != 0 {
		t.Errorf("%d wait before the visitor says that she has her number, want 0", v.Services[0].Waiting)
	}
	r.touch("Tôi đã ghi số", func(v kiosk.View) bool { return v.Services[0].Waiting == 1 })
	r.official(3).do("next", func(v kiosk.View) bool { return v.Board[0].Number == "A001" })
	r.plugIn()
	r.until("everything works", func(v kiosk.View) bool {
		return len(v.Notices) == 0 && v.Robot.State == "idle" && v.Printer.Ready()
	})
}

// visit is one visitor from the touch to the thanks; between runs after each step.
func (r *rig) visit(number, face string, between func(step string)) {
	r.until("home screen, robot ready", func(v kiosk.View) bool {
		return v.Screen == kiosk.ScreenHome && v.Robot.State == "idle" && v.Robot.Place == "welcome" && v.Printer.Ready()
	})
	r.wire.take()
	r.takeTicket(number, between)
	between("ticket in hand")

	r.until("robot ready", func(v kiosk.View) bool { return v.Robot.State == "idle" })
	o := r.official(3)
	o.do("next", func(v kiosk.View) bool { return v.Board[0].Number == number })
	between("called")
	r.heard(fmt.Sprintf("Xin mời số thứ tự %s đến cửa số 3. Xin mời số thứ tự %s đến cửa số 3.", number, number))
	r.until("robot waits for the visitor", func(v kiosk.View) bool { return v.Screen == kiosk.ScreenCalled && v.Robot.Phase == kiosk.PhaseWaiting })
	r.robotAt("waiting")
	between("robot came")

	r.touch("đi theo", func(v kiosk.View) bool { return v.Robot.Phase == kiosk.PhaseLeading || v.Robot.Place == "door-3" })
	between("leading")
	r.until("arrival at the door", func(v kiosk.View) bool { return v.Robot.Place == "door-3" && v.Robot.State == "idle" })
	r.robotAt("door-3")
	between("at the door")

	o.do("close", screenIs(kiosk.ScreenRating))
	between("closed")
	r.touch(face, func(v kiosk.View) bool { return v.Screen != kiosk.ScreenRating || v.Rating.Chosen != "" })
	between("rated")
	if v, err := r.view(); err == nil && v.Rating != nil && v.Rating.Asking {
		r.touch("Chờ lâu", func(v kiosk.View) bool { return len(v.Rating.Reasons) == 1 })
		between("reason picked")
		r.touch("Gửi", func(v kiosk.View) bool { return v.Rating == nil || !v.Rating.Asking })
		between("reason sent")
	}
	r.until("home again", screenIs(kiosk.ScreenHome))
}

// takeTicket touches the service and ends with the paper in hand. When the
// agent died before the paper was confirmed it asks, and the visitor looks.
func (r *rig) takeTicket(number string, between func(string)) {
	r.touch("Chứng thực", func(v kiosk.View) bool { return v.Screen == kiosk.ScreenTicket })
	between("touched")
	v := r.until("paper settled", func(v kiosk.View) bool { return v.Ticket != nil && v.Ticket.Print != kiosk.PrintSent })
	if v.Ticket.Number != number {
		r.t.Fatalf("the screen shows %s, want %s", v.Ticket.Number, number)
	}
	reprint := false
	if v.Ticket.Print != kiosk.PrintDone {
		r.t.Logf("paper is %s after the kill: the visitor asks for it once more", v.Ticket.Print)
		reprint = true
		r.until("the printer is back", func(v kiosk.View) bool { return v.Printer.Ready() })
		r.wire.take()
		r.touch("in lại", func(v kiosk.View) bool { return v.Ticket != nil && v.Ticket.Print == kiosk.PrintDone })
	}
	r.readBack(number, reprint)
}

// readBack reads the ticket with programs that share nothing with ours: npos
// decodes the wire's bytes, tesseract reads the Vietnamese, zbarimg the QR.
func (r *rig) readBack(number string, reprint bool) {
	r.t.Helper()
	ctx := r.t.Context()
	picture, err := papertest.Picture(ctx, "../../testpeers", r.wire.take())
	if err != nil {
		r.t.Fatal(err)
	}
	words, err := papertest.Words(ctx, picture)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, want := range []string{"Phường Cửa Nam", "Số thứ tự", "Chứng thực", "Phía trước", "Dự kiến chờ", "chưa đủ dữ liệu"} {
		if !strings.Contains(words, papertest.Squeeze(want)) {
			r.t.Errorf("tesseract does not read %q on the ticket, but %q", want, words)
		}
	}
	if !papertest.HasNumber(words, number) {
		r.t.Errorf("tesseract does not read %s on the ticket, but %q", number, words)
	}
	if marked := strings.Contains(words, papertest.Squeeze("BẢN IN LẠI")); marked != reprint {
		r.t.Errorf("reprint mark on paper: %v, want %v: %q", marked, reprint, words)
	}
	if code, err := papertest.Code(ctx, picture); err != nil || code != "https://dichvucong.gov.vn" {
		r.t.Errorf("zbarimg reads %q, %v, want the portal's address", code, err)
	}
}

// heard finds the sentence in one of the WAV files.
func (r *rig) heard(text string) {
	r.t.Helper()
	spoken := speech.Normalise(text, "vi", speech.Digits)
	eventually(r.t, "the call in a WAV file", 60*time.Second, func() error {
		files, err := filepath.Glob(filepath.Join(r.dir, "wav", "*.wav"))
		if err != nil {
			return err
		}
		best := 0.0
		for _, f := range files {
			score, err := speechtest.Contains(f, "vi", spoken)
			if err != nil {
				return err
			}
			best = max(best, score)
		}
		if best < speechtest.Match {
			return fmt.Errorf("best of %d files matches %.2f, want %.2f", len(files), best, speechtest.Match)
		}
		return nil
	})
}

// robotAt asks the simulated base where it truly stands.
func (r *rig) robotAt(place string) {
	r.t.Helper()
	eventually(r.t, "robot at "+place, 30*time.Second, func() error {
		if where := r.base.command("where"); !strings.HasSuffix(where, place) {
			return fmt.Errorf("the base stands at %q, want %s", where, place)
		}
		return nil
	})
}

// tool runs a program to its good end.
func (r *rig) tool(name string, args ...string) string {
	r.t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		r.t.Errorf("%s %q: %v\n%s", filepath.Base(name), args, err, out)
	}
	return string(out)
}

func (r *rig) wardPageShows(want string) {
	r.t.Helper()
	eventually(r.t, "the ward's page shows the ratings", 20*time.Second, func() error {
		res, err := http.Get(r.page)
		if err != nil {
			return err
		}
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			return err
		}
		if !strings.Contains(string(body), want) {
			return fmt.Errorf("no %q on the page", want)
		}
		return nil
	})
}

// TestCablesPulled pulls one cable after the other while the rest works: the
// screen and the ward are told, and it comes back by itself.
func TestCablesPulled(t *testing.T) {
	r := newRig(t)
	ready := func(v kiosk.View) bool {
		return len(v.Notices) == 0 && v.Robot.State == "idle" && v.Printer.Ready() && len(v.Parts) == 7
	}
	r.until("everything works", ready)
	for _, pull := range []struct {
		name      string
		out, back func()
		notice    kiosk.Notice
	}{
		{"printer", func() { r.printer.command("unplug") }, func() { r.printer.command("replug") }, kiosk.NoticePrinterOff},
		{"paper", func() { r.printer.command("paper-out") }, func() { r.printer.command("paper-ok") }, kiosk.NoticePaperEnd},
		{"base", func() { r.base.command("unplug") }, func() { r.base.command("replug") }, kiosk.NoticeRobotOff},
		{"panel", func() { r.panel.command("unplug") }, func() { r.panel.command("replug") }, kiosk.NoticePanelOff},
		{"ward", func() { r.ward.kill() }, r.bootWard, kiosk.NoticeWardAway},
	} {
		pull.out()
		r.until(pull.name+" is missed", func(v kiosk.View) bool { return slices.Contains(v.Notices, pull.notice) })
		pull.back()
		r.until(pull.name+" is back", ready)
	}
	r.base.command("estop")
	r.until("emergency stop", func(v kiosk.View) bool { return slices.Contains(v.Notices, kiosk.NoticeRobotStop) })
	r.base.command("estop-release")
	r.until("stop released", func(v kiosk.View) bool { return v.Robot.State == "estop" && !v.Robot.EStop })
	r.crash() // forgets no stop
	r.until("still stopped", func(v kiosk.View) bool {
		return v.Robot.State == "estop" && slices.Contains(v.Notices, kiosk.NoticeRobotStop)
	})
	r.official(3).do("resume", ready)
	eventually(t, "the ward heard of every fault", 30*time.Second, func() error {
		got, err := r.faults()
		if err != nil {
			return err
		}
		for _, part := range []string{"printer", "base", "panel"} {
			if got[part] < 2 {
				return fmt.Errorf("fault events = %v, want %s to fail and recover", got, part)
			}
		}
		return nil
	})
}
