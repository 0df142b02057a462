// Package engine is the inside of speechd: it turns sentences into sound.
//
// A sentence is a chime (three calm tones made in code) followed by speech
// from a Synth; the one here is espeak-ng, run as a program because its
// licence is GPL-3. Sound goes to a Sink: the machine's sound device through
// malgo (PulseAudio first, then ALSA), or one WAV file per sentence where the
// machine has no sound. Requests by voice come from the machine's microphone
// through malgo and are heard by package ear; the robot does not listen while it
// speaks. Serve speaks the protocol of package wire.
//
// Everything inside is 16-bit mono at Rate. A Synth with another rate
// resamples itself; a Synth that speaks in pieces emits them as they come.
package engine
