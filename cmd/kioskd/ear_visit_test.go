package main_test

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	main "tiepdan/cmd/kioskd"
	"tiepdan/config"
	"tiepdan/kiosk"
	"tiepdan/speech/tonetest"
	"tiepdan/ui"
)

// spoken is what the tones of the recording mean.
const spoken = "giấy khai sinh"

// births is the code of the procedure that is asked for.
const births = "1.001193"

// TestARequestByVoice: a robot without a recogniser says nothing of it; a
// technician installs one; a visitor puts a finger on the microphone and speaks
// in tones; the procedure comes up, and she leaves with a ticket for its door.
// A recogniser that ends every program that loads it costs one sentence.
func TestARequestByVoice(t *testing.T) {
	r := newRig(t)
	r.hearRecording()
	r.until("no recogniser, and no fault", func(v kiosk.View) bool {
		why, ok := partIs(v, kiosk.PartEar)
		return !v.Ear && ok && strings.Contains(why, "kioskctl models install")
	})
	r.press("Tìm thủ tục", screenIs(kiosk.ScreenFind))
	if _, all, err := r.controls(); err != nil || slices.ContainsFunc(all, labelled("Nói với robot")) {
		t.Error("the button to speak is offered, want none without a recogniser")
	}
	models := filepath.Join(r.dir, "state", "models")
	r.install(models, tonetest.VAD(), tonetest.Transducer(tonetest.Words()))
	r.until("it hears", func(v kiosk.View) bool { return v.Ear })

	t.Run("heard", func(t *testing.T) { r.t = t; r.ask() })
	t.Run("killed while it listens", func(t *testing.T) { r.t = t; r.killedWhileItListens() })
	t.Run("a bad model", func(t *testing.T) { r.t = t; r.badModel(models) })
	t.Run("typed", func(t *testing.T) { r.t = t; r.askInWriting() })
	r.t = t
	r.nowhere(spoken, typed, "be mit", "bé mít")
}

// hearRecording lets the robot hear a file instead of a microphone: silence, in
// which somebody takes a breath, and then tones.
func (r *rig) hearRecording() {
	r.t.Helper()
	wav := filepath.Join(r.dir, "request.wav")
	sound := append(tonetest.Silence(700*time.Millisecond), tonetest.Say(spoken)...)
	if err := os.WriteFile(wav, tonetest.WAV(sound, tonetest.Rate), 0o600); err != nil {
		r.t.Fatal(err)
	}
	text, err := os.ReadFile(r.config)
	if err != nil {
		r.t.Fatal(err)
	}
	text = []byte(strings.NewReplacer(
		"[speech]\n", fmt.Sprintf("[speech]\ninput = %q\n", wav), "id = \"ho-tich\"\n", "id = \"ho-tich\"\ngroups = [\"ho-tich\"]\n",
	).Replace(string(text)))
	if err := os.WriteFile(r.config, text, 0o600); err != nil {
		r.t.Fatal(err)
	}
	r.crash()
}

func partIs(v kiosk.View, part kiosk.Part) (detail string, known bool) {
	i := slices.IndexFunc(v.Parts, func(p kiosk.PartState) bool { return p.Part == part })
	if i < 0 {
		return "", false
	}
	return v.Parts[i].Detail, true
}

// controls are what can be touched, of a screen that knows the catalogue.
func (r *rig) controls() (kiosk.View, []ui.Control, error) {
	r.t.Helper()
	v, err := r.view()
	if err != nil {
		return v, nil, err
	}
	o, err := r.screenOptions()
	if err != nil {
		return v, nil, err
	}
	u, err := ui.New(o)
	if err != nil {
		return v, nil, err
	}
	return v, u.Scene(v, time.Now(), r.size).Controls(), nil
}

// screenOptions are those of a screen that knows the robot's catalogue.
func (r *rig) screenOptions() (ui.Options, error) {
	r.t.Helper()
	c, err := config.Load(r.config)
	if err != nil {
		return ui.Options{}, err
	}
	found, err := main.CatalogueOf(c, slog.New(slog.DiscardHandler))
	return ui.Options{Catalogue: found}, err
}

// labelled finds a control by what is written on it.
func labelled(label string) func(ui.Control) bool {
	return func(c ui.Control) bool { return strings.Contains(c.Label, label) }
}

// finger touches a control, every three seconds until the core has moved on.
func (r *rig) finger(what string, is func(ui.Control) bool, done func(kiosk.View) bool) {
	r.t.Helper()
	next := time.Now()
	eventually(r.t, "touch "+what, 60*time.Second, func() error {
		v, all, err := r.controls()
		if err != nil || done(v) {
			return err
		}
		i := slices.IndexFunc(all, is)
		if i < 0 {
			return fmt.Errorf("screen %s offers no %s", v.Screen, what)
		}
		if time.Now().Before(next) {
			return errNotYet
		}
		next = time.Now().Add(3 * time.Second)
		at := all[i].Bounds.Min.Add(all[i].Bounds.Size().Div(2))
		return errors.Join(r.screen.Tap(at.X, at.Y), errNotYet)
	})
}

