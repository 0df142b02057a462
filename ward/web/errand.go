package web

import (
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/command"
	"tiepdan/ward/live"
	"tiepdan/ward/office"
)

// errandForm sends one of the robots of a floor somewhere.
type errandForm struct {
	Key    string
	Robots []robotChoice
	Tasks  []errandTask
	Chosen bool // a place was touched
}

// errandTask is one thing that a robot can be sent on.
type errandTask struct {
	Value, Text string // kind:place
	Chosen      bool
}

// goesTo says whether the task is to go to a place.
func (t errandTask) goesTo(place string) bool {
	kind, to, _ := strings.Cut(t.Value, ":")
	return place != "" && to == place && kind != string(schema.GotoRound)
}

// goable says whether robots go to a place when they are told to.
func goable(p schema.FloorPlace) bool { return p.Kind != schema.PlaceOther }

// errands says whether a robot knows kinds of errands.
func errands(r live.Robot) bool {
	return r.Info != nil && slices.Contains(r.Info.Can, schema.AbilityErrands)
}

// tasks are what a robot of a floor can be sent on.
func (w words) tasks(plan schema.Floor, names floorNames, kinds bool) []errandTask {
	var all []errandTask
	special := map[schema.PlaceKind]schema.GotoKind{schema.PlaceDock: schema.GotoDock, schema.PlaceEntrance: schema.GotoWelcome}
	for _, p := range plan.Places {
		kind := special[p.Kind]
		if !goable(p) || kind != schema.GotoPlace && !kinds {
			continue
		}
		task := errandTask{Value: string(kind) + ":" + p.Place, Text: capital(w.place(names, p.Place))}
		switch kind {
		case schema.GotoDock:
			task.Text = w.T("Về trạm sạc", "To its charger")
		case schema.GotoWelcome:
			task.Text = w.T("Ra lối vào đón khách", "Welcome people at the entrance")
		case schema.GotoPlace, schema.GotoRound:
		}
		all = append(all, task)
	}
	if kinds {
		for _, round := range plan.Rounds {
			all = append(all, errandTask{Value: string(schema.GotoRound) + ":" + round, Text: w.T("Đi mời nước: ", "Round with drinks: ") + round})
		}
	}
	return all
}

func capital(s string) string {
	first, rest := "", s
	for i, r := range s {
		if i > 0 {
			first, rest = s[:i], s[i:]
			break
		}
		_ = r
	}
	return strings.ToUpper(first) + rest
}

func (s *Server) errandForm(w words, g floorGroup, chosen string) *errandForm {
	f := &errandForm{Key: g.key()}
	kinds := false
	for _, r := range g.robots {
		f.Robots = append(f.Robots, robotChoice{r.Commune + "/" + r.Name, r.called, r.State == schema.LinkOnline})
		kinds = kinds || errands(r.Robot)
	}
	f.Tasks = w.tasks(g.plan.Floor, namesOf(g.plan), kinds)
	for i, t := range f.Tasks {
		if t.goesTo(chosen) {
			f.Tasks[i].Chosen, f.Chosen = true, true
		}
	}
	return f
}

// errandSend sends a robot on what a form says. Only what its plan has is sent;
// whether it goes is for the robot to decide.
func (s *Server) errandSend(w http.ResponseWriter, r *http.Request, x who) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	to := s.chosen(r, x)
	kind, place, _ := strings.Cut(r.PostFormValue("task"), ":")
	if len(to) != 1 || !s.offered(to[0], kind+":"+place) {
		http.Error(w, "no such robot or errand", http.StatusBadRequest)
		return
	}
	order, about := schema.Goto{Kind: schema.GotoKind(kind), Place: place}, "goto "+place
	if kind != "" {
		about = strings.TrimSpace(kind + " " + place)
	}
	about += " " + x.called(to[0].Commune, to[0].Robot)
	err := s.options.Store.Note(r.Context(), office.Entry{At: time.Now(), User: x.Name, Did: "announce", About: about, From: x.from})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	_, err = s.options.Commands.Send(r.Context(), command.Request{To: to[0], Order: order, By: x.Name})
	said := "sent"
	if err != nil {
		s.options.Logger.LogAttrs(r.Context(), slog.LevelWarn, "cannot send a command", slog.Any("error", err))
		said = "unsent"
		if errors.Is(err, command.ErrAway) {
			said = "away"
		}
	}
	back(w, r, "/robots", said)
}

// offered says whether a form for the robot has the task.
func (s *Server) offered(to schema.Topic, task string) bool {
	if s.options.Motion == nil {
		return false
	}
	plan, has := s.options.Motion.Plan(to)
	if !has {
		return false
	}
	all := s.options.Now.Robots()
	i := slices.IndexFunc(all, func(r live.Robot) bool { return r.Commune == to.Commune && r.Name == to.Robot })
	kinds := i >= 0 && errands(all[i])
	return slices.ContainsFunc(words{}.tasks(plan.Floor, namesOf(plan), kinds), func(t errandTask) bool { return t.Value == task })
}

// errandSent says what became of the last errand of a robot.
func (s *Server) errandSent(w words, row *planRobot, to schema.Topic, now time.Time) {
	if s.options.Commands == nil {
		return
	}
	for _, sent := range s.options.Commands.States() {
		if _, is := sent.Order.(schema.Goto); is && sent.To == to && now.Sub(sent.Issued) < errandShown {
			row.Sent, row.SentClass = w.commandState(sent)
			return
		}
	}
}

// errandShown is how long the answer to an errand is shown on the plan.
const errandShown = 10 * time.Minute
