package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"tiepdan/speech/ear"
	"tiepdan/speech/engine"
	"tiepdan/speech/music"
	"tiepdan/speech/wire"
)

// options are the command line.
type options struct {
	output, wavDir, voice, espeak, clips string
	speed                                int

	input, models, lang string
	bad                 []string
	wake                ear.Wake
	most                time.Duration

	music, musicDir string
	musicDB         int

	speak               string
	sweep               int
	transcribe, version bool
	files               []string
}

func parse(args []string, complaints io.Writer) (*options, error) {
	o := &options{}
	fs := flag.NewFlagSet("speechd", flag.ContinueOnError)
	fs.SetOutput(complaints)
	fs.StringVar(&o.output, "output", string(engine.Auto), "where sound goes: auto (a device, else files), device, wav")
	fs.StringVar(&o.wavDir, "wav-dir", "", "directory for WAV files, one a sentence, the newest 200 kept")
	fs.StringVar(&o.voice, "voice", "vi", "espeak-ng voice for Vietnamese: vi, vi-vn-x-central, vi-vn-x-south")
	fs.IntVar(&o.speed, "speed", engine.DefaultSpeed, "words a minute, 80 to 450")
	fs.StringVar(&o.espeak, "espeak", "espeak-ng", "the espeak-ng program")
	fs.StringVar(&o.clips, "clips", "", "directory for sentences made ahead, at most 64 MiB; empty keeps them in memory only")
	fs.StringVar(&o.input, "input", "none", "what is heard: none, auto (the microphone), or a .wav file, 16 kHz mono, which each request hears from its beginning")
	fs.StringVar(&o.models, "models", "", "directory of models for hearing and for neural voices (kioskctl models install)")
	fs.Func("bad-model", "sum of a model that must not be loaded; may be repeated", func(sum string) error {
		o.bad = append(o.bad, sum)
		return nil
	})
	fs.DurationVar(&o.most, "listen-most", 15*time.Second, "the longest request, 3s to 18s")
	fs.Func("wake-words", "words that wake the robot; may be repeated", func(words string) error {
		o.wake.Words = append(o.wake.Words, words)
		return nil
	})
	threshold := fs.Float64("wake-threshold", 0.35, "how sure it must be of them, more than 0 and less than 1")
	fs.StringVar(&o.wake.Model, "wake-model", "", "the model that notices them; default: the first of its kind")
	fs.StringVar(&o.music, "music", "off", "what music there is: off, built-in (a quiet piece of our own), files")
	fs.StringVar(&o.musicDir, "music-dir", "", "with --music=files: the directory (WAV, FLAC, Ogg Vorbis, MP3); while it has none the built-in piece plays")
	fs.IntVar(&o.musicDB, "music-db", 18, "how far music lies below speech, in dB, 1 to 60")
	fs.BoolVar(&o.transcribe, "transcribe", false, "write what the .wav files after the flags say, one JSON object a file, and end")
	fs.StringVar(&o.speak, "speak", "", "let the neural voice say this into spoken.wav in --wav-dir, print how long it took, and end")
	fs.IntVar(&o.sweep, "sweep", 0, "play a sweep at this volume, 1 to 100, on the device, print what the microphone heard of it, and end")
	fs.StringVar(&o.lang, "lang", "vi", "with --transcribe and --speak: the language, vi or en")
	fs.BoolVar(&o.version, "version", false, "print the version and exit")
	if err := fs.Parse(args); err != nil {
		return nil, fmt.Errorf("cannot read the flags: %w", err)
	}
	o.files, o.wake.Threshold = fs.Args(), float32(*threshold)
	return o, o.check()
}

func (o *options) check() error {
	switch {
	case o.speed < 80 || o.speed > 450, len(o.files) > 0 && !o.transcribe:
		return fmt.Errorf("cannot start: speed %d (80 to 450), unexpected arguments %q", o.speed, o.files)
	case o.input != "none" && o.input != "auto" && !strings.HasSuffix(o.input, ".wav"):
		return fmt.Errorf("cannot start: input %q, want none, auto or a .wav file", o.input)
	case (o.input != "none" || o.transcribe) && o.models == "":
		return errors.New("cannot start: nothing can be heard without --models")
	case o.most < 3*time.Second || o.most > 18*time.Second:
		return fmt.Errorf("cannot start: listen-most %v, want 3s to 18s", o.most)
	}
	return errors.Join(o.checkMusic(), o.checkSpeak(), o.checkWake())
}

