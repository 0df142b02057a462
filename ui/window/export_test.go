package window

// Plain gives options that use no shared memory.
func Plain(o Options) Options {
	o.plain = true
	return o
}
