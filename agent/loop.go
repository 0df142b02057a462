package agent

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"tiepdan/kiosk"
)

const (
	// Each one wakes an idle robot. What watches the loop, here and in systemd,
	// must have more patience than this.
	aliveEvery = 10 * time.Second
	storeRetry = 2 * time.Second
	// A snapshot bounds what a restart has to replay.
	snapshotEvery = 1000
	// Robot positions ride with the next commit, or go by themselves then.
	lazyMost = 64
)

func (a *Agent) loop(ctx context.Context) error {
	deadline := time.NewTimer(0)
	defer deadline.Stop()
	alive := time.NewTicker(aliveEvery)
	defer alive.Stop()
	retry := alarm{Timer: time.NewTimer(storeRetry), set: true}
	defer retry.Stop()
	for {
		a.setDeadline(deadline)
		retry.arm(a.model.Fault != "")
		var err error
		select {
		case <-ctx.Done():
			return a.flush(context.WithoutCancel(ctx))
		case <-a.inbox.ready:
			err = a.takeAll(ctx)
		case <-deadline.C:
			if a.model.Fault == "" {
				err = a.step(ctx, item{msg: kiosk.Tick{}})
			}
		case <-retry.C:
			retry.set = false
			err = a.recoverStore(ctx)
		case <-alive.C:
			a.pruneDaily(ctx)
		}
		a.o.Alive()
		if err != nil && ctx.Err() == nil {
			return err
		}
	}
}

// alarm is a timer that runs only while it is wanted, so that an idle robot is
// not woken.
type alarm struct {
	*time.Timer
	set bool
}

func (a *alarm) arm(wanted bool) {
	if wanted && !a.set {
		a.Reset(storeRetry)
		a.set = true
	}
}

// pruneDaily forgets what is old once a day, on a unit that runs for months.
func (a *Agent) pruneDaily(ctx context.Context) {
	now := a.o.Now()
	if a.model.Fault != "" || now.Sub(a.pruned).Abs() < 24*time.Hour {
		return
	}
	a.pruned = now
	if err := a.o.Store.prune(ctx, now); err != nil {
		a.o.Logger.LogAttrs(ctx, slog.LevelWarn, "old journal rows were not removed", slog.String("error", err.Error()))
	}
}

func (a *Agent) setDeadline(t *time.Timer) {
	next := a.model.Deadline()
	if next.IsZero() || a.model.Fault != "" {
		t.Stop()
		return
	}
	// A clock that was set moves deadlines; looking once a minute is enough.
	t.Reset(min(max(0, next.Sub(a.o.Now())), time.Minute))
}

func (a *Agent) takeAll(ctx context.Context) error {
	for _, it := range a.inbox.take() {
		if err := a.step(ctx, it); err != nil {
			return err
		}
	}
	return nil
}

// step is one message through Update, the disk, and out. It returns an error
// only when the program must restart.
func (a *Agent) step(ctx context.Context, it item) error {
	if a.model.Fault != "" {
		a.refuse(it)
		return nil
	}
	msg := stamp(it.msg)
	began := a.o.Now()
	at := began.UTC().Round(0) // no monotonic part: a replay has none
	next, effects := a.model.Update(at, msg)
	row, body, err := rowOf(at, msg, next)
	if err != nil {
		return err
	}
	if onlyMoved(a.model, next, msg) && len(effects) == 0 && len(a.lazy) < lazyMost {
		a.lazy = append(a.lazy, row)
		a.model = next
		it.settle(nil)
		a.show()
		a.o.Stepped(Step{At: at, Kind: row.Kind, Took: a.o.Now().Sub(began)})
		return nil
	}
	events, err := a.eventsOf(at, effects)
	if err != nil {
		return err
	}
	rows := slices.Concat(a.lazy, []Row{row})
	if a.sinceSnap += len(rows); a.sinceSnap < snapshotEvery {
		body = nil
	}
	committing := a.o.Now()
	// A commit under way is finished although the program ends: half a step is none.
	if err := a.o.Store.commit(context.WithoutCancel(ctx), rows, events, body); err != nil {
		if errors.Is(err, errDiverged) {
			it.settle(err)
			return err
		}
		a.storeFailed(ctx, it, at, err)
		return nil
	}
	committed := a.o.Now()
	if body != nil {
		a.sinceSnap = 0
	}
	a.lazy, a.model = nil, next
	it.settle(nil)
	a.show()
	a.perform(ctx, effects)
	a.o.Stepped(Step{At: at, Kind: row.Kind, Took: a.o.Now().Sub(began), Commit: committed.Sub(committing)})
	return nil
}