func (r *rig) press(label string, done func(kiosk.View) bool) {
	r.t.Helper()
	r.finger(label, labelled(label), done)
}

// install does what a technician does.
func (r *rig) install(dir string, vad []byte, asr map[string][]byte) {
	r.t.Helper()
	detector := filepath.Join(tonetest.Write(r.t, map[string][]byte{"vad.onnx": vad}), "vad.onnx")
	recogniser := tonetest.Write(r.t, asr)
	about := []string{"--config", r.config, "--licence", "none", "--source", "tones"}
	kioskctl := filepath.Join(bin, "kioskctl")
	r.tool(kioskctl, append([]string{"models", "install", detector, "--name", "tones-vad"}, about...)...)
	r.tool(kioskctl, append([]string{"models", "install", recogniser, "--name", "tones-vi", "--lang", "vi"}, about...)...)
	if out := r.tool(kioskctl, "models", "verify", "--config", r.config); strings.Count(out, "; used") != 2 || !strings.Contains(out, "tones-vi") {
		r.t.Fatalf("verify: got %q, want two models in %s that are used", out, dir)
	}
}

// ask is the whole request, to the ticket.
func (r *rig) ask() {
	r.press("Nói với robot", func(v kiosk.View) bool { return v.Listen != nil })
	began := time.Now()
	v := r.until("what was said is understood", answered)
	r.t.Logf("understood %v after the microphone opened: %+v", time.Since(began).Round(10*time.Millisecond), v.Dialogue)
	if d := v.Dialogue; d == nil || len(d.Meant.Needs) != 1 || d.Meant.Needs[0].Code() != births || len(d.Meant.Needs[0].Candidates) > 3 {
		r.t.Errorf("got %+v, want at most three procedures, %s first", d, births)
	}
	r.finger(births, func(c ui.Control) bool {
		o, ok := c.Msg.(kiosk.Opened)
		return ok && o.To.Code == births && o.To.Screen == kiosk.ScreenGuide
	}, screenIs(kiosk.ScreenGuide))
	r.press("Lấy số", func(v kiosk.View) bool { return v.Ticket != nil && v.Ticket.Print == kiosk.PrintDone })
	r.until("the home screen again", screenIs(kiosk.ScreenHome))
	r.press("Tìm thủ tục", screenIs(kiosk.ScreenFind))
}

// answered reports whether the robot has gone where a request leads.
func answered(v kiosk.View) bool {
	return v.Screen == kiosk.ScreenAnswer || v.Screen == kiosk.ScreenGuide
}

// speechds finds the voice processes of this kioskd.
func (r *rig) speechds() []int {
	r.t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		r.t.Fatal(err)
	}
	var pids []int
	for _, name := range stats {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended meanwhile
		}
		var pid, parent int
		var program, state string
		if _, err := fmt.Sscan(string(text), &pid, &program, &state, &parent); err == nil && program == "(speechd)" && parent == r.kioskd.cmd.Process.Pid {
			pids = append(pids, pid)
		}
	}
	return pids
}

// killedWhileItListens: the request is lost, and said so; the next one is heard.
func (r *rig) killedWhileItListens() {
	r.press("Nói với robot", func(v kiosk.View) bool { return v.Listen != nil })
	for _, pid := range r.speechds() {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			r.t.Fatal(err)
		}
	}
	r.until("the request is lost", func(v kiosk.View) bool { return v.Listen != nil && v.Listen.State == kiosk.ListenDeaf })
	r.until("it hears again", func(v kiosk.View) bool { return v.Ear })
	r.press("Chạm để nói", func(v kiosk.View) bool { return v.Listen.State == kiosk.ListenOpen })
	r.until("the next request is understood", answered)
	r.press("Về trang đầu", screenIs(kiosk.ScreenHome))
}

// badModel: it is whole by its sums, but sherpa-onnx ends its process at it.
func (r *rig) badModel(dir string) {
	bad := tonetest.Transducer(tonetest.Words())
	bad["joiner.onnx"] = tonetest.Broken()
	r.install(dir, tonetest.VAD(), bad)
	r.until("it is told", func(v kiosk.View) bool {
		why, _ := partIs(v, kiosk.PartEar)
		return !v.Ear && strings.Contains(why, "ended the program that loaded it")
	})
	pids := r.speechds()
	time.Sleep(3 * time.Second)
	if now := r.speechds(); !slices.Equal(now, pids) || len(now) != 1 {
		r.t.Errorf("got voice processes %v, then %v, want one that stays", pids, now)
	}
	r.until("the voice speaks on", func(v kiosk.View) bool {
		return slices.ContainsFunc(v.Parts, func(p kiosk.PartState) bool { return p.Part == kiosk.PartVoice && p.Up })
	})
	r.install(dir, tonetest.VAD(), tonetest.Transducer(tonetest.Words()))
	r.until("a good one again", func(v kiosk.View) bool { return v.Ear })
}
