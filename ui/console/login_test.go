package console_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tiepdan/ui/console"
)

func TestLogInShowsTheDoor(t *testing.T) {
	t.Parallel()
	o := options(t, newDesk(morning()))
	address, _ := serve(t, o)
	c := browser(t, o)

	_, _, page := send(t, c, http.MethodGet, address+"/", nil)
	for _, want := range []string{"Cửa 3: Tư pháp – Hộ tịch", "Cửa 4: Địa chính – Xây dựng", "Mã PIN"} {
		if !strings.Contains(page, want) {
			t.Errorf("without a session / shows %q, want the log-in page with %q", page, want)
		}
	}
	_, page = logIn(t, c, address, "3", "333333")
	for _, want := range []string{
		"Tiếp theo: <strong>A012</strong>", "Ưu tiên", "17 phút", "1 giờ 15 phút", "09:41",
		"Chưa rõ đã in phiếu", "Nhận A013 vào hàng", "Cửa 4", "B007",
		"Dẫn B007 đến cửa 4: đang trên đường", "Pin 78%", "Máy in sắp hết giấy", "Chưa nối được với máy chủ phường",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of door 3 lacks %q:\n%s", want, page)
		}
	}
	if a, b := strings.Index(page, ">A012</span>"), strings.Index(page, ">A009</span>"); a < 0 || b < a {
		t.Errorf("A012 at %d and A009 at %d, want the dispatcher's order", a, b)
	}
}

func TestCookieIsGuarded(t *testing.T) {
	t.Parallel()
	o := options(t, newDesk(morning()))
	address, _ := serve(t, o)
	c := browser(t, o)
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	_, h, _ := send(t, c, http.MethodPost, address+"/login", url.Values{"door": {"3"}, "pin": {"333333"}})
	set := h.Get("Set-Cookie")
	for _, want := range []string{"__Host-", "Secure", "HttpOnly", "SameSite=Strict", "Path=/"} {
		if !strings.Contains(set, want) {
			t.Errorf("Set-Cookie %q, want %s", set, want)
		}
	}
	_, h, page := send(t, c, http.MethodGet, address+"/", nil)
	if csp := h.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("policy %q, want nothing by default and nothing unsafe", csp)
	}
	if strings.Contains(page, "<script>") || strings.Contains(page, "onclick") || strings.Contains(page, "http://") {
		t.Errorf("the page has an inline script or a foreign address:\n%s", page)
	}
}

func TestWrongPINIsBraked(t *testing.T) {
	t.Parallel()
	var clock atomic.Int64
	clock.Store(now.UnixNano())
	o := options(t, newDesk(morning()))
	o.Now = func() time.Time { return time.Unix(0, clock.Load()) }
	address, _ := serve(t, o)
	c := browser(t, o)
	try := func(pin string) (int, string) {
		code, h, _ := send(t, c, http.MethodPost, address+"/login", url.Values{"door": {"3"}, "pin": {pin}})
		return code, h.Get("Retry-After")
	}
	for i := range 4 {
		if code, _ := try("000000"); code != http.StatusUnauthorized {
			t.Fatalf("wrong PIN %d: got %d, want %d", i+1, code, http.StatusUnauthorized)
		}
	}
	if code, after := try("333333"); code != http.StatusTooManyRequests || after != "1" {
		t.Errorf("right PIN during the delay: got %d and Retry-After %q, want %d and 1", code, after, http.StatusTooManyRequests)
	}
	for i, want := range []string{"2", "4", "8", "16"} {
		clock.Add(int64(40 * time.Second))
		if code, _ := try("000000"); code != http.StatusUnauthorized {
			t.Fatalf("wrong PIN after the delay: got %d, want it looked at", code)
		}
		if _, after := try("000000"); after != want {
			t.Errorf("delay %d: got %q s, want %q", i+1, after, want)
		}
	}
	other := browser(t, o) // the same address at another door is braked too
	if code, _, _ := send(t, other, http.MethodPost, address+"/login", url.Values{"door": {"4"}, "pin": {"444444"}}); code != http.StatusTooManyRequests {
		t.Errorf("other door from the braked address: got %d, want %d", code, http.StatusTooManyRequests)
	}
	clock.Add(int64(time.Hour))
	logIn(t, c, address, "3", "333333")
}

