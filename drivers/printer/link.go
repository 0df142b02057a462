package printer

import (
	"context"
	"io"
	"slices"
	"sync"
	"time"
)

// processReply begins the block that answers GS ( H.
const processReply = 0x22

// heard is what the printer said on one link so far.
type heard struct {
	status    Status
	automatic int    // automatic statuses
	realTime  int    // answers to DLE EOT
	lastByte  byte   // of the newest of them
	names     int    // answers to GS I 67
	name      string // the newest of them
	transmits int    // answers to GS r
	sensors   byte   // the newest of them
	skipped   int    // bytes that were no answer
	hold      bool   // XOFF: send nothing
}

// link is one open connection. One goroutine reads it; the holder of the
// printer's turn writes. Whoever finds it dead calls fail; then it is over.
type link struct {
	conn   io.ReadWriteCloser
	o      *Options
	onDone func(id [4]byte) // told of each finished job

	mu       sync.Mutex
	heard    heard
	news     chan struct{} // closed and replaced when heard changes
	cause    error
	dead     chan struct{}
	onStatus func(Status)
}

func newLink(conn io.ReadWriteCloser, o *Options, onDone func([4]byte)) *link {
	return &link{conn: conn, o: o, onDone: onDone, news: make(chan struct{}), dead: make(chan struct{})}
}

// fail ends the link for good; only the first cause counts.
func (l *link) fail(cause error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cause != nil {
		return
	}
	l.cause = cause
	close(l.dead)
	// The link is given up; nothing follows from a second error.
	_ = l.conn.Close()
}

func (l *link) failure() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cause
}

// observe calls f with the present status and each later one.
func (l *link) observe(f func(Status)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.onStatus = f
	f(l.heard.status)
}

// read takes in replies until the link dies.
func (l *link) read() {
	d := NewDecoder(l.conn)
	for {
		r, err := d.Next()
		if err != nil {
			l.fail(err)
			return
		}
		if id, ok := finishedJob(r); ok {
			l.onDone(id) // before whoever waits for it is woken
		}
		l.update(func(h *heard) { h.take(r); h.skipped = d.Skipped() })
	}
}

// finishedJob reads the answer to GS ( H.
func finishedJob(r Reply) (id [4]byte, ok bool) {
	if r.Kind != Block || r.Head != HeadResponse || len(r.Block) != 5 || r.Block[0] != processReply {
		return id, false
	}
	return [4]byte(r.Block[1:]), true
}

func (h *heard) take(r Reply) {
	switch r.Kind {
	case RealTime:
		h.realTime, h.lastByte = h.realTime+1, r.Byte
	case Automatic:
		h.automatic, h.status = h.automatic+1, fromAutomatic(r.Automatic)
	case Block:
		if r.Head == HeadInfoB {
			h.names, h.name = h.names+1, string(r.Block)
		}
	case Transmitted:
		h.transmits, h.sensors = h.transmits+1, r.Byte
	case XOn:
		h.hold = false
	case XOff:
		h.hold = true
	}
}

func (l *link) update(f func(*heard)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.heard.status
	f(&l.heard)
	close(l.news)
	l.news = make(chan struct{})
	// After fail the status is for the supervisor alone to say.
	if l.heard.status != before && l.onStatus != nil && l.cause == nil {
		l.onStatus(l.heard.status)
	}
}

func (l *link) peek() (heard, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.heard, l.news
}

// wait returns nil when the printer has said what is wanted, errSilent after
// patience, or what ended ctx or the link.
func (l *link) wait(ctx context.Context, patience time.Duration, wanted func(heard) bool) error {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		h, news := l.peek()
		if wanted(h) {
			return nil
		}
		select {
		case <-news:
		case <-l.dead:
			return l.failure()
		case <-timer.C:
			return errSilent
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// write sends b whole, or ends the link: half a command cannot be taken back.
func (l *link) write(ctx context.Context, b []byte) error {
	if ctx.Err() != nil {
		return context.Cause(ctx) // nothing has begun: the link may live
	}
	if err := l.wait(ctx, l.o.WriteTimeout, func(h heard) bool { return !h.hold }); err != nil {
		return err
	}
	timer := time.AfterFunc(l.o.WriteTimeout, func() { l.fail(errStalled) })
	defer timer.Stop()
	stop := context.AfterFunc(ctx, func() { l.fail(context.Cause(ctx)) })
	defer stop()
	if _, err := l.conn.Write(b); err != nil {
		l.fail(err)
		return l.failure()
	}
	return nil
}

// query asks the four real-time statuses one after another: an answer does not
// say which question it belongs to. After a missing answer the link is over,
// for a late one would be taken for the answer to something else.
func (l *link) query(ctx context.Context) error { return l.queryWithin(ctx, l.o.StatusTimeout) }

func (l *link) queryWithin(ctx context.Context, patience time.Duration) error {
	before, _ := l.peek()
	var answers [4]byte
	for i := range answers {
		h, _ := l.peek()
		if err := l.write(ctx, []byte{0x10, 0x04, byte(i + 1)}); err != nil {
			return err
		}
		asked := h.realTime
		err := l.wait(ctx, patience, func(h heard) bool { return h.realTime > asked })
		if err != nil {
			l.fail(err)
			return err
		}
		h, _ = l.peek()
		answers[i] = h.lastByte
	}
	l.update(func(h *heard) {
		// An automatic status that came meanwhile is newer and whole.
		if h.automatic == before.automatic {
			h.status = fromRealTime(answers)
		}
	})
	return nil
}

// begin puts the printer into a known state, whatever a dead host left in it.
func (l *link) begin(ctx context.Context) error {
	if err := l.write(ctx, slices.Concat(flush(), []byte(cmdInit), []byte(cmdAutomatic))); err != nil {
		return err
	}
	err := l.query(ctx)
	// The NUL bytes come back as answers to GS r, which nobody asked for.
	if h, _ := l.peek(); h.transmits > len(flush())/2 {
		l.fail(errEcho)
		return errEcho
	}
	return err
}
