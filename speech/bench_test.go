package speech_test

import (
	"context"
	"log/slog"
	"slices"
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

// BenchmarkFirstSound measures from Say to the first sample that goes out.
func BenchmarkFirstSound(b *testing.B) {
	server := startSoundServer(b, nullSink)
	for _, bb := range []struct {
		name, output, text string
		chime              bool
	}{
		{"file", "wav", call, false},
		{"file with chime", "wav", call, true},
		{"file, 1,000 letters", "wav", explanation(), false},
		{"device", "device", call, false},
		{"device with chime", "device", call, true},
		{"device, 1,000 letters", "device", explanation(), false},
	} {
		b.Run(bb.name, func(b *testing.B) {
			took := make(chan time.Duration, 1)
			c, err := speech.New(speech.Options{
				Path: "/usr/bin/env", Args: append(slices.Clone(server.vars), builtPath),
				Output: bb.output, WAVDir: b.TempDir(), Logger: slog.New(firstSounds{took: took}),
			})
			if err != nil {
				b.Fatal(err)
			}
			ctx, cancel := context.WithCancel(b.Context())
			ended := make(chan error, 1)
			go func() { ended <- c.Run(ctx) }()
			var all []float64
			say := func() float64 {
				sayCtx, enough := context.WithCancel(ctx)
				defer enough()
				go func() { _ = c.Say(sayCtx, speech.Sentence{ID: "b", Lang: "vi", Text: bb.text, Chime: bb.chime}) }()
				return (<-took).Seconds() * 1000
			}
			say() // the first one waits for the start of speechd
			for b.Loop() {
				time.Sleep(time.Second) // the one before is broken off and its silence played
				all = append(all, say())
			}
			cancel()
			<-ended
			slices.Sort(all)
			b.ReportMetric(all[len(all)/2], "p50_ms")
			b.ReportMetric(all[len(all)*95/100], "p95_ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}
