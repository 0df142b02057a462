package speech

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync/atomic"
	"time"

	"tiepdan/speech/wire"
)

var (
	// ErrQueueFull means that too many sentences wait; nothing was said.
	ErrQueueFull = errors.New("too many sentences are waiting")
	// ErrDown means that the voice is not running and did not come back in
	// time, or that Run has ended; nothing was said.
	ErrDown = errors.New("the voice is not running")
	// ErrReplaced means that a guide sentence made way, for a newer one, for
	// another sentence or at Hush; it was not heard, or not to its end.
	ErrReplaced = errors.New("a guide sentence made way")
)

// Options for New. Only Path is required.
type Options struct {
	// Path of the program speechd; Args go before the client's own flags.
	Path string
	Args []string
	// Voice is the espeak-ng voice for Vietnamese; empty means "vi".
	Voice string
	// Output is "auto" (the default: a device, else WAV files), "device" or
	// "wav"; WAVDir is where the files go.
	Output string
	WAVDir string
	// Volume in percent, 1 to 100; 0 means 80.
	Volume int
	// VolumeAt is the volume at a time of day, in percent, in place of Volume;
	// nil leaves it the same all day.
	VolumeAt func(time.Time) int
	// Music is "off" (the default), "built-in" (our own piece) or "files", those
	// of MusicDir. It lies MusicDB below speech; 0 means 18.
	Music    string
	MusicDir string
	MusicDB  int
	// ReadNumber is how ticket numbers are read; empty means Digits.
	ReadNumber Style
	// Queue bounds the sentences that wait; 0 means 16.
	Queue int
	// Heartbeat is how often speechd is asked whether it lives; silent for
	// three of them, it is killed. 0 means 1 s.
	Heartbeat time.Duration
	// OnLink is told when the voice comes, goes or changes its output, with a
	// detail for the operator. It is called from Run and must not block.
	OnLink func(up bool, detail string)
	// Input is what is heard: "none" (the default), "auto" (the microphone) or
	// a .wav file. Models is the directory with what recognises speech, and
	// with neural voices; ListenMost the longest request; 0 means 15 s.
	Input      string
	Models     string
	ListenMost time.Duration
	// OnEar is told the languages in which requests can be heard, with a detail
	// for the operator; none when nothing can be heard. It must not block.
	OnEar func(langs []string, detail string)
	// WakeWords wake the robot, by a model that is installed for them (WakeModel,
	// or the first); WakeThreshold is how sure it must be, 0 to 1; 0 means 0.35.
	WakeWords     []string
	WakeThreshold float64
	WakeModel     string
	// Fixed are sentences that are said again and again, word for word. They are
	// made ahead while there is nothing to say, so that they are heard at once;
	// only their Lang and Text matter. Clips is the directory that keeps them for
	// the next start, at most 64 MiB; empty keeps them in memory only.
	Fixed  []Sentence
	Clips  string
	Logger *slog.Logger
}

// Sentence is something to say.
type Sentence struct {
	// ID is repeated in logs and in the name of a WAV file.
	ID string
	// Lang is "vi" or "en".
	Lang string
	// Text as written; it is normalised before it is spoken.
	Text string
	// Chime asks for three tones first.
	Chime bool
	// Urgent sentences go before those that wait. They interrupt none but a
	// guide sentence.
	Urgent bool
	// Guide sentences say where one is on the screen. A newer one replaces the
	// one that waits or is being spoken, and so only the newest is ever said.
	// They wait behind all others, even if Urgent, and are broken off by one
	// that comes.
	Guide bool
	// Alarm is heard at full volume at every hour, and before those that wait.
	Alarm bool
}

// Client is the voice. Say may be called from any goroutine while Run runs.
type Client struct {
	opts  Options
	queue *queue
	ears  ears
	music atomic.Bool // is wanted
	log   *slog.Logger
}

// New checks the options. It starts nothing.
func New(o Options) (*Client, error) {
	o.fill()
	if err := o.check(); err != nil {
		return nil, fmt.Errorf("cannot set up the voice: %w", err)
	}
	return &Client{opts: o, queue: newQueue(o.Queue), ears: ears{onEar: o.OnEar, why: "the voice has not begun"}, log: o.Logger}, nil
}

