package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"tiepdan/ward/office"
	"tiepdan/ward/store"
)

// procedure is how people call a procedure; the code of one that is not known.
func (s *Server) procedure(w words, code string) string {
	if code == "" || s.options.Procedure == nil {
		return code
	}
	vi, en := s.options.Procedure(code)
	return cmp.Or(w.T(vi, en), code)
}

// asks says what a visitor asks, "" when that is not known.
func (s *Server) asks(w words, code, topic string) string {
	name, topic := s.procedure(w, code), w.topic(topic)
	switch {
	case topic == "":
		return name
	case name == "":
		return w.T("hỏi ", "asks about ") + topic
	}
	return name + w.T(", hỏi ", ", asks about ") + topic
}

// alertsNow are the open alerts that the live page has on top: calls that nobody
// answered, and for leaders updates that went wrong and what is past its deadline.
func (s *Server) alertsNow(ctx context.Context, w words, snap snapshot, x who) ([]alertRow, error) {
	var now []office.Alert
	for _, a := range snap.alerts {
		if a.MaySee(x.User) && (a.IsCall() || x.Leads() && (a.IsUpdate() || a.Late(snap.at))) {
			now = append(now, a)
		}
	}
	if len(now) == 0 {
		return nil, nil
	}
	names, _, err := s.people(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(now, func(a, b office.Alert) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Number, b.Number)) })
	rows := make([]alertRow, 0, len(now))
	for _, a := range now {
		rows = append(rows, s.alertRow(w, a, names, x, snap.at))
	}
	return rows, nil
}

// became says what became of a call that an alert is about.
func (s *Server) became(ctx context.Context, w words, a office.Alert) (string, error) {
	if !a.IsCall() {
		return "", nil
	}
	day := s.dayOf(a.From)
	calls, err := s.options.Store.Calls(ctx, day, day, a.Commune)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(calls, func(c store.Call) bool { return c.Raise == a.Event })
	if i < 0 {
		return "", nil
	}
	return w.became(calls[i], time.Now()), nil
}

// became says how a call ended.
func (w words) became(c store.Call, now time.Time) string {
	switch {
	case c.Door > 0 && c.Answer != nil:
		took := w.span(*c.Answer)
		return w.T(fmt.Sprintf("Cửa %d nhận sau %s", c.Door, took), fmt.Sprintf("Door %d answered after %s", c.Door, took))
	case c.Outcome == "nobody":
		return w.T("Không ai đến", "Nobody came")
	case c.Outcome == "dropped":
		return w.T("Người dân thôi gọi", "Withdrawn by the visitor")
	case c.Outcome == "helped":
		return w.T("Đã được giúp, không rõ cửa nào", "Helped, it is not known by which door")
	case now.Sub(c.At) < callsFor:
		return w.T("Đang gọi", "Still calling")
	}
	return w.T("Không rõ kết quả", "It is not known what became of it")
}

// callsView is the calls of a period, and what became of them.
type callsView struct {
	frame
	picker

	Rows []pastCall
	At   pager
	N    int
	Sum  []string
}

type pastCall struct {
	When, Robot, Asks, About, Became string
	Class                            string // of what became of it
	Raised                           bool
}

func (s *Server) callsPage(w http.ResponseWriter, r *http.Request, x who) {
	v := callsView{frame: s.frame(w, r, x, "/")}
	v.Title, v.picker = v.T("Gọi nhân viên", "Calls for a person"), s.picker(v.words, r, x, "7", "")
	calls, err := s.callsOf(r.Context(), x, v.Period)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	now := time.Now()
	v.N, v.Sum = len(calls), v.help(sumOf(calls)).Became
	skip := min(len(calls), (pageOf(r, listOver)-1)*mostListed)
	calls, v.At = paged(r, listOver, calls[skip:min(len(calls), skip+mostListed+1)])
	for _, c := range calls {
		row := pastCall{
			When: s.when(c.At, now), Robot: x.called(c.Commune, c.Robot), Asks: s.asks(v.words, c.Asked.Procedure, c.Asked.Topic),
			About: v.asker(c.Asked), Became: v.became(c, now), Raised: c.Raise > 0,
		}
		if c.Outcome == "nobody" && c.Door == 0 {
			row.Class = "bad"
		}
		v.Rows = append(v.Rows, row)
	}
	s.draw(w, r, "calls.html", v)
}

// callsOf are the calls of a period that she sees: an officer's are those that her
// doors answered, and those that none did.
func (s *Server) callsOf(ctx context.Context, x who, p period) ([]store.Call, error) {
	all, err := s.options.Store.Calls(ctx, p.From, p.To, p.Commune)
	return slices.DeleteFunc(all, func(c store.Call) bool { return !seesCall(x.User, c) }), err
}

func seesCall(u office.User, c store.Call) bool {
	return u.SeesCommune(c.Commune) && (c.Door == 0 || u.SeesDoor(c.Door))
}

// sumOf counts calls as store.Store.Helps does.
func sumOf(calls []store.Call) store.Help {
	h := store.Help{Called: len(calls)}
	var answers []time.Duration
	for _, c := range calls {
		if c.Raise > 0 {
			h.Raised++
		}
		switch {
		case c.Answer != nil:
			answers = append(answers, *c.Answer)
		case c.Outcome == "nobody":
			h.Nobody++
		case c.Outcome == "dropped":
			h.Dropped++
		}
	}
	if h.Answered = len(answers); h.Answered > 0 {
		slices.Sort(answers)
		h.Median = (answers[(h.Answered-1)/2] + answers[h.Answered/2]) / 2
	}
	return h
}
