package base

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
)

const (
	// maxFileLen is the longest file that is read. A compressed map has some
	// 20 kB.
	maxFileLen = 4 << 20
	// readEvery bounds the rate: 100 answers of 280 bytes a second are less
	// than a third of the line, and the poses and heartbeats keep the rest.
	readEvery = 10 * time.Millisecond
	// answerWithin is how long the base may take for an answer before it is
	// asked again, and answerTries how often that is. Opening a file and
	// going through it for its checksum may take longer.
	answerWithin = 200 * time.Millisecond
	answerTries  = 6
	slowTries    = 25
	// transferWithin bounds a ReadFile whose context has no deadline: twice
	// what the longest file takes.
	transferWithin = 6 * time.Minute
	// closeWithin bounds the closing of a file after its reading ended.
	closeWithin = 500 * time.Millisecond
)

var (
	// ErrFileTooLarge says that the base's file is longer than 4 MiB.
	ErrFileTooLarge = errors.New("the file is longer than 4 MiB")
	// ErrFileDamaged says that what arrived is not the base's file: it changed
	// while it was read, or the base lies about it.
	ErrFileDamaged = errors.New("the file arrived damaged")

	errFTPAnswer = errors.New("the base's answer makes no sense")
)

// files hands answers of the file service to whoever reads a file.
type files struct {
	turn chan struct{} // holds one token: one file at a time

	mu      sync.Mutex
	seq     uint16 // of the last request
	answers chan FTPPacket
}

// newFiles begins at a number that differs from run to run: a base that met
// this number as the last one before a restart would repeat its old answer.
func newFiles() *files {
	f := &files{turn: make(chan struct{}, 1), seq: uint16(time.Now().UnixMilli())}
	f.turn <- struct{}{}
	return f
}

func (f *files) deliver(m *common.MessageFileTransferProtocol) {
	if m.TargetSystem != 0 && m.TargetSystem != baseSystem ||
		m.TargetComponent != 0 && m.TargetComponent != agentComponent {
		return // another client's answer
	}
	p, err := DecodeFTP(m.Payload)
	if err != nil {
		return // like a lost one: it is asked for again
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	select {
	case f.answers <- p:
	default: // nobody reads a file, or a flood
	}
}

// begin waits for the turn to read a file.
func (f *files) begin(ctx context.Context) (answers <-chan FTPPacket, end func(), err error) {
	select {
	case <-ctx.Done():
		return nil, nil, context.Cause(ctx)
	case <-f.turn:
	}
	ch := make(chan FTPPacket, sendQueue)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answers = ch
	return ch, func() {
		f.mu.Lock()
		f.answers = nil
		f.mu.Unlock()
		f.turn <- struct{}{}
	}, nil
}

// next is the number of a new request. The answer's is the one after it.
func (f *files) next() uint16 {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seq += 2
	return f.seq
}

// ReadFile reads a file of the base over the file transfer protocol and checks
// it against the base's checksum. It is bounded in rate and leaves heartbeats
// and goals their room. A missing file is fs.ErrNotExist, another refusal an
// *FTPError. When the link is lost in the middle it returns ErrLinkLost, and
// the caller may begin anew.
func (l *Link) ReadFile(ctx context.Context, path string) ([]byte, error) {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, transferWithin)
		defer cancel()
	}
	data, err := l.readFile(ctx, path, &piece{})
	if err != nil {
		return nil, fmt.Errorf("cannot read %s from the base: %w", path, err)
	}
	return data, nil
}

// Checksum asks the base for the checksum of one of its files, as FTPChecksum
// counts it: a file that has the same as before need not be read again. The
// errors are those of ReadFile.
func (l *Link) Checksum(ctx context.Context, path string) (uint32, error) {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, transferWithin)
		defer cancel()
	}
	t, end, err := l.transfer(ctx, path)
	if err == nil {
		defer end()
		var sum uint32
		if sum, err = t.checksum(ctx); err == nil {
			return sum, nil
		}
	}
	return 0, fmt.Errorf("cannot ask the base for the checksum of %s: %w", path, err)
}

// transfer waits for the turn to ask about a file; end gives the turn back.
func (l *Link) transfer(ctx context.Context, path string) (t *transfer, end func(), err error) {
	if path == "" || len(path) > FTPDataLen {
		return nil, nil, fmt.Errorf("a path of %d bytes, want 1 to %d", len(path), FTPDataLen)
	}
	answers, end, err := l.files.begin(ctx)
	if err != nil {
		return nil, nil, err
	}
	return &transfer{link: l, answers: answers, path: path}, end, nil
}

// readFile goes on with what is there of the file already.
func (l *Link) readFile(ctx context.Context, path string, have *piece) ([]byte, error) {
	t, end, err := l.transfer(ctx, path)
	if err != nil {
		return nil, err
	}
	defer end()
	size, err := t.open(ctx)
	if err != nil {
		return nil, err
	}
	have.of(size)
	err = t.read(ctx, have)
	t.close(ctx)
	if err != nil {
		return nil, err
	}
	return have.data, t.verify(ctx, have.data)
}

