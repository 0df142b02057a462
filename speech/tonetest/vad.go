package tonetest

// VAD returns a voice detector of the shape of Silero's version 5 that takes
// anything loud for speech.
func VAD() []byte {
	g := &graph{}
	g.input("input", elemFloat, "N", "S")
	g.input("state", elemFloat, 2, "N", 128)
	g.input("sr", elemInt64)
	g.output("output", elemFloat, "N", 1)
	g.output("stateN", elemFloat, 2, "N", 128)
	power := g.nodeWith("ReduceMean", "power", []message{intsAttr("axes", 1), intAttr("keepdims", 1)}, g.node("Mul", "square", "input", "input"))
	over := g.node("Sub", "over", power, g.floats("least", []int64{1}, 0.002))
	g.node("Sigmoid", "output", g.node("Mul", "steep", over, g.floats("slope", []int64{1}, 5000)))
	g.node("Identity", "stateN", "state")
	return g.bytes()
}
