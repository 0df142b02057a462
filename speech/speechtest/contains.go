package speechtest

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os/exec"
	"strings"
	"time"
)

// Match is the score from which a sentence counts as found. The same sentence
// at another volume scores above 0.99; a sentence that differs in one word stays below 0.6.
const Match = 0.9

const (
	rate = 22050
	// window is the part that must match by itself: shorter than any syllable
	// that makes "một" different from "hai".
	window = rate / 5
	// quiet is the share of the mean energy below which a window is a pause.
	quiet   = 0.05
	timeout = 20 * time.Second
)

// Contains tells how well text, spoken by espeak-ng as speechd speaks by
// default, is found in the WAV file: 1 is exact, 0 nothing alike. The text is
// as spoken ("A không một hai"), not as written ("A012"); lang is "vi" or "en".
//
// The place is that of the highest cross-correlation; the score is that of
// the worst fifth of a second there, so that one different word is enough to
// fail although the rest of the sentence is the same.
func Contains(wavPath, lang, text string) (score float64, err error) {
	sound, err := decode(wavPath)
	if err != nil {
		return 0, err
	}
	ref, err := speak(lang, text)
	if err != nil {
		return 0, err
	}
	ref = trim(ref)
	if len(ref) < window {
		return 0, fmt.Errorf("cannot look for %q: it is shorter than %d samples", text, window)
	}
	if len(sound) < len(ref) {
		return 0, nil
	}
	at := place(sound, ref)
	return worst(sound[at:at+len(ref)], ref), nil
}

// speak runs espeak-ng 1.51 as speechd does by default.
func speak(lang, text string) ([]float64, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, "espeak-ng", "-b", "1", "-v", lang, "-s", "150", "--stdin", "--stdout")
	cmd.Stdin = strings.NewReader(text)
	wav, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("cannot speak the wanted sentence with espeak-ng: %w", err)
	}
	if len(wav) < 44 {
		return nil, fmt.Errorf("cannot speak the wanted sentence: espeak-ng gave %d bytes", len(wav))
	}
	return floats(wav[44:]), nil
}

// decode reads any WAV as mono at rate.
func decode(path string) ([]float64, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sox", path, "-t", "raw", "-r", "22050", "-c", "1", "-e", "signed", "-b", "16", "-L", "-")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	raw, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("cannot decode %s with sox: %w: %s", path, err, complaint.String())
	}
	return floats(raw), nil
}

func floats(raw []byte) []float64 {
	out := make([]float64, len(raw)/2)
	for i := range out {
		out[i] = float64(int16(binary.LittleEndian.Uint16(raw[2*i:])))
	}
	return out
}

// trim drops the quiet ends.
func trim(x []float64) []float64 {
	const silence = 100
	for len(x) > 0 && math.Abs(x[0]) < silence {
		x = x[1:]
	}
	for len(x) > 0 && math.Abs(x[len(x)-1]) < silence {
		x = x[:len(x)-1]
	}
	return x
}

// worst returns the lowest normalised correlation of the spoken windows.
func worst(sound, ref []float64) float64 {
	mean := energy(ref) / float64(len(ref))
	low := normalised(sound, ref)
	for at := 0; at+window <= len(ref); at += window / 2 {
		r, s := ref[at:at+window], sound[at:at+window]
		if energy(r)/window < quiet*mean {
			continue
		}
		low = min(low, normalised(s, r))
	}
	return max(low, 0)
}

func normalised(a, b []float64) float64 {
	ab := 0.0
	for i := range a {
		ab += a[i] * b[i]
	}
	if norm := math.Sqrt(energy(a) * energy(b)); norm > 0 {
		return ab / norm
	}
	return 0
}

func energy(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return sum
}
