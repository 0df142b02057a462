package main

import (
	"bufio"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"tiepdan/ui/xtouch/xvfb"
)

// startX starts an X server of its own; the function ends it.
func startX(t *testing.T) (display string, stop func()) {
	t.Helper()
	return xvfb.Start(t, image.Pt(320, 200))
}

// startVisitor returns the page's address and what ends it and says how it ended.
func startVisitor(t *testing.T, display string) (url string, end func() error, done <-chan error) {
	t.Helper()
	root := newRootCommand()
	root.SetArgs([]string{"visitor", "--display", display, "--listen", "127.0.0.1:0"})
	fromOut, out := io.Pipe()
	root.SetOut(out)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- root.ExecuteContext(ctx)
		out.Close()
	}()
	line, err := bufio.NewReader(fromOut).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if err != nil || !ok || !strings.HasPrefix(url, "http://127.0.0.1:") {
		cancel()
		t.Fatalf("standard output: got %q, %v, want ready http://127.0.0.1:PORT", line, err)
	}
	t.Cleanup(cancel)
	return url, func() error {
		cancel()
		return <-ended
	}, ended
}

func TestVisitor(t *testing.T) {
	t.Parallel()
	display, _ := startX(t)
	c, err := xgb.NewConnDisplay(display)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	root := xproto.Setup(c).DefaultScreen(c).Root
	url, end, _ := startVisitor(t, display)

	picture, tag := look(t, url, "")
	if got := picture.Bounds().Size(); got != image.Pt(320, 200) {
		t.Errorf("picture: got %v, want 320 by 200", got)
	}
	changed := make(chan struct{})
	go func() {
		defer close(changed)
		time.Sleep(300 * time.Millisecond) // the viewer waits meanwhile
		paint(t, c, root, 0x123456)
	}()
	picture, next := look(t, url, tag)
	<-changed
	if got, want := color.RGBAModel.Convert(picture.At(200, 100)), (color.RGBA{0x12, 0x34, 0x56, 0xff}); got != want || next == tag {
		t.Errorf("picture %s after %s: got %v, want another with %v", next, tag, got, want)
	}

	events := uint32(xproto.EventMaskButtonPress | xproto.EventMaskButtonRelease)
	if err := xproto.ChangeWindowAttributesChecked(c, root, xproto.CwEventMask, []uint32{events}).Check(); err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{`{"do":"press","x":33,"y":44}`, `{"do":"move","x":200,"y":150}`, `{"do":"release","x":201,"y":151}`} {
		if got := post(t, url, body, nil); got != http.StatusNoContent {
			t.Fatalf("%s: got status %d, want 204", body, got)
		}
	}
	if e, ok := event(t, c).(xproto.ButtonPressEvent); !ok || e.RootX != 33 || e.RootY != 44 || e.Detail != 1 {
		t.Errorf("press: got %+v, want button 1 at 33,44", e)
	}
	if e, ok := event(t, c).(xproto.ButtonReleaseEvent); !ok || e.RootX != 201 || e.RootY != 151 {
		t.Errorf("release: got %+v, want 201,151", e)
	}
	if got := post(t, url, `{"do":"press","x":320,"y":0}`, nil); got != http.StatusUnprocessableEntity {
		t.Errorf("a touch beside the screen: got status %d, want 422", got)
	}
	if err := end(); err != nil {
		t.Errorf("kiosksim visitor: %v", err)
	}
}

func TestVisitorServerGone(t *testing.T) {
	t.Parallel()
	display, stop := startX(t)
	_, _, done := startVisitor(t, display)
	stop()
	select {
	case err := <-done:
		if err == nil || !strings.Contains(err.Error(), "the X server is gone") || !strings.Contains(err.Error(), display) {
			t.Errorf("got %v, want it to say that the X server of %s is gone", err, display)
		}
	case <-time.After(10 * time.Second):
		t.Error("it still runs 10 s after its X server ended")
	}
}

func look(t *testing.T, url, has string) (picture image.Image, tag string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 15*time.Second)
	defer stop()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/picture", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("If-None-Match", has)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	picture, err = png.Decode(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("picture after %q: got status %d, %v", has, resp.StatusCode, err)
	}
	return picture, resp.Header.Get("ETag")
}

func post(t *testing.T, url, body string, change func(*http.Request)) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/touch", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if change != nil {
		change(r)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func paint(t *testing.T, c *xgb.Conn, w xproto.Window, pixel uint32) {
	t.Helper()
	err := xproto.ChangeWindowAttributesChecked(c, w, xproto.CwBackPixel, []uint32{pixel}).Check()
	if err = errors.Join(err, xproto.ClearAreaChecked(c, false, w, 0, 0, 0, 0).Check()); err != nil {
		t.Error(err)
	}
}

func event(t *testing.T, c *xgb.Conn) xgb.Event {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if e, err := c.PollForEvent(); e != nil || err != nil {
			return e
		}
	}
	t.Fatal("got no event in 10 s")
	return nil
}

// glass is a screen that notes what is done to it.
type glass struct {
	mu    sync.Mutex
	did   []string
	looks int
}

