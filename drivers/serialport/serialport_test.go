package serialport_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/creack/pty"
	"go.uber.org/goleak"
	"golang.org/x/sys/unix"

	"tiepdan/drivers/serialport"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// prompt is far above what any wake-up needs and far below the 30 s that the
// kernel waits for a stuck terminal.
const prompt = 5 * time.Second

func openPTY(t *testing.T) (master *os.File, path string) {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatalf("cannot create a pty: %v", err)
	}
	t.Cleanup(func() { _ = master.Close(); _ = slave.Close() })
	return master, slave.Name()
}

func open(t *testing.T, path string) *serialport.Port {
	t.Helper()
	p, err := serialport.Open(path, serialport.Options{Baud: 921600})
	if err != nil {
		t.Fatalf("Open(%s): got %v, want a port", path, err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

type result struct {
	n   int
	err error
}

func start(f func() (int, error)) <-chan result {
	c := make(chan result, 1)
	go func() {
		n, err := f()
		c <- result{n, err}
	}()
	return c
}

func await(t *testing.T, what string, c <-chan result) result {
	t.Helper()
	select {
	case r := <-c:
		return r
	case <-time.After(prompt):
		t.Fatalf("%s did not return within %v", what, prompt)
		return result{}
	}
}

func TestBytesPassUnchanged(t *testing.T) {
	master, path := openPTY(t)
	p := open(t, path)
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	for _, dir := range []struct {
		name     string
		from, to io.ReadWriter
	}{{"to the host", master, p}, {"to the device", p, master}} {
		w := start(func() (int, error) { return dir.from.Write(all) })
		got := make([]byte, len(all))
		r := await(t, "read "+dir.name, start(func() (int, error) { return io.ReadFull(dir.to, got) }))
		if r.err != nil || !bytes.Equal(got, all) {
			t.Errorf("%s: got %x, %v, want %x", dir.name, got, r.err, all)
		}
		if r := await(t, "write "+dir.name, w); r.err != nil {
			t.Errorf("write %s: got %v, want no error", dir.name, r.err)
		}
	}
}

func TestNoEcho(t *testing.T) {
	master, path := openPTY(t)
	p := open(t, path)
	if _, err := master.WriteString("ping\n"); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 5)
	if r := await(t, "read", start(func() (int, error) { return io.ReadFull(p, buf) })); r.err != nil {
		t.Fatal(r.err)
	}
	if _, err := p.Write([]byte("pong\n")); err != nil {
		t.Fatal(err)
	}
	r := await(t, "master read", start(func() (int, error) { return io.ReadFull(master, buf) }))
	if string(buf) != "pong\n" || r.err != nil {
		t.Errorf("device sees %q, %v, want %q: its own bytes came back", buf, r.err, "pong\n")
	}
}

func TestReadBlocksThenCloseFreesIt(t *testing.T) {
	_, path := openPTY(t)
	p := open(t, path)
	read := start(func() (int, error) { return p.Read(make([]byte, 8)) })
	select {
	case r := <-read:
		t.Fatalf("Read on a silent device: got %d, %v, want it to block", r.n, r.err)
	case <-time.After(300 * time.Millisecond):
	}
	if err := p.Close(); err != nil {
		t.Fatalf("Close: got %v, want nil", err)
	}
	if r := await(t, "Read", read); r.n != 0 || !errors.Is(r.err, os.ErrClosed) {
		t.Errorf("Read after Close: got %d, %v, want 0, os.ErrClosed", r.n, r.err)
	}
	if err := p.Close(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("second Close: got %v, want os.ErrClosed", err)
	}
}

func TestUnplug(t *testing.T) {
	master, path := openPTY(t)
	p := open(t, path)
	read := start(func() (int, error) { return p.Read(make([]byte, 8)) })
	if err := master.Close(); err != nil {
		t.Fatal(err)
	}
	if r := await(t, "Read", read); r.n != 0 || !errors.Is(r.err, serialport.ErrUnplugged) {
		t.Errorf("Read when unplugged: got %d, %v, want 0, ErrUnplugged", r.n, r.err)
	}
	if _, err := p.Write([]byte("x")); !errors.Is(err, serialport.ErrUnplugged) {
		t.Errorf("Write when unplugged: got %v, want ErrUnplugged", err)
	}
	if n, err := p.Read(make([]byte, 8)); n != 0 || !errors.Is(err, serialport.ErrUnplugged) {
		t.Errorf("second Read when unplugged: got %d, %v, want 0, ErrUnplugged", n, err)
	}
}

func TestWriteDeadlineAndClose(t *testing.T) {
	_, path := openPTY(t)
	p := open(t, path)
	big := make([]byte, 1<<20) // far beyond a pty's buffer; nobody reads
	if err := p.SetWriteDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	r := await(t, "Write", start(func() (int, error) { return p.Write(big) }))
	if !errors.Is(r.err, os.ErrDeadlineExceeded) || r.n >= len(big) {
		t.Errorf("Write to a stuck device: got %d, %v, want less than %d, os.ErrDeadlineExceeded", r.n, r.err, len(big))
	}
	if err := p.SetWriteDeadline(time.Time{}); err != nil {
		t.Fatal(err)
	}
	write := start(func() (int, error) { return p.Write(big) })
	await(t, "Close", start(func() (int, error) { return 0, p.Close() }))
	if r := await(t, "Write", write); r.err == nil {
		t.Error("Write freed by Close: got nil, want an error")
	}
}

func TestSecondOpenIsBusyUntilClosed(t *testing.T) {
	_, path := openPTY(t)
	link := filepath.Join(t.TempDir(), "tty")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	p := open(t, path)
	if second, err := serialport.Open(link, serialport.Options{}); !errors.Is(err, serialport.ErrBusy) {
		t.Errorf("second Open: got %v, %v, want ErrBusy", second, err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, link)
}

// The terminal's exclusive mode would survive the process on a pty whose owner
// keeps the other end, and lock out the restarted program.
func TestLeavesNoExclusiveMode(t *testing.T) {
	_, path := openPTY(t)
	open(t, path)
	f, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if v, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCGEXCL); err != nil || v != 0 {
		t.Errorf("exclusive mode: got %d, %v, want 0", v, err)
	}
}

func TestOpenErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, tty := openPTY(t)
	for _, tc := range []struct {
		name, path string
		baud       int
		want       error
	}{
		{"nothing there", filepath.Join(t.TempDir(), "none"), 0, fs.ErrNotExist},
		{"a plain file", file, 0, unix.ENOTTY},
		{"a negative rate", tty, -1, nil},
	} {
		p, err := serialport.Open(tc.path, serialport.Options{Baud: tc.baud})
		if err == nil || (tc.want != nil && !errors.Is(err, tc.want)) {
			t.Errorf("%s: got %v, %v, want an error (%v)", tc.name, p, err, tc.want)
		}
	}
}

// The library alone panics here: select(2) knows 1024 descriptors.
func TestDescriptorAbove1023(t *testing.T) {
	var lim unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &lim); err != nil || lim.Cur < 1200 {
		t.Skipf("descriptor limit %d, want 1200: %v", lim.Cur, err)
	}
	master, path := openPTY(t)
	for range 1050 {
		f, err := os.Open(os.DevNull)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
	}
	p := open(t, path)
	if _, err := master.WriteString("x"); err != nil {
		t.Fatal(err)
	}
	if r := await(t, "Read", start(func() (int, error) { return p.Read(make([]byte, 1)) })); r.n != 1 || r.err != nil {
		t.Errorf("Read: got %d, %v, want 1, nil", r.n, r.err)
	}
}