// transfer is the reading of one file.
type transfer struct {
	link    *Link
	answers <-chan FTPPacket
	path    string
	session uint8
}

// open opens the file and returns its length.
func (t *transfer) open(ctx context.Context) (int, error) {
	opening := FTPPacket{Op: FTPOpenFileRO, Data: []byte(t.path)}
	answer, err := t.request(ctx, opening, slowTries)
	if refused := new(FTPError); errors.As(err, &refused) && refused.Code == FTPNoSessionsAvailable {
		// A session that was cut off by a lost link. Nobody but the agent
		// reads files over this line, so nobody else's is ended.
		if _, err := t.request(ctx, FTPPacket{Op: FTPResetSessions}, answerTries); err != nil {
			return 0, err
		}
		answer, err = t.request(ctx, opening, slowTries)
	}
	if err != nil {
		return 0, err
	}
	t.session = answer.Session
	if len(answer.Data) < 4 {
		t.close(ctx)
		return 0, errFTPAnswer
	}
	size := binary.LittleEndian.Uint32(answer.Data)
	if size > maxFileLen {
		t.close(ctx)
		return 0, fmt.Errorf("%d bytes: %w", size, ErrFileTooLarge)
	}
	return int(size), nil
}

// piece is the beginning of a file, and how long the whole is.
type piece struct {
	data  []byte
	size  int
	grown func(have, size int) // nil, or told of every change
}

// of goes on with a file of that length, if it is still the same one.
func (p *piece) of(size int) {
	if p.data == nil || p.size != size {
		p.data, p.size = make([]byte, 0, size), size
	}
}

func (p *piece) add(data []byte) {
	p.data = append(p.data, data...)
	if p.grown != nil {
		p.grown(len(p.data), p.size)
	}
}

// read asks for one piece after the other.
func (t *transfer) read(ctx context.Context, have *piece) error {
	pace := time.NewTicker(readEvery)
	defer pace.Stop()
	for len(have.data) < have.size {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-pace.C:
		}
		want := min(have.size-len(have.data), FTPDataLen)
		answer, err := t.request(ctx, FTPPacket{
			Op: FTPReadFile, Session: t.session, Offset: uint32(len(have.data)), Want: uint8(want),
		}, answerTries)
		if refused := new(FTPError); errors.As(err, &refused) && refused.Code == FTPEndOfFile {
			return fmt.Errorf("%d of %d bytes: %w", len(have.data), have.size, ErrFileDamaged)
		}
		if err != nil {
			return err
		}
		// A piece may be shorter than asked for, as the protocol allows.
		if n := len(answer.Data); n == 0 || n > want {
			return errFTPAnswer
		}
		have.add(answer.Data)
	}
	return nil
}

// close ends the session. When that fails there is nothing to be done: the
// next opening resets what is left over.
func (t *transfer) close(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWithin)
	defer cancel()
	_, _ = t.request(ctx, FTPPacket{Op: FTPTerminateSession, Session: t.session}, 2)
}

// verify compares the data with the base's checksum of its file.
func (t *transfer) verify(ctx context.Context, data []byte) error {
	want, err := t.checksum(ctx)
	if err != nil {
		return err
	}
	if got := FTPChecksum(data); got != want {
		return fmt.Errorf("checksum %08x, the base says %08x: %w", got, want, ErrFileDamaged)
	}
	return nil
}

// checksum is what the base says of its file.
func (t *transfer) checksum(ctx context.Context) (uint32, error) {
	answer, err := t.request(ctx, FTPPacket{Op: FTPCalcFileCRC32, Data: []byte(t.path)}, slowTries)
	if err != nil {
		return 0, err
	}
	if len(answer.Data) < 4 {
		return 0, errFTPAnswer
	}
	return binary.LittleEndian.Uint32(answer.Data), nil
}

// request sends a packet until its answer comes, at most tries times. A
// refusal is an *FTPError.
func (t *transfer) request(ctx context.Context, p FTPPacket, tries int) (FTPPacket, error) {
	p.Seq = t.link.files.next()
	msg := common.MessageFileTransferProtocol{
		TargetSystem: baseSystem, TargetComponent: baseComponent, Payload: p.Encode(),
	}
	again := time.NewTimer(0) // the first sending
	defer again.Stop()
	for sent := 0; ; {
		changed := t.link.Changed()
		if !t.link.State().Link {
			return FTPPacket{}, ErrLinkLost
		}
		select {
		case <-ctx.Done():
			return FTPPacket{}, context.Cause(ctx)
		case <-changed:
		case <-again.C:
			if sent == tries {
				return FTPPacket{}, ErrNoAck
			}
			sent++
			sending := msg // the writer has this one now
			// A send that fails counts as one lost on the wire.
			_ = t.link.send(&sending)
			again.Reset(answerWithin)
		case answer := <-t.answers:
			if !answer.answers(p) {
				continue
			}
			if answer.Op == FTPNak {
				return FTPPacket{}, answer.refusal()
			}
			return answer, nil
		}
	}
}
