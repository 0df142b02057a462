package web

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/live"
	"tiepdan/ward/office"
	"tiepdan/ward/stats"
	"tiepdan/ward/store"
)

// view is what the page is drawn from, in one language.
type view struct {
	frame

	Day     string
	Notices []string
	Alerts  []alertRow
	Calls   []callRow
	Needs   []needRow
	Facts   facts
	Ratings []ratingRow
	Queues  []queue
	Robots  []robotRow
	Data    []dataRow
	Aside   int
}

// facts are the figures of today. Ratings of visits and presses of the panel
// are never added up.
type facts struct {
	Faces      []faceRow
	Total      int // ratings of visits
	Good       int // very satisfied and satisfied
	Closed     int
	NoShow     int
	Panel      int // presses, without those of doubt
	PanelGood  int
	PanelBurst int // presses in bursts: shown, not counted
	PanelAlone int // presses with no visit shortly before: as those
	Reasons    []reasonRow
	Reasoned   int // ratings that a reason was given to
	Help       help
	Few        bool // too few ratings to be shown to her
	PanelFew   bool // too few presses
	Own        bool // of her own work only, but for the panel and the calls
}

// Satisfied is the share of satisfied ratings of visits, with its interval.
func (f facts) Satisfied() stats.Share { return stats.ShareOf(f.Good, f.Total) }

// Response is the share of visits that were rated, with its interval.
func (f facts) Response() stats.Share { return stats.Rate(f.Total, f.Closed) }

// faceRow is one face. X and Width place it in a bar that is 100 wide.
type faceRow struct {
	Face, Name string
	N          int
	X, Width   float64
}

type ratingRow struct {
	N          int64
	When       string
	Face, Name string
	Panel      bool
	Service    string
	Door       int
	Robot      string
	Burst      bool
	NoVisit    bool
}

// queue is the line as one robot sees it.
type queue struct {
	Robot    string
	Services []schema.ServiceStatus
	Doors    []schema.DoorStatus
	Waiting  int
	Stale    bool
	Age      string
}

type robotRow struct {
	Name, State, Class string
	Setup              string // address of the page of its settings, "" for none
	Asked, AskedClass  string // what became of the last question for its status
	Age                string
	Stale              bool
	Doing, DoingClass  string // what the base and its errand are at, "" without a base
	BaseKnown, EStop   bool
	Battery            int
	Charging           bool
	Refill             bool
	Paper, PaperClass  string
	Faults             []string
	Version            string
	Soft, SoftClass    string // what it shall run, and how far it is; "" for nothing
}

// dataRow is how complete the data of one robot is.
type dataRow struct {
	Robot              string
	Upto, Missing, Due uint64 // Due was sent and is on its way
	Lost               uint64
	Age                string
}

// stale is the age of a status that is shown as old: three times what an
// unchanged status may stay unsaid.
const stale = 90 * time.Second

func (s *Server) view(ctx context.Context, w words, x who) (view, error) {
	snap, err := s.board.snapshot(ctx, x.Commune)
	if err != nil {
		return view{}, err
	}
	calls, needs := s.openCalls(w, snap, x), s.needs(w, x, snap.robots, snap.at) // before robots are named for her
	alerts, err := s.alertsNow(ctx, w, snap, x)
	if err != nil {
		return view{}, err
	}
	plain := snap.robots
	snap.robots, snap.ward.Store = x.robots(snap.robots), s.unwritten()
	v := view{
		frame: frame{words: w, Me: x}, Day: snap.at.In(s.options.Location).Format("02/01/2006"),
		Notices: w.notices(snap), Facts: w.facts(snap.day), Aside: snap.aside, Alerts: alerts, Calls: calls, Needs: needs,
	}
	if !x.Leads() {
		v.Facts = w.ownFacts(v.Facts, snap.work, x.User)
	}
	v.Ratings = w.newest(snap.latest, labels(snap.robots), x, snap.at.In(s.options.Location))
	for i, r := range snap.robots {
		if r.Status != nil && len(r.Status.Services)+len(r.Status.Doors) > 0 {
			v.Queues = append(v.Queues, w.queue(r, snap.at, s.options.Location))
		}
		v.Robots = append(v.Robots, w.robot(r, snap.at, s.named(plain[i])))
	}
	v.Data = w.data(snap, x)
	return v, nil
}

// newest are the latest ratings that she may see.
func (w words) newest(ratings []store.Rating, names map[string]schema.Label, x who, now time.Time) []ratingRow {
	var rows []ratingRow
	for _, r := range ratings {
		// A rating has its moment, so a door's is for those who see the door.
		if r.Source == "ticket" && !x.SeesDoor(r.Door) || len(rows) == latest {
			continue
		}
		r.Robot = x.called(r.Commune, r.Robot)
		row := w.rating(r, names, now)
		if x.Several() && !row.Panel {
			row.Service += " · " + r.Commune
		}
		rows = append(rows, row)
	}
	return rows
}

// ownFacts are those of her own work, without what is too few for people who are
// no leaders. Reasons belong to no door.
func (w words) ownFacts(f facts, work []group, u office.User) facts {
	var mine group
	for _, g := range work {
		if own(u, g.Key) {
			mine = total([]group{mine, g})
		}
	}
	f.Own, f.NoShow, f.Reasons, f.Closed = true, 0, nil, mine.Closed
	f.Total, f.Good, f.Faces = mine.Ticket.N(), mine.Ticket.Good(), w.bar(mine.Ticket)
	if stats.Few(f.Total) {
		f.Few, f.Faces, f.Total, f.Good = true, nil, 0, 0
	}
	if stats.Few(f.Panel) {
		f.PanelFew, f.Panel, f.PanelGood = true, 0, 0
	}
	return f
}

