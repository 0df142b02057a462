package tonetest

// The numbers below are field numbers and enumerators of onnx.proto, IR
// version 8: https://github.com/onnx/onnx/blob/v1.15.0/onnx/onnx.proto
const (
	irVersion = 8
	opset     = 13

	elemFloat = 1
	elemInt64 = 7

	attrInt  = 2
	attrInts = 7
)

// graph is an ONNX model under construction.
type graph struct {
	body message // GraphProto
	meta map[string]string
}

// dim is a dimension: its size, or its name where it is free.
type dim any

func shaped(name string, elem int64, dims []dim) message {
	var shape message
	for _, d := range dims {
		var one message
		switch d := d.(type) {
		case int:
			one.number(1, int64(d))
		case string:
			one.text(2, d)
		}
		shape.bytes(1, one)
	}
	var tensor, kind, value message
	tensor.number(1, elem)
	tensor.bytes(2, shape)
	kind.bytes(1, tensor)
	value.text(1, name)
	value.bytes(2, kind)
	return value
}

func (g *graph) input(name string, elem int64, dims ...dim) {
	g.body.bytes(11, shaped(name, elem, dims))
}

func (g *graph) output(name string, elem int64, dims ...dim) {
	g.body.bytes(12, shaped(name, elem, dims))
}

// floats adds a constant and returns its name.
func (g *graph) floats(name string, dims []int64, values ...float32) string {
	return g.constant(name, elemFloat, dims, floats32(values))
}

func (g *graph) ints(name string, values ...int64) string {
	return g.constant(name, elemInt64, []int64{int64(len(values))}, ints64(values))
}

func (g *graph) constant(name string, elem int64, dims []int64, raw []byte) string {
	var tensor message
	for _, d := range dims {
		tensor.number(1, d)
	}
	tensor.number(2, elem)
	tensor.text(8, name)
	tensor.bytes(9, raw)
	g.body.bytes(5, tensor)
	return name
}

// node adds an operation and returns the name of its result.
func (g *graph) node(op, result string, inputs ...string) string {
	return g.nodeWith(op, result, nil, inputs...)
}

func (g *graph) nodeWith(op, result string, attributes []message, inputs ...string) string {
	var n message
	for _, in := range inputs {
		n.text(1, in)
	}
	n.text(2, result)
	n.text(3, result)
	n.text(4, op)
	for _, a := range attributes {
		n.bytes(5, a)
	}
	g.body.bytes(1, n)
	return result
}

func intAttr(name string, v int64) message {
	var a message
	a.text(1, name)
	a.number(3, v)
	a.number(20, attrInt)
	return a
}

func intsAttr(name string, values ...int64) message {
	var a message
	a.text(1, name)
	for _, v := range values {
		a.number(8, v)
	}
	a.number(20, attrInts)
	return a
}

// bytes is the finished ModelProto.
func (g *graph) bytes() []byte {
	var m, set message
	m.number(1, irVersion)
	m.text(2, "tiepdan tonetest")
	body := append(message{}, g.body...)
	body.text(2, "tones")
	m.bytes(7, body)
	set.text(1, "")
	set.number(2, opset)
	m.bytes(8, set)
	for key, value := range g.meta {
		var entry message
		entry.text(1, key)
		entry.text(2, value)
		m.bytes(14, entry)
	}
	return m
}

// Broken returns a file that is an ONNX model from outside and cannot be run:
// the library that loads it ends its process.
func Broken() []byte {
	g := &graph{}
	g.input("x", elemFloat, "N")
	g.output("y", elemFloat, "N")
	g.node("NoSuchOperation", "y", "x")
	return g.bytes()
}
