package ear

import (
	"fmt"
	"runtime"

	sherpa "github.com/k2-fsa/sherpa-onnx-go-linux"

	"tiepdan/speech/models"
)

// Settings of the detector, in seconds. Silero notices the end of a voice about
// 50 to 100 ms late, and later where a fan blows: 0.4 makes that half a second
// of silence. A syllable such as "có" is 150 ms of voice or more.
const (
	speechOver = 0.4
	leastWord  = 0.1
	keptByVAD  = 30
)

// silero is Silero's voice detector.
type silero struct{ v *sherpa.VoiceActivityDetector }

// newSilero loads a detector. A file that is no detector ends the process.
func newSilero(m *models.Model) (*silero, error) {
	v := sherpa.NewVoiceActivityDetector(&sherpa.VadModelConfig{
		SileroVad: sherpa.SileroVadModelConfig{
			Model: m.Path("model"), Threshold: 0.5, MinSilenceDuration: speechOver, MinSpeechDuration: leastWord,
			WindowSize: window, MaxSpeechDuration: keptByVAD,
		},
		SampleRate: Rate, NumThreads: 1, Provider: "cpu",
	}, keptByVAD)
	if v == nil {
		return nil, fmt.Errorf("cannot load model %s: sherpa-onnx refused it", m.Name)
	}
	s := &silero{v}
	s.Speech(make([]float32, window))
	s.Reset()
	return s, nil
}

func (s *silero) Speech(samples []float32) bool {
	s.v.AcceptWaveform(samples)
	for !s.v.IsEmpty() { // the sound itself is kept by the request
		s.v.Pop()
	}
	return s.v.IsSpeech()
}

func (s *silero) Reset() { s.v.Reset(); s.v.Clear() }
func (s *silero) close() { sherpa.DeleteVoiceActivityDetector(s.v) }

// transducer is an offline zipformer.
type transducer struct{ r *sherpa.OfflineRecognizer }

// newTransducer loads a recogniser and lets it hear half a second of nothing:
// parts that do not fit together end the process here, not at a visitor.
func newTransducer(m *models.Model) (*transducer, error) {
	c := &sherpa.OfflineRecognizerConfig{
		FeatConfig:     sherpa.FeatureConfig{SampleRate: Rate, FeatureDim: 80},
		DecodingMethod: "greedy_search",
	}
	c.ModelConfig.Transducer = sherpa.OfflineTransducerModelConfig{Encoder: m.Path("encoder"), Decoder: m.Path("decoder"), Joiner: m.Path("joiner")}
	c.ModelConfig.Tokens, c.ModelConfig.ModelType, c.ModelConfig.Provider = m.Path("tokens"), "transducer", "cpu"
	c.ModelConfig.NumThreads = min(runtime.NumCPU(), 2) // the window needs one too
	r := sherpa.NewOfflineRecognizer(c)
	if r == nil {
		return nil, fmt.Errorf("cannot load model %s: sherpa-onnx refused it", m.Name)
	}
	t := &transducer{r}
	t.Text(make([]float32, Rate/2))
	return t, nil
}

func (t *transducer) Text(samples []float32) string {
	if len(samples) == 0 {
		return ""
	}
	s := sherpa.NewOfflineStream(t.r)
	defer sherpa.DeleteOfflineStream(s)
	s.AcceptWaveform(Rate, samples)
	t.r.Decode(s)
	return s.GetResult().Text
}

func (t *transducer) close() { sherpa.DeleteOfflineRecognizer(t.r) }
