package web

import (
	"cmp"
	"context"
	"slices"

	"tiepdan/ward/office"
	"tiepdan/ward/stats"
	"tiepdan/ward/store"
)

// own says whether a figure of a door and a service is of her own work. All
// figures of an officer are made of her own work alone, so that no difference of
// two of them is a colleague's. Who has no door has her services.
func own(u office.User, k store.Key) bool {
	switch {
	case u.Leads():
		return true
	case len(u.Doors) > 0:
		return u.SeesDoor(k.Door)
	}
	return k.Service != "" && u.SeesService(k.Service)
}

// split is what figures are laid out by so that her own can be told.
func split(u office.User, by store.By) store.By {
	if u.Leads() {
		return by
	}
	return by | store.ByDoor | store.ByService
}

// only leaves of a key what was asked for.
func only(k store.Key, by store.By) store.Key {
	var out store.Key
	if by&store.ByDay != 0 {
		out.Day = k.Day
	}
	if by&store.ByHour != 0 {
		out.Hour = k.Hour
	}
	if by&store.ByRobot != 0 {
		out.Commune, out.Robot = k.Commune, k.Robot
	}
	if by&store.ByService != 0 {
		out.Service = k.Service
	}
	if by&store.ByDoor != 0 {
		out.Door = k.Door
	}
	return out
}

// groups counts what she may see of the ratings and visits of a period, laid out
// by something; by 0 is all in one. The button panel is nobody's work: all see it.
func (s *Server) groups(ctx context.Context, f store.Filter, by store.By, u office.User) ([]group, error) {
	counts, err := s.ratingCounts(ctx, f, by, u)
	if err != nil {
		return nil, err
	}
	visits, err := s.visitCounts(ctx, f, by, u)
	if err != nil {
		return nil, err
	}
	all := make(map[store.Key]*group)
	at := func(k store.Key) *group {
		g := all[k]
		if g == nil {
			g = &group{Key: k}
			all[k] = g
		}
		return g
	}
	if by == 0 {
		at(store.Key{}) // nothing is a group, too
	}
	for _, c := range counts {
		rate(at(c.Key), c.Count)
	}
	for _, v := range visits {
		if v.Outcome == "closed" {
			at(v.Key).Closed += v.N
		}
	}
	list := make([]group, 0, len(all))
	for _, g := range all {
		list = append(list, *g)
	}
	slices.SortFunc(list, func(a, b group) int { return compareKeys(a.Key, b.Key) })
	return list, nil
}

// apart are the filters under which doors are doors: each commune has a door 1.
func (s *Server) apart(ctx context.Context, f store.Filter, by store.By) ([]store.Filter, error) {
	if by&store.ByDoor == 0 || f.Commune != "" {
		return []store.Filter{f}, nil
	}
	communes, err := s.communes(ctx)
	if err != nil || len(communes) < 2 {
		return []store.Filter{f}, err
	}
	all := make([]store.Filter, 0, len(communes))
	for _, commune := range communes {
		f.Commune = commune
		all = append(all, f)
	}
	return all, nil
}

// mineOf gives what count finds of her own under each filter, with the key that
// was asked for. The commune of a door stands in it where there are several.
func mineOf[T any](
	ctx context.Context, s *Server, f store.Filter, by store.By, u office.User,
	count func(context.Context, store.Filter, store.By) ([]T, error), key func(*T) *store.Key, free func(T) bool,
) ([]T, error) {
	filters, err := s.apart(ctx, f, by)
	if err != nil {
		return nil, err
	}
	var mine []T
	for _, part := range filters {
		all, err := count(ctx, part, split(u, by))
		if err != nil {
			return nil, err
		}
		for _, x := range all {
			k := key(&x)
			if !free(x) && !own(u, *k) {
				continue
			}
			if *k = only(*k, by); len(filters) > 1 {
				k.Commune = part.Commune
			}
			mine = append(mine, x)
		}
	}
	return mine, nil
}

func (s *Server) ratingCounts(ctx context.Context, f store.Filter, by store.By, u office.User) ([]store.RatingCount, error) {
	return mineOf(ctx, s, f, by, u, s.options.Store.CountRatings,
		func(c *store.RatingCount) *store.Key { return &c.Key }, func(c store.RatingCount) bool { return c.Source != "ticket" })
}

func (s *Server) visitCounts(ctx context.Context, f store.Filter, by store.By, u office.User) ([]store.VisitCount, error) {
	return mineOf(ctx, s, f, by, u, s.options.Store.CountVisits,
		func(v *store.VisitCount) *store.Key { return &v.Key }, func(store.VisitCount) bool { return false })
}

// times are the waits and service times that she may see.
func (s *Server) times(ctx context.Context, f store.Filter, by store.By, u office.User) ([]store.Times, error) {
	all, err := mineOf(ctx, s, f, by, u, s.options.Store.Times,
		func(t *store.Times) *store.Key { return &t.Key }, func(store.Times) bool { return false })
	if err != nil {
		return nil, err
	}
	var mine []store.Times
	at := make(map[store.Key]int)
	for _, t := range all {
		i, has := at[t.Key]
		if !has {
			i, at[t.Key] = len(mine), len(mine)
			mine = append(mine, store.Times{Key: t.Key})
		}
		mine[i].Wait, mine[i].Serve = mine[i].Wait.Plus(t.Wait), mine[i].Serve.Plus(t.Serve)
	}
	slices.SortFunc(mine, func(a, b store.Times) int { return compareKeys(a.Key, b.Key) })
	return mine, nil
}

// moods are the ratings beside the wait that she may see, the shortest first.
func (s *Server) moods(ctx context.Context, f store.Filter, u office.User) ([]store.WaitRating, error) {
	all, err := s.options.Store.RatingsByWait(ctx, f, split(u, 0))
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(r store.WaitRating) bool { return !own(u, r.Key) })
	slices.SortStableFunc(all, func(a, b store.WaitRating) int { return cmp.Compare(a.From, b.From) })
	return all, nil
}

// hush hides groups that are too small to be shown, and of the others as many,
// the smallest first, as it takes that what is hidden cannot be told from the
// whole: two groups, of stats.FewGroup ratings together.
func hush(groups []group) {
	var order []int
	for i, g := range groups {
		if g.Ticket.N() > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(groups[a].Ticket.N(), groups[b].Ticket.N()) })
	hidden, ratings := 0, 0
	for _, i := range order {
		n := groups[i].Ticket.N()
		if !stats.Few(n) && (hidden == 0 || hidden > 1 && ratings >= stats.FewGroup) {
			break
		}
		hidden, ratings = hidden+1, ratings+n
		groups[i].Ticket, groups[i].Closed, groups[i].Few = stats.Faces{}, 0, true
	}
}
