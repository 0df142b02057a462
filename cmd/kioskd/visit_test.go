package main_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/speech"
	"tiepdan/speech/speechtest"
)

func screenIs(s kiosk.Screen) func(kiosk.View) bool {
	return func(v kiosk.View) bool { return v.Screen == s }
}

// TestVisit plays the whole visit on real wires, first undisturbed, then with
// kioskd killed between each two steps, and the ward's server once as well.
func TestVisit(t *testing.T) {
	r := newRig(t)
	t.Run("undisturbed", func(t *testing.T) {
		r.t = t
		r.visit("A001", "Rất hài lòng", func(string) {})
	})
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
	want := map[string]int{"very-satisfied ticket": 1, "dissatisfied ticket": 1}
	eventually(t, "both ratings in the ward's database", 30*time.Second, func() error {
		got, err := r.ratings()
		if err == nil && !maps.Equal(got, want) {
			err = fmt.Errorf("ratings = %v, want %v", got, want)
		}
		return err
	})
	r.wardPageShows("2")
}

// visit is one visitor from the touch to the thanks; between runs after each step.
func (r *rig) visit(number, face string, between func(step string)) {
	r.until("home screen, robot ready", func(v kiosk.View) bool {
		return v.Screen == kiosk.ScreenHome && v.Robot.State == "idle" && v.Robot.Place == "welcome" && v.Printer.Ready()
	})
	r.wire.take()
	r.takeTicket(number, between)
	between("ticket in hand")

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
		r.wire.take()
		r.touch("In", func(v kiosk.View) bool { return v.Ticket != nil && v.Ticket.Print == kiosk.PrintDone })
	}
	r.readBack(number, reprint)
}

// readBack reads the ticket with programs that share nothing with ours: npos
// decodes the wire's bytes, tesseract reads the Vietnamese, zbarimg the QR.
func (r *rig) readBack(number string, reprint bool) {
	dir := r.t.TempDir()
	job := filepath.Join(dir, "job.bin")
	if err := os.WriteFile(job, r.wire.take(), 0o600); err != nil {
		r.t.Fatal(err)
	}
	picture := filepath.Join(dir, "ticket.png")
	r.tool("node", "../../testpeers/npos-decode.mjs", job, picture)
	text := r.tool("tesseract", picture, "-", "-l", "vie", "--psm", "4")
	for _, want := range []string{"Phường Cửa Nam", "Chứng thực", number} {
		if !strings.Contains(strings.ToLower(text), strings.ToLower(want)) {
			r.t.Errorf("tesseract does not read %q on the ticket:\n%s", want, text)
		}
	}
	if marked := strings.Contains(text, "BẢN IN LẠI"); marked != reprint {
		r.t.Errorf("reprint mark on paper: %v, want %v:\n%s", marked, reprint, text)
	}
	if code := r.tool("zbarimg", "--quiet", "--raw", picture); strings.TrimSpace(code) != "https://dichvucong.gov.vn" {
		r.t.Errorf("zbarimg reads %q, want the portal's address", code)
	}
}

func (r *rig) tool(name string, args ...string) string {
	r.t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		if e, ok := err.(*exec.ExitError); ok {
			err = fmt.Errorf("%w: %s", err, e.Stderr)
		}
		r.t.Fatalf("%s: %v (scripts/setup test installs what is missing)", name, err)
	}
	return string(out)
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
