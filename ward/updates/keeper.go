package updates

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/live"
)

// Way is the way to the robots, see command.Sender.
type Way interface {
	// PutUpdate puts an update before a robot, where it stays.
	PutUpdate(ctx context.Context, to schema.Topic, u schema.Update) error
	// Connection counts the connections to the broker; 0 while there is none.
	Connection() int64
	Changed() (changed <-chan struct{}, stop func())
}

// Trouble is an update that somebody is to look at.
type Trouble struct {
	Of     schema.Topic
	Rev    int64
	Wanted string // version
	Status string // of the robot's answer, or "stuck"
	Error  string // with it; "" for none
	Since  time.Time
}

// TroubleStuck is the status of what has not gone on for a day.
const TroubleStuck = "stuck"

// Keeping configures a Keeper.
type Keeping struct {
	Store    Store
	Way      Way
	Present  *live.Now
	Location *time.Location
	Proof    time.Duration // see Next
	Alarm    func(ctx context.Context, t Trouble) error
	Now      func() time.Time
	Logger   *slog.Logger
}

// Keeper tells the robots what they shall have, and follows what becomes of it. Make
// it with NewKeeper.
type Keeper struct {
	options Keeping

	mu   sync.Mutex // one look at a time
	on   int64      // connection that the messages below went over
	said map[schema.Topic]int64
}

// NewKeeper makes a Keeper.
func NewKeeper(o Keeping) *Keeper { return &Keeper{options: o, said: make(map[schema.Topic]int64)} }

const (
	// keepEvery is how soon what the command line gave is found, and a window opens.
	keepEvery = 5 * time.Second
	keepRest  = 200 * time.Millisecond // many changes are one
)

// Run keeps until ctx ends, and returns nil then.
func (k *Keeper) Run(ctx context.Context) error {
	heard, stop := k.options.Present.Listen()
	defer stop()
	linked, unlink := k.options.Way.Changed()
	defer unlink()
	tick := time.NewTicker(keepEvery)
	defer tick.Stop()
	for {
		if err := k.Look(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, ErrChanged) {
			k.options.Logger.LogAttrs(ctx, slog.LevelWarn, "cannot look after updates", slog.Any("error", err))
		}
		rest := time.NewTimer(keepRest)
		select {
		case <-rest.C:
		case <-ctx.Done():
			rest.Stop()
			return nil
		}
		select {
		case <-heard:
		case <-linked:
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// Look does what is due now. What is told is kept before it is said.
func (k *Keeper) Look(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.options.Now().In(k.options.Location).Truncate(time.Millisecond)
	all, err := k.options.Store.Updates(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	if changed := Next(all, k.known(), k.options.Proof, now); len(changed) > 0 {
		if err := k.options.Store.MoveUpdates(ctx, changed); err != nil {
			return err
		}
		k.log(ctx, all, changed)
		if all, err = k.options.Store.Updates(ctx); err != nil {
			return err
		}
		k.options.Present.Stored() // open pages draw it
	}
	return errors.Join(k.put(ctx, all), k.alarm(ctx, all, now))
}

// known is what the robots say of themselves.
func (k *Keeper) known() func(schema.Topic) Known {
	robots := make(map[schema.Topic]live.Robot)
	for _, r := range k.options.Present.Robots() {
		robots[schema.Topic{Commune: r.Commune, Robot: r.Name}] = r
	}
	return func(t schema.Topic) Known {
		r := robots[t]
		known := Known{Answer: r.Updated}
		if r.Info != nil {
			known.Running = r.Info.Version
		}
		return known
	}
}

// put puts before each robot what it was not told over this connection yet.
func (k *Keeper) put(ctx context.Context, all []Wish) error {
	on := k.options.Way.Connection()
	if on == 0 {
		return nil
	}
	if on != k.on {
		k.on = on
		clear(k.said)
	}
	var wrong error
	for _, w := range all {
		if w.Said == "" || k.said[w.To] == w.Rev {
			continue
		}
		if err := k.options.Way.PutUpdate(ctx, w.To, w.Message()); err != nil {
			wrong = errors.Join(wrong, err)
			continue
		}
		k.said[w.To] = w.Rev
	}
	return wrong
}

// alarm raises an alert about each update that went wrong, once.
func (k *Keeper) alarm(ctx context.Context, all []Wish, now time.Time) error {
	var raised []Wish
	var wrong error
	for _, w := range all {
		stuck := w.IsStuck(now)
		if w.Alerted == w.Rev || !w.Bad() && (!stuck || w.Alerted == -w.Rev) {
			continue
		}
		t := Trouble{Of: w.To, Rev: w.Rev, Wanted: w.Version, Status: string(w.Answer.Status), Error: string(w.Answer.Error), Since: w.Since}
		if stuck {
			t.Status, t.Error = TroubleStuck, ""
		}
		if t.Since.IsZero() {
			t.Since = w.ToldAt
		}
		if err := k.options.Alarm(ctx, t); err != nil {
			wrong = errors.Join(wrong, err)
			continue
		}
		if w.Alerted = w.Rev; stuck { // it may still come to a bad end, which is news
			w.Alerted = -w.Rev
		}
		raised = append(raised, w)
	}
	if len(raised) == 0 {
		return wrong
	}
	k.options.Present.Stored()
	return errors.Join(wrong, k.options.Store.MoveUpdates(ctx, raised))
}

func (k *Keeper) log(ctx context.Context, before, changed []Wish) {
	was := make(map[schema.Topic]Wish, len(before))
	for _, w := range before {
		was[w.To] = w
	}
	for _, w := range changed {
		if old := was[w.To]; old.State == w.State && old.Said == w.Said && old.Answer.Status == w.Answer.Status {
			continue // a percent
		}
		k.options.Logger.LogAttrs(ctx, slog.LevelInfo, "update", slog.String("robot", w.To.Commune+"/"+w.To.Robot), slog.String("version", w.Version),
			slog.String("state", string(w.State)), slog.Int64("rev", w.Rev), slog.String("told", w.Said),
			slog.String("answer", string(w.Answer.Status)), slog.String("error", string(w.Answer.Error)))
	}
}
