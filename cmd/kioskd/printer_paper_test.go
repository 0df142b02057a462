package main_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"tiepdan/agent"
	"tiepdan/assist"
	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/config"
	"tiepdan/drivers/printer/printertest"
	"tiepdan/kiosk"
	"tiepdan/ui/paper/papertest"
)

const paperTOML = `
version = 1
[unit]
id = "robot-1"
ward = "Phường Cửa Nam"
ward_en = "Cua Nam Ward"
commune = "cua-nam"
state_dir = %q
portal_url = "https://dichvucong.gov.vn"
[[services]]
id = "chung-thuc"
prefix = "A"
name_vi = "Chứng thực"
name_en = "Certification"
doors = [3]
[[doors]]
number = 3
name_vi = "Chứng thực"
name_en = "Certification"
pin_hash = %q
[report]
enabled = false
[printer]
address = %q
model = "generic-80mm"
`

// slot is the program with a printer on TCP, whose paper is kept.
type slot struct {
	*agent.Agent

	t      *testing.T
	device *printertest.Printer
	code   string // of the procedure that slips are about
	mu     sync.Mutex
	papers []image.Image
}

func newSlot(t *testing.T, files ...string) *slot {
	t.Helper()
	s := &slot{t: t, code: "2.000815"}
	s.device = printertest.New(printertest.Options{RowsPerSecond: 1600, BufferBytes: 1 << 16, OnTicket: func(p printertest.Ticket) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.papers = append(s.papers, p.Image)
	}})
	wire, err := printertest.ListenTCP(t.Context(), s.device, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range files { // that are broken
		if err := os.WriteFile(filepath.Join(dir, name), []byte("text"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "kioskd.toml")
	hash, err := bcrypt.GenerateFromPassword([]byte(pin), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, fmt.Appendf(nil, paperTOML, dir, hash, "tcp://"+wire.Addr()), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	store, err := agent.OpenStore(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	var run func(context.Context) error
	if s.Agent, run, err = kioskd.PaperAlone(ctx, c, store); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := errors.Join(<-done, store.Close(), s.device.Close(), wire.Close()); err != nil {
			t.Error(err)
		}
	})
	s.until("the printer", func(v kiosk.View) bool { return v.Printer.Ready() })
	return s
}

func (s *slot) until(what string, ok func(kiosk.View) bool) kiosk.View {
	s.t.Helper()
	var v kiosk.View
	eventually(s.t, what, 40*time.Second, func() error {
		if v = s.View(); ok(v) {
			return nil
		}
		return fmt.Errorf("screen %s, ticket %+v, slip %+v, printer %+v", v.Screen, v.Ticket, v.Slip, v.Printer)
	})
	return v
}

func (s *slot) do(command string) {
	s.t.Helper()
	if err := s.device.Do(command); err != nil {
		s.t.Fatal(err)
	}
}

// askSlip does what the guide's button does.
func (s *slot) askSlip() {
	s.t.Helper()
	s.Post(kiosk.Opened{From: s.View().Screen, To: kiosk.Spot{Screen: kiosk.ScreenGuide, Code: s.code}})
	s.until("the guide", func(v kiosk.View) bool { return v.Screen == kiosk.ScreenGuide })
	s.Post(kiosk.SlipAsked{Code: s.code})
	s.until("the slip under way", func(v kiosk.View) bool { return v.Slip.State != "" })
}

func (s *slot) slipIs(want kiosk.PrintState) {
	s.t.Helper()
	s.until("the slip "+string(want), func(v kiosk.View) bool { return v.Slip.State == want })
}

func (s *slot) ticketIs(want kiosk.PrintState) {
	s.t.Helper()
	s.until("the ticket "+string(want), func(v kiosk.View) bool { return v.Ticket != nil && v.Ticket.Print == want })
}

// out are the papers, of which there must be so many.
func (s *slot) out(want int) []image.Image {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.papers) != want {
		s.t.Fatalf("%d papers are out, want %d", len(s.papers), want)
	}
	return s.papers
}

// procedure is what the catalogue knows.
func (s *slot) procedure() *assist.Procedure {
	s.t.Helper()
	all, err := kioskd.Catalogue(&config.Config{}, slog.New(slog.DiscardHandler))
	if err != nil {
		s.t.Fatal(err)
	}
	pr, ok := all.Find(s.code)
	if !ok {
		s.t.Fatalf("the catalogue has no procedure %s", s.code)
	}
	return pr
}

// leadTo has zbarimg read the papers' codes, in the order in which they came out.
func (s *slot) leadTo(want ...string) {
	s.t.Helper()
	for i, p := range s.out(len(want)) {
		if code, err := papertest.Code(s.t.Context(), p); err != nil || code != want[i] {
			s.t.Errorf("paper %d: zbarimg reads %q, %v, want %q", i+1, code, err, want[i])
		}
	}
}

// says has tesseract read a paper.
func (s *slot) says(p image.Image) string {
	s.t.Helper()
	words, err := papertest.Words(s.t.Context(), p)
	if err != nil {
		s.t.Fatal(err)
	}
	return words
}

// portal is where a ticket's code leads.
const portal = "https://dichvucong.gov.vn"

// TestSlipOnPaper goes from the screen's message to what others read on the paper.
func TestSlipOnPaper(t *testing.T) {
	t.Parallel()
	s := newSlot(t)
	s.askSlip()
	s.slipIs(kiosk.PrintDone)
	pr := s.procedure()
	s.leadTo(pr.PortalURL)
	words := s.says(s.out(1)[0])
	for _, want := range []string{"Phường Cửa Nam", pr.Plain.Vi, pr.Papers[0].Vi, "Phiếu này không phải"} {
		all := strings.Fields(want)
		first := strings.Join(all[:min(3, len(all))], "") // before a line may end
		if !strings.Contains(words, papertest.Squeeze(first)) {
			t.Errorf("tesseract does not read %q on the slip, but %q", first, words)
		}
	}
}

// TestPaperOutInASlip: the visitor is told, and told again when it came out after
// all; nothing is printed a second time by itself.
func TestPaperOutInASlip(t *testing.T) {
	t.Parallel()
	s := newSlot(t)
	s.do("paper-out 200")
	s.askSlip()
	s.slipIs(kiosk.PrintUnsure)
	if v := s.View(); v.Slip.Offered {
		t.Error("a slip is offered by a printer without paper")
	}
	s.do("paper-ok")
	s.slipIs(kiosk.PrintDone)
	s.leadTo(s.procedure().PortalURL)
}

// TestTicketWhileASlipPrints: what is on the wire is waited for, and nothing else.
func TestTicketWhileASlipPrints(t *testing.T) {
	t.Parallel()
	s := newSlot(t)
	s.do("near-end 50") // tells that it has begun
	s.do("stall 200")
	s.askSlip()
	s.until("the slip's first rows", func(v kiosk.View) bool { return v.Printer.Paper == "near-end" })
	s.Post(kiosk.ServicePicked{Service: "chung-thuc"})
	s.ticketIs(kiosk.PrintSent)
	time.AfterFunc(2*time.Second, func() { _ = s.device.Do("go") })
	s.ticketIs(kiosk.PrintDone)
	s.leadTo(s.procedure().PortalURL, portal)
}

// TestSlipWhileATicketPrints: the ticket has the screen until its paper is settled;
// then the slip is printed.
func TestSlipWhileATicketPrints(t *testing.T) {
	t.Parallel()
	s := newSlot(t)
	s.do("stall 100")
	s.Post(kiosk.ServicePicked{Service: "chung-thuc"})
	s.ticketIs(kiosk.PrintSent)
	s.Post(kiosk.Opened{From: kiosk.ScreenTicket, To: kiosk.Spot{Screen: kiosk.ScreenGuide, Code: s.code}})
	s.Post(kiosk.SlipAsked{Code: s.code})
	time.AfterFunc(2*time.Second, func() { _ = s.device.Do("go") })
	v := s.until("the ticket's paper", func(v kiosk.View) bool { return v.Ticket != nil && v.Ticket.Print == kiosk.PrintDone })
	s.leadTo(portal)
	s.Post(kiosk.Dismissed{Screen: kiosk.ScreenTicket, Ticket: v.Ticket.ID})
	s.until("home", func(v kiosk.View) bool { return v.Screen == kiosk.ScreenHome })
	s.askSlip()
	s.slipIs(kiosk.PrintDone)
	s.leadTo(portal, s.procedure().PortalURL)
}

// TestCoverOpenInATicket: the doubt ends by itself when the cover is closed and the
// printer says that it is done; there is one paper, without the mark.
func TestCoverOpenInATicket(t *testing.T) {
	t.Parallel()
	s := newSlot(t)
	s.do("cover-open 200")
	s.Post(kiosk.ServicePicked{Service: "chung-thuc"})
	s.ticketIs(kiosk.PrintUnsure)
	if v := s.View(); v.Services[0].Waiting != 0 {
		t.Errorf("%d wait while nobody knows, want 0", v.Services[0].Waiting)
	}
	s.do("cover-closed")
	s.ticketIs(kiosk.PrintDone)
	if v := s.View(); v.Services[0].Waiting != 1 {
		t.Errorf("%d wait, want 1", v.Services[0].Waiting)
	}
	words := s.says(s.out(1)[0])
	if !papertest.HasNumber(words, "A001") || strings.Contains(words, papertest.Squeeze("BẢN IN LẠI")) {
		t.Errorf("tesseract reads %q, want A001 without the mark", words)
	}
}
