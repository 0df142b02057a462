package wire

// Version of the protocol. Both ends refuse a message of another version, so a
// half-updated machine says so instead of misunderstanding itself.
const Version = 1

// MaxText bounds one sentence, in bytes. It keeps a request far below the size
// of a pipe (64 KiB), so writing to a stuck child cannot block its parent.
const MaxText = 8 << 10

// MaxLine bounds one line, in bytes.
const MaxLine = 32 << 10

// Op is what kioskd asks for.
type Op string

// The operations of version 1.
const (
	OpSay  Op = "say"  // speak one sentence; sentences are spoken in order
	OpStop Op = "stop" // drop the sentence with this id, or all when empty; it answers "failed", a request heard "deaf"
	OpPing Op = "ping" // answered by "pong" at once, also while speaking

	OpPrepare Op = "prepare" // make this sentence ahead, when there is nothing else to do; see "ready"

	OpListen Op = "listen" // hear one request; answered by "heard" or "deaf", partial texts before
	OpSaid   Op = "said"   // the request with this id has been said: answer now. OpStop takes it back

	OpWatch Op = "watch" // wait for a wake word; answered by "woken", or by "deaf" when that ends otherwise. OpStop takes it back

	OpMusic Op = "music" // play music at this volume from now on; 0 is none, and stops it at once. Not answered
)

// Request is one line from kioskd to speechd.
type Request struct {
	V  int    `json:"v"`
	ID string `json:"id,omitempty"`
	Op Op     `json:"op"`
	// Lang is "vi" or "en".
	Lang string `json:"lang,omitempty"`
	// Text is already normalised: words, no digits or abbreviations.
	Text  string `json:"text,omitempty"`
	Chime bool   `json:"chime,omitempty"`
	// Volume in percent, 0 (silent) to 100.
	Volume int `json:"volume,omitempty"`
}

// Kind says what an Event reports.
type Kind string

// The events of version 1.
const (
	Hello   Kind = "hello"   // first line: program version and chosen output
	Started Kind = "started" // the first sample of the sentence went out
	Done    Kind = "done"    // the sentence has been spoken or written
	Failed  Kind = "failed"  // it was not, or not to its end; see Reason
	Pong    Kind = "pong"
	Ready   Kind = "ready"  // how many of All sentences are made ahead; with Reason the rest cannot be for now
	Output  Kind = "output" // the output or Mute changed: a device or the synthesiser lost or found
	Error   Kind = "error"  // a request that was not understood

	Partial Kind = "partial" // Text is what a request sounds like so far
	Heard   Kind = "heard"   // Text is what was said; empty when nothing was
	Deaf    Kind = "deaf"    // a request could not be heard; see Reason
	Ear     Kind = "ear"     // what can be heard changed: Langs, or Reason why nothing
	Woken   Kind = "woken"   // Text is the wake word that was said
	Loading Kind = "loading" // Model is about to be loaded: if this is the last word, it is to blame
	Loaded  Kind = "loaded"  // Model works
)

// What Reason says in "loaded" of a model that speaks, and of one that notices
// wake words; of others it says nothing.
const (
	Voice     = "voice"
	WakeWords = "wake words"
)

// Event is one line from speechd to kioskd.
type Event struct {
	V     int    `json:"v"`
	ID    string `json:"id,omitempty"`
	Event Kind   `json:"event"`
	// Reason is for the operator's log, in English.
	Reason string `json:"reason,omitempty"`
	// WAV is the path of the file written, when there was no device. With
	// "failed" it holds what would have been heard until the stop.
	WAV string `json:"wav,omitempty"`
	// Program is the version of speechd, in "hello".
	Program string `json:"program,omitempty"`
	// Output names where sound goes, in "hello" and "output".
	Output string `json:"output,omitempty"`
	// Mute says, in "hello" and "output", why nothing can be spoken at all;
	// empty when it can.
	Mute string `json:"mute,omitempty"`
	// Ready and All count the sentences to be made ahead, in "ready".
	Ready int `json:"ready,omitempty"`
	All   int `json:"all,omitempty"`
	// Langs, in "ear", are the languages that can be heard, "vi en"; none means that
	// nothing can, and Reason says why.
	Langs string `json:"langs,omitempty"`
	// Wake, in "ear", are the words that wake the robot; WakeWhy says why none do
	// although some should.
	Wake    string `json:"wake,omitempty"`
	WakeWhy string `json:"wake_why,omitempty"`
	// Input names the microphone, in "ear".
	Input string `json:"input,omitempty"`
	// Text is what somebody said. It is for the screen and for understanding,
	// and must never be written down.
	Text string `json:"text,omitempty"`
	// Model is the sum of one, in "loading" and "loaded"; Reason is its name in
	// the first, and in the second what it is for.
	Model string `json:"model,omitempty"`
}