// fill puts the defaults in.
func (o *Options) fill() {
	o.Voice = or(o.Voice, "vi")
	o.Output = or(o.Output, "auto")
	o.ReadNumber = or(o.ReadNumber, Digits)
	o.Volume = or(o.Volume, 80)
	if o.VolumeAt == nil {
		always := o.Volume
		o.VolumeAt = func(time.Time) int { return always }
	}
	o.Music = or(o.Music, "off")
	o.MusicDB = or(o.MusicDB, 18)
	o.Queue = or(o.Queue, 16)
	o.Heartbeat = or(o.Heartbeat, time.Second)
	o.Input = or(o.Input, "none")
	o.WakeThreshold = or(o.WakeThreshold, 0.35)
	o.ListenMost = or(o.ListenMost, 15*time.Second)
	if o.OnEar == nil {
		o.OnEar = func([]string, string) {}
	}
	if o.OnLink == nil {
		o.OnLink = func(bool, string) {}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
}

// check returns all that is wrong, at once.
func (o *Options) check() error {
	var errs []error
	refuse := func(bad bool, format string, a ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, a...))
		}
	}
	refuse(o.Path == "", "no path of speechd")
	refuse(o.Output != "auto" && o.Output != "device" && o.Output != "wav", "output %q, want auto, device or wav", o.Output)
	refuse(o.Output == "wav" && o.WAVDir == "", "output wav needs a directory")
	refuse(o.Volume < 0 || o.Volume > 100, "volume %d, want 1 to 100", o.Volume)
	refuse(o.ReadNumber != Digits && o.ReadNumber != Grouped, "reading of numbers %q, want digits or grouped", o.ReadNumber)
	refuse(o.Input != "none" && o.Models == "", "input %q needs a directory of models", o.Input)
	refuse(o.ListenMost < 3*time.Second || o.ListenMost > 18*time.Second, "longest request %v, want 3s to 18s", o.ListenMost)
	refuse(len(o.WakeWords) > 0 && o.Input == "none", "wake words without an input")
	refuse(o.WakeThreshold < 0 || o.WakeThreshold >= 1, "wake threshold %g, want more than 0 and less than 1", o.WakeThreshold)
	refuse(len(o.Fixed) > MaxFixed, "%d fixed sentences, at most %d", len(o.Fixed), MaxFixed)
	refuse(o.Queue < 0 || o.Heartbeat < 0, "queue %d and heartbeat %v, want more than 0", o.Queue, o.Heartbeat)
	return errors.Join(append(errs, o.checkMusic())...)
}

// or returns v, or the default where v is the zero value.
func or[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}

// Say speaks a sentence and returns nil once it has been spoken (or, without a
// sound device, written). It waits for those before it. An error means that it
// was not heard, or not to its end: ErrQueueFull and ErrDown at the extremes,
// otherwise the reason; when ctx ends, the sentence is broken off. A guide
// sentence that makes way returns ErrReplaced at once.
func (c *Client) Say(ctx context.Context, s Sentence) error {
	text := Normalise(s.Text, s.Lang, c.opts.ReadNumber)
	switch {
	case s.Lang != "vi" && s.Lang != "en":
		return fmt.Errorf("cannot say sentence %s: unknown language %q, want vi or en", s.ID, s.Lang)
	case text == "":
		return fmt.Errorf("cannot say sentence %s: there are no words in it", s.ID)
	case len(text) > wire.MaxText:
		return fmt.Errorf("cannot say sentence %s: it has %d bytes, at most %d", s.ID, len(text), wire.MaxText)
	}
	ctx, leave := context.WithCancelCause(ctx)
	defer leave(nil)
	j := &job{left: ctx.Done(), leave: leave, rank: rankOf(s), asked: time.Now(), done: make(chan error, 1), req: wire.Request{
		ID: s.ID, Op: wire.OpSay, Lang: s.Lang, Text: text, Chime: s.Chime, Volume: c.volumeOf(s),
	}}
	err := c.queue.push(j)
	if err == nil {
		select {
		case err = <-j.done:
		case <-ctx.Done():
			c.queue.remove(j)
			err = context.Cause(ctx)
		}
	}
	if err != nil {
		return fmt.Errorf("cannot say sentence %s: %w", s.ID, err)
	}
	return nil
}

// Hush stops the guide sentence that waits or is being spoken, if any: the
// visitor left. Its Say returns ErrReplaced. Other sentences go on.
func (c *Client) Hush() { c.queue.hush() }

// flags are the command line of the child.
func (c *Client) flags() []string {
	args := append([]string{}, c.opts.Args...)
	args = append(args, "--output="+c.opts.Output, "--wav-dir="+c.opts.WAVDir, "--voice="+c.opts.Voice)
	if c.opts.Clips != "" {
		args = append(args, "--clips="+c.opts.Clips)
	}
	if c.opts.Music != "off" {
		args = append(args, "--music="+c.opts.Music, "--music-dir="+c.opts.MusicDir, "--music-db="+strconv.Itoa(c.opts.MusicDB))
	}
	if c.opts.Models != "" {
		args = append(append(args, "--models="+c.opts.Models), c.ears.flags()...)
	}
	if c.opts.Input != "none" {
		args = append(args, "--input="+c.opts.Input, "--listen-most="+c.opts.ListenMost.String())
		args = append(args, c.opts.wakeFlags()...)
	}
	return args
}
