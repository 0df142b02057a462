package music_test

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiepdan/speech/music"
)

// tone of a second, at hz, as the samples of a WAV.
func tone(rate int, hz, peak float64) []float64 {
	out := make([]float64, rate)
	for i := range out {
		out[i] = peak * math.Sin(2*math.Pi*hz*float64(i)/float64(rate))
	}
	return out
}

// wav is a file of that kind of samples, all channels alike.
func wav(kind, channels, rate, bits int, samples []float64) []byte {
	le := binary.LittleEndian
	var data []byte
	for _, s := range samples {
		for range channels {
			switch {
			case kind == 3:
				data = le.AppendUint32(data, math.Float32bits(float32(s)))
			case bits == 8:
				data = append(data, byte(128+math.Round(s*127)))
			default:
				v := uint32(int32(math.Round(s * float64(int64(1)<<(bits-1)-1))))
				for b := range bits / 8 {
					data = append(data, byte(v>>(8*b)))
				}
			}
		}
	}
	out := le.AppendUint32([]byte("RIFF"), uint32(44+len(data)))
	out = append(out, "WAVELIST\x03\x00\x00\x00abc\x00fmt "...) // with a chunk that nobody needs
	out = le.AppendUint32(out, 16)
	out = le.AppendUint16(out, uint16(kind))
	out = le.AppendUint16(out, uint16(channels))
	out = le.AppendUint32(out, uint32(rate))
	out = le.AppendUint32(out, uint32(rate*channels*bits/8))
	out = le.AppendUint16(out, uint16(channels*bits/8))
	out = le.AppendUint16(out, uint16(bits))
	out = append(out, "data"...)
	return append(le.AppendUint32(out, uint32(len(data))), data...)
}

// share of the power of a sound that is at hz, its ends left out.
func share(sound []float32, hz float64) float64 {
	sound = sound[len(sound)/10 : len(sound)*9/10]
	var re, im, all float64
	for i, s := range sound {
		angle := 2 * math.Pi * hz * float64(i) / music.Rate
		re += float64(s) * math.Cos(angle)
		im += float64(s) * math.Sin(angle)
		all += float64(s) * float64(s)
	}
	return 2 * (re*re + im*im) / (all * float64(len(sound)))
}

func peak(sound []float32) float64 {
	most := 0.0
	for _, s := range sound {
		most = max(most, math.Abs(float64(s)))
	}
	return most
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecode(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, ext string
		file      []byte
		seconds   float64
		peak      float64
	}{
		{"8 bit", ".wav", wav(1, 1, 11025, 8, tone(11025, 440, 0.5)), 1, 0.5},
		{"16 bit stereo", ".wav", wav(1, 2, 44100, 16, tone(44100, 440, 0.5)), 1, 0.5},
		{"24 bit, six channels", ".wav", wav(1, 6, 48000, 24, tone(48000, 440, 0.5)), 1, 0.5},
		{"32 bit", ".wav", wav(1, 1, 22050, 32, tone(22050, 440, 0.5)), 1, 0.5},
		{"float", ".wav", wav(3, 2, 96000, 32, tone(96000, 440, 0.5)), 1, 0.5},
		// By encoders that nobody here wrote: libFLAC and libvorbis of sox, lamejs.
		{"FLAC 24 bit", ".flac", read(t, "tone.flac"), 1.2, 0.05},
		{"Ogg Vorbis", ".ogg", read(t, "tone.ogg"), 1.2, 0.05},
		{"MP3", ".mp3", read(t, "tone.mp3"), 1.2, 0.05},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := music.Decode(tt.ext, tt.file, 3*music.Rate)
			if !errors.Is(err, io.EOF) {
				t.Fatalf("got %v, want the end of the file", err)
			}
			if s := float64(len(got)) / music.Rate; math.Abs(s-tt.seconds) > 0.08 {
				t.Errorf("length: got %.3f s, want %v", s, tt.seconds)
			}
			mid := got[len(got)/4 : len(got)*3/4]
			if p := peak(mid); math.Abs(p/tt.peak-1) > 0.05 {
				t.Errorf("peak: got %.4f, want %v", p, tt.peak)
			}
			if s := share(got, 440); s < 0.98 {
				t.Errorf("share of 440 Hz: got %.4f, want all", s)
			}
		})
	}
}