func (w words) notices(s snapshot) []string {
	var all []string
	if s.ward.Store != "" {
		all = append(all, w.notWritten(s.ward.Store))
	}
	if s.ward.Broker != "" {
		all = append(all, w.T("Chưa nhận được tin từ robot: ", "Not receiving from robots: ")+s.ward.Broker)
	}
	return all
}

func (w words) facts(d store.Day) facts {
	f := facts{Closed: d.Closed, NoShow: d.NoShow, Reasons: w.reasons(d), Reasoned: d.Reasoned, Help: w.help(d.Help)}
	counts := make(map[string]int)
	for _, c := range d.Ratings {
		switch {
		case c.Source == "ticket":
			counts[c.Face] += c.N
			f.Total += c.N
			if stats.Good(c.Face) {
				f.Good += c.N
			}
		case c.Burst:
			f.PanelBurst += c.N
		case c.NoVisit:
			f.PanelAlone += c.N
		default:
			f.Panel += c.N
			if stats.Good(c.Face) {
				f.PanelGood += c.N
			}
		}
	}
	f.Faces = w.bar(stats.Faces{
		VerySatisfied: counts["very-satisfied"], Satisfied: counts["satisfied"],
		Neutral: counts["neutral"], Dissatisfied: counts["dissatisfied"],
	})
	return f
}

// labels gives the services' names as the robots say them.
func labels(robots []live.Robot) map[string]schema.Label {
	names := make(map[string]schema.Label)
	for _, r := range robots {
		if r.Status == nil {
			continue
		}
		for _, s := range r.Status.Services {
			names[s.Service] = s.Label
		}
	}
	return names
}

func (w words) rating(r store.Rating, names map[string]schema.Label, now time.Time) ratingRow {
	when := r.At.Format("15:04:05")
	if r.At.Format(time.DateOnly) != now.Format(time.DateOnly) {
		when = r.At.Format("15:04 02/01")
	}
	row := ratingRow{
		N: r.N, When: when, Face: r.Face, Name: w.say(faceNames(), r.Face), Panel: r.Source == "panel",
		Door: r.Door, Robot: r.Robot, Burst: r.Burst, NoVisit: r.NoVisit,
	}
	if row.Service = w.Label(names[r.Service]); row.Service == "" {
		row.Service = r.Service
	}
	return row
}

func (w words) queue(r live.Robot, now time.Time, zone *time.Location) queue {
	q := queue{
		Robot: r.Name, Services: r.Status.Services, Doors: slices.Clone(r.Status.Doors),
		Stale: now.Sub(r.StatusAt) > stale || r.State != schema.LinkOnline, Age: w.Ago(r.StatusAt, now),
	}
	for i, d := range q.Doors {
		if d.Since != nil {
			local := d.Since.In(zone)
			q.Doors[i].Since = &local
		}
	}
	for _, s := range q.Services {
		q.Waiting += s.Waiting
	}
	return q
}

func (w words) robot(r live.Robot, now time.Time, names floorNames) robotRow {
	row := robotRow{Name: r.Name, Age: w.Ago(r.StatusAt, now)}
	switch r.State {
	case schema.LinkOnline:
		row.State, row.Class = w.T("Đang hoạt động", "Online"), "ok"
	case schema.LinkOff:
		row.State, row.Class = w.T("Đã tắt", "Switched off"), "off"
	case schema.LinkLost:
		row.State, row.Class = w.T("Mất kết nối", "Connection lost"), "bad"
	default:
		row.State, row.Class = w.T("Chưa rõ", "Not known"), "off"
	}
	if r.Info != nil {
		row.Version = r.Info.Version
	}
	if r.Status != nil {
		row.Stale = now.Sub(r.StatusAt) > stale || r.State != schema.LinkOnline
		w.robotStatus(&row, r.Status, names)
	}
	return row
}

func (w words) robotStatus(row *robotRow, s *schema.Status, names floorNames) {
	if b := s.Base; b != nil {
		row.Doing, row.DoingClass = w.doing(b, s.Mission, names)
		row.Refill = b.Refill
		row.BaseKnown = b.State != "" && b.State != "offline" && b.BatteryPct >= 0
		row.EStop, row.Battery, row.Charging = b.EStop, b.BatteryPct, b.Charging
	}
	row.Paper, row.PaperClass = w.say(papers(), s.Printer.Paper), "ok"
	switch {
	case !s.Printer.Link:
		row.Paper, row.PaperClass = w.T("máy in chưa kết nối", "printer not connected"), "bad"
	case s.Printer.Cover:
		row.Paper, row.PaperClass = w.T("nắp máy in đang mở", "printer cover open"), "bad"
	case s.Printer.Error != "":
		row.Paper, row.PaperClass = w.T("máy in lỗi: ", "printer fault: ")+s.Printer.Error, "bad"
	case s.Printer.Paper == "end":
		row.PaperClass = "bad"
	case s.Printer.Paper != "ok":
		row.PaperClass = "warn"
		row.Paper += w.left(s.Printer.Left)
	}
	row.Faults = w.robotFaults(s.Parts)
}

// robotFaults says which parts do not work. A robot that cannot hear is not
// ill: most have no recogniser.
func (w words) robotFaults(parts []schema.PartStatus) []string {
	var faults []string
	for _, p := range parts {
		if p.Up || p.Part == "ear" {
			continue
		}
		text := w.say(partNames(), p.Part) + w.T(" không hoạt động", " does not work")
		if p.Detail != "" {
			text += fmt.Sprintf(" (%s)", p.Detail)
		}
		faults = append(faults, text)
	}
	return faults
}