func (g *glass) note(what string, x, y int) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.did = append(g.did, what+" "+strconv.Itoa(x)+","+strconv.Itoa(y))
	return nil
}
func (g *glass) Press(x, y int) error   { return g.note("press", x, y) }
func (g *glass) Move(x, y int) error    { return g.note("move", x, y) }
func (g *glass) Release(x, y int) error { return g.note("release", x, y) }
func (g *glass) Capture() (*image.RGBA, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.looks++
	return image.NewRGBA(image.Rect(0, 0, 4, 4)), nil
}

func TestVisitorGuard(t *testing.T) {
	t.Parallel()
	const good = `{"do":"press","x":1,"y":2}`
	header := func(k, v string) func(*http.Request) { return func(r *http.Request) { r.Header.Set(k, v) } }
	host := func(h string) func(*http.Request) { return func(r *http.Request) { r.Host = h } }
	for _, tt := range []struct {
		name, body  string
		allowRemote bool
		change      func(*http.Request)
		want        int
	}{
		{"our own page", good, false, header("Sec-Fetch-Site", "same-origin"), 204},
		{"localhost", good, false, host("localhost:8090"), 204},
		{"IPv6 loopback", good, false, host("[::1]:8090"), 204},
		{"page elsewhere", good, false, header("Sec-Fetch-Site", "cross-site"), 403},
		{"origin elsewhere", good, false, header("Origin", "http://evil.example"), 403},
		{"rebound name", good, false, host("evil.example:8090"), 421},
		{"address of the LAN", good, false, host("192.168.1.9:8090"), 421},
		{"address of the LAN, allowed", good, true, host("192.168.1.9:8090"), 204},
		{"rebound name, remote allowed", good, true, host("evil.example:8090"), 421},
		{"form", good, false, header("Content-Type", "text/plain"), 415},
		{"not JSON", "press", false, nil, 400},
		{"too long", `{"do":"` + strings.Repeat("x", 2000) + `"}`, false, nil, 400},
		{"unknown field", `{"do":"press","x":1,"y":2,"z":3}`, false, nil, 400},
		{"unknown deed", `{"do":"lick","x":1,"y":2}`, false, nil, 422},
	} {
		g := &glass{}
		page, err := newVisitorPage(g, ":9", tt.allowRemote)
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(page)
		got := post(t, server.URL, tt.body, tt.change)
		server.Close()
		if got != tt.want {
			t.Errorf("%s: got status %d, want %d", tt.name, got, tt.want)
		}
		var want []string
		if tt.want == 204 {
			want = []string{"press 1,2"}
		}
		if !slices.Equal(g.did, want) {
			t.Errorf("%s: got %q done, want %q", tt.name, g.did, want)
		}
	}
}

// An unchanged screen is not sent, is looked at ten times a second at most, and
// not at all without a viewer.
func TestVisitorRests(t *testing.T) {
	t.Parallel()
	g := &glass{}
	c := &camera{eye: g}
	_, tag, err := c.next(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Second)
	defer stop()
	var viewers sync.WaitGroup
	for range 3 {
		viewers.Go(func() {
			if picture, same, err := c.next(ctx, tag); picture != nil || same != tag || err != nil {
				t.Errorf("unchanged screen: got %d bytes with tag %s, %v, want none with %s", len(picture), same, err, tag)
			}
		})
	}
	viewers.Wait()
	looks := g.looks
	if looks < 2 || looks > 11 {
		t.Errorf("three viewers for a second: got %d looks, want 2 to 11", looks)
	}
	time.Sleep(300 * time.Millisecond)
	if g.looks != looks {
		t.Errorf("without a viewer: got %d more looks, want none", g.looks-looks)
	}
}

func TestVisitorRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"--display", ""}, "want --display, or $DISPLAY"},
		{[]string{"--display", ":1", "--listen", ":8090"}, "--allow-remote"},
		{[]string{"--display", ":1", "--listen", "0.0.0.0:0"}, "--allow-remote"},
		{[]string{"--display", ":1", "--listen", "8090"}, "want HOST:PORT"},
		{[]string{"--display", ":59999"}, `cannot open the display ":59999"`},
		{[]string{"--display", ":59999", "--listen", "0.0.0.0:0", "--allow-remote"}, `cannot open the display ":59999"`},
	} {
		root := newRootCommand()
		root.SetArgs(append([]string{"visitor"}, tt.args...))
		root.SetOut(io.Discard)
		if err := root.ExecuteContext(t.Context()); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v: got %v, want it to say %q", tt.args, err, tt.want)
		}
	}
}

func FuzzTouch(f *testing.F) {
	f.Add(`{"do":"press","x":1,"y":2}`)
	f.Add(`{"do":"move"}`)
	f.Add(`[`)
	f.Fuzz(func(t *testing.T, body string) {
		g := &glass{}
		r := httptest.NewRequest(http.MethodPost, "/touch", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		serveTouch(g)(w, r)
		if (w.Code == http.StatusNoContent) != (len(g.did) == 1) {
			t.Errorf("%q: got status %d and %q done", body, w.Code, g.did)
		}
	})
}
