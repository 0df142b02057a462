package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"tiepdan/assist"
	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// typed is what a visitor writes on the screen, a child's name with it.
const typed = "khai sinh cho be mit"

// askInWriting asks with the keys of the screen, and opens what was asked for.
func (r *rig) askInWriting() {
	r.t.Helper()
	r.press("Về trang đầu", screenIs(kiosk.ScreenHome))
	r.press("Tìm thủ tục", screenIs(kiosk.ScreenFind))
	r.press("Gõ tên thủ tục", screenIs(kiosk.ScreenSearch))
	v, err := r.view()
	if err != nil {
		r.t.Fatal(err)
	}
	o, err := r.screenOptions()
	if err != nil {
		r.t.Fatal(err)
	}
	o.Mind = sync.OnceValue(func() *assist.Understander { return assist.NewUnderstander(o.Catalogue) })
	u, err := ui.New(o)
	if err != nil {
		r.t.Fatal(err)
	}
	time.Sleep(time.Second) // the screen is drawn, and a touch no longer counts as a second one of the last
	alike := uitest.NewFinger(u, v, r.size)
	for _, key := range typed {
		label := string(key)
		if key == ' ' {
			label = "Dấu cách"
		}
		r.strike(alike, label)
	}
	r.strike(alike, "Hỏi robot")
	r.until("what was typed is understood", answered)
	r.finger(births, func(c ui.Control) bool {
		o, ok := c.Msg.(kiosk.Opened)
		return ok && o.To.Code == births && o.To.Screen == kiosk.ScreenGuide
	}, screenIs(kiosk.ScreenGuide))
	r.press("Về trang đầu", screenIs(kiosk.ScreenHome))
}

// strike touches a key of the robot's screen, and of the one that is like it.
func (r *rig) strike(alike *uitest.Finger, label string) {
	r.t.Helper()
	c, ok := alike.Find(label)
	if !ok {
		r.t.Fatalf("there is no key %q", label)
	}
	at := c.Bounds.Min.Add(c.Bounds.Size().Div(2))
	if err := r.screen.Tap(at.X, at.Y); err != nil {
		r.t.Fatal(err)
	}
	alike.At(c)
	time.Sleep(100 * time.Millisecond)
}

// nowhere: nothing that a visitor said or typed is in a log, in the bundle for
// support, in the robot's files or in the ward's.
func (r *rig) nowhere(words ...string) {
	r.t.Helper()
	bundle := filepath.Join(r.dir, "support.tar.gz")
	r.tool(filepath.Join(bin, "kioskctl"), "bundle", bundle, "--config", r.config)
	packed, err := exec.Command("tar", "-xOzf", bundle).Output()
	if err != nil {
		r.t.Fatal(err)
	}
	looked := func(where, text string) {
		for _, w := range words {
			if strings.Contains(text, w) {
				r.t.Errorf("%s has %q, want nothing of what a visitor said", where, w)
			}
		}
	}
	looked("the log", r.kioskd.output())
	looked("the bundle for support", string(packed))
	for _, of := range []string{"state", "ward"} { // the robot's and the ward's
		err := filepath.WalkDir(filepath.Join(r.dir, of), func(path string, d os.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			text, err := os.ReadFile(path)
			looked(path, string(text))
			return err
		})
		if err != nil {
			r.t.Error(err)
		}
	}
}
