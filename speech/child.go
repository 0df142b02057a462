package speech

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"tiepdan/speech/wire"
)

// endWithin is how long a child may take to end after its input closed.
const endWithin = time.Second

// child is one running speechd.
type child struct {
	cmd     *exec.Cmd
	stdin   io.WriteCloser
	send    *wire.Encoder[wire.Request]
	events  chan wire.Event // closed when its output ended
	readers sync.WaitGroup
}

// startChild runs speechd in a process group of its own, so that the ctrl-C
// meant for kioskd does not look like a crash of the voice. It needs no further
// tie to us: when we die its input closes, and it ends.
func startChild(ctx context.Context, path string, args []string, log *slog.Logger) (*child, error) {
	cmd := exec.Command(path, args...) //nolint:noctx // end closes its input first, and kills it only then
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdin, err1 := cmd.StdinPipe()
	stdout, err2 := cmd.StdoutPipe()
	stderr, err3 := cmd.StderrPipe()
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, fmt.Errorf("cannot start speechd: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start speechd: %w", err)
	}
	c := &child{cmd: cmd, stdin: stdin, send: wire.NewEncoder[wire.Request](stdin), events: make(chan wire.Event, 16)}
	c.readers.Go(func() { c.read(ctx, stdout, log) })
	c.readers.Go(func() { relay(ctx, stderr, log) })
	return c, nil
}

// read passes events on. A line that is not one is logged and skipped.
func (c *child) read(ctx context.Context, r io.Reader, log *slog.Logger) {
	defer close(c.events)
	d := wire.NewDecoder[wire.Event](r)
	for {
		ev, err := d.Decode()
		var bad *wire.LineError
		switch {
		case errors.As(err, &bad):
			log.LogAttrs(ctx, slog.LevelWarn, "voice line skipped", slog.Any("err", err))
		case err != nil:
			return
		default:
			c.events <- ev
		}
	}
}

// relay logs what the child complains about, line by line.
func relay(ctx context.Context, r io.Reader, log *slog.Logger) {
	lines := bufio.NewReaderSize(r, 4096)
	for {
		line, _, err := lines.ReadLine()
		if err != nil {
			return
		}
		log.LogAttrs(ctx, slog.LevelInfo, "voice process says", slog.String("line", string(line)))
	}
}

// end closes the child's input, kills it if it stays, and collects it. It
// returns how it ended.
func (c *child) end() error {
	_ = c.stdin.Close()
	killer := time.AfterFunc(endWithin, c.kill)
	defer killer.Stop()
	for range c.events { // the reader must not block on an event nobody takes
	}
	c.readers.Wait()
	return c.cmd.Wait()
}

// kill ends the child's whole group: its synthesiser too.
func (c *child) kill() { _ = syscall.Kill(-c.cmd.Process.Pid, syscall.SIGKILL) }
