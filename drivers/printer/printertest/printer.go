package printertest

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"net"
	"sync"
)

// ErrUnplugged is what Serve and Dial return while the printer has no power.
var ErrUnplugged = errors.New("printer is unplugged")

// Options describes the emulated printer; zero values take the defaults.
type Options struct {
	DotsWide      int  // 576
	RowsPerSecond int  // paper speed in dot rows (8 to a millimetre); 0 is without limit
	BufferBytes   int  // receive buffer, 4096
	UnitsPerDot   int  // motion units of ESC J per row, 1
	LineDots      int  // rows of a line feed, 30
	NoProcessID   bool // does not know GS ( H, and takes its letters for text
	NoAutomatic   bool // does not know GS a
	NoTransmit    bool // does not answer GS r

	// Maker and Name answer GS I 66 and 67; without a Name it takes GS I for text.
	Maker, Name string
	// Text says that hosts send text. Letters are printed as blocks. Without it
	// text is a mistake of the host.
	Text bool

	// OnTicket gets each ticket as it is cut, before anything behind the cut is
	// done. It must not call back into the printer.
	OnTicket func(Ticket)
}

// Ticket is one piece of paper.
type Ticket struct {
	Number int             // from 1
	Image  *image.Paletted // index 1 is ink
}

// Printer is an emulated printer; it prints until Close.
type Printer struct {
	o Options

	mu     sync.Mutex
	wake   *sync.Cond // anything below changed
	faults faults
	queue  []item
	used   int // bytes of the queue
	lex    *lexer
	auto   bool // automatic status is on
	errs   []error
	closed bool
	conn   *conn // being served
	power  []func(on bool)

	triggers []trigger
	powered  []func() // to be told of the power, without mu
	telling  sync.Mutex

	line     []byte   // letters that wait for a line feed; the mechanism's own
	scale    int      // of letters
	fed      int      // rows since the start
	paper    [][]byte // rows since the last cut; the mechanism's own
	tickets  int
	stop     chan struct{} // closed by Close
	stopped  sync.WaitGroup
	serving  chan struct{} // held by the one connection that is served
	stopOnce sync.Once
}

// New starts a printer with paper in it.
func New(o Options) *Printer {
	for value, def := range map[*int]int{&o.DotsWide: 576, &o.BufferBytes: 4096, &o.UnitsPerDot: 1, &o.LineDots: 30} {
		if *value <= 0 {
			*value = def
		}
	}
	p := &Printer{o: o, lex: newLexer(o.Text), stop: make(chan struct{}), serving: make(chan struct{}, 1)}
	p.wake = sync.NewCond(&p.mu)
	p.stopped.Go(p.mechanism)
	return p
}

// Close stops the printer and returns everything the hosts did wrong.
func (p *Printer) Close() error {
	p.stopOnce.Do(func() {
		p.mu.Lock()
		p.closed = true
		if p.conn != nil {
			p.conn.end()
		}
		p.wake.Broadcast()
		p.mu.Unlock()
		close(p.stop)
	})
	p.stopped.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	return errors.Join(p.errs...)
}

// Fed is how many rows of paper have moved since the start.
func (p *Printer) Fed() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fed
}

func (p *Printer) mistake(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.complain(err)
}

// complain records a mistake of the host; the same one only so often.
func (p *Printer) complain(err error) {
	const enough = 20
	if len(p.errs) < enough {
		p.errs = append(p.errs, err)
	}
}

// Dial is a wire in memory to the printer, for a driver's options. Close ends it.
func (p *Printer) Dial(context.Context) (io.ReadWriteCloser, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.faults.away() || p.closed {
		return nil, ErrUnplugged
	}
	host, device := net.Pipe()
	p.stopped.Go(func() {
		// The host sees the end of the wire; nobody waits for this error.
		_ = p.Serve(device)
	})
	return host, nil
}

// conn is one connection with the replies that wait to be read by the host.
type conn struct {
	rw      io.ReadWriteCloser
	replies chan []byte
	done    chan struct{}
	once    sync.Once
}

func (c *conn) end() {
	c.once.Do(func() {
		close(c.done)
		// The wire is cut; a second error adds nothing.
		_ = c.rw.Close()
	})
}

// reply queues b for the host. A host that never reads loses replies, as on a
// real wire.
func (c *conn) reply(b []byte) {
	select {
	case c.replies <- b:
	default:
	}
}

// Serve is the device's end of rw until the host leaves, the power goes or the
// printer is closed. One host is served at a time; others wait. It closes rw.
func (p *Printer) Serve(rw io.ReadWriteCloser) error {
	c := &conn{rw: rw, replies: make(chan []byte, 256), done: make(chan struct{})}
	defer c.end()
	select {
	case p.serving <- struct{}{}:
		defer func() { <-p.serving }()
	case <-p.stop:
		return nil
	}
	if err := p.adopt(c); err != nil {
		return err
	}
	written := make(chan struct{})
	go func() {
		defer close(written)
		c.write()
	}()
	err := p.read(c)
	c.end()
	<-written
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn == c {
		p.conn = nil
	}
	return err
}

func (p *Printer) adopt(c *conn) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || p.faults.away() {
		return ErrUnplugged
	}
	p.conn = c
	return nil
}

func (c *conn) write() {
	for {
		select {
		case b := <-c.replies:
			if _, err := c.rw.Write(b); err != nil {
				c.end()
				return
			}
		case <-c.done:
			return
		}
	}
}

func (p *Printer) read(c *conn) error {
	buf := make([]byte, 512)
	for {
		n, err := c.rw.Read(buf)
		for _, b := range buf[:n] {
			if err := p.receive(c, b); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("cannot read from host: %w", err)
		}
	}
}

// receive takes one byte off the wire: real-time commands are obeyed at once,
// the rest waits for room in the buffer.
func (p *Printer) receive(c *conn, b byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for (p.used >= p.o.BufferBytes || p.faults.frozen) && !p.gone(c) {
		p.wake.Wait()
	}
	if p.gone(c) {
		return ErrUnplugged
	}
	if p.faults.dark {
		return nil
	}
	for _, it := range p.lex.take(b) {
		p.accept(c, it)
	}
	return nil
}

// gone says that c's bytes are no longer for this printer: it was closed, or
// unplugged, perhaps plugged in again since.
func (p *Printer) gone(c *conn) bool { return p.closed || p.conn != c }

func (p *Printer) accept(c *conn, it item) {
	switch it.op {
	case opNone:
	case opBad:
		p.complain(errors.New(string(it.data)))
	case opStatus:
		c.reply([]byte{p.faults.realTime(it.n)})
	case opRequest:
		p.recover(it.n)
	default:
		p.queue = append(p.queue, it)
		p.used += it.size
		p.wake.Broadcast()
	}
}

// say sends a reply to the host that is connected, if any.
func (p *Printer) say(b ...byte) {
	if p.conn != nil && !p.faults.dark {
		p.conn.reply(b)
	}
}
