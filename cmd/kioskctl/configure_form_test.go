package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// terminal is a person's end of a pseudo-terminal.
type terminal struct {
	t    *testing.T
	hand *os.File
	mu   sync.Mutex
	seen []byte // all that was written to it
	done chan error
}

// configureOn runs configure on a pseudo-terminal.
func configureOn(t *testing.T, args ...string) *terminal {
	t.Helper()
	hand, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TERM", "xterm-256color") // how the emulator below takes it
	if err := pty.Setsize(hand, &pty.Winsize{Rows: rows, Cols: columns}); err != nil {
		t.Fatal(err)
	}
	term := &terminal{t: t, hand: hand, done: make(chan error, 1)}
	read := make(chan struct{})
	go func() {
		defer close(read)
		buf := make([]byte, 4096)
		for {
			n, err := hand.Read(buf)
			term.mu.Lock()
			term.seen = append(term.seen, buf[:n]...)
			term.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	root := newRootCommand()
	root.SetArgs(append([]string{"configure", "--language", "en"}, args...))
	root.SetIn(tty)
	root.SetOut(tty)
	root.SetErr(tty)
	go func() { term.done <- root.ExecuteContext(t.Context()) }()
	t.Cleanup(func() {
		tty.Close()
		hand.Close()
		<-read
	})
	return term
}

// Size of the terminal.
const rows, columns = 60, 160

// private are sequences that the emulator would take for others: they ask for
// keyboards and modes of newer terminals.
var private = regexp.MustCompile(`\x1b\[[<=>?][0-9;:]*\$?[a-zA-Z]`)

// screen is what stands on the terminal now. The form is drawn by differences, so
// that somebody else's emulator puts them together.
func (m *terminal) screen() string {
	m.mu.Lock()
	text := private.ReplaceAll(bytes.Clone(m.seen), nil)
	m.mu.Unlock()
	vt := vt10x.New(vt10x.WithSize(columns, rows))
	if _, err := vt.Write(text); err != nil {
		m.t.Fatal(err)
	}
	return vt.String()
}

// sees waits for words on the screen.
func (m *terminal) sees(words string) {
	m.t.Helper()
	m.seesLine(words, func(string) bool { return true })
}

// seesLine waits for words on a line of the screen that is as wanted.
func (m *terminal) seesLine(words string, wanted func(line string) bool) {
	m.t.Helper()
	for range 300 {
		for line := range strings.SplitSeq(m.screen(), "\n") {
			if strings.Contains(line, words) && wanted(line) {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	m.t.Fatalf("got the screen\n%s\nwant %q on it", m.screen(), words)
}

// types waits until a question is the one that is answered, or its answer was
// refused with these words, and answers it.
func (m *terminal) types(question, keys string) {
	m.t.Helper()
	m.seesLine(question, func(line string) bool {
		line = strings.TrimSpace(line)
		return strings.HasPrefix(line, "┃") || strings.HasPrefix(line, "*")
	})
	if _, err := m.hand.WriteString(keys); err != nil {
		m.t.Fatal(err)
	}
}

func (m *terminal) ends() error {
	m.t.Helper()
	select {
	case err := <-m.done:
		return err
	case <-time.After(60 * time.Second):
		m.t.Fatalf("got no end; the screen:\n%s", m.screen())
		return nil
	}
}

const (
	enter   = "\r"
	erase   = "\x15" // ctrl-u
	ctrlC   = "\x03"
	down    = "\x1b[B"
	anyway  = "" // the answer that stands there
	agreeTo = "y"
)

func TestConfigureForm(t *testing.T) {
	file, text := unit(t)
	m := configureOn(t, file)
	m.types("This robot's name", erase+"Robot 2"+enter)
	m.types("expected 1 to 32 of a-z", erase+"cua-nam-02"+enter) // refused with words
	m.types("The ward's name, as on its sign", enter)
	m.types("The ward's name in English", enter)
	m.types("The ward's name in MQTT", enter)
	m.types("The screen is mounted", down+enter)
	m.types("Part of the touch panel's name", enter)
	m.types("Printer: tcp://", erase+"tcp://192.168.1.60:99999"+enter)
	m.types("has the port", erase+"tcp://192.168.1.60:9100"+enter)
	m.types("The printer's model", enter)
	m.types("Satisfaction panel", enter)
	m.types("The panel's serial device", erase+"/dev/ttyUSB7"+enter)
	m.types("Motion base", enter)
	m.types("The base's serial device", enter)
	m.types("Connect to the ward's server", enter)
	m.types("The ward's brokers", erase+"mqtt://ward.example"+enter)
	m.types("sends ratings to", erase+"mqtts://ward.example:8883"+enter)
	m.types("espeak-ng voice", enter)
	m.types("Volume, 1 to 100", erase+"101"+enter)
	m.types("expected 1 to 100", erase+"60"+enter)
	m.sees(`unit.id: "cua-nam-01" → "cua-nam-02"`)
	m.types("Write the file?", agreeTo)
	if err := m.ends(); err != nil {
		t.Fatal(err)
	}
	m.sees("written and checked")
	now := read(t, file)
	for _, want := range []string{
		`id = "cua-nam-02" `, `orientation = "portrait" `, "width_px = 1080 ", `address = "tcp://192.168.1.60:9100"`, `device = "/dev/ttyUSB7" `,
		`broker = ["mqtts://ward.example:8883"] `, "volume_pct = 60 ",
	} {
		if !strings.Contains(now, want) {
			t.Errorf("the file has no %q", want)
		}
	}
	if strings.Count(now, "#") != strings.Count(text, "#") {
		t.Error("comments were lost")
	}
	if out, err := runCommand(t, "", "config", "check", file); err != nil {
		t.Errorf("got %q, %v", out, err)
	}
}

// What is left, or not agreed to, changes nothing.
func TestConfigureFormLeft(t *testing.T) {
	t.Run("ctrl-c", func(t *testing.T) {
		file, text := unit(t)
		m := configureOn(t, file)
		m.types("This robot's name", erase+"cua-nam-09"+enter)
		m.types("The ward's name, as on its sign", ctrlC)
		if err := m.ends(); err == nil || !strings.Contains(err.Error(), "nothing was written") {
			t.Errorf("got %v", err)
		}
		names, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "*"))
		if read(t, file) != text || len(names) != 1 {
			t.Errorf("something was written: %v", names)
		}
	})
	t.Run("no", func(t *testing.T) {
		file, text := unit(t)
		put(t, file, strings.NewReplacer(`kind = "serial"  `, `kind = "none"  `, `kind = "mavlink"`, `kind = "none"`).Replace(text))
		text = read(t, file)
		m := configureOn(t, file)
		m.types("This robot's name", erase+"cua-nam-09"+enter)
		for _, question := range []string{
			"The ward's name, as on its sign", "The ward's name in English", "The ward's name in MQTT", "The screen is mounted", "Part of the touch", "Printer: tcp://",
			"The printer's model", "Satisfaction panel", "Motion base", "Connect to the ward's server", "The ward's brokers", "espeak-ng voice", "Volume, 1 to 100",
		} {
			m.types(question, anyway+enter)
		}
		m.types("Write the file?", "n")
		if err := m.ends(); err == nil || !strings.Contains(err.Error(), "not agreed to") {
			t.Errorf("got %v", err)
		}
		if read(t, file) != text {
			t.Error("the file was written")
		}
	})
}
