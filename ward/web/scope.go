package web

import (
	"context"
	"net/http"
	"slices"

	"tiepdan/report/schema"
	"tiepdan/ward/live"
)

// communes are those whose robots have reported, or are here now.
func (s *Server) communes(ctx context.Context) ([]string, error) {
	all, err := s.options.Store.Communes(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range s.options.Now.Robots() {
		if !slices.Contains(all, r.Commune) {
			all = append(all, r.Commune)
		}
	}
	slices.Sort(all)
	return all, nil
}

// Several says whether she sees more communes than one, so that they must be
// told apart.
func (x who) Several() bool { return x.Commune == "" && len(x.communes) > 1 }

// scope is the commune that a page tells of: hers, or the one that she asks for;
// "" for all.
func (x who) scope(r *http.Request) string {
	if asked := r.URL.Query().Get("commune"); x.Commune == "" && slices.Contains(x.communes, asked) {
		return asked
	}
	return x.Commune
}

// called names a robot as she knows it.
func (x who) called(commune, robot string) string {
	if x.Several() && commune != "" {
		return commune + "/" + robot
	}
	return robot
}

// robots are those that she sees, named as she knows them.
func (x who) robots(all []live.Robot) []live.Robot {
	var mine []live.Robot
	for _, r := range all {
		if x.SeesCommune(r.Commune) {
			r.Name = x.called(r.Commune, r.Name)
			mine = append(mine, r)
		}
	}
	return mine
}

// robot finds a robot that she sees by the names in a page's address.
func (s *Server) robot(r *http.Request, x who) (live.Robot, bool) {
	to := schema.Topic{Commune: r.PathValue("commune"), Robot: r.PathValue("robot")}
	all := s.options.Now.Robots()
	i := slices.IndexFunc(all, func(b live.Robot) bool { return b.Commune == to.Commune && b.Name == to.Robot })
	if i < 0 || !x.SeesCommune(to.Commune) {
		return live.Robot{}, false
	}
	return all[i], true
}
