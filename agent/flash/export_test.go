package flash

// Mend is for the fuzzer.
func Mend(on Editor, folder string) error { return mend(on, 0, folder) }

// Unescape is for the fuzzer.
func Unescape(s string) string { return unescape(s) }
