package web

import (
	"context"
	"slices"

	"tiepdan/ward/store"
)

// apiCallDay is the calls for a person of one day.
type apiCallDay struct {
	Day          string   `json:"day"`
	Calls        int      `json:"calls"`
	Answered     int      `json:"answered"`  // by a door
	Nobody       int      `json:"nobody"`    // came
	Withdrawn    int      `json:"withdrawn"` // by the visitor, before a door answered
	Raised       int      `json:"raised"`    // to leaders: nobody answered in time
	AnswerMedian *float64 `json:"answer_median_s"`
}

// apiCalls counts calls by day. One that is open is in calls only.
func (s *Server) apiCalls(ctx context.Context, p period) (any, error) {
	calls, err := s.options.Store.Calls(ctx, p.From, p.To, p.Commune)
	if err != nil {
		return nil, err
	}
	days := make(map[string][]store.Call)
	var order []string
	for _, c := range calls {
		if days[c.Day] == nil {
			order = append(order, c.Day)
		}
		days[c.Day] = append(days[c.Day], c)
	}
	slices.Sort(order)
	items := make([]apiCallDay, 0, len(order))
	for _, day := range order {
		h := sumOf(days[day])
		item := apiCallDay{Day: day, Calls: h.Called, Answered: h.Answered, Nobody: h.Nobody, Withdrawn: h.Dropped, Raised: h.Raised}
		if h.Answered > 0 {
			item.AnswerMedian = new(h.Median.Seconds())
		}
		items = append(items, item)
	}
	return map[string]any{"from": p.From, "to": p.To, "items": items}, nil
}
