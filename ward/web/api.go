package web

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"tiepdan/ward/caller"
	"tiepdan/ward/office"
	"tiepdan/ward/stats"
	"tiepdan/ward/store"
)

// The read-only interface, documented in docs/ward-api.md. Its fields are a
// contract: they are added to, never renamed.

// api puts the interface's addresses into a mux.
func (s *Server) api(mux *http.ServeMux) {
	for name, by := range map[string]store.By{
		"summary": 0, "days": store.ByDay, "hours": store.ByHour, "services": store.ByService, "doors": store.ByDoor, "robots": store.ByRobot,
	} {
		mux.HandleFunc("GET /api/v1/"+name, s.program(func(ctx context.Context, p period) (any, error) { return s.apiGroups(ctx, p, by) }))
	}
	mux.HandleFunc("GET /api/v1/cases", s.program(s.apiCases))
	mux.HandleFunc("GET /api/v1/calls", s.program(s.apiCalls))
	mux.HandleFunc("GET /api/v1/gaps", s.program(s.apiGaps))
}

// program serves a program that shows a token.
func (s *Server) program(answer func(context.Context, period) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		now := time.Now()
		if !s.calls.Take(caller.Address(r), now) {
			w.Header().Set("Retry-After", "5")
			apiError(w, http.StatusTooManyRequests, "too many requests")
			return
		}
		token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		x, right, err := s.tokens.Use(r.Context(), token, now)
		if err == nil && !right {
			w.Header().Set("WWW-Authenticate", "Bearer")
			apiError(w, http.StatusUnauthorized, "no token, or one that does not hold")
			return
		}
		p := s.days(r, "30")
		if p.Commune = x.Commune; p.Commune == "" {
			p.Commune = r.URL.Query().Get("commune")
		}
		if asked := r.URL.Query().Get("commune"); asked != "" && asked != p.Commune {
			apiError(w, http.StatusForbidden, "the token is not for this commune")
			return
		}
		var body any
		if err == nil {
			body, err = answer(r.Context(), p)
		}
		var text []byte // whole, before anything is sent: half an answer is none
		if err == nil {
			text, err = json.Marshal(body)
		}
		if err != nil {
			s.options.Logger.LogAttrs(r.Context(), slog.LevelError, "cannot answer a program", slog.Any("error", err))
			apiError(w, http.StatusServiceUnavailable, "the data cannot be read now")
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(append(text, '\n')) // who hung up needs no answer
	}
}

func apiError(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": text}) // as above
}

// apiShare is a share with its interval at 95 %.
type apiShare struct {
	Part  int      `json:"part"`
	Whole int      `json:"whole"`
	Value *float64 `json:"value"` // 0 to 1; null of nothing
	Low   *float64 `json:"low"`
	High  *float64 `json:"high"`
}

func shareOf(s stats.Share) apiShare {
	x := apiShare{Part: s.Part, Whole: s.Whole}
	if s.Known() {
		x.Value, x.Low, x.High = new(s.Value()), new(s.Low), new(s.High)
	}
	return x
}

type apiFaces struct {
	VerySatisfied int `json:"very_satisfied"`
	Satisfied     int `json:"satisfied"`
	Neutral       int `json:"neutral"`
	Dissatisfied  int `json:"dissatisfied"`
}

// apiGroup is the figures of one group; only its own key is set.
type apiGroup struct {
	Day       string   `json:"day,omitempty"`
	Hour      *int     `json:"hour,omitempty"`
	Service   string   `json:"service,omitempty"`
	Door      int      `json:"door,omitempty"`
	Commune   string   `json:"commune,omitempty"` // of a robot; of a door where there are several
	Robot     string   `json:"robot,omitempty"`
	Ratings   apiFaces `json:"ratings"` // after a visit
	Satisfied apiShare `json:"satisfied"`
	Visits    int      `json:"visits"` // closed
	Response  apiShare `json:"response"`
	Panel     apiFaces `json:"panel"`       // of the button panel, never added to the ratings
	Doubtful  int      `json:"panel_doubt"` // presses in bursts or with no visit shortly before; in no other figure
}

type apiAnswer struct {
	From  string     `json:"from"`
	To    string     `json:"to"`
	Items []apiGroup `json:"items"`
}

func facesOf(f stats.Faces) apiFaces {
	return apiFaces{f.VerySatisfied, f.Satisfied, f.Neutral, f.Dissatisfied}
}

func (s *Server) apiGroups(ctx context.Context, p period, by store.By) (any, error) {
	groups, err := s.groups(ctx, p.filter(), by, office.User{Role: office.Leader})
	if err != nil {
		return nil, err
	}
	answer := apiAnswer{From: p.From, To: p.To, Items: []apiGroup{}}
	for _, g := range groups {
		item := apiGroup{
			Day: g.Key.Day, Service: g.Key.Service, Door: g.Key.Door, Commune: g.Key.Commune, Robot: g.Key.Robot,
			Ratings: facesOf(g.Ticket), Satisfied: shareOf(g.Satisfied()), Visits: g.Closed, Response: shareOf(g.Response()),
			Panel: facesOf(g.Panel), Doubtful: g.Doubt,
		}
		if by == store.ByHour {
			item.Hour = new(g.Key.Hour)
		}
		if by == store.ByService && item.Service == "" || by == store.ByDoor && item.Door == 0 {
			continue // the panel belongs to neither
		}
		answer.Items = append(answer.Items, item)
	}
	return answer, nil
}

type apiCaseDay struct {
	Day      string `json:"day"`
	Cases    int    `json:"cases"`
	Answered int    `json:"answered"`
	SameDay  int    `json:"answered_same_day"`
}

// apiCases counts cases; their texts are not for programs.
func (s *Server) apiCases(ctx context.Context, p period) (any, error) {
	days, err := s.options.Store.CaseDays(ctx, p.From, p.To, p.Commune)
	if err != nil {
		return nil, err
	}
	items := make([]apiCaseDay, 0, len(days))
	for _, d := range days {
		items = append(items, apiCaseDay{d.Day, d.N, d.Answered, d.SameDay})
	}
	return map[string]any{"from": p.From, "to": p.To, "items": items}, nil
}

type apiGap struct {
	Commune string     `json:"commune"`
	Robot   string     `json:"robot"`
	Epoch   string     `json:"epoch"`
	From    uint64     `json:"from"`
	To      uint64     `json:"to"`
	Lost    bool       `json:"lost"`
	GivenUp string     `json:"given_up"`
	After   *time.Time `json:"after"`
	Before  *time.Time `json:"before"`
}

func (s *Server) apiGaps(ctx context.Context, p period) (any, error) {
	gaps, err := s.options.Store.Gaps(ctx)
	if err != nil {
		return nil, err
	}
	items := make([]apiGap, 0, len(gaps))
	for _, g := range gaps {
		if !p.has(g.Commune) {
			continue
		}
		item := apiGap{Commune: g.Commune, Robot: g.Robot, Epoch: g.Epoch, From: g.From, To: g.To, Lost: g.Lost, GivenUp: g.GivenUp}
		if !g.After.IsZero() {
			item.After = &g.After
		}
		if !g.Before.IsZero() {
			item.Before = &g.Before
		}
		items = append(items, item)
	}
	return map[string]any{"items": items}, nil
}