func (o *options) checkMusic() error {
	switch {
	case o.music != "off" && o.music != "built-in" && o.music != "files":
		return fmt.Errorf("cannot start: music %q, want off, built-in or files", o.music)
	case o.music == "files" && o.musicDir == "":
		return errors.New("cannot start: music files need --music-dir")
	case o.musicDB < 1 || o.musicDB > 60:
		return fmt.Errorf("cannot start: music-db %d, want 1 to 60", o.musicDB)
	}
	return nil
}

func (o *options) checkWake() error {
	switch {
	case len(o.wake.Words) == 0:
		return nil
	case o.input == "none":
		return errors.New("cannot start: wake words without --input")
	case o.wake.Threshold <= 0 || o.wake.Threshold >= 1:
		return fmt.Errorf("cannot start: wake-threshold %g, want more than 0 and less than 1", o.wake.Threshold)
	}
	for _, words := range o.wake.Words {
		if strings.TrimSpace(words) == "" {
			return errors.New("cannot start: wake words that are empty")
		}
	}
	return nil
}

// addMusic puts in what there is.
func (o *options) addMusic(to *engine.Options) {
	to.MusicDB = o.musicDB
	switch o.music {
	case "built-in":
		to.Music = music.NewBuiltIn()
	case "files":
		to.Music = music.NewFiles(o.musicDir, music.Seed(), func(err error) { to.Logger.Warn("music trouble", slog.Any("err", err)) })
	}
}

// loads tells the parent which model is being loaded, one at a time, so that it
// knows which one ended this process.
type loads struct {
	sync.Mutex

	send *wire.Encoder[wire.Event]
}

// A parent that is gone ends Serve.
func (l *loads) begin(sum, name string) {
	_ = l.send.Encode(wire.Event{Event: wire.Loading, Model: sum, Reason: name})
}

func (l *loads) end(sum string) { _ = l.send.Encode(wire.Event{Event: wire.Loaded, Model: sum}) }

func (l *loads) endVoice(sum string) {
	_ = l.send.Encode(wire.Event{Event: wire.Loaded, Model: sum, Reason: wire.Voice})
}

func (l *loads) endWake(sum string) {
	_ = l.send.Encode(wire.Event{Event: wire.Loaded, Model: sum, Reason: wire.WakeWords})
}

func (o *options) ear(mic ear.Microphone, l *loads) ear.Options {
	return ear.Options{
		Dir: o.models, Mic: mic, Bad: o.bad, Limits: ear.Limits{Most: o.most},
		Changed: engine.TellEar(l.send), Loading: l.begin, Loaded: l.end, LoadedWake: l.endWake, Turn: l, Wake: o.wake,
	}
}

// synth is espeak-ng, behind the neural voices where there can be any.
func (o *options) synth(to *engine.Options, l *loads) {
	e := engine.Espeak{Path: o.espeak, Voice: o.voice, Speed: o.speed}
	idle := e
	idle.Idle = true
	c := engine.ChainOptions{Last: engine.NewWarm(e), Ahead: idle, Named: fmt.Sprintf("espeak-ng %s %d", o.voice, o.speed), Logger: to.Logger}
	if o.models != "" {
		c.Neural = engine.NewVoices(engine.VoicesOptions{
			Dir: o.models, Bad: o.bad, Loading: l.begin, Loaded: l.endVoice, Turn: l, Speed: o.speed, Logger: to.Logger,
		})
	}
	if o.clips != "" {
		var err error
		if c.Store, err = engine.NewStore(o.clips, engine.StoreBytes); err != nil {
			to.Logger.Warn("sentences made ahead are kept in memory only", slog.Any("err", err))
		}
	}
	to.Synth = engine.NewChain(c)
}
