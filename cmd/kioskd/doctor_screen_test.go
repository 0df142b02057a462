package main_test

import (
	"context"
	"errors"
	"image"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tiepdan/agent/doctor"
	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/kiosk"
	"tiepdan/ui"
)

// bench is the screen's thread with a technician's page on it.
type bench struct {
	mu    sync.Mutex
	ui    *ui.UI
	view  kiosk.View
	where kioskd.Infirmary
}

func newBench(t *testing.T, v kiosk.View, e *doctor.Examiner) *bench {
	t.Helper()
	b := &bench{view: v}
	b.where = kioskd.NewInfirmary(func(f func(*ui.UI)) {
		b.mu.Lock()
		defer b.mu.Unlock()
		f(b.ui)
	}, b.post, func() kiosk.View {
		b.mu.Lock()
		defer b.mu.Unlock()
		return b.view
	}, e)
	var err error
	if b.ui, err = ui.New(ui.Options{Check: b.where.Ask, Corner: b.where.Touched}); err != nil {
		t.Fatal(err)
	}
	return b
}

// post does what the core does.
func (b *bench) post(m kiosk.Msg) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch m.(type) {
	case kiosk.TechnicianEntered:
		b.view.Screen, b.view.Technician = kiosk.ScreenTechnician, &kiosk.TechnicianView{}
	case kiosk.TechnicianLeft:
		b.view.Screen, b.view.Technician = kiosk.ScreenHome, nil
	}
}

// tap puts a finger on the control whose label begins so, and reports whether
// there is one.
func (b *bench) tap(label string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now, size := time.Now(), image.Pt(1920, 1080)
	for _, c := range b.ui.Scene(b.view, now, size).Controls() {
		if !strings.HasPrefix(c.Label, label) {
			continue
		}
		b.ui.Shown(now)
		at, now := c.Bounds.Min.Add(c.Bounds.Size().Div(2)), now.Add(time.Hour) // it has long been there
		b.ui.Touch(ui.Press, at, now)
		b.ui.Scene(b.view, now, size)
		b.ui.Touch(ui.Release, at, now)
		return true
	}
	return false
}

func TestCornersAreTouched(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		touch []string
		want  [4]int
	}{
		{"right", []string{"Góc 1", "Góc 2", "Góc 3", "Góc 4"}, [4]int{0, 1, 2, 3}},
		{"turned", []string{"Góc 1", "Góc 4", "Góc 3", "Góc 2"}, [4]int{0, 3, 2, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, kiosk.View{Screen: kiosk.ScreenHome, Lang: kiosk.Vi}, nil)
			done := make(chan [4]int, 1)
			go func() {
				felt, err := b.where.Corners(t.Context())
				if err != nil {
					t.Error(err)
				}
				done <- felt
			}()
			for _, label := range c.touch {
				eventually(t, label, time.Minute, func() error {
					if !b.tap(label) {
						return errNotYet
					}
					return nil
				})
				time.Sleep(200 * time.Millisecond) // the next mark comes up
			}
			if got := <-done; got != c.want {
				t.Errorf("felt %v, want %v", got, c.want)
			}
			b.mu.Lock()
			defer b.mu.Unlock()
			if b.view.Technician != nil {
				t.Error("the technician's page stays open, want it closed as it was")
			}
		})
	}
}

func TestCornersSpareVisitors(t *testing.T) {
	t.Parallel()
	b := newBench(t, kiosk.View{Screen: kiosk.ScreenGuide, Lang: kiosk.Vi}, nil)
	if _, err := b.where.Corners(t.Context()); !errors.Is(err, doctor.ErrVisitor) {
		t.Errorf("in the middle of a visit: %v, want ErrVisitor", err)
	}
	b = newBench(t, kiosk.View{Screen: kiosk.ScreenHome, Lang: kiosk.Vi}, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if felt, err := b.where.Corners(ctx); err != nil || felt != [4]int{-1, -1, -1, -1} {
		t.Errorf("nobody touches: %v, %v, want nothing felt", felt, err)
	}
}

func TestTechnicianExaminesAtTheScreen(t *testing.T) {
	t.Parallel()
	wishes := make(chan doctor.Wishes, 1)
	e := doctor.NewExaminer(func(_ context.Context, w doctor.Wishes, tell func(doctor.Event)) doctor.Report {
		wishes <- w
		found := doctor.Result{Part: doctor.PartPrinter, ID: "printer.paper", State: doctor.Fail, Found: doctor.Text{Vi: "Máy in hết giấy.", En: "x"}}
		tell(doctor.Event{Ask: &doctor.Text{Vi: "Bấm nút", En: "x"}})
		tell(doctor.Event{Result: &found})
		return doctor.Report{At: time.Now(), Results: []doctor.Result{found}}
	})
	b := newBench(t, kiosk.View{Screen: kiosk.ScreenTechnician, Lang: kiosk.Vi, Technician: &kiosk.TechnicianView{}}, e)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.where.Run(ctx) }()
	for _, label := range []string{"Khám máy", "Kiểm tra cả in"} {
		eventually(t, label, time.Minute, func() error {
			if !b.tap(label) {
				return errNotYet
			}
			return nil
		})
	}
	if w := <-wishes; !w.Touch || !w.Print || !w.Press || w.Move {
		t.Errorf("wished for %+v, want everything but a move", w)
	}
	eventually(t, "what was found", time.Minute, func() error {
		b.mu.Lock()
		defer b.mu.Unlock()
		said := b.ui.Scene(b.view, time.Now(), image.Pt(1920, 1080)).Spoken()
		if !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, "1 lỗi") }) {
			return errNotYet
		}
		return nil
	})
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
