package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/live"
	"tiepdan/ward/motion"
	"tiepdan/ward/office"
)

// needRow is what a robot needs somebody for, and who goes.
type needRow struct {
	Robot, What, Since string
	Key                string // of the robot: commune/name
	Kind               string
	At                 string // since when, Unix milliseconds
	By                 string // who goes, "" for nobody yet
	Taken              string
}

// needs are those of robots that she sees. One that was switched off needs
// nobody.
func (s *Server) needs(w words, x who, robots []live.Robot, now time.Time) []needRow {
	if s.options.Motion == nil {
		return nil
	}
	var rows []needRow
	for _, n := range s.options.Motion.Needs() {
		off := slices.ContainsFunc(robots, func(r live.Robot) bool {
			return r.Commune == n.Robot.Commune && r.Name == n.Robot.Robot && r.State == schema.LinkOff
		})
		if off || !x.SeesCommune(n.Robot.Commune) {
			continue
		}
		row := needRow{
			Robot: x.called(n.Robot.Commune, n.Robot.Robot), What: w.need(n), Since: w.Ago(n.Since, now), Key: n.Robot.Commune + "/" + n.Robot.Robot,
			Kind: string(n.Kind), At: strconv.FormatInt(n.Since.UnixMilli(), 10),
		}
		if !n.Taken.IsZero() {
			row.By, row.Taken = w.goer(n.By), s.when(n.Taken, now)
		}
		rows = append(rows, row)
	}
	return rows
}

// goer is who goes; without users nobody has a name.
func (w words) goer(name string) string {
	if name == "" {
		return w.T("Có người", "Somebody")
	}
	return name
}

func (w words) need(n motion.Need) string {
	if n.Kind == motion.Refill {
		return w.T("Cần tiếp thêm nước, bánh kẹo", "Drinks and sweets are to be refilled")
	}
	return w.T("Cần người: ", "Needs somebody: ") + w.say(staffReasons(), n.Detail)
}

// needTake notes that she goes.
func (s *Server) needTake(w http.ResponseWriter, r *http.Request, x who) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	at, err := strconv.ParseInt(r.PostFormValue("since"), 10, 64)
	kind, to := motion.Kind(r.PostFormValue("need")), s.chosen(r, x)
	if err != nil || len(to) != 1 || kind != motion.Refill && kind != motion.Staff || s.options.Motion == nil {
		http.Error(w, "no such need", http.StatusBadRequest)
		return
	}
	now := time.Now()
	entry := office.Entry{At: now, User: x.Name, Did: "need-take", About: to[0].Commune + "/" + to[0].Robot + " " + string(kind), From: x.from}
	if err := s.options.Store.Note(r.Context(), entry); err != nil {
		s.fail(w, r, err)
		return
	}
	path := "/"
	if !x.Manages() {
		path = "/robots"
	}
	switch err := s.options.Motion.Take(motion.Need{Robot: to[0], Kind: kind, Since: time.UnixMilli(at)}, x.Called(), now); {
	case errors.Is(err, motion.ErrOver):
		back(w, r, path, "over-need")
	case err != nil:
		s.fail(w, r, err)
	default:
		back(w, r, path, "saved")
	}
}
