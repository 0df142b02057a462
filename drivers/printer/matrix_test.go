package printer_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"tiepdan/drivers/printer"
	"tiepdan/drivers/printer/printertest"
)

// trouble is one thing that can go wrong, and what mends it.
type trouble struct{ name, cure string }

func troubles() []trouble {
	return []trouble{
		{"paper-out", "paper-ok"},
		{"near-end", "paper-ok"},
		{"cover-open", "cover-closed"},
		{"cutter-error", "cutter-ok"},
		{"hot", "cool"},
		{"fatal", "unplug, replug"},
		{"stall", "go"},
		{"freeze", "thaw"},
		{"mute", "unmute"},
		{"garbage", ""},
		{"unplug", "replug"},
		{"cable-out", "cable-in"},
		{"power-cycle", ""}, // on a line that stays open
		{"host dies", ""},
	}
}

// keepsPower reports whether the printer may go on with the ticket afterwards.
func (t trouble) keepsPower() bool {
	return slices.Contains([]string{"paper-out", "cover-open", "cutter-error", "hot", "stall", "freeze", "mute", "cable-out"}, t.name)
}

var errNeverTried = errors.New("never tried")

// moments are when it goes wrong: the ticket has 300 rows. After is the worst
// moment there is: the ticket is cut, and the confirmation not yet said.
func moments() []struct{ name, suffix string } {
	return []struct{ name, suffix string }{{"before", ""}, {"during", " 150"}, {"after", " cut"}}
}

// cell is one case of the matrix.
type cell struct {
	machine       machine
	transport     transport
	trouble       trouble
	moment        string
	suffix        string
	patient       bool // waits for a late confirmation before it asks for the mark
	dir           string
	first         error // of the first print
	late          bool  // the first print was confirmed later
	pieces        []string
	complaint     string
	told          chan struct{} // closed at a late confirmation
	mu            sync.Mutex
	lie           string // what a late confirmation got wrong
	paper         []*image.Paletted
	plain, marked *image.Paletted
}

// TestFaultMatrix breaks each thing before, in and after a ticket on each
// transport, and then does what the kiosk does: a ticket that surely was not
// printed is printed again, one that is unknown is printed again with the mark.
// Then no number may be in two hands without the mark, and none missing. A
// patient visitor waits first whether the printer tells the end after all; then
// there is one paper, without the mark.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	var cells []*cell
	var together errgroup.Group
	together.SetLimit(24)
	for _, tr := range transports() {
		if tr.alone {
			together.SetLimit(1)
		}
		for _, mc := range machines() {
			if !mc.inMatrix(tr.name) {
				continue
			}
			for _, c := range cellsOf(t, mc, tr) {
				cells = append(cells, c)
				together.Go(func() error { c.run(t.Context()); return nil })
			}
		}
	}
	_ = together.Wait()
	for _, c := range cells {
		if c.complaint != "" {
			t.Errorf("%v, %s, %s %s the ticket, patient %v: %s", c.machine, c.transport.name, c.trouble.name, c.moment, c.patient, c.complaint)
		}
	}
	table := matrixTable(cells)
	t.Log("\n" + table)
	if out := os.Getenv("PRINTER_MATRIX"); out != "" {
		if err := os.WriteFile(out, []byte(table), 0o600); err != nil {
			t.Error(err)
		}
	}
}

func (c *cell) run(ctx context.Context) {
	o := c.machine.device
	o.OnTicket = func(p printertest.Ticket) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.paper = append(c.paper, p.Image)
	}
	device := printertest.New(o)
	dir := filepath.Join(c.dir, strings.ReplaceAll(c.trouble.name+c.moment+c.transport.name, " ", "-"))
	if err := os.Mkdir(dir, 0o700); err != nil {
		c.complaint = err.Error()
		return
	}
	wire, address, err := c.transport.open(device, dir)
	if err != nil {
		c.complaint = err.Error()
		return
	}
	c.visit(ctx, device, address)
	if err := errors.Join(device.Close(), wire.Close()); err != nil && c.complaint == "" {
		c.complaint = err.Error()
	}
}

// host is a driver that runs.
type host struct {
	*printer.Printer

	die  context.CancelFunc
	gone chan error
}

