package tonetest

import (
	"fmt"
	"maps"
	"math"
	"strconv"
	"strings"
)

// The feature bank that the recogniser computes: 80 triangles, evenly spaced
// on the mel scale.
const (
	melBins    = 80
	melLow     = 20.0
	melHigh    = 7600.0
	firstBin   = 16
	binsApart  = 5
	maxWords   = (melBins-firstBin)/binsApart - 1
	subsample  = 4
	context    = 2
	firstToken = 2 // 0 is blank, 1 is unknown
)

// Words are what the tones of the tone models mean, in order.
func Words() []string {
	return []string{"giấy", "khai", "sinh", "có", "không", "chứng", "thực", "bản", "sao", "kết", "hôn"}
}

func mel(hz float64) float64 { return 1127 * math.Log(1+hz/700) }

// Tone is the frequency of a word by its place in Words, in Hz.
func Tone(word int) float64 {
	step := (mel(melHigh) - mel(melLow)) / (melBins + 1)
	center := mel(melLow) + float64(firstBin+binsApart*word+1)*step
	return 700 * (math.Exp(center/1127) - 1)
}

// Transducer returns the files of an offline zipformer transducer's shape that
// hears the tones of words: encoder.onnx, decoder.onnx, joiner.onnx and
// tokens.txt.
func Transducer(words []string) map[string][]byte {
	if len(words) > maxWords {
		words = words[:maxWords]
	}
	return map[string][]byte{
		"encoder.onnx": encoder(len(words)), "decoder.onnx": Decoder(len(words), DecoderMeta(len(words))),
		"joiner.onnx": joiner(len(words)), "tokens.txt": tokens(words),
	}
}

func tokens(words []string) []byte {
	var b strings.Builder
	b.WriteString("<blk> 0\n<unk> 1\n")
	for i, w := range words {
		fmt.Fprintf(&b, "▁%s %d\n", w, firstToken+i)
	}
	return []byte(b.String())
}

// encoder marks the frames in which a tone begins: where the energy of its
// band rises over a threshold. A tone that goes on is one word.
func encoder(words int) []byte {
	pick := make([]float32, melBins*words)
	for w := range words {
		pick[(firstBin+binsApart*w)*words+w] = 1
	}
	g := &graph{meta: map[string]string{"model_type": "zipformer2", "comment": "tones, not speech"}}
	g.input("x", elemFloat, "N", "T", melBins)
	g.input("x_lens", elemInt64, "N")
	g.output("encoder_out", elemFloat, "N", "U", words)
	g.output("encoder_out_lens", elemInt64, "N")
	every := g.node("Slice", "every", "x", g.ints("s0", 0), g.ints("e0", math.MaxInt32), g.ints("a0", 1), g.ints("step", subsample))
	band := g.node("MatMul", "band", every, g.floats("pick", []int64{melBins, int64(words)}, pick...))
	loud := g.node("Sigmoid", "loud", g.node("Mul", "steep", band, g.floats("slope", []int64{1}, 4)))
	later := g.node("Pad", "padded", loud, g.ints("pads", 0, 1, 0, 0, 0, 0))
	before := g.node("Slice", "before", later, g.ints("s1", 0), g.ints("e1", -1), g.ints("a1", 1))
	g.node("Sub", "encoder_out", loud, before)
	rounded := g.node("Add", "rounded", "x_lens", g.ints("up", subsample-1))
	g.node("Div", "encoder_out_lens", rounded, g.ints("by", subsample))
	return g.bytes()
}

// DecoderMeta is what the recogniser reads from a decoder of so many words.
func DecoderMeta(words int) map[string]string {
	return map[string]string{"vocab_size": strconv.Itoa(firstToken + words), "context_size": strconv.Itoa(context)}
}

// Decoder is a decoder with the metadata given: it adds nothing to what was
// heard.
func Decoder(words int, meta map[string]string) []byte {
	g := &graph{meta: maps.Clone(meta)}
	g.input("y", elemInt64, "N", context)
	g.output("decoder_out", elemFloat, "N", words)
	zero := g.floats("embedding", []int64{int64(firstToken + words), int64(words)}, make([]float32, (firstToken+words)*words)...)
	all := g.node("Gather", "all", zero, "y")
	g.nodeWith("ReduceMean", "decoder_out", []message{intsAttr("axes", 1), intAttr("keepdims", 0)}, all)
	return g.bytes()
}

// joiner gives a word the word's own strength, and blank a fixed one.
func joiner(words int) []byte {
	vocab := firstToken + words
	spread, base := make([]float32, words*vocab), make([]float32, vocab)
	for w := range words {
		spread[w*vocab+firstToken+w] = 10
	}
	base[0], base[1] = 5, -20
	g := &graph{meta: map[string]string{"joiner_dim": strconv.Itoa(words)}}
	g.input("encoder_out", elemFloat, "N", words)
	g.input("decoder_out", elemFloat, "N", words)
	g.output("logit", elemFloat, "N", vocab)
	sum := g.node("Add", "sum", "encoder_out", "decoder_out")
	each := g.node("MatMul", "each", sum, g.floats("spread", []int64{int64(words), int64(vocab)}, spread...))
	g.node("Add", "logit", each, g.floats("base", []int64{int64(vocab)}, base...))
	return g.bytes()
}
