package share_test

import (
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
	"tiepdan/share"
)

// Two real agents over real TLS: a number taken at the member is called at the
// keeper's console and shown by the member; cut off, the member gives numbers of
// its block; then both have one line again.
func TestTwoRobots(t *testing.T) {
	t.Parallel()
	k, m := newRobot(t, keeperSetup()), newRobot(t, memberSetup())
	addr, _ := serve(t, k)
	p := newProxy(t, addr)
	follow(t, m, p.addr(), secret)
	m.until("the link", func(v kiosk.View) bool { return v.Share.Up })

	first := m.take()
	if first != "A001" {
		t.Errorf("the member gave %s, want A001, the keeper's next", first)
	}
	k.until("the member's ticket", queued("A001"))
	if own := k.take(); own != "A002" {
		t.Errorf("the keeper gave %s, want A002", own)
	}
	m.until("the keeper's ticket", queued("A002"))

	if err := k.Do(t.Context(), kiosk.CallNext{Request: "1", Door: 1}); err != nil {
		t.Fatalf("CallNext: %v", err)
	}
	v := m.until("the call", func(v kiosk.View) bool { return len(v.Calls) > 0 && v.Calls[0].Number == "A001" })
	if v.Board[0].Number != "A001" || v.Calls[0].Door != 1 {
		t.Errorf("the member shows %+v, want A001 at door 1", v.Board[0])
	}
	if err := m.Do(t.Context(), kiosk.CallNext{Request: "1", Door: 1}); err == nil || !strings.Contains(err.Error(), "another robot") {
		t.Errorf("CallNext at the member = %v, want a refusal that says where to go", err)
	}

	p.set(func() { p.cut = true })
	m.until("the loss", func(v kiosk.View) bool { return !v.Share.Up })
	v = m.View()
	if len(v.Announcements) == 0 || !strings.Contains(v.Announcements[0].Vi, "mất liên lạc") {
		t.Errorf("cut off, the member announces %v, want since when its board is old", v.Announcements)
	}
	for _, want := range []string{"A901", "A902"} {
		if got := m.take(); got != want {
			t.Errorf("cut off, the member gave %s, want %s", got, want)
		}
	}
	if own := k.take(); own != "A003" {
		t.Errorf("the keeper gave %s, want A003", own)
	}

	p.set(func() { p.cut = false })
	m.until("the line again", func(v kiosk.View) bool { return v.Share.Up && len(v.Share.Owed) == 0 && queued("A003")(v) })
	var order []string
	for _, w := range k.View().Board[0].Queue {
		order = append(order, w.Number)
	}
	if got, want := strings.Join(order, " "), "A002 A901 A902 A003"; got != want {
		t.Errorf("the keeper's order is %s, want %s, by joining", got, want)
	}

	if err := k.Do(t.Context(), kiosk.CloseVisit{Request: "2", Door: 1, Seen: k.View().Board[0].Ticket}); err != nil {
		t.Fatalf("CloseVisit: %v", err)
	}
	v = m.until("the rating", func(v kiosk.View) bool { return v.Screen == kiosk.ScreenRating })
	m.Post(kiosk.FacePicked{Ticket: v.Rating.Ticket, Face: kiosk.Satisfied})
	m.until("thanks, and the keeper knows", func(v kiosk.View) bool {
		return v.Rating != nil && v.Rating.Chosen == kiosk.Satisfied && len(v.Share.Owed) == 0
	})
	if got := k.View().Screen; got == kiosk.ScreenRating {
		t.Error("the keeper offers the rating as well")
	}
	if err := k.Do(t.Context(), kiosk.Undo{Request: "3", Door: 1}); err == nil {
		t.Error("a visit that was rated at the member was taken back")
	}
}

// A keeper that is there and does not answer: the visitor waits a moment only,
// and the number that the keeper makes later is never called.
func TestHeldKeeper(t *testing.T) {
	t.Parallel()
	k, m := newRobot(t, keeperSetup()), newRobot(t, memberSetup())
	addr, _ := serve(t, k)
	p := newProxy(t, addr)
	follow(t, m, p.addr(), secret)
	m.until("the link", func(v kiosk.View) bool { return v.Share.Up })
	p.set(func() { p.held = true })
	begun := time.Now()
	m.Post(kiosk.ServicePicked{Service: "cert"})
	v := m.until("a ticket", func(v kiosk.View) bool { return v.Screen == kiosk.ScreenTicket })
	if took := time.Since(begun); v.Ticket.Number != "A901" || took > 4*time.Second {
		t.Errorf("got %s after %v, want A901 within seconds", v.Ticket.Number, took)
	}
	m.until("the loss", func(v kiosk.View) bool { return !v.Share.Up })
	p.set(func() { p.held = false })
	m.until("the line again", func(v kiosk.View) bool { return v.Share.Up && len(v.Share.Owed) == 0 })
	k.until("one ticket", queued("A901"))
	if all := k.View().Line.Tickets; len(all) != 1 || all[0].State != queue.Waiting {
		t.Errorf("the keeper has %+v, want A901 alone", all)
	}
}

