package engine_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiepdan/speech/engine"
)

// power of one tone in samples, as a share of all power.
func power(samples []int16, hz float64) float64 {
	var re, im, all float64
	for i, s := range samples {
		angle := 2 * math.Pi * hz * float64(i) / engine.Rate
		re += float64(s) * math.Cos(angle)
		im += float64(s) * math.Sin(angle)
		all += float64(s) * float64(s)
	}
	return 2 * (re*re + im*im) / (all * float64(len(samples)))
}

func TestChime(t *testing.T) {
	t.Parallel()
	c := engine.Chime()
	if got := float64(len(c)) / engine.Rate; got < 1 || got > 2 {
		t.Errorf("length: got %.2f s, want 1 to 2 s", got)
	}
	peak := 0
	for _, s := range c {
		peak = max(peak, int(s), -int(s))
	}
	if peak < 8000 || peak > 24000 {
		t.Errorf("peak: got %d, want 8000 to 24000", peak)
	}
	if c[0] != 0 || c[len(c)-1] != 0 {
		t.Errorf("ends: got %d and %d, want 0 and 0, else it clicks", c[0], c[len(c)-1])
	}
	tones := []float64{784, 659, 523}
	for i, hz := range tones {
		stroke := c[int((float64(i)*0.3+0.02)*engine.Rate):int((float64(i)*0.3+0.28)*engine.Rate)]
		for _, other := range tones {
			if other != hz && power(stroke, other) > power(stroke, hz) {
				t.Errorf("stroke %d: %v Hz is louder than %v Hz", i+1, other, hz)
			}
		}
	}
}

func TestTrack(t *testing.T) {
	t.Parallel()
	tr := engine.NewTrack()
	out := []byte{9, 9, 9, 9, 9, 9}
	tr.Take(out)
	if !bytes.Equal(out, make([]byte, 6)) || tr.Began() {
		t.Errorf("before any sample: got %v and begun %v, want silence, false", out, tr.Began())
	}
	tr.Add([]int16{1, -2, 3, 4})
	tr.Take(out)
	if want := []byte{1, 0, 0xfe, 0xff, 3, 0}; !bytes.Equal(out, want) || !tr.Began() {
		t.Errorf("first samples: got %v and begun %v, want %v, true", out, tr.Began(), want)
	}
	tr.End()
	tr.Take(out)
	if want := []byte{4, 0, 0, 0, 0, 0}; !bytes.Equal(out, want) || tr.Drained() {
		t.Errorf("last sample: got %v and drained %v, want %v, false: the tail is to come", out, tr.Drained(), want)
	}
	tr.Take(make([]byte, engine.Rate)) // half a second
	tr.Take(out)
	if !tr.Drained() {
		t.Error("after the tail: got not drained, want drained")
	}
}

func TestTrackCut(t *testing.T) {
	t.Parallel()
	tr := engine.NewTrack()
	tr.Add(make([]int16, 100000))
	tr.Take(make([]byte, 20))
	tr.Cut()
	tr.Take(make([]byte, engine.Rate))
	if !tr.Drained() {
		t.Error("half a second after the cut: got not drained, want drained")
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"xin mời":        "xin mời",
		"[[h@]]":         "  h@  ",
		"a\x00b\nc\x1b":  "a b c ",
		"a\u200bb\ufffd": "ab",
	} {
		if got := engine.Plain(in); got != want {
			t.Errorf("plain(%q): got %q, want %q", in, got, want)
		}
	}
}

func synthesise(ctx context.Context, e engine.Espeak, lang, text string) ([]int16, error) {
	var all []int16
	err := e.Synthesise(ctx, engine.Utterance{Lang: lang, Text: text}, func(p []int16) error {
		all = append(all, p...)
		return nil
	})
	return all, err
}

