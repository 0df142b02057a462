package tonetest

import (
	"maps"
	"strconv"
)

// The shape of the streaming encoder: chunkOver frames at once, of which
// chunkStep are new, and caches of the least size, which stay as they are.
const (
	chunkOver   = 45
	chunkStep   = 32
	cacheLength = 2
	cacheWide   = 4 // encoder_dims
)

// Spotter returns the files of a streaming zipformer transducer's shape that
// hears the tones of words: encoder.onnx, decoder.onnx, joiner.onnx and
// tokens.txt.
func Spotter(words []string) map[string][]byte {
	files := Transducer(words)
	files["encoder.onnx"] = StreamingEncoder(min(len(words), maxWords), StreamingMeta())
	return files
}

// StreamingMeta is what sherpa-onnx reads of a streaming encoder.
func StreamingMeta() map[string]string {
	return map[string]string{
		"model_type": "zipformer2", "comment": "tones, not speech", "encoder_dims": strconv.Itoa(cacheWide), "query_head_dims": "1", "value_head_dims": "1",
		"num_heads": "1", "num_encoder_layers": "1", "cnn_module_kernels": "3", "left_context_len": strconv.Itoa(cacheLength),
		"T": strconv.Itoa(chunkOver), "decode_chunk_len": strconv.Itoa(chunkStep),
	}
}

// StreamingEncoder marks the frames in which a tone begins, as that of
// Transducer does, in chunks: each looks one frame back over its own beginning.
func StreamingEncoder(words int, meta map[string]string) []byte {
	pick := make([]float32, melBins*words)
	for w := range words {
		pick[(firstBin+binsApart*w)*words+w] = 1
	}
	g := &graph{meta: maps.Clone(meta)}
	g.input("x", elemFloat, "N", chunkOver, melBins)
	g.output("encoder_out", elemFloat, "N", chunkStep/subsample, words)
	g.cache("cached_key_0", elemFloat, cacheLength, "N", 1)
	g.cache("cached_nonlin_attn_0", elemFloat, 1, "N", cacheLength, 3*cacheWide/4)
	g.cache("cached_val1_0", elemFloat, cacheLength, "N", 1)
	g.cache("cached_val2_0", elemFloat, cacheLength, "N", 1)
	g.cache("cached_conv1_0", elemFloat, "N", cacheWide, 1)
	g.cache("cached_conv2_0", elemFloat, "N", cacheWide, 1)
	g.cache("embed_states", elemFloat, "N", 128, 3, 19)
	g.cache("processed_lens", elemInt64, "N")
	every := g.node("Slice", "every", "x", g.ints("s0", 0), g.ints("e0", chunkStep+1), g.ints("a0", 1), g.ints("step", subsample))
	band := g.node("MatMul", "band", every, g.floats("pick", []int64{melBins, int64(words)}, pick...))
	loud := g.node("Sigmoid", "loud", g.node("Mul", "steep", band, g.floats("slope", []int64{1}, 40)))
	before := g.node("Slice", "before", loud, g.ints("s1", 0), g.ints("e1", -1), g.ints("a1", 1))
	after := g.node("Slice", "after", loud, g.ints("s2", 1), g.ints("e2", chunkStep/subsample+1), g.ints("a2", 1))
	g.node("Sub", "encoder_out", after, before)
	return g.bytes()
}

// cache is an input that comes out as it is.
func (g *graph) cache(name string, elem int64, dims ...dim) {
	g.input(name, elem, dims...)
	g.output("new_"+name, elem, dims...)
	g.node("Identity", "new_"+name, name)
}