// A printer without room says so with one byte, and the kernel holds back what
// was written already.
func TestXonXoff(t *testing.T) {
	master, path := openPTY(t)
	for _, tc := range []struct {
		name string
		flow serialport.Flow
		held bool
	}{{"none", serialport.FlowNone, false}, {"XON/XOFF", serialport.FlowXonXoff, true}} {
		p, err := serialport.Open(path, serialport.Options{Flow: tc.flow})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := master.Write([]byte{0x13}); err != nil {
			t.Fatal(err)
		}
		if !tc.held {
			if r := await(t, "read", start(func() (int, error) { return p.Read(make([]byte, 1)) })); r.n != 1 {
				t.Errorf("%s: got %d bytes, want the byte passed on", tc.name, r.n)
			}
		}
		time.Sleep(50 * time.Millisecond) // the byte takes effect behind our back
		write := start(func() (int, error) { return p.Write([]byte("x")) })
		read := start(func() (int, error) { return master.Read(make([]byte, 1)) })
		select {
		case r := <-read:
			if tc.held {
				t.Errorf("%s: got %d bytes after XOFF, want none", tc.name, r.n)
			}
		case <-time.After(300 * time.Millisecond):
			if !tc.held {
				t.Errorf("%s: got nothing, want no flow control", tc.name)
			}
			if _, err := master.Write([]byte{0x11}); err != nil {
				t.Fatal(err)
			}
			if r := await(t, "read after XON", read); r.n != 1 {
				t.Errorf("%s: got %d bytes after XON, want 1", tc.name, r.n)
			}
		}
		await(t, "write", write)
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
	if p, err := serialport.Open(path, serialport.Options{Flow: 9}); err == nil {
		t.Errorf("unknown flow control: got %v, want an error", p)
	}
}
