package doctor_test

import (
	"encoding/binary"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tiepdan/agent/doctor"
)

// timeServer answers as a server whose clock is ahead of the one that asks.
func timeServer(t *testing.T, change func(ask, answer []byte)) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { conn.Close(); <-done })
	go func() {
		defer close(done)
		for {
			ask := make([]byte, 512)
			n, from, err := conn.ReadFrom(ask)
			if err != nil {
				return
			}
			answer := make([]byte, 48)
			answer[0], answer[1] = 4<<3|4, 2
			copy(answer[24:32], ask[40:48])
			change(ask[:n], answer)
			_, _ = conn.WriteTo(answer, from)
		}
	}()
	return conn.LocalAddr().String()
}

func TestNTP(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{0, time.Hour, -3 * time.Second} {
		addr := timeServer(t, func(_, b []byte) {
			binary.BigEndian.PutUint64(b[32:], doctor.NTPTime(time.Now().Add(-off)))
			binary.BigEndian.PutUint64(b[40:], doctor.NTPTime(time.Now().Add(-off)))
		})
		r, err := doctor.NTP(t.Context(), addr, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		if wrong := (r.Ahead - off).Abs(); wrong > r.Within+time.Millisecond {
			t.Errorf("a clock that is %v ahead is read as %v ± %v", off, r.Ahead, r.Within)
		}
	}
	addr := timeServer(t, func(_, b []byte) { b[24]++ }) // of another question
	if _, err := doctor.NTP(t.Context(), addr, time.Now); err == nil {
		t.Error("an answer to another question was taken")
	}
	if _, err := doctor.NTP(t.Context(), dead(t), time.Now); err == nil {
		t.Error("a dead server told the time")
	}
}

func FuzzReadNTP(f *testing.F) {
	sent := noon
	good := make([]byte, 48)
	good[0], good[1] = 4<<3|4, 1
	for _, at := range []int{24, 32, 40} {
		binary.BigEndian.PutUint64(good[at:], doctor.NTPTime(sent))
	}
	f.Add(good)
	f.Add([]byte("short"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := doctor.ReadNTP(b, sent, sent.Add(time.Second))
		if err == nil && (r.Within < 0 || len(b) < 48) {
			t.Errorf("ReadNTP(%x) is %+v", b, r)
		}
	})
}

func FuzzSmart(f *testing.F) {
	f.Add([]byte(`{"device":{"name":"/dev/sda"},"smart_status":{"passed":true}}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(_ *testing.T, b []byte) { doctor.Smart(b) })
}

func TestHTTPDate(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat))
	}))
	t.Cleanup(s.Close)
	r, err := doctor.Compare(nil, []string{s.URL + "/t/"}, nil)(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if wrong := (r.Ahead - time.Hour).Abs(); wrong > r.Within+10*time.Millisecond {
		t.Errorf("a clock that is an hour ahead is read as %v ± %v", r.Ahead, r.Within)
	}
	if _, err := doctor.Compare([]string{dead(t)}, []string{"https://" + dead(t)}, nil)(t.Context()); err == nil {
		t.Error("dead servers told the time")
	}
	if doctor.Compare(nil, nil, nil) != nil {
		t.Error("there is a reference without a server")
	}
}

// TestHTTPDateOfAWrongClock reads the time although this clock is years off,
// and from nobody who is not trusted.
func TestHTTPDateOfAWrongClock(t *testing.T) {
	t.Parallel()
	server, roots := tlsServer(t)
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.TLS = server
	s.StartTLS()
	t.Cleanup(s.Close)
	past := func() time.Time { return time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC) }
	r, err := doctor.HTTPDate(t.Context(), s.URL, roots, past)
	if err != nil || r.Ahead > -50*365*24*time.Hour {
		t.Errorf("read %+v, %v, want that this clock is over 50 years late", r, err)
	}
	if r, err := doctor.HTTPDate(t.Context(), s.URL, nil, past); err == nil {
		t.Errorf("nobody vouches for the server, and it told the time: %+v", r)
	}
	if r, err := doctor.HTTPDate(t.Context(), strings.Replace(s.URL, "127.0.0.1", "localhost", 1), roots, past); err == nil {
		t.Errorf("a certificate of another name was trusted: %+v", r)
	}
}