// Both robots are restarted, the keeper while the member is cut off.
func TestRestarts(t *testing.T) {
	t.Parallel()
	k, m := newRobot(t, keeperSetup()), newRobot(t, memberSetup())
	addr, stopServer := serve(t, k)
	stopClient := follow(t, m, addr, secret)
	m.until("the link", func(v kiosk.View) bool { return v.Share.Up })
	first := m.take()
	stopServer()
	k.stop()
	m.until("the loss", func(v kiosk.View) bool { return !v.Share.Up })
	second := m.take()
	stopClient()
	m.stop()
	m.start()
	if got := m.View(); !queued(first)(got) || !queued(second)(got) {
		t.Errorf("after its restart the member shows %+v, want %s and %s", got.Board[0].Queue, first, second)
	}
	k.start()
	addr, _ = serve(t, k)
	follow(t, m, addr, secret)
	m.until("the link", func(v kiosk.View) bool { return v.Share.Up && len(v.Share.Owed) == 0 })
	k.until("both tickets", func(v kiosk.View) bool { return queued(first)(v) && queued(second)(v) && len(v.Line.Tickets) == 2 })
}

// A slow wire that is cut now and then loses nobody and gives no number twice.
func TestBadWire(t *testing.T) {
	t.Parallel()
	k, m := newRobot(t, keeperSetup()), newRobot(t, memberSetup())
	addr, _ := serve(t, k)
	p := newProxy(t, addr)
	p.set(func() { p.delay = 30 * time.Millisecond })
	follow(t, m, p.addr(), secret)
	m.until("the link", func(v kiosk.View) bool { return v.Share.Up })
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(700 * time.Millisecond):
				p.set(func() { p.cut = i%2 == 0 })
			}
		}
	}()
	given := map[string]bool{}
	for range 6 {
		number := m.take()
		if given[number] {
			t.Errorf("%s was given twice", number)
		}
		given[number] = true
	}
	close(stop)
	<-done
	p.set(func() { p.cut = false })
	m.until("peace", func(v kiosk.View) bool { return v.Share.Up && len(v.Share.Owed) == 0 })
	k.until("everybody", func(v kiosk.View) bool {
		for number := range given {
			if !queued(number)(v) {
				return false
			}
		}
		return len(v.Board[0].Queue) == len(given)
	})
}

// The same request again is done once, and one that comes late not at all.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	k, m := newRobot(t, keeperSetup()), newRobot(t, memberSetup())
	addr, _ := serve(t, k)
	c, err := share.NewClient(share.ClientOptions{Core: m, Secret: share.Secret(secret), Name: "m1", Keeper: addr, Logger: logger()})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC()
	ticket := queue.Ticket{ID: "i", Token: "t", Service: "cert"}
	early := share.Request{Run: "r", Sent: now, Ops: []kiosk.LineOp{{Seq: 1, Kind: kiosk.OpIssue, At: now, Ticket: ticket}}}
	lapse := share.Request{Run: "r", Sent: now, Ops: []kiosk.LineOp{{Seq: 2, Kind: kiosk.OpLapse, At: now, Ticket: queue.Ticket{ID: "i"}}}}
	for i, r := range []share.Request{early, early, lapse, early, lapse} {
		if _, _, err := share.Post(c, t.Context(), r); err != nil {
			t.Fatalf("request %d: %v", i, err)
		}
		if got, want := len(k.View().Line.Tickets), []int{1, 1, 0, 0, 0}[i]; got != want {
			t.Errorf("after request %d the line has %d tickets, want %d", i, got, want)
		}
	}
	other := share.Request{Run: "new", Sent: now, Ops: []kiosk.LineOp{{Seq: 1, Kind: kiosk.OpIssue, At: now, Ticket: ticket}}}
	if h, _, err := share.Post(c, t.Context(), other); err != nil || len(h.Change.Tickets) != 1 || h.Change.Tickets[0].Number != "A002" {
		t.Errorf("a new count got %+v, %v, want A002", h.Change.Tickets, err)
	}
	late := share.Request{Run: "r", Sent: now, Ops: []kiosk.LineOp{{Seq: 9, Kind: kiosk.OpLapse, At: now, Ticket: queue.Ticket{ID: "i"}}}}
	if _, _, err := share.Post(c, t.Context(), late); err == nil || len(k.View().Line.Tickets) != 1 {
		t.Errorf("a count that ended = %v, want a refusal and nothing done", err)
	}
}

func TestStrangers(t *testing.T) {
	t.Parallel()
	k, m := newRobot(t, keeperSetup()), newRobot(t, memberSetup())
	addr, _ := serve(t, k)
	follow(t, m, addr, strings.Repeat("x", 32))
	v := m.until("a refusal", func(v kiosk.View) bool {
		return len(v.Parts) > 0 && v.Parts[len(v.Parts)-1].Part == kiosk.PartLine && !v.Parts[len(v.Parts)-1].Up
	})
	if detail := v.Parts[len(v.Parts)-1].Detail; !strings.Contains(detail, share.ErrStranger.Error()) {
		t.Errorf("the member says %q, want that the key is another one", detail)
	}
	m.Post(kiosk.ServicePicked{Service: "cert"})
	v = m.until("no ticket", func(v kiosk.View) bool { return v.Line.Refusal != nil })
	if v.Screen == kiosk.ScreenTicket {
		t.Error("a member that never heard of its line gave a number")
	}
}