func TestEspeak(t *testing.T) {
	t.Parallel()
	good := engine.Espeak{Path: "espeak-ng", Voice: "vi", Speed: engine.DefaultSpeed}
	for _, text := range []string{"xin chào", "--version", "-f /etc/passwd", "[[h@]] chào"} {
		if got, err := synthesise(t.Context(), good, "vi", text); err != nil || len(got) < engine.Rate/4 {
			t.Errorf("%q: got %d samples, %v, want speech", text, len(got), err)
		}
	}
	endless := filepath.Join(t.TempDir(), "endless-espeak")
	if err := os.WriteFile(endless, []byte("#!/bin/sh\nespeak-ng \"$@\"; exec cat /dev/zero\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	bad := []struct {
		name string
		e    engine.Espeak
		text string
		want string
	}{
		{"missing", engine.Espeak{Path: "/nonexistent/espeak-ng", Voice: "vi", Speed: 150}, "xin chào", "installed"},
		{"unknown voice", engine.Espeak{Path: "espeak-ng", Voice: "xx-none", Speed: 150}, "xin chào", "voice does not exist"},
		{"not a synthesiser", engine.Espeak{Path: "true", Voice: "vi", Speed: 150}, "xin chào", "no sound"},
		{"longer than allowed", engine.Espeak{Path: endless, Voice: "vi", Speed: 80}, "xin chào", "longer than"},
	}
	for _, tt := range bad {
		if _, err := synthesise(t.Context(), tt.e, "vi", tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want an error with %q", tt.name, err, tt.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := synthesise(ctx, good, "vi", "xin chào"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v, want context.Canceled", err)
	}
}

func FuzzStreamWAV(f *testing.F) {
	f.Add(engine.EncodeWAV([]int16{1, 2, 3}))
	f.Add(engine.EncodeWAV(nil))
	f.Add([]byte("RIFF"))
	f.Fuzz(func(t *testing.T, in []byte) {
		n := 0
		err := engine.StreamWAV(bytes.NewReader(in), func(p []int16) error { n += len(p); return nil })
		if err == nil && n != (len(in)-44)/2 {
			t.Fatalf("samples: got %d of %d bytes, want all after the header", n, len(in))
		}
	})
}

// fill is a sound of n samples.
func fill(n int, err error) func(func([]int16) error) error {
	return func(emit func([]int16) error) error {
		if e := emit(make([]int16, n)); e != nil {
			return e
		}
		return err
	}
}

func TestWAVSink(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "b")
	at := time.Date(2026, 11, 22, 10, 15, 0, 123e6, time.UTC)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".speechd-stale", "keep.wav"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s, err := engine.NewWAVSink(dir, func() time.Time { at = at.Add(time.Second); return at })
	if err != nil {
		t.Fatal(err)
	}
	begun := 0
	wav, err := s.Play(t.Context(), engine.Sound{ID: "../ă b", Fill: fill(10, nil), Started: func() { begun++ }})
	if want := filepath.Join(dir, "20261122T101501.123000-_____b.wav"); err != nil || wav != want || begun != 1 {
		t.Errorf("Play: got %q, %v, begun %d times, want %q, nil, 1", wav, err, begun, want)
	}
	if b, err := os.ReadFile(wav); err != nil || len(b) != 64 {
		t.Errorf("file: got %d bytes, %v, want 64", len(b), err)
	}
	if _, err := s.Play(t.Context(), engine.Sound{ID: "x", Fill: fill(10, errors.New("hoarse")), Started: func() {}}); err == nil {
		t.Error("Play of a failing sound: got nil, want its error")
	}
	for range 205 {
		if _, err := s.Play(t.Context(), engine.Sound{ID: "n", Fill: fill(1, nil), Started: func() {}}); err != nil {
			t.Fatal(err)
		}
	}
	names := list(t, dir)
	if len(names) != 201 || names[200] != "keep.wav" || names[0] != "20261122T101508.123000-n.wav" && names[0] != "20261122T101507.123000-n.wav" {
		t.Errorf("files: got %d, first %q, last %q, want the newest 200 and keep.wav", len(names), names[0], names[len(names)-1])
	}
	if _, err := engine.NewWAVSink("", time.Now); err == nil {
		t.Error("NewWAVSink without a directory: got nil, want an error")
	}
}

func list(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
