package tray_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/drivers/tray"
	"tiepdan/drivers/tray/traytest"
)

// boxWire holds lines whose check digits were computed apart from our code
// (python3: binascii.crc_hqx(body, 0xFFFF)).
var boxWire = []struct {
	text string
	line tray.Line
}{
	{"$T 1 0 100*DDC5\r\n", tray.Line{Present: true, Stock: 100}},
	{"$T 0 1 0*1617\r\n", tray.Line{Hand: true}},
	{"$T 1 1 -*7FDA\r\n", tray.Line{Present: true, Hand: true, Stock: tray.Unknown}},
}

func TestBoxLineOnTheWire(t *testing.T) {
	t.Parallel()
	for _, tc := range boxWire {
		got, err := tc.line.AppendText(nil)
		if err != nil || string(got) != tc.text {
			t.Errorf("AppendText(%+v): got %q, %v, want %q", tc.line, got, err, tc.text)
		}
		body := tc.text[1:strings.IndexByte(tc.text, '*')]
		if l, err := tray.ParseLine([]byte(body)); err != nil || l != tc.line {
			t.Errorf("ParseLine(%q): got %+v, %v, want %+v", body, l, err, tc.line)
		}
	}
	for _, stock := range []int{-2, 101} {
		if got, err := (tray.Line{Stock: stock}).AppendText(nil); err == nil {
			t.Errorf("a stock of %d: got %q, want an error", stock, got)
		}
	}
	for _, body := range []string{
		"", "T", "T 1 0", "T 1 0 5 5", "X 1 0 5", "T 2 0 5", "T 1 2 5", "T 1 0 101", "T 1 0 05", "T 1 0 -1", "T 1 0 --", "T  1 0 5", "T 1 - 5",
	} {
		if l, err := tray.ParseLine([]byte(body)); err == nil {
			t.Errorf("%q: got %+v, want an error", body, l)
		}
	}
}

func FuzzBoxLine(f *testing.F) {
	f.Add([]byte("T 1 0 100"))
	f.Add([]byte("T 0 1 -"))
	f.Add([]byte("T 1 0 007"))
	f.Fuzz(func(t *testing.T, body []byte) {
		l, err := tray.ParseLine(body)
		if err != nil {
			return
		}
		text, err := l.AppendText(nil)
		if err != nil || !bytes.HasPrefix(text, slices.Concat([]byte{'$'}, body, []byte{'*'})) {
			t.Errorf("%q is %+v, which is written %q, %v", body, l, text, err)
		}
	})
}

// boxRig is a box on a cable that can be pulled and cut.
type boxRig struct {
	*traytest.Box

	t     *testing.T
	tray  *tray.Tray
	mu    sync.Mutex
	power context.CancelFunc // of the box; nil without a cable
	links []string
	opens int
}

// open is the host's end of a cable that is plugged in.
func (r *boxRig) open() (io.ReadCloser, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.opens++
	if r.power == nil {
		return nil, errors.New("no such device")
	}
	ctx, cancel := context.WithCancel(r.t.Context())
	r.power = cancel
	host, box := io.Pipe()
	go func() {
		_ = r.Run(ctx, box)
		if r.pulled() {
			_ = box.CloseWithError(errors.New("unplugged"))
		}
	}()
	return host, nil
}

func (r *boxRig) pulled() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.power == nil
}

func runBox(t *testing.T, plugged bool, do func(r *boxRig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &boxRig{Box: traytest.NewBox(), t: t}
		if plugged {
			r.power = func() {}
		}
		r.tray = tray.New(tray.Options{OpenBox: r.open, OnLink: func(up bool, detail string) {
			word := map[bool]string{true: "up", false: "down"}[up]
			r.links = append(r.links, word+" "+detail)
		}})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- r.tray.Run(ctx) }()
		synctest.Wait()
		do(r)
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
		if s := r.tray.State(); !s.Hand || s.Present {
			t.Errorf("in the end: %+v, want a hand and no tray: nobody knows", s)
		}
	})
}

func (r *boxRig) set(change func(*tray.Line)) {
	r.t.Helper()
	if err := r.Set(change); err != nil {
		r.t.Fatal(err)
	}
}

func (r *boxRig) want(what string, want tray.State) {
	r.t.Helper()
	synctest.Wait()
	if got := r.tray.State(); got != want {
		r.t.Errorf("%s: got %+v, want %+v", what, got, want)
	}
}

func TestBoxTellsOfHands(t *testing.T) {
	t.Parallel()
	runBox(t, true, func(r *boxRig) {
		r.want("at first", tray.State{Present: true, Stock: 100})
		r.set(func(l *tray.Line) { l.Hand = true })
		r.want("a hand", tray.State{Present: true, Hand: true, Stock: 100}) // no time has passed
		r.set(func(l *tray.Line) { l.Hand, l.Stock = false, 75 })
		time.Sleep(200 * time.Millisecond)
		r.want("just gone", tray.State{Present: true, Hand: true, Stock: 75})
		time.Sleep(200 * time.Millisecond)
		r.want("gone", tray.State{Present: true, Stock: 75})
		r.set(func(l *tray.Line) { l.Present, l.Stock = false, tray.Unknown })
		r.want("taken away", tray.State{Stock: tray.Unknown})
		r.set(func(l *tray.Line) { l.Hand = true })
		time.Sleep(2*time.Minute + time.Second)
		r.want("jammed", tray.State{Hand: true, Stock: tray.Unknown, Jammed: true})
		r.set(func(l *tray.Line) { l.Hand = false })
		time.Sleep(time.Second)
		want := []string{"up ", "up something has been in the tray's light barrier for two minutes", "up "}
		if !slices.Equal(r.links, want) {
			t.Errorf("told %q, want %q", r.links, want)
		}
	})
}

func TestBoxThatFallsSilent(t *testing.T) {
	t.Parallel()
	full := tray.State{Present: true, Stock: 100}
	nobodyKnows := tray.State{Hand: true, Stock: tray.Unknown}
	runBox(t, true, func(r *boxRig) {
		r.Noise([]byte("\x00$T 1 1\xff$T 1 1 50*0000\r\n$T 9 9 9*86E3\r\n"))
		time.Sleep(time.Second)
		r.want("noise", full)
		r.mu.Lock()
		r.power() // hangs, and does not hang up
		r.mu.Unlock()
		time.Sleep(450 * time.Millisecond)
		r.want("not yet", full)
		time.Sleep(100 * time.Millisecond)
		r.want("silent", nobodyKnows)
		time.Sleep(10 * time.Second) // opened anew
		r.want("again", full)
		r.mu.Lock()
		r.power()
		r.power = nil
		r.mu.Unlock()
		time.Sleep(time.Minute)
		r.want("pulled", nobodyKnows)
		r.mu.Lock()
		r.power = func() {}
		r.mu.Unlock()
		time.Sleep(5 * time.Second)
		r.want("plugged in", full)
		told := strings.Join(r.links, "; ")
		if strings.Count(told, "up") != 3 || strings.Count(told, "silent") != 1 || strings.Count(told, "no such device") != 1 || r.opens > 30 {
			t.Errorf("told %q after %d openings, want each once", told, r.opens)
		}
	})
	runBox(t, false, func(r *boxRig) {
		time.Sleep(time.Second)
		r.want("no box", nobodyKnows)
	})
}