func TestBrakeTakesANeighbourhoodAsOne(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		same bool
	}{
		{"192.168.1.4:1", "192.168.1.4:2", true},
		{"192.168.1.4:1", "192.168.1.5:1", false},
		{"[2001:db8::1]:1", "[2001:db8::ffff:2]:1", true},
		{"[2001:db8:0:1::1]:1", "[2001:db8:0:2::1]:1", false},
		{"[fe80::1%eth0]:1", "[fe80::2%eth0]:1", true},
		{"nonsense", "nonsense", true},
	}
	for _, tt := range tests {
		a, b := console.AddressKey(tt.a), console.AddressKey(tt.b)
		if (a == b) != tt.same {
			t.Errorf("%s and %s are braked as %q and %q, want one: %v", tt.a, tt.b, a, b, tt.same)
		}
	}
}

func TestSessionSurvivesARestart(t *testing.T) {
	t.Parallel()
	o := options(t, newDesk(morning()))
	address, stop := serve(t, o)
	c := browser(t, o)
	token, _ := logIn(t, c, address, "3", "333333")
	c.CloseIdleConnections() // else the stop waits for them
	stop()

	address, _ = serve(t, o) // on another port, which a cookie does not tell apart
	if code, _, _ := send(t, c, http.MethodGet, address+"/session?door=3", nil); code != http.StatusNoContent {
		t.Errorf("session after a restart: got %d, want %d", code, http.StatusNoContent)
	}
	if code, _, body := send(t, c, http.MethodPost, address+"/do/next", url.Values{"seen": {""}}, "X-CSRF-Token", token); code != http.StatusOK {
		t.Errorf("call with the old page after a restart: got %d %q, want it done", code, body)
	}
}

func TestSessionEnds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		// end ends the session and returns the options of the next start.
		end func(t *testing.T, c *http.Client, address, token string, o console.Options) console.Options
	}{
		{"logged out", func(t *testing.T, c *http.Client, address, token string, o console.Options) console.Options {
			t.Helper()
			send(t, c, http.MethodPost, address+"/logout", url.Values{"csrf": {token}})
			return o
		}},
		{"time is over", func(_ *testing.T, _ *http.Client, _, _ string, o console.Options) console.Options {
			o.Now = func() time.Time { return now.Add(13 * time.Hour) }
			return o
		}},
		{"new PIN", func(t *testing.T, _ *http.Client, _, _ string, o console.Options) console.Options {
			t.Helper()
			o.Doors = []console.Door{{Number: 3, PINHash: hash(t, "999999")}}
			return o
		}},
		{"door is gone", func(_ *testing.T, _ *http.Client, _, _ string, o console.Options) console.Options {
			o.Doors = o.Doors[1:]
			return o
		}},
		{"revoked list damaged", func(t *testing.T, _ *http.Client, _, _ string, o console.Options) console.Options {
			t.Helper()
			if err := os.WriteFile(filepath.Join(o.StateDir, "console-revoked.json"), []byte("{"), 0o600); err != nil {
				t.Fatal(err)
			}
			return o
		}},
		{"key gone", func(t *testing.T, _ *http.Client, _, _ string, o console.Options) console.Options {
			t.Helper()
			if err := os.Remove(filepath.Join(o.StateDir, "console-session.key")); err != nil {
				t.Fatal(err)
			}
			return o
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := options(t, newDesk(morning()))
			address, stop := serve(t, o)
			c := browser(t, o)
			token, _ := logIn(t, c, address, "3", "333333")
			root, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			kept := c.Jar.Cookies(root)
			o = tt.end(t, c, address, token, o)
			for _, when := range []string{"at once", "after a restart"} {
				if when == "after a restart" {
					c.CloseIdleConnections()
					stop()
					address, _ = serve(t, o)
				} else if tt.name != "logged out" {
					continue
				}
				c.Jar.SetCookies(root, kept) // as somebody who copied it would
				if code, _, _ := send(t, c, http.MethodGet, address+"/session?door=3", nil); code != http.StatusUnauthorized {
					t.Errorf("session %s: got %d, want %d", when, code, http.StatusUnauthorized)
				}
			}
		})
	}
}

func TestStateIsPrivate(t *testing.T) {
	t.Parallel()
	o := options(t, newDesk(morning()))
	o.StateDir = filepath.Join(o.StateDir, "made")
	serve(t, o)
	for _, name := range []string{"console-session.key", "console-revoked.json", "console-cert.pem"} {
		info, err := os.Stat(filepath.Join(o.StateDir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != 0o600 {
			t.Errorf("%s has mode %v, want -rw-------", name, got)
		}
	}
}

func FuzzCookie(f *testing.F) {
	for _, seed := range []string{"", "a.3.1772415660.bWFj", "....", "a.+3.1.b", "a.03.1.b", "a.3.99999999999999999999.b", "ă.3.1.b", "a.3.1.b.c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		again, err := console.ParseCookie(value)
		if err == nil && again != value {
			t.Errorf("cookie %q was read as %q, want one spelling only", value, again)
		}
	})
}
