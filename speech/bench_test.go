package speech_test

import (
	"context"
	"fmt"
	"log/slog"
	"os/exec"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"tiepdan/speech"
)

// firstSounds collects from the log how long each first sound took.
type firstSounds struct {
	slog.Handler
	took chan time.Duration
}

func (h firstSounds) Enabled(context.Context, slog.Level) bool { return true }

func (h firstSounds) Handle(_ context.Context, r slog.Record) error {
	if r.Message == "first sound" {
		r.Attrs(func(a slog.Attr) bool {
			if a.Key == "after" {
				h.took <- a.Value.Duration()
			}
			return true
		})
	}
	return nil
}

// bench is a voice whose first sounds are measured.
type bench struct {
	*speech.Client
	took chan time.Duration
	pid  func() int
}

// benchVoice runs a voice on a sound server of its own until the benchmark ends.
func benchVoice(b *testing.B, output string) bench {
	b.Helper()
	server := startSoundServer(b, nullSink)
	took := make(chan time.Duration, 100)
	pids := b.TempDir() + "/pid"
	c, err := speech.New(speech.Options{
		Path:   "/bin/sh",
		Args:   slices.Concat([]string{"-c", `echo $$ >"$0.tmp" && mv "$0.tmp" "$0" && exec env "$@"`, pids}, server.vars, []string{builtPath}),
		Output: output, WAVDir: b.TempDir(), Models: b.TempDir(), Logger: slog.New(firstSounds{took: took}),
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	b.Cleanup(func() { cancel(); <-ended })
	return bench{c, took, func() int { return readPID(b, pids) }}
}

// occupy keeps the processors busy with so many programs until the benchmark ends.
func occupy(b *testing.B, programs int) {
	b.Helper()
	for range programs {
		hog := exec.Command("sh", "-c", "while :; do :; done")
		if err := hog.Start(); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = hog.Process.Kill(); _ = hog.Wait() })
	}
}

// begin says a text and breaks it off at its first sound; it returns when that was.
func (v bench) begin(ctx context.Context, text string, chime bool) time.Duration {
	ctx, enough := context.WithCancel(ctx)
	defer enough()
	go func() { _ = v.Say(ctx, speech.Sentence{ID: "b", Lang: "vi", Text: text, Chime: chime}) }()
	return <-v.took
}

func report(b *testing.B, all []time.Duration) {
	b.Helper()
	slices.Sort(all)
	b.ReportMetric(all[len(all)/2].Seconds()*1000, "p50_ms")
	b.ReportMetric(all[len(all)*95/100].Seconds()*1000, "p95_ms")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkFirstSound measures from Say to the first sample that goes out: of
// a sentence that was said before, and of new ones.
func BenchmarkFirstSound(b *testing.B) {
	for _, bb := range []struct {
		name, output, text string
		fixed, chime       bool
		busy               int // programs beside it for each processor that want all of it
	}{
		{"fixed", "device", call, true, false, 0},
		{"fixed_busy", "device", call, true, false, 5},
		{"new", "device", call, false, false, 0},
		{"new_busy", "device", call, false, false, 5},
		{"chime", "device", call, false, true, 0},
		{"long", "device", explanation(), false, false, 0},
		{"new_in_a_file", "wav", call, false, false, 0},
	} {
		b.Run(bb.name, func(b *testing.B) {
			v := benchVoice(b, bb.output)
			if err := v.Say(b.Context(), speech.Sentence{ID: "a", Lang: "vi", Text: call}); err != nil { // waits for the start of speechd
				b.Fatal(err)
			}
			<-v.took
			occupy(b, bb.busy*runtime.NumCPU())
			var all []time.Duration
			for b.Loop() {
				time.Sleep(time.Second) // the one before is broken off and its silence played
				text := bb.text
				if !bb.fixed {
					text = fmt.Sprintf("Số %d. %s", len(all), text)
				}
				all = append(all, v.begin(b.Context(), text, bb.chime))
			}
			report(b, all)
		})
	}
}

// BenchmarkKilled measures from the death of speechd in the middle of a
// sentence to the first sound of the next one, asked for at once.
func BenchmarkKilled(b *testing.B) {
	v := benchVoice(b, "device")
	ctx := b.Context()
	var all []time.Duration
	for b.Loop() {
		time.Sleep(2500 * time.Millisecond) // not the second death in a row
		lost := make(chan error, 1)
		go func() { lost <- v.Say(ctx, speech.Sentence{ID: "a", Lang: "vi", Text: call}) }()
		<-v.took
		if err := syscall.Kill(v.pid(), syscall.SIGKILL); err != nil {
			b.Fatal(err)
		}
		if err := <-lost; err == nil {
			b.Fatal("the sentence that was cut off counts as said")
		}
		all = append(all, v.begin(ctx, call, false))
	}
	report(b, all)
}
