package ear

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tiepdan/speech/models"
)

// Microphone is where sound comes from.
type Microphone interface {
	// Check names the microphone, or says why there is none. It records nothing.
	Check() (name string, err error)
	// Record calls take with consecutive samples, 16-bit mono at Rate, until
	// ctx ends, or until it returns an error because the microphone was lost.
	Record(ctx context.Context, take func([]int16)) error
}

// State is what can be heard.
type State struct {
	Langs  []string // Vietnamese first; none when nothing can be heard
	Input  string   // the microphone
	Reason string   // why nothing can be heard, or not all

	Wake    string // the words that wake the robot; "" when none do
	WakeWhy string // why none do although some should
}

func (s State) equal(o State) bool {
	return slices.Equal(s.Langs, o.Langs) && s.Input == o.Input && s.Reason == o.Reason && s.Wake == o.Wake && s.WakeWhy == o.WakeWhy
}

// Options for New.
type Options struct {
	Dir string // of models
	Mic Microphone
	// Bad are sums of models that ended a process like this one before; they
	// are not loaded.
	Bad []string
	// Changed is told what can be heard, at first and when that changes.
	Changed func(State)
	// Loading is told before a model is loaded, which may end this process, and
	// Loaded after it.
	Loading func(sum, name string)
	Loaded  func(sum string)
	// LoadedWake is told of the model for wake words; nil tells Loaded.
	LoadedWake func(sum string)
	// Turn is held while a model is loaded, so that it is known which one ended
	// the process; others that load models share it. It may be nil.
	Turn   sync.Locker
	Limits Limits
	Wake   Wake
	// Every is how often models and the microphone are looked for; 0 means 5 s.
	Every time.Duration
}

// Ear hears requests.
type Ear struct {
	o        Options
	speaking atomic.Int32 // sounds that the robot makes
	hearing  atomic.Bool  // a request is being heard

	mu    sync.Mutex // held while one request is heard, or models are loaded
	print string     // of the directory, when last loaded
	why   string     // models are missing
	vad   *silero
	asr   map[string]*transducer

	wake watch

	stateMu sync.Mutex
	state   State
	told    bool
}

// New returns an Ear that loads nothing before Run.
func New(o Options) *Ear {
	if o.Every == 0 {
		o.Every = 5 * time.Second
	}
	if o.LoadedWake == nil {
		o.LoadedWake = o.Loaded
	}
	return &Ear{o: o, asr: map[string]*transducer{}}
}

// Speaking says that the robot begins to speak; the function returned, that it
// ends.
func (e *Ear) Speaking() (ends func()) {
	e.speaking.Add(1)
	return func() { e.speaking.Add(-1) }
}

