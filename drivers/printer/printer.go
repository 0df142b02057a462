package printer

import (
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// Options says which printer and how patient to be. A zero duration takes the
// default in its comment.
type Options struct {
	Address string // see [DialerFor]; not needed with Dial
	Model   Model
	Dial    DialFunc // nil: by Address
	Logger  *slog.Logger

	// Roll is what an earlier process learned of the paper; OnRoll gets it
	// whenever there is news, from the goroutine that prints or reads, and must
	// not call back.
	Roll   Roll
	OnRoll func(Roll)

	DialTimeout       time.Duration // 5 s
	StatusTimeout     time.Duration // 2 s; a real-time reply
	ProbeTimeout      time.Duration // 1 s; an answer that a model may not have
	WriteTimeout      time.Duration // 10 s; a band of at most 2 KB
	CompletionTimeout time.Duration // 15 s; from the last byte to the confirmation
	FaultGrace        time.Duration // 1 s; for a confirmation on its way when a fault shows
	PollInterval      time.Duration // 5 s; between status polls, when no job runs
	RecoverInterval   time.Duration // 30 s; between tries to leave a fault, when no job runs
	RetryMin          time.Duration // 250 ms; first pause before opening again
	RetryMax          time.Duration // 10 s; longest pause
}

func (o Options) withDefaults() Options {
	for d, def := range map[*time.Duration]time.Duration{
		&o.DialTimeout:       5 * time.Second,
		&o.StatusTimeout:     2 * time.Second,
		&o.ProbeTimeout:      time.Second,
		&o.WriteTimeout:      10 * time.Second,
		&o.CompletionTimeout: 15 * time.Second,
		&o.FaultGrace:        time.Second,
		&o.PollInterval:      5 * time.Second,
		&o.RecoverInterval:   30 * time.Second,
		&o.RetryMin:          250 * time.Millisecond,
		&o.RetryMax:          10 * time.Second,
	} {
		if *d <= 0 {
			*d = def
		}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// Printer is one ticket printer. Run keeps its link; Print may be called from
// any goroutine at any time.
type Printer struct {
	o       Options
	changed chan Status

	// turn is held by whoever talks to the printer: a job, or a status poll.
	// What follows belongs to its holder.
	turn  chan struct{}
	torn  bool // the last job broke off; its piece may hang out uncut
	doubt *job // the last one, if it ended unconfirmed
	late  *overdue
	owed  int    // GS r requests whose answer is outstanding
	jobID uint32 // of the last job
	asked *link  // where the printer told how it confirms

	probed time.Time // when it was asked that last

	recovered time.Time // when leaving a fault was tried last

	urgent atomic.Int32 // jobs that wait for the turn and go first

	mu     sync.Mutex
	open   []*job // sent, or being sent, and not confirmed
	model  Model  // as configured, or as probed
	roll   Roll
	link   *link // nil while there is none
	status Status
	told   bool // Changed has been given a status
}

// New checks the options; it opens nothing.
func New(o Options) (*Printer, error) {
	o = o.withDefaults()
	errs := []error{o.Model.check()}
	if o.Dial == nil {
		var err error
		o.Dial, err = DialerFor(o.Address)
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("cannot set up printer: %w", err)
	}
	return &Printer{
		o:       o,
		changed: make(chan Status, 1),
		turn:    make(chan struct{}, 1),
		// An earlier process may have died in the middle of a ticket, or left a
		// request unanswered.
		torn: true,
		owed: 1,
		// Replies to an earlier process must not fit our jobs.
		jobID: rand.Uint32(), //nolint:gosec // a starting point, not a secret
		model: o.Model,
		roll:  o.Roll.sane(),
	}, nil
}

// Status is the last known state.
func (p *Printer) Status() Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.status
}

// Model is the model as configured or, once it was asked, as probed.
func (p *Printer) Model() Model {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.model
}

// Changed delivers the first status once the printer has answered or the first
// attempt to open it has failed, and then the newest after each change. It is
// for one reader; a value that was not fetched in time is replaced by the newer
// one.
func (p *Printer) Changed() <-chan Status { return p.changed }

func (p *Printer) setStatus(s Status) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tell(p.learn(s))
}

// tell passes a status on; p.mu is held.
func (p *Printer) tell(s Status) {
	if p.told && s == p.status {
		return
	}
	p.status, p.told = s, true
	select {
	case <-p.changed:
	default:
	}
	p.changed <- s
}

// attach makes l the link that jobs use; nil means none.
func (p *Printer) attach(l *link) {
	p.mu.Lock()
	p.link = l
	p.mu.Unlock()
	if l == nil {
		p.setStatus(Status{})
		return
	}
	l.observe(p.setStatus)
}

func (p *Printer) current() *link {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.link
}

// nextID numbers a job with four printable characters, as GS ( H wants.
func (p *Printer) nextID() [4]byte {
	const first, count = 0x20, 0x7E - 0x20 + 1
	p.jobID++
	var id [4]byte
	for i, n := 0, p.jobID; i < len(id); i, n = i+1, n/count {
		id[i] = byte(first + n%count)
	}
	return id
}
