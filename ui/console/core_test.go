package console_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// core is the real core behind the console: it stamps messages as the agent
// does, answers requests, and ticks at its deadlines.
type core struct {
	mu    sync.Mutex
	m     kiosk.Model
	ahead time.Duration // of the clock
	n     int
	view  kiosk.View
	subs  map[chan struct{}]struct{}
	says  []kiosk.Speak
	done  []kiosk.Msg // that changed something, without ticks
	mute  bool        // changes are not told
}

func newCore(t *testing.T, s kiosk.Setup) *core {
	t.Helper()
	c := &core{m: kiosk.New(), subs: map[chan struct{}]struct{}{}}
	c.send(kiosk.Started{Boot: "b1", Setup: s})
	stop := make(chan struct{})
	var ticker sync.WaitGroup
	ticker.Go(func() {
		for beat := time.NewTicker(50 * time.Millisecond); ; {
			select {
			case <-stop:
				beat.Stop()
				return
			case <-beat.C:
				c.mu.Lock()
				if at := c.m.Deadline(); !at.IsZero() && !c.now().Before(at) {
					_ = c.update(kiosk.Tick{})
				}
				c.mu.Unlock()
			}
		}
	})
	t.Cleanup(func() {
		close(stop)
		ticker.Wait()
	})
	return c
}

func (c *core) now() time.Time { return time.Now().Add(c.ahead).UTC().Round(0) }

// Now is the console's clock.
func (c *core) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

// pass lets time pass.
func (c *core) pass(d time.Duration) {
	c.mu.Lock()
	c.ahead += d
	_ = c.update(kiosk.Tick{})
	c.mu.Unlock()
}

// update is called with c.mu held.
func (c *core) update(m kiosk.Msg) (err error) {
	c.n++
	id := fmt.Sprintf("id-%03d", c.n)
	switch x := m.(type) {
	case kiosk.ServicePicked:
		x.ID, x.Token = id, "tok-"+id
		m = x
	case kiosk.CheckIn:
		x.ID, x.Token = id, "tok-"+id
		m = x
	case kiosk.Book:
		x.Code = 123_000 + c.n
		m = x
	}
	next, effects := c.m.Update(c.now(), m)
	c.m = next
	for _, e := range effects {
		switch e := e.(type) {
		case kiosk.Reply:
			err = e.Err
		case kiosk.Speak:
			c.says = append(c.says, e)
		}
	}
	if _, tick := m.(kiosk.Tick); !tick && err == nil {
		c.done = append(c.done, m)
	}
	c.view = c.m.View()
	for s := range c.subs {
		if c.mute {
			break
		}
		select {
		case s <- struct{}{}:
		default:
		}
	}
	return err
}

func (c *core) send(m kiosk.Msg) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.update(m)
}

// ticket takes a ticket of a service and class at the screen and prints it.
func (c *core) ticket(service, class string) (number string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += 15 * time.Second // nobody takes two at once
	_ = c.update(kiosk.Tick{})
	if class != "" {
		_ = c.update(kiosk.ClassPicked{Class: class})
	}
	_ = c.update(kiosk.ServicePicked{Service: service})
	last := c.m.Line.Live[len(c.m.Line.Live)-1]
	_ = c.update(kiosk.Printed{Job: last.ID + "/1"})
	return last.Number
}

// hush keeps changes from the pages, for a moment in which two press.
func (c *core) hush(mute bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.mute = mute
	_ = c.update(kiosk.Tick{})
}

func (c *core) View() kiosk.View {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.view
}

func (c *core) Changed(ctx context.Context) <-chan struct{} {
	s := make(chan struct{}, 1)
	c.mu.Lock()
	c.subs[s] = struct{}{}
	c.mu.Unlock()
	context.AfterFunc(ctx, func() {
		c.mu.Lock()
		delete(c.subs, s)
		c.mu.Unlock()
	})
	return s
}

func (c *core) Do(_ context.Context, m kiosk.Msg) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.update(m)
}

// state is where a ticket is now.
func (c *core) state(number string) (queue.Ticket, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.m.Line.Live {
		if t.Number == number {
			return t, true
		}
	}
	return queue.Ticket{}, false
}

// served counts the messages of a type that were done.
func served[M kiosk.Msg](c *core) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.done {
		if _, ok := m.(M); ok {
			n++
		}
	}
	return n
}

// ward is a service point with three doors and three services.
func ward() kiosk.Setup {
	return kiosk.Setup{
		Unit: "cn-01", Ward: kiosk.Text{Vi: "Điểm phục vụ hành chính công phường Cửa Nam", En: "Cua Nam Ward Service Point"}, TimeZone: "Asia/Ho_Chi_Minh",
		Services: []kiosk.Service{
			{ID: "civil", Prefix: "A", Name: kiosk.Text{Vi: "Hộ tịch và chứng thực", En: "Civil status"}, Doors: []int{3, 4}},
			{ID: "land", Prefix: "B", Name: kiosk.Text{Vi: "Đất đai và xây dựng", En: "Land and construction"}, Doors: []int{4}},
			{ID: "social", Prefix: "C", Name: kiosk.Text{Vi: "Lao động và bảo trợ xã hội", En: "Labour and social protection"}, Doors: []int{5}},
		},
		Doors: []kiosk.Door{
			{Number: 3, Name: kiosk.Text{Vi: "Tư pháp – Hộ tịch", En: "Justice – Civil status"}, Place: "door-3"},
			{Number: 4, Name: kiosk.Text{Vi: "Địa chính – Xây dựng", En: "Land – Construction"}, Place: "door-4"},
			{Number: 5, Name: kiosk.Text{Vi: "Văn hóa – Xã hội", En: "Culture – Society"}, Place: "door-5"},
		},
		Priority: kiosk.PriorityPolicy{Share: 2, Classes: []kiosk.Class{
			{ID: "elderly", Name: kiosk.Text{Vi: "Người cao tuổi", En: "Elderly"}}, {ID: "disabled", Name: kiosk.Text{Vi: "Người khuyết tật", En: "Disabled"}},
		}},
		Rules:       kiosk.QueueRules{ReturnWithin: 30 * time.Minute, ReturnBehind: 2, CheckInEarly: 15 * time.Minute, CheckInLate: 15 * time.Minute},
		RecallLimit: 2, CallShow: 12 * time.Second, RatingShow: 30 * time.Second, IdleReset: time.Minute, MinSamples: 3,
		Announcements: []kiosk.Text{{Vi: "Chiều thứ sáu, điểm phục vụ nghỉ lúc 16 giờ 30.", En: "On Friday afternoon the service point closes at 16:30."}},
		DayReset:      3 * time.Hour,
		Robot:         true, Welcome: "welcome", Waiting: "waiting", LeadWait: 8 * time.Second,
	}
}
