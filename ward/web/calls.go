package web

import (
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/command"
	"tiepdan/ward/live"
	"tiepdan/ward/office"
	"tiepdan/ward/store"
)

// callsFor is how long a call for a person can be open: the robot ends it then. Who
// was told twice to wait five minutes has these more.
const callsFor = 25 * time.Minute

// callRow is a visitor who called a person to a robot, and who can say that she
// comes.
type callRow struct {
	Robot, Since string
	Key          string // of the robot: commune/name
	Called       string // Unix milliseconds
	Doors        []int  // that can answer; none when nothing can be sent
	Door         int    // that has answered, or is being sent
	After        string // how long after the call it has
	State, Class string

	Procedure, Topic, About string // what is asked, by whom; "" when that is not known
	Raised                  bool   // nobody answers: it is for leaders
	Alert                   string // ID of that alert, "" when she does not see it, or it is closed
}

// openCalls are the open calls that she sees. The answer is the robot's: it takes the
// first door.
func (s *Server) openCalls(w words, snap snapshot, x who) []callRow {
	rows := make([]callRow, 0, len(snap.helps))
	for _, c := range snap.helps {
		if !x.SeesCommune(c.Commune) || snap.at.Sub(c.At) > callsFor {
			continue
		}
		row := callRow{
			Robot: x.called(c.Commune, c.Robot), Since: w.Ago(c.At, snap.at), Key: c.Commune + "/" + c.Robot,
			Called: strconv.FormatInt(c.Called.UnixMilli(), 10), Procedure: s.procedure(w, c.Asked.Procedure), Topic: w.topic(c.Asked.Topic), About: w.asker(c.Asked), Raised: c.Raise > 0,
		}
		for _, a := range snap.alerts {
			if row.Raised && a.Event == c.Raise && a.MaySee(x.User) {
				row.Alert = a.ID
			}
		}
		if s.options.Commands != nil {
			s.answered(w, &row, c)
			row.Doors = doorsFor(x.User, snap.robots, c)
		}
		if row.Door > 0 {
			row.Doors = nil
		}
		rows = append(rows, row)
	}
	return rows
}

// topic says what a visitor asks an official about.
func (w words) topic(t string) string {
	switch t {
	case "papers":
		return w.T("giấy tờ", "papers")
	case "time":
		return w.T("thời hạn", "time")
	case "fee":
		return w.T("lệ phí", "fee")
	case "eligibility":
		return w.T("trường hợp có làm được không", "whether the case qualifies")
	case "other":
		return w.T("việc khác", "something else")
	}
	return ""
}

// asker says what is known of who asks.
func (w words) asker(h schema.Help) string {
	switch {
	case h.Priority && h.Lang == "en":
		return w.T("diện ưu tiên, nói tiếng Anh", "goes before others, speaks English")
	case h.Priority:
		return w.T("diện ưu tiên", "goes before others")
	case h.Lang == "en":
		return w.T("nói tiếng Anh", "speaks English")
	}
	return ""
}

// answered finds what became of the last answer to a call; one that the robot took
// is what counts.
func (s *Server) answered(w words, row *callRow, c store.HelpCall) {
	for _, sent := range s.options.Commands.States() {
		reply, is := sent.Order.(schema.Reply)
		if !is || !answers(sent.To, reply, c) {
			continue
		}
		open := sent.State == command.Rejected || sent.State == command.Expired || sent.State == command.Unanswered
		if row.State == "" || !open {
			row.State, row.Class = w.commandState(sent)
		}
		if open {
			continue
		}
		row.Door = reply.Door
		if sent.State == command.Done && sent.Issued.After(c.At) {
			row.After = w.span(sent.Issued.Sub(c.At))
		}
		return
	}
}

// answers says whether a reply to a robot is for a call.
func answers(to schema.Topic, r schema.Reply, c store.HelpCall) bool {
	return to.Commune == c.Commune && to.Robot == c.Robot && r.Called.Equal(c.Called)
}

// doorsFor are the doors that she can answer for.
func doorsFor(u office.User, robots []live.Robot, c store.HelpCall) []int {
	var doors []int
	i := slices.IndexFunc(robots, func(r live.Robot) bool { return r.Commune == c.Commune && r.Name == c.Robot })
	if i < 0 || robots[i].Status == nil {
		return u.Doors
	}
	for _, d := range robots[i].Status.Doors {
		if u.SeesDoor(d.Door) {
			doors = append(doors, d.Door)
		}
	}
	return doors
}

// callAnswer tells the visitor which door comes.
func (s *Server) callAnswer(w http.ResponseWriter, r *http.Request, x who) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	door, errDoor := strconv.Atoi(r.PostFormValue("door"))
	called, errCalled := strconv.ParseInt(r.PostFormValue("called"), 10, 64)
	to := s.chosen(r, x)
	if errDoor != nil || errCalled != nil || len(to) != 1 || !x.SeesDoor(door) {
		http.Error(w, "no such call or door", http.StatusBadRequest)
		return
	}
	snap, err := s.board.snapshot(r.Context(), x.Commune)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	i := slices.IndexFunc(snap.helps, func(c store.HelpCall) bool {
		return c.Commune == to[0].Commune && c.Robot == to[0].Robot && c.Called.UnixMilli() == called
	})
	if i < 0 || !slices.Contains(doorsFor(x.User, snap.robots, snap.helps[i]), door) {
		back(w, r, "/", "over")
		return
	}
	order := schema.Reply{Called: snap.helps[i].Called, Door: door}
	s.tell(w, r, x, "reply", to[0], "/", order)
}

// askStatus asks a robot for its status now.
func (s *Server) askStatus(w http.ResponseWriter, r *http.Request, x who) {
	robot, found := s.robot(r, x)
	if !found {
		http.NotFound(w, r)
		return
	}
	s.tell(w, r, x, "ask-status", schema.Topic{Commune: robot.Commune, Robot: robot.Name}, "/robots", schema.Report{})
}

// tell sends one order to one robot. Nothing is sent that the record does not have.
func (s *Server) tell(w http.ResponseWriter, r *http.Request, x who, did string, to schema.Topic, path string, order schema.Order) {
	about := to.Commune + "/" + to.Robot
	if reply, is := order.(schema.Reply); is {
		about += " " + strconv.Itoa(reply.Door)
	}
	err := s.options.Store.Note(r.Context(), office.Entry{At: time.Now(), User: x.Name, Did: did, About: about, From: x.from})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	_, err = s.options.Commands.Send(r.Context(), command.Request{To: to, Order: order, By: x.Name})
	if err != nil {
		s.options.Logger.LogAttrs(r.Context(), slog.LevelWarn, "cannot send a command", slog.Any("error", err))
		said := "unsent"
		if errors.Is(err, command.ErrAway) {
			said = "away"
		}
		back(w, r, path, said)
		return
	}
	back(w, r, path, "sent")
}

// asked says what became of the last question for a robot's status.
func (s *Server) asked(w words, row *robotRow, to schema.Topic, now time.Time) {
	for _, sent := range s.options.Commands.States() {
		_, is := sent.Order.(schema.Report)
		if is && sent.To.Commune == to.Commune && sent.To.Robot == to.Robot && now.Sub(sent.Issued) < 2*time.Minute {
			row.Asked, row.AskedClass = w.commandState(sent)
			return
		}
	}
}