func startHost(ctx context.Context, model, address string) (*host, error) {
	m, err := printer.ModelNamed(model)
	if err != nil {
		return nil, err
	}
	p, err := printer.New(printer.Options{
		Address: address, Model: m, StatusTimeout: 800 * time.Millisecond, WriteTimeout: time.Second, CompletionTimeout: time.Second,
		FaultGrace: 80 * time.Millisecond, PollInterval: 100 * time.Millisecond, RecoverInterval: 100 * time.Millisecond, RetryMin: 10 * time.Millisecond, RetryMax: 50 * time.Millisecond,
	})
	if err != nil {
		return nil, err
	}
	ctx, die := context.WithCancel(ctx)
	h := &host{p, die, make(chan error, 1)}
	go func() { h.gone <- p.Run(ctx) }()
	return h, nil
}

func (h *host) end() { h.die(); <-h.gone }

// until waits for the driver to see something.
func (h *host) until(limit time.Duration, wanted func(printer.Status) bool) bool {
	end := time.Now().Add(limit)
	for !wanted(h.Status()) {
		if time.Now().After(end) {
			return false
		}
		time.Sleep(5 * time.Millisecond)
	}
	return true
}

func ready(s printer.Status) bool { return s.Blocked() == nil }

func (c *cell) visit(ctx context.Context, device *printertest.Printer, address string) {
	h, err := startHost(ctx, c.machine.model, address)
	if err != nil {
		c.complaint = err.Error()
		return
	}
	defer func() { h.end() }()
	if !h.until(10*time.Second, ready) {
		c.complaint = fmt.Sprintf("never ready: %+v", h.Status())
		return
	}
	if c.trouble.name == "host dies" {
		h, err = c.outlive(ctx, h, device, address)
	} else {
		err = c.suffer(ctx, h, device)
	}
	if err != nil {
		c.complaint = err.Error()
		return
	}
	if c.patient && errors.Is(c.first, printer.ErrUnknown) {
		c.await()
	}
	if !c.late {
		c.settle(ctx, h, device)
	}
	c.judge()
}

// await waits for a late confirmation.
func (c *cell) await() {
	select {
	case <-c.told:
		c.late = true
	case <-time.After(2 * time.Second):
	}
}

// watch asks to be told when a print that is unknown is confirmed later.
func (c *cell) watch(err error) {
	u, ok := errors.AsType[*printer.UnconfirmedError](err)
	if !ok {
		return
	}
	u.Later(func() {
		got := c.kinds()
		c.mu.Lock()
		defer c.mu.Unlock()
		if !slices.Contains(got, "whole") {
			c.lie = fmt.Sprintf("confirmed late, and out are %q", got)
		}
		close(c.told)
	})
}

// suffer prints while something goes wrong, and mends it.
func (c *cell) suffer(ctx context.Context, h *host, device *printertest.Printer) error {
	if err := device.Do(c.trouble.name + c.suffix); err != nil {
		return err
	}
	if c.moment == "before" {
		time.Sleep(250 * time.Millisecond) // it may be noticed or not: both must do
	}
	c.first = h.Print(ctx, c.plain)
	c.note()
	c.watch(c.first)
	return c.cure(device)
}

