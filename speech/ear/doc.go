// Package ear is the hearing of speechd: it records one request, decides when
// it has been said, and turns it into text.
//
// A voice detector (Silero's, run by sherpa-onnx) looks at each 32 ms of sound.
// Where speech begins, what was heard up to 0.8 s before is taken along, so
// that the first consonant is not lost; from then on all is decoded again every
// 400 ms for a partial text. The request ends half a second after the last
// speech, when the visitor says that she is done, or at a bound. While the
// robot itself speaks nothing is listened to.
//
// Sound lives in memory until its request is answered and is never written
// anywhere; texts go to the asker alone, not into logs.
package ear
