package base_test

import (
	"bytes"
	"crypto/sha256"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"

	"tiepdan/drivers/base"
)

func testKey(b byte) *base.Key { return &base.Key{b, 31: 1} }

// at is a clock that stands still.
func at(t time.Time) func() time.Time { return func() time.Time { return t } }

// noon is when these tests happen.
func noon() time.Time { return time.Date(2026, time.May, 4, 12, 0, 0, 0, time.UTC) }

// signed are the frames of some messages.
func signed(t *testing.T, s *base.Signer, messages ...message.Message) [][]byte {
	t.Helper()
	var frames [][]byte
	w := newCodec(t).NewSignedWriter(writerFunc(func(p []byte) (int, error) {
		frames = append(frames, bytes.Clone(p))
		return len(p), nil
	}), 1, 1, s)
	for _, m := range messages {
		if err := w.Write(m); err != nil {
			t.Fatalf("Write: %v", err)
		}
	}
	return frames
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// readAll reads frames to the end.
func readAll(t *testing.T, s *base.Signer, frames ...[]byte) base.ReadStats {
	t.Helper()
	r := newCodec(t).NewSignedReader(bytes.NewReader(bytes.Join(frames, nil)), s)
	for {
		if _, err := r.Read(); err != nil {
			return r.Stats()
		}
	}
}

func beats(n int) []message.Message {
	m := make([]message.Message, n)
	for i := range m {
		m[i] = &common.MessageHeartbeat{CustomMode: uint32(i)}
	}
	return m
}

func TestSignedFrames(t *testing.T) {
	t.Parallel()
	from := func(s *base.Signer, n int) [][]byte { return signed(t, s, beats(n)...) }
	good := from(base.NewSigner(*testKey(1), 0, at(noon())), 3)
	broken := bytes.Clone(good[1])
	broken[len(broken)-1]++
	tests := []struct {
		name   string
		frames [][]byte
		want   base.ReadStats
	}{
		{"good", good, base.ReadStats{Frames: 3}},
		{"unsigned", from(nil, 2), base.ReadStats{Unsigned: 2}},
		{"another key", from(base.NewSigner(*testKey(2), 0, at(noon())), 2), base.ReadStats{Forged: 2}},
		{"a broken signature", [][]byte{good[0], broken, good[2]}, base.ReadStats{Frames: 2, Forged: 1}},
		{"heard before", [][]byte{good[0], good[1], good[0], good[1], good[2], good[2]}, base.ReadStats{Frames: 3, Replayed: 3}},
		{"the newest first", [][]byte{good[2], good[0], good[1]}, base.ReadStats{Frames: 1, Replayed: 2}},
		{"59 s old", from(base.NewSigner(*testKey(1), 0, at(noon().Add(-59*time.Second))), 2), base.ReadStats{Frames: 2}},
		{"two minutes old", from(base.NewSigner(*testKey(1), 0, at(noon().Add(-2*time.Minute))), 2), base.ReadStats{Replayed: 2}},
		{"a day ahead", from(base.NewSigner(*testKey(1), 0, at(noon().AddDate(0, 0, 1))), 2), base.ReadStats{Frames: 2}},
		{"a key over the link", signed(t, base.NewSigner(*testKey(1), 0, at(noon())), &common.MessageSetupSigning{}), base.ReadStats{KeyOffers: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := readAll(t, base.NewSigner(*testKey(1), 0, at(noon())), tt.frames...); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
	if got := readAll(t, nil, signed(t, nil, &common.MessageSetupSigning{}, beats(1)[0])...); got != (base.ReadStats{Frames: 1, KeyOffers: 1}) {
		t.Errorf("without a key: got %+v", got)
	}
	if got := readAll(t, nil, good...); got != (base.ReadStats{Frames: 3}) {
		t.Errorf("signed frames without a key: got %+v", got)
	}
}

// burst are frames that share one stamp, as from a sender that stamps with
// milliseconds, numbered from 0.
func burst(t *testing.T, n int) [][]byte {
	t.Helper()
	var frames [][]byte
	out := writerFunc(func(p []byte) (int, error) {
		frames = append(frames, bytes.Clone(p))
		return len(p), nil
	})
	w := newCodec(t).NewSignedWriter(out, 1, 1, base.NewSigner(*testKey(1), 0, at(noon())))
	for range n {
		if err := w.Write(beats(1)[0]); err != nil {
			t.Fatalf("Write: %v", err)
		}
	}
	// The Writer raises the stamp with every frame: sign anew with the first.
	for _, f := range frames {
		end := len(f) - 6
		copy(f[end-6:end], frames[0][end-6:end])
		sum := sha256.New()
		key := testKey(1)
		sum.Write(key[:])
		sum.Write(f[:end])
		copy(f[end:], sum.Sum(nil))
	}
	return frames
}

func TestBurstsWithOneStamp(t *testing.T) {
	t.Parallel()
	frames := burst(t, 300)[200:] // the numbers go over 255
	verifier := base.NewSigner(*testKey(1), 0, at(noon()))
	if got := readAll(t, verifier, frames...); got != (base.ReadStats{Frames: 100}) {
		t.Errorf("got %+v, want all 100", got)
	}
	if got := readAll(t, verifier, frames...); got != (base.ReadStats{Replayed: 100}) {
		t.Errorf("once more: got %+v, want all 100 refused", got)
	}
}

func TestStreamsAreBounded(t *testing.T) {
	t.Parallel()
	verifier := base.NewSigner(*testKey(1), 0, at(noon()))
	var all base.ReadStats
	for link := range 40 {
		got := readAll(t, verifier, signed(t, base.NewSigner(*testKey(1), uint8(link), at(noon())), beats(1)...)...)
		all.Frames += got.Frames
	}
	if all.Frames != 16 {
		t.Errorf("got %d streams, want 16", all.Frames)
	}
}

func TestSignedLink(t *testing.T) {
	t.Parallel()
	stamps := filepath.Join(t.TempDir(), "stamp")
	onBenchWith(t, "door-3", base.Options{Key: testKey(1), LinkID: 3, StampFile: stamps}, func(b *bench) {
		for range 3 {
			b.unplug()
			b.wait("the link to go", func(s base.State) bool { return !s.Link })
			b.cut.Store(false)
			b.wait("the link to come back", func(s base.State) bool { return s.Link })
		}
		if err := b.link.Goto(b.ctx, base.Pose{XM: 5.5, YM: 11.2}, 0.6); err != nil {
			b.t.Errorf("Goto: %v", err)
		}
		if err := b.link.Upload(b.ctx, []base.Polygon{wall()}); err != nil {
			b.t.Errorf("Upload: %v", err)
		}
		if got := b.link.Stats(); got.Frames == 0 || got.Unsigned+got.Forged+got.Replayed > 0 {
			b.t.Errorf("the agent got %+v", got)
		}
		if got := b.base.Stats(); got.Frames == 0 || got.Unsigned+got.Forged+got.Replayed > 0 {
			b.t.Errorf("the base got %+v", got)
		}
	})
	if _, err := os.Stat(stamps); err != nil {
		t.Errorf("no stamp was kept: %v", err)
	}
}

func TestKeysThatDiffer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		ours, bases *base.Key
		want        func(base.ReadStats) bool
	}{
		{"another key", testKey(1), testKey(2), func(s base.ReadStats) bool { return s.Forged > 20 && s.Frames == 0 }},
		{"the base has none", testKey(1), nil, func(s base.ReadStats) bool { return s.Unsigned > 20 && s.Frames == 0 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			onStrangeBench(t, tt.bases, base.Options{Key: tt.ours}, func(b *bench) {
				time.Sleep(2 * time.Second)
				if got := b.link.Stats(); !tt.want(got) {
					b.t.Errorf("got %+v", got)
				}
				if b.link.State().Link {
					b.t.Error("got a link")
				}
			})
		})
	}
}

func TestReadKey(t *testing.T) {
	t.Parallel()
	digits := strings.Repeat("0a", 32)
	tests := []struct {
		name, text string
		mode       os.FileMode
		fails      string
	}{
		{"good", digits + "\n", 0o600, ""},
		{"base64", "CgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgo=\n", 0o600, ""},
		{"half of base64", "CgoKCgoKCgoKCgoKCgo=", 0o600, "64 hexadecimal digits"},
		{"read only", strings.ToUpper(digits), 0o400, ""},
		{"open to the group", digits, 0o640, "0600"},
		{"open to all", digits, 0o604, "0600"},
		{"short", digits[2:], 0o600, "64 hexadecimal digits"},
		{"long", digits + "0a", 0o600, "64 hexadecimal digits"},
		{"no digits", strings.Repeat("xy", 32), 0o600, "64 hexadecimal digits"},
		{"empty", "", 0o600, "64 hexadecimal digits"},
		{"zeros", strings.Repeat("00", 32), 0o600, "zeros"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "key")
			if err := os.WriteFile(path, []byte(tt.text), tt.mode); err != nil {
				t.Fatal(err)
			}
			k, err := base.ReadKey(path)
			if tt.fails == "" {
				if err != nil || k[0] != 0x0a || k[31] != 0x0a {
					t.Errorf("got %v, %v", k[:], err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.fails) || strings.Contains(err.Error(), "0a0a") {
				t.Errorf("got %v, want an error that says %q and not the key", err, tt.fails)
			}
		})
	}
	if _, err := base.ReadKey(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("got no error for a file that is not there")
	}
}

func TestStampFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "stamp")
	ahead := uint64(time.Since(time.Date(2015, time.January, 1, 0, 0, 0, 0, time.UTC))/(10*time.Microsecond)) + 1e9
	write := func(text string) error {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := base.New(base.Options{Path: "/dev/null", Key: testKey(1), StampFile: path})
		return err
	}
	if err := write(strconv.FormatUint(ahead, 10)); err != nil {
		t.Fatalf("New: %v", err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64); err != nil || got <= ahead {
		t.Errorf("got %q, want more than %d: the clock went back", text, ahead)
	}
	for _, bad := range []string{"", "soon", "-1", strings.Repeat("9", 40)} {
		if err := write(bad); err == nil {
			t.Errorf("%q: got no error", bad)
		}
	}
}
