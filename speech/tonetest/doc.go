// Package tonetest makes models that know tones instead of speech: real ONNX
// files, written by this package, that the real recogniser loads and runs. The
// transducer turns each tone into a word; the voice detector takes anything
// loud for speech. They prove that sound goes all the way to a text, in the
// shape that real models have. They recognise no human being.
package tonetest