// What is too high for our rate must go, and not come back as another tone.
func TestResamplerKeepsOutWhistles(t *testing.T) {
	t.Parallel()
	for hz, want := range map[float64][2]float64{200: {0.45, 0.55}, 8000: {0.42, 0.55}, 13000: {0, 0.005}, 18000: {0, 0.005}} {
		got, _ := music.Decode(".wav", wav(1, 1, 44100, 16, tone(44100, hz, 0.5)), music.Rate)
		if p := peak(got[2000:20000]); p < want[0] || p > want[1] {
			t.Errorf("a tone of %v Hz: got a level of %.4f, want %v", hz, p, want)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	good := wav(1, 1, 22050, 16, tone(22050, 440, 0.5))
	tests := []struct {
		name, ext string
		file      []byte
		want      string
	}{
		{"empty", ".mp3", nil, "no MP3"},
		{"text", ".wav", []byte("do re mi fa sol la"), "no WAV"},
		{"text as FLAC", ".flac", []byte("do re mi fa sol la"), "no FLAC"},
		{"text as Ogg", ".ogg", []byte("do re mi fa sol la"), "no Ogg Vorbis"},
		{"no data", ".wav", good[:48], "without sound"},
		{"five channels of nothing", ".wav", wav(1, 9, 22050, 16, nil), "9 channels"},
		{"compressed", ".wav", wav(6, 1, 22050, 8, nil), "kind 6"},
		{"too slow", ".wav", wav(1, 1, 4000, 16, nil), "4000 Hz"},
		{"too fast", ".wav", wav(1, 1, 400000, 16, nil), "400000 Hz"},
	}
	for _, tt := range tests {
		if _, err := music.Decode(tt.ext, tt.file, 100); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want an error with %q", tt.name, err, tt.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for i, name := range []string{"tone.flac", "tone.ogg", "tone.mp3"} {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), b[:min(len(b), 6000)])
	}
	f.Add(uint8(3), wav(1, 2, 44100, 24, tone(100, 440, 0.5)))
	f.Fuzz(func(t *testing.T, kind uint8, file []byte) {
		got, err := music.Decode([]string{".flac", ".ogg", ".mp3", ".wav"}[kind%4], file, music.Rate)
		if err == nil && len(got) != music.Rate {
			t.Fatalf("got %d samples and no error", len(got))
		}
		for i, v := range got {
			if v != v || v > 20 || v < -20 {
				t.Fatalf("sample %d: got %v", i, v)
			}
		}
	})
}

// place is a directory with tones, each told by its pitch.
func place(t *testing.T, hz map[string]float64) string {
	t.Helper()
	dir := t.TempDir()
	for name, f := range hz {
		if err := os.WriteFile(filepath.Join(dir, name), wav(1, 1, 22050, 16, tone(22050, f, 0.03*f/400)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// play takes n seconds and tells which tone each file was.
func play(source interface{ Next() []int16 }, seconds float64) (sound []float32) {
	for len(sound) < int(seconds*music.Rate) {
		for _, v := range source.Next() {
			sound = append(sound, float32(v)/32768)
		}
	}
	return sound
}

func TestFilesAreShuffledAndLevelled(t *testing.T) {
	t.Parallel()
	pitches := map[string]float64{"a.wav": 400, "B.WAV": 600, "c.wav": 800, "d.wav": 1000}
	dir := place(t, pitches)
	for name, text := range map[string]string{"bad.mp3": "no music", "notes.txt": "no music either"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var complaints []string
	f := music.NewFiles(dir, 3, func(err error) { complaints = append(complaints, err.Error()) })
	defer f.Close()
	turn := 1 + float64(music.Between)/music.Rate
	sound := play(f, 12*turn)
	var order []string
	for i := range 12 {
		at := int(float64(i) * turn * music.Rate)
		part := sound[at+1000 : at+music.Rate-1000]
		for name, hz := range pitches {
			if share(part, hz) > 0.95 {
				order = append(order, name)
			}
		}
		var sum float64
		for _, v := range part {
			sum += float64(v) * float64(v)
		}
		if db := 10 * math.Log10(sum/float64(len(part))); math.Abs(db+18) > 1 {
			t.Errorf("file %d: got %.1f dB, want that of speech, -18", i, db)
		}
	}
	if len(order) != 12 {
		t.Fatalf("files heard: got %v, want 12", order)
	}
	for round := range 3 {
		seen := map[string]bool{}
		for _, name := range order[4*round : 4*round+4] {
			seen[name] = true
		}
		if len(seen) != 4 || round > 0 && order[4*round] == order[4*round-1] {
			t.Errorf("round %d of %v: want each once, and none twice in a row", round, order)
		}
	}
	if len(complaints) != 3 || !strings.Contains(complaints[0], "bad.mp3") {
		t.Errorf("complaints: got %q, want one each round, of bad.mp3", complaints)
	}
}

// Where there is nothing to play, our own piece plays, and files that come are
// found.
func TestFilesInsteadOfNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n := 0
	f := music.NewFiles(filepath.Join(dir, "m"), 1, func(error) { n++ })
	if p := peak(play(f, 60)); p < 0.05 {
		t.Errorf("level without files: got %.3f, want music", p)
	}
	if n != 1 {
		t.Errorf("complaints: got %d in a minute, want one", n)
	}
	if err := os.Rename(place(t, map[string]float64{"a.wav": 500}), filepath.Join(dir, "m")); err != nil {
		t.Fatal(err)
	}
	play(f, 119.9)
	if s := share(play(f, 1.1)[4000:20000], 500); s < 0.9 {
		t.Errorf("share of the file after three minutes: got %.3f, want all", s)
	}
	f.Close()
}

func TestStringsAreInTune(t *testing.T) {
	t.Parallel()
	for _, hz := range []float64{110, 146.83, 293.66, 440, 740, 880} {
		s := music.Pluck(hz)
		from := s[music.Rate/4 : music.Rate*3/4]
		best, at := 0.0, 0.0
		for cents := -60.0; cents <= 60; cents += 2 {
			var re, im float64
			f := hz * math.Pow(2, cents/1200)
			for i, v := range from {
				w := 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/float64(len(from)))
				re += w * v * math.Cos(2*math.Pi*f*float64(i)/music.Rate)
				im += w * v * math.Sin(2*math.Pi*f*float64(i)/music.Rate)
			}
			if p := re*re + im*im; p > best {
				best, at = p, cents
			}
		}
		if math.Abs(at) > 6 {
			t.Errorf("a string of %v Hz: is %v cents off, want at most 6", hz, at)
		}
		if end := math.Abs(s[len(s)-1]); end > 1e-3 {
			t.Errorf("a string of %v Hz ends at %v, want silence", hz, end)
		}
	}
}

// The piece is the same each time, never loud, never long silent, and does not
// jump.
func TestBuiltIn(t *testing.T) {
	t.Parallel()
	sound := play(music.NewBuiltIn(), 90)
	again := play(music.NewBuiltIn(), 3)
	for i, v := range again {
		if v != sound[i] {
			t.Fatalf("sample %d: got %v the second time, want %v", i, v, sound[i])
		}
	}
	if p := peak(sound); p > 0.71 || p < 0.3 {
		t.Errorf("peak: got %.3f, want 0.3 to 0.71: 18 dB below speech that is -21 dB at most", p)
	}
	var mean float64
	quiet, longest := 0, 0
	for i, v := range sound {
		mean += float64(v) / float64(len(sound))
		if quiet++; math.Abs(float64(v)) > 0.003 {
			quiet = 0
		}
		longest = max(longest, quiet)
		if i > 0 && math.Abs(float64(v-sound[i-1])) > 0.5 {
			t.Fatalf("at %.3f s: a step of %.2f, want none: it clicks", float64(i)/music.Rate, v-sound[i-1])
		}
	}
	if math.Abs(mean) > 1e-3 || longest > 3*music.Rate {
		t.Errorf("mean %v, longest silence %.1f s; want 0 and under 3 s", mean, float64(longest)/music.Rate)
	}
}

func BenchmarkBuiltIn(b *testing.B) {
	p := music.NewBuiltIn()
	for b.Loop() {
		p.Next()
	}
	b.ReportMetric(b.Elapsed().Seconds()/(float64(b.N)*music.PieceSize/music.Rate)*100, "%cpu")
}