// stamp draws what a message may not draw itself.
func stamp(m kiosk.Msg) kiosk.Msg {
	switch m := m.(type) {
	case kiosk.ServicePicked:
		m.ID, m.Token = newID(), newToken()
		return m
	case kiosk.CheckInAsked:
		m.ID, m.Token = newID(), newToken()
		return m
	case kiosk.CheckIn:
		m.ID, m.Token = newID(), newToken()
		return m
	case kiosk.Book:
		if m.ID == "" {
			m.ID = newID()
		}
		if m.Code == 0 {
			m.Code = newCode()
		}
		return m
	default:
		return m
	}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func newToken() string {
	var token [16]byte
	_, _ = rand.Read(token[:]) // never fails, by its documentation
	return base64.RawURLEncoding.EncodeToString(token[:])
}

// newCode draws the six digits of a reservation, the first of them not 0.
func newCode() int {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return 100_000 + int(binary.BigEndian.Uint64(b[:])%900_000)
}

func rowOf(at time.Time, msg kiosk.Msg, next kiosk.Model) (Row, []byte, error) {
	kind, body, err := kiosk.Encode(msg)
	if err != nil {
		return Row{}, nil, err
	}
	d, model, err := digest(next)
	if err != nil {
		return Row{}, nil, err
	}
	return Row{At: at, Kind: kind, Body: body, Digest: d}, model, nil
}

func (a *Agent) eventsOf(at time.Time, effects []kiosk.Effect) ([]Record, error) {
	var out []Record
	for _, e := range effects {
		p, ok := e.(kiosk.Publish)
		if !ok {
			continue
		}
		kind, body, err := a.o.Encode(p.Event)
		if err != nil {
			return nil, fmt.Errorf("cannot encode a %T for the ward: %w", p.Event, err)
		}
		out = append(out, Record{ID: uuid.Must(uuid.NewV7()).String(), At: at, Kind: kind, Body: body, Clock: a.o.Clock()})
	}
	return out, nil
}

// flush writes the positions that still wait.
func (a *Agent) flush(ctx context.Context) error {
	if len(a.lazy) == 0 || a.model.Fault != "" {
		return nil
	}
	err := a.o.Store.commit(ctx, a.lazy, nil, nil)
	a.lazy = nil
	return err
}

// storeFailed keeps the model as it was committed and puts the out-of-service
// screen over it. What devices reported is held for later; what visitors and
// officials asked for is refused, so that nothing is promised.
func (a *Agent) storeFailed(ctx context.Context, it item, at time.Time, cause error) {
	a.o.Logger.LogAttrs(ctx, slog.LevelError, "the journal cannot be written: free the disk or check it", slog.String("error", cause.Error()))
	a.lazy = nil
	fault := kiosk.StoreFailed{Reason: cause.Error()}
	a.model, _ = a.model.Update(at, fault)
	a.refuse(it)
	a.show()
}

func (a *Agent) refuse(it item) {
	if isReport(it.msg) && it.done == nil {
		if n := len(a.held); n > 0 && isPosition(it.msg) && isPosition(a.held[n-1].msg) {
			a.held[n-1] = it
			return
		}
		a.held = append(a.held, it)
		return
	}
	it.settle(kiosk.ErrStoreFailed)
}

// recoverStore tries to write the failure and its end down; when the disk
// takes it, work goes on where it stopped.
func (a *Agent) recoverStore(ctx context.Context) error {
	if a.model.Fault == "" {
		return nil
	}
	at := a.o.Now().UTC().Round(0)
	base, err := a.o.Store.restore(ctx)
	if err != nil {
		return nil //nolint:nilerr // the disk is still ill: the next try is two seconds away
	}
	failed := kiosk.StoreFailed{Reason: a.model.Fault}
	mid, _ := base.Update(at, failed)
	first, _, err := rowOf(at, failed, mid)
	if err != nil {
		return err
	}
	next, effects := mid.Update(at, kiosk.StoreRecovered{})
	second, _, err := rowOf(at, kiosk.StoreRecovered{}, next)
	if err != nil {
		return err
	}
	events, err := a.eventsOf(at, effects)
	if err != nil {
		return err
	}
	if err := a.o.Store.commit(context.WithoutCancel(ctx), []Row{first, second}, events, nil); err != nil {
		if errors.Is(err, errDiverged) {
			return err
		}
		return nil
	}
	a.o.Logger.LogAttrs(ctx, slog.LevelInfo, "the journal can be written again")
	a.model = next
	a.show()
	a.perform(ctx, effects)
	held := a.held
	a.held = nil
	for _, it := range held {
		if err := a.step(ctx, it); err != nil {
			return err
		}
	}
	return nil
}

// isReport tells what devices and workers report from what people ask for.
func isReport(m kiosk.Msg) bool {
	switch m.(type) {
	case kiosk.Printed, kiosk.PrintFailed, kiosk.PrintUnknown, kiosk.PrinterChanged, kiosk.PanelPressed, kiosk.PanelHeld,
		kiosk.LinkChanged, kiosk.RobotChanged, kiosk.RobotSays, kiosk.MissionChanged, kiosk.Spoken, kiosk.Heard, kiosk.Started,
		kiosk.MemberLink, kiosk.FloorAnswer, kiosk.RobotJogged:
		return true
	}
	return false
}