// Run looks for models and for the microphone until ctx ends.
func (e *Ear) Run(ctx context.Context) {
	tick := time.NewTicker(e.o.Every)
	defer tick.Stop()
	defer e.unload()
	for {
		e.Look()
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Look brings what can be heard up to date, unless a request is being heard.
func (e *Ear) Look() {
	if !e.mu.TryLock() {
		return
	}
	if now := models.Fingerprint(e.o.Dir); now != e.print || e.why == "" && e.vad == nil {
		e.print = now
		e.load()
	}
	s := State{Reason: e.why}
	for lang := range e.asr {
		s.Langs = append(s.Langs, lang)
	}
	e.mu.Unlock()
	slices.Sort(s.Langs)
	slices.Reverse(s.Langs)
	if len(s.Langs) > 0 {
		name, err := e.o.Mic.Check()
		s.Input = name
		if err != nil {
			s.Langs, s.Reason = nil, err.Error()
		}
	}
	e.wakeState(&s)
	e.tell(s)
}

func (e *Ear) tell(s State) {
	e.stateMu.Lock()
	defer e.stateMu.Unlock()
	if !e.told || !e.state.equal(s) {
		e.told, e.state = true, s
		e.o.Changed(s)
	}
}

// errNoModel is why nothing is heard on a robot that nobody set up for it.
var errNoModel = errors.New("no recognition model is installed: kioskctl models install")

// load takes the models of the directory in place of those before; mu is held.
func (e *Ear) load() {
	e.drop()
	found, err := models.List(e.o.Dir)
	if err != nil {
		e.why = err.Error()
		return
	}
	e.loadWake(found)
	var errs []error
	for _, f := range found {
		if f.Err != nil {
			errs = append(errs, fmt.Errorf("model %s: %w", f.Name, f.Err))
		}
	}
	asr, vad := models.Pick(found, models.ASR), models.Pick(found, models.VAD)
	switch {
	case len(asr) == 0 && len(vad) == 0 && len(errs) == 0:
		errs = append(errs, errNoModel)
	case len(asr) == 0:
		errs = append(errs, errors.New("there is no model that recognises speech (kind asr)"))
	case len(vad) == 0:
		errs = append(errs, errors.New("there is no voice detector (kind vad)"))
	default:
		errs = append(errs, e.loadAll(vad[0], asr))
	}
	e.why = reason(errors.Join(errs...))
}

func (e *Ear) loadAll(vad *models.Model, asr []*models.Model) error {
	err := e.guarded(vad, e.o.Loaded, func() (err error) { e.vad, err = newSilero(vad); return err })
	if err != nil {
		return err
	}
	var errs []error
	for _, m := range asr {
		var t *transducer
		if err := e.guarded(m, e.o.Loaded, func() (err error) { t, err = newTransducer(m); return err }); err != nil {
			errs = append(errs, err)
			continue
		}
		e.asr[m.Lang] = t
	}
	return errors.Join(errs...)
}

// guarded loads a model that is whole and has not ended a process before.
func (e *Ear) guarded(m *models.Model, loaded func(sum string), load func() error) error {
	if err := m.Verify(); err != nil {
		return err
	}
	sum := m.Sum()
	if slices.Contains(e.o.Bad, sum) {
		return fmt.Errorf("model %s ended the program that loaded it: it is not used again until it changes", m.Name)
	}
	if e.o.Turn != nil {
		e.o.Turn.Lock()
		defer e.o.Turn.Unlock()
	}
	e.o.Loading(sum, m.Name)
	if err := load(); err != nil {
		return err
	}
	loaded(sum)
	return nil
}

func reason(err error) string {
	if err == nil {
		return ""
	}
	return strings.ReplaceAll(err.Error(), "\n", "; ")
}

// drop lets go of the models; mu is held.
func (e *Ear) drop() {
	if e.vad != nil {
		e.vad.close()
	}
	for _, t := range e.asr {
		t.close()
	}
	e.vad, e.asr = nil, map[string]*transducer{}
}

func (e *Ear) unload() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.drop()
	e.wake.set(nil, nil)
}

// Listen hears one request and returns what was said, "" for nothing. The end
// of ctx takes the request back; said closes when it has been said to its end.
func (e *Ear) Listen(ctx context.Context, lang string, said <-chan struct{}, partial func(string)) (string, error) {
	if !e.hearing.CompareAndSwap(false, true) {
		return "", errors.New("another request is being heard")
	}
	defer e.hearing.Store(false)
	e.wake.yield()
	e.mu.Lock() // waits while models are loaded
	defer e.mu.Unlock()
	r, ok := e.asr[lang]
	if !ok || e.vad == nil {
		if e.why != "" {
			return "", errors.New(e.why)
		}
		return "", fmt.Errorf("there is no model for the language %q", lang)
	}
	ctx, stop := context.WithCancelCause(ctx)
	sound := make(chan []int16, 200)
	var recorder sync.WaitGroup
	defer recorder.Wait()
	defer stop(nil)
	recorder.Go(func() {
		if err := e.record(ctx, sound); err != nil {
			stop(fmt.Errorf("the microphone was lost: %w", err))
		}
	})
	return newRequest(e.vad, r, e.o.Limits, partial).run(ctx, sound, said)
}

// record passes sound on, but for what the robot says itself.
func (e *Ear) record(ctx context.Context, sound chan<- []int16) error {
	deaf := 0 // samples
	err := e.o.Mic.Record(ctx, func(piece []int16) {
		if e.speaking.Load() > 0 {
			deaf = samplesIn(afterRobot)
			return
		}
		if deaf > 0 {
			deaf -= len(piece)
			return
		}
		select {
		case sound <- slices.Clone(piece):
		case <-ctx.Done():
		}
	})
	if ctx.Err() == nil {
		return err
	}
	return nil
}

// Transcribe turns a whole recording into text, as it is.
func (e *Ear) Transcribe(lang string, samples []int16) (string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	r, ok := e.asr[lang]
	if !ok {
		return "", fmt.Errorf("there is no model for the language %q: %s", lang, e.why)
	}
	q := &request{}
	for _, s := range samples {
		q.rest = append(q.rest, float32(s)/32768)
	}
	return strings.TrimSpace(r.Text(q.rest)), nil
}
