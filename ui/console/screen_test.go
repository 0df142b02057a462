package console_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui/console"
)

// panel is a screen whose picture the test changes.
type panel struct {
	mu       sync.Mutex
	version  uint64
	dark     bool
	captures int
	changed  chan struct{}
}

func newPanel() *panel { return &panel{version: 1, changed: make(chan struct{})} }

var errDark = errors.New("the window is not open")

func (p *panel) Capture(context.Context) (image.Image, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dark {
		return nil, errDark
	}
	p.captures++
	img := image.NewRGBA(image.Rect(0, 0, 320, 180))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	img.Set(0, 0, color.RGBA{R: uint8(p.version), A: 0xff})
	return img, nil
}

func (p *panel) Version() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.version
}

func (p *panel) WaitChange(ctx context.Context, version uint64) (uint64, error) {
	for {
		p.mu.Lock()
		now, changed := p.version, p.changed
		p.mu.Unlock()
		if now != version {
			return now, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return now, ctx.Err()
		}
	}
}

// draw puts another picture on the panel.
func (p *panel) draw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.version++
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *panel) counted() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.captures
}

// audience keeps what the screen was told of its viewers.
type audience struct {
	mu  sync.Mutex
	was []int
}

func (a *audience) watched(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.was = append(a.was, n)
}

func (a *audience) until(t *testing.T, want ...int) {
	t.Helper()
	var got []int
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		a.mu.Lock()
		got = slices.Clone(a.was)
		a.mu.Unlock()
		if slices.Equal(got, want) {
			return
		}
	}
	t.Fatalf("told of viewers: got %v, want %v", got, want)
}

func techOptions(t *testing.T, d console.Desk, p *panel, a *audience) console.Options {
	t.Helper()
	o := options(t, d)
	o.TechnicianPINHash = hash(t, "777777")
	o.Screen, o.Watched = p, a.watched
	return o
}

// pictures returns the events of a live view that are pictures.
func pictures(parts <-chan string) <-chan string {
	out := make(chan string, 16)
	go func() {
		defer close(out)
		for p := range parts {
			if _, data, found := strings.Cut(p, "event: picture\ndata: "); found {
				out <- strings.TrimSpace(data)
			}
		}
	}()
	return out
}

func TestScreenIsForTechnicians(t *testing.T) {
	t.Parallel()
	o := techOptions(t, newDesk(morning()), newPanel(), &audience{})
	address, _ := serve(t, o)
	stranger, official, tech := browser(t, o), browser(t, o), browser(t, o)
	officialToken, _ := logIn(t, official, address, "3", "333333")
	_, page := logIn(t, tech, address, "0", "777777")
	if !strings.Contains(page, "Màn hình robot, trực tiếp") {
		t.Errorf("the technician's page is %.300q", page)
	}
	for _, path := range []string{"/screen", "/screen.png", "/screen/live"} {
		if _, _, body := send(t, stranger, http.MethodGet, address+path, nil); !strings.Contains(body, "Mã PIN") {
			t.Errorf("%s without a log-in shows %.200q, want the log-in page", path, body)
		}
		if code, _, _ := send(t, official, http.MethodGet, address+path, nil); code != http.StatusForbidden {
			t.Errorf("%s for an official: got %d, want %d", path, code, http.StatusForbidden)
		}
	}
	_, h, page := send(t, tech, http.MethodGet, address+"/", nil) // goes to the technician's page
	if !strings.Contains(page, "Các bộ phận") || h.Get("Cache-Control") != "no-store" ||
		!strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
		t.Errorf("got %v and page %.200q, want the guarded page of the technician", h, page)
	}
	// A technician has no door to act for.
	techToken := tokenIn.FindStringSubmatch(page)[1]
	form := url.Values{"seen": {""}, "id": {"12345678"}, "vi": {"x"}}
	for _, action := range []string{"next", "announce"} {
		if code, _, _ := send(t, tech, http.MethodPost, address+"/do/"+action, form, "X-CSRF-Token", techToken); code != http.StatusUnauthorized {
			t.Errorf("%s by a technician: got %d, want %d", action, code, http.StatusUnauthorized)
		}
	}
	if code, _, _ := send(t, tech, http.MethodGet, address+"/events?door=0", nil); code != http.StatusUnauthorized {
		t.Errorf("a door's stream for a technician: got %d, want %d", code, http.StatusUnauthorized)
	}
	if code, _, _ := send(t, official, http.MethodPost, address+"/do/next", form, "X-CSRF-Token", officialToken); code != http.StatusOK {
		t.Errorf("next by the official: got %d, want it done", code)
	}
}

func TestNoTechnicianWithoutAPIN(t *testing.T) {
	t.Parallel()
	o := options(t, newDesk(morning()))
	address, _ := serve(t, o)
	c := browser(t, o)
	for _, pin := range []string{"", "0", "777777"} {
		code, _, page := send(t, c, http.MethodPost, address+"/login", url.Values{"door": {"0"}, "pin": {pin}})
		if code != http.StatusBadRequest || strings.Contains(page, "Kỹ thuật viên") {
			t.Errorf("PIN %q: got %d, want no such role", pin, code)
		}
	}
	o.TechnicianPINHash = "777777"
	if _, err := console.New(o); err == nil || !strings.Contains(err.Error(), "technicians' PIN hash") {
		t.Errorf("got %v for a PIN that is no hash, want an error", err)
	}
}

