package tonetest

import (
	"fmt"
	"maps"
	"math"
	"strconv"
	"strings"
)

// The voice's sound.
const (
	VoiceRate   = 16000 // Hz
	LetterTime  = 800   // samples that each letter lasts
	voiceLevel  = 0.3
	lettersFrom = 300.0 // Hz of the first letter, each next one a quarter tone up
)

// Letters are what the tone voice can say.
func Letters() []rune {
	return []rune(" abcdđeêghiklmnopqrstuưvxyáàảãạếờớọốộủ,.")
}

// Letter is the frequency at which a letter is said, in Hz; 0 is silence.
func Letter(r rune) float64 {
	for i, l := range Letters() {
		if l == r && r >= 'a' {
			return lettersFrom * math.Pow(2, float64(i)/24)
		}
	}
	return 0
}

// Voice returns the files of a VITS voice that hums each letter at its
// frequency: model.onnx and tokens.txt.
func Voice() map[string][]byte {
	var tokens strings.Builder
	for i, l := range Letters() {
		fmt.Fprintf(&tokens, "%c %d\n", l, i)
	}
	return map[string][]byte{"model.onnx": VITS(VoiceMeta()), "tokens.txt": []byte(tokens.String())}
}

// VoiceMeta is what sherpa-onnx reads of a voice that is given letters.
func VoiceMeta() map[string]string {
	return map[string]string{
		"model_type": "vits", "comment": "tones, not speech", "language": "Vietnamese", "frontend": "characters",
		"sample_rate": strconv.Itoa(VoiceRate), "n_speakers": "1", "add_blank": "0", "punctuation": ", .",
	}
}

// VITS is the voice's model with the metadata given.
func VITS(meta map[string]string) []byte { return hums(meta, Letters()) }

// hums is a model that knows the first letters; at others it fails, and what
// runs it ends.
func hums(meta map[string]string, letters []rune) []byte {
	table := make([]float32, 0, len(letters)*LetterTime)
	for _, l := range letters {
		hz := Letter(l)
		for i := range LetterTime {
			edge := min(1, float64(i)/80, float64(LetterTime-1-i)/80)
			table = append(table, float32(voiceLevel*edge*math.Sin(2*math.Pi*hz*float64(i)/VoiceRate)))
		}
	}
	g := &graph{meta: maps.Clone(meta)}
	g.input("x", elemInt64, "N", "L")
	g.input("x_length", elemInt64, "N")
	g.input("noise_scale", elemFloat, 1)
	g.input("length_scale", elemFloat, 1)
	g.input("noise_scale_w", elemFloat, 1)
	g.output("y", elemFloat, "N", 1, "T")
	said := g.node("Gather", "said", g.floats("letters", []int64{int64(len(letters)), LetterTime}, table...), "x")
	g.node("Reshape", "y", said, g.ints("one", 1, 1, -1))
	return g.bytes()
}

// BrokenVoice looks like a voice from outside and cannot be run.
func BrokenVoice() []byte {
	g := &graph{meta: VoiceMeta()}
	g.input("x", elemInt64, "N", "L")
	g.output("y", elemFloat, "N", 1, "T")
	g.node("NoSuchOperation", "y", "x")
	return g.bytes()
}

// TreacherousVoice loads, and ends the process at the last of the letters, the
// full stop.
func TreacherousVoice() []byte { return hums(VoiceMeta(), Letters()[:len(Letters())-1]) }