// cure mends what went wrong. On a slow machine that may come to pass after the
// first print was given up, so it is done again until paper comes.
func (c *cell) cure(device *printertest.Printer) error {
	for cure := range strings.SplitSeq(c.trouble.cure, ", ") {
		if cure == "" {
			continue
		}
		if err := device.Do(cure); err != nil {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil
}

// outlive kills the host's process: what was under way is unknown to the next.
func (c *cell) outlive(ctx context.Context, h *host, device *printertest.Printer, address string) (*host, error) {
	switch c.moment {
	case "before":
		h.end()
		c.first = h.Print(ctx, c.plain)
	case "during":
		if err := c.dieInTheMiddle(ctx, h, device); err != nil {
			return nil, err
		}
	default:
		// The next process does not know that it was confirmed.
		err := h.Print(ctx, c.plain)
		if errors.Is(err, printer.ErrNotPrinted) && h.until(10*time.Second, ready) {
			err = h.Print(ctx, c.plain) // a machine that is slow lost the link
		}
		h.end()
		c.first = printer.ErrUnknown
		if err != nil {
			c.first = err
		}
	}
	c.note()
	return startHost(ctx, c.machine.model, address)
}

// dieInTheMiddle ends the host while half the ticket is out: the printer is held
// there until the host is gone.
func (c *cell) dieInTheMiddle(ctx context.Context, h *host, device *printertest.Printer) error {
	const half = 150 // rows
	if err := device.Do(fmt.Sprintf("stall %d", half)); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- h.Print(ctx, c.plain) }()
	reached := h.until(5*time.Second, func(printer.Status) bool { return device.Fed() >= half })
	h.end()
	c.first = <-done
	if !reached {
		return fmt.Errorf("the host died at row %d, want %d: %w", device.Fed(), half, c.first)
	}
	return device.Do("go")
}

// note checks what the first outcome promises at that moment.
func (c *cell) note() {
	got := c.kinds()
	switch {
	case c.first == nil && !slices.Contains(got, "whole"):
		c.complaint = fmt.Sprintf("confirmed, and out are %q", got)
	case errors.Is(c.first, printer.ErrNotPrinted) && len(got) > 0:
		c.complaint = fmt.Sprintf("surely not printed, and out are %q", got)
	case c.first != nil && !errors.Is(c.first, printer.ErrNotPrinted) && !errors.Is(c.first, printer.ErrUnknown):
		c.complaint = fmt.Sprintf("outcome %v is none of the three", c.first)
	}
}

// settle prints until paper is confirmed: without the mark only where surely
// nothing is out.
func (c *cell) settle(ctx context.Context, h *host, device *printertest.Printer) {
	err := c.first
	mark := errors.Is(err, printer.ErrUnknown)
	for end := time.Now().Add(30 * time.Second); err != nil && time.Now().Before(end); {
		if !h.until(time.Second, ready) {
			if err := c.cure(device); err != nil {
				c.complaint = err.Error()
			}
			continue
		}
		picture := c.plain
		if mark {
			picture = c.marked
		}
		err = h.Print(ctx, picture)
		if err != nil && !strings.Contains(c.trouble.cure, "plug") { // switching off would be one more fault
			if err := c.cure(device); err != nil {
				c.complaint = err.Error()
			}
		}
		mark = mark || errors.Is(err, printer.ErrUnknown)
	}
	if err != nil && c.complaint == "" {
		c.complaint = fmt.Sprintf("never printed after the cure: %v", err)
	}
}

// judge looks at all paper.
func (c *cell) judge() {
	c.pieces = c.kinds()
	bare, whole := 0, 0
	for _, k := range c.pieces {
		switch k {
		case "whole":
			bare, whole = bare+1, whole+1
		case "torn":
			bare++
		case "marked":
			whole++
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.complaint != "":
	case c.lie != "":
		c.complaint = c.lie
	case bare > 1:
		c.complaint = fmt.Sprintf("the number is out %d times without the mark: %q", bare, c.pieces)
	case whole == 0:
		c.complaint = fmt.Sprintf("the number is missing: %q", c.pieces)
	case c.late && !slices.Equal(c.pieces, []string{"whole"}):
		c.complaint = fmt.Sprintf("confirmed late, and in the end out are %q", c.pieces)
	}
}

// kinds says of each piece of paper with ink whether it is the whole ticket, the
// whole marked copy, or a torn one of either.
func (c *cell) kinds() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	for _, p := range c.paper {
		switch {
		case !slices.Contains(p.Pix, 1):
		case begins(p, c.plain, 300):
			out = append(out, "whole")
		case begins(p, c.marked, 300):
			out = append(out, "marked")
		case begins(p, c.marked, 16):
			out = append(out, "torn marked")
		default:
			out = append(out, "torn")
		}
	}
	return out
}

// begins says whether paper begins with rows of a picture.
func begins(p, picture *image.Paletted, rows int) bool {
	return p.Rect.Dy() >= rows && slices.Equal(p.Pix[:rows*p.Stride], picture.Pix[:rows*picture.Stride])
}

func matrixTable(cells []*cell) string {
	var b strings.Builder
	b.WriteString("| printer | transport | fault | when | visitor | first outcome | paper in the end |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, c := range cells {
		visitor, first := "hasty", outcome(c.first)
		if c.patient {
			visitor = "patient"
		}
		if c.late {
			first += ", then confirmed"
		}
		fmt.Fprintf(&b, "| %v | %s | %s | %s | %s | %s | %s |\n", c.machine, c.transport.name, c.trouble.name, c.moment, visitor, first, strings.Join(c.pieces, ", "))
	}
	return b.String()
}

// outcome names an error of Print in two words.
func outcome(err error) string {
	if err == nil {
		return "confirmed"
	}
	verdict := "unknown"
	if errors.Is(err, errNeverTried) {
		return err.Error()
	}
	if errors.Is(err, printer.ErrNotPrinted) {
		verdict = "not printed"
	}
	for reason, word := range map[error]string{
		printer.ErrPaperOut: "paper", printer.ErrCoverOpen: "cover", printer.ErrFault: "fault", printer.ErrHot: "hot", printer.ErrOffline: "offline",
	} {
		if errors.Is(err, reason) {
			return verdict + ": " + word
		}
	}
	return verdict
}