// TestTechnicianIsBraked: the same brake as at the doors.
func TestTechnicianIsBraked(t *testing.T) {
	t.Parallel()
	o := techOptions(t, newDesk(morning()), newPanel(), &audience{})
	address, _ := serve(t, o)
	c := browser(t, o)
	try := func(pin string) int {
		code, _, _ := send(t, c, http.MethodPost, address+"/login", url.Values{"door": {"0"}, "pin": {pin}})
		return code
	}
	for range 4 {
		if got := try("000000"); got != http.StatusUnauthorized {
			t.Fatalf("wrong PIN: got %d, want %d", got, http.StatusUnauthorized)
		}
	}
	if got := try("777777"); got != http.StatusTooManyRequests {
		t.Errorf("right PIN during the delay: got %d, want %d", got, http.StatusTooManyRequests)
	}
}

func TestPicture(t *testing.T) {
	t.Parallel()
	p, a := newPanel(), &audience{}
	o := techOptions(t, newDesk(morning()), p, a)
	address, stop := serve(t, o)
	c := browser(t, o)
	logIn(t, c, address, "0", "777777")
	for range 3 {
		code, h, body := send(t, c, http.MethodGet, address+"/screen.png", nil)
		img, err := png.Decode(bytes.NewReader([]byte(body)))
		if code != http.StatusOK || err != nil || img.Bounds().Size() != image.Pt(320, 180) || h.Get("Content-Type") != "image/png" || h.Get("Cache-Control") != "no-store" {
			t.Fatalf("got %d %v %v, %v, want a PNG of 320×180 that nobody keeps", code, h, img, err)
		}
	}
	if got := p.counted(); got != 1 {
		t.Errorf("got %d copies of one picture, want 1", got)
	}
	p.draw()
	_, _, body := send(t, c, http.MethodGet, address+"/screen.png", nil)
	img, err := png.Decode(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if r, _, _, _ := img.At(0, 0).RGBA(); r>>8 != 2 {
		t.Errorf("got picture %d after a change, want 2", r>>8)
	}
	p.mu.Lock()
	p.dark = true
	p.mu.Unlock()
	p.draw()
	if code, _, _ := send(t, c, http.MethodGet, address+"/screen.png", nil); code != http.StatusServiceUnavailable {
		t.Errorf("dark screen: got %d, want %d", code, http.StatusServiceUnavailable)
	}
	a.until(t, 1) // who fetches pictures one by one is a viewer too
	stop()
	a.until(t, 1, 0)
}

// TestLiveSendsWhatChanged: one event for the picture at the start, none while
// nothing changes, one after a change, and few of many.
func TestLiveSendsWhatChanged(t *testing.T) {
	t.Parallel()
	p, a := newPanel(), &audience{}
	d := newDesk(morning())
	o := techOptions(t, d, p, a)
	address, _ := serve(t, o)
	c := browser(t, o)
	logIn(t, c, address, "0", "777777")
	parts, cut := listen(t, c, address+"/screen/live")
	got := pictures(parts)
	if first := next(t, got); first != "1" {
		t.Errorf("got picture %s first, want 1", first)
	}
	d.change(func(v *kiosk.View) { v.Screen = kiosk.ScreenCalled }) // the parts' table only
	select {
	case v := <-got:
		t.Errorf("got picture %s although nothing changed", v)
	case <-time.After(600 * time.Millisecond):
	}
	p.draw()
	if v := next(t, got); v != "2" {
		t.Errorf("got picture %s after a change, want 2", v)
	}
	began, events := time.Now(), 0
	for range 50 {
		p.draw()
		time.Sleep(10 * time.Millisecond)
	}
	for last := ""; last != "52"; events++ {
		last = next(t, got)
	}
	if most := int(time.Since(began)/(250*time.Millisecond)) + 1; events > most {
		t.Errorf("got %d pictures of 50 changes in %v, want at most %d", events, time.Since(began), most)
	}
	cut()
	a.until(t, 1, 0)
}

func TestViewersAreCounted(t *testing.T) {
	t.Parallel()
	p, a := newPanel(), &audience{}
	o := techOptions(t, newDesk(morning()), p, a)
	address, _ := serve(t, o)
	one, two := browser(t, o), browser(t, o)
	token, _ := logIn(t, one, address, "0", "777777")
	logIn(t, two, address, "0", "777777")
	partsOne, cutOne := listen(t, one, address+"/screen/live")
	defer cutOne()
	next(t, pictures(partsOne))
	partsTwo, cutTwo := listen(t, two, address+"/screen/live")
	next(t, pictures(partsTwo))
	a.until(t, 1, 2)
	p.draw()
	for _, c := range []*http.Client{one, two, one, two} {
		send(t, c, http.MethodGet, address+"/screen.png", nil)
	}
	if got := p.counted(); got != 1 {
		t.Errorf("got %d copies for two viewers of one picture, want 1", got)
	}
	a.until(t, 1, 2) // pictures of a live view count once
	send(t, one, http.MethodPost, address+"/logout", url.Values{"csrf": {token}})
	p.draw() // the view of who logged out learns of it and ends
	a.until(t, 1, 2, 1)
	cutTwo()
	a.until(t, 1, 2, 1, 0)
}
