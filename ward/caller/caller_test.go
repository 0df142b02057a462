package caller_test

import (
	"net/http"
	"net/netip"
	"testing"
	"time"

	"tiepdan/ward/caller"
)

func TestAddress(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, remote, said, want string
	}{
		{"plain", "10.0.0.7:4000", "", "10.0.0.7/32"},
		{"network of IPv6", "[2001:db8:1:2:3::9]:4000", "", "2001:db8:1:2::/64"},
		{"mapped", "[::ffff:10.0.0.7]:4000", "", "10.0.0.7/32"},
		{"behind a proxy here", "127.0.0.1:4000", "1.2.3.4, 10.0.0.8", "10.0.0.8/32"},
		{"proxy elsewhere is not believed", "10.0.0.7:4000", "1.2.3.4", "10.0.0.7/32"},
		{"proxy here says nonsense", "127.0.0.1:4000", "me", "127.0.0.1/32"},
		{"nobody", "pipe", "", "invalid Prefix"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := &http.Request{RemoteAddr: tt.remote, Header: http.Header{}}
			if tt.said != "" {
				r.Header.Set("X-Forwarded-For", tt.said)
			}
			if got := caller.Address(r).String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	l := caller.Limit{Free: 3, Every: time.Minute}
	a, b := netip.MustParsePrefix("10.0.0.1/32"), netip.MustParsePrefix("10.0.0.2/32")
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for i, want := range []bool{true, true, true, false} {
		if got := l.Take(a, now); got != want {
			t.Errorf("turn %d: got %v, want %v", i+1, got, want)
		}
	}
	if !l.Take(b, now) {
		t.Error("another address has no turn, want its own")
	}
	if !l.Take(a, now.Add(time.Minute)) || l.Take(a, now.Add(time.Minute)) {
		t.Error("after a minute: want exactly one more turn")
	}
}
