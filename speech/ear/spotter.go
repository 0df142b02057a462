package ear

import (
	"fmt"
	"strconv"
	"strings"

	sherpa "github.com/k2-fsa/sherpa-onnx-go-linux"

	"tiepdan/speech/models"
)

// keywordBoost makes the words a little likelier than what else could be heard;
// with less, a word is lost among the spotter's four hypotheses.
const keywordBoost = 1.5

// spotter notices words in sound that never ends.
type spotter struct {
	k      *sherpa.KeywordSpotter
	stream *sherpa.OnlineStream // nil before the first sound
	words  []string
	hush   hush
}

// newSpotter loads a model for the words and lets it hear a second of nothing:
// what does not fit ends the process here.
func newSpotter(m *models.Model, w Wake) (*spotter, error) {
	var lines strings.Builder
	for i, words := range w.Words {
		tokens, err := m.Spell(words)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&lines, "%s :%g #%g @%d\n", strings.Join(tokens, " "), keywordBoost, w.Threshold, i)
	}
	c := &sherpa.KeywordSpotterConfig{
		FeatConfig: sherpa.FeatureConfig{SampleRate: Rate, FeatureDim: 80}, MaxActivePaths: 4,
		KeywordsScore: keywordBoost, KeywordsThreshold: w.Threshold, KeywordsBuf: lines.String(), KeywordsBufSize: lines.Len(),
	}
	c.ModelConfig.Transducer = sherpa.OnlineTransducerModelConfig{Encoder: m.Path("encoder"), Decoder: m.Path("decoder"), Joiner: m.Path("joiner")}
	c.ModelConfig.Tokens, c.ModelConfig.ModelType, c.ModelConfig.Provider, c.ModelConfig.NumThreads = m.Path("tokens"), "zipformer2", "cpu", 1
	k := sherpa.NewKeywordSpotter(c)
	if k == nil {
		return nil, fmt.Errorf("cannot load model %s: sherpa-onnx refused it", m.Name)
	}
	s := &spotter{k: k, words: w.Words}
	s.Word(make([]float32, Rate))
	s.Reset()
	return s, nil
}

// Word hears more sound and returns the words that ended in it, "" for none.
func (s *spotter) Word(samples []float32) string {
	if s.stream == nil {
		s.stream = sherpa.NewKeywordStream(s.k)
	}
	s.stream.AcceptWaveform(Rate, samples)
	pause := s.hush.over(samples)
	for s.k.IsReady(s.stream) {
		s.k.Decode(s.stream)
		i, err := strconv.Atoi(s.k.GetResult(s.stream).Keyword)
		if err == nil && i >= 0 && i < len(s.words) {
			s.Reset()
			return s.words[i]
		}
	}
	if pause {
		s.Reset() // sherpa-onnx 1.13 judges a second try by how sure it was of the first
	}
	return ""
}

// Reset forgets what was heard: half a word before a gap is no word.
func (s *spotter) Reset() {
	if s.stream != nil {
		sherpa.DeleteOnlineStream(s.stream)
		s.stream = nil
	}
}

func (s *spotter) close() {
	s.Reset()
	sherpa.DeleteKeywordSpotter(s.k)
}

// Wake says what wakes the robot; without words, nothing does.
type Wake struct {
	Words     []string
	Threshold float32 // how sure it must be, 0 to 1
	Model     string  // its name; "" takes the first
}
