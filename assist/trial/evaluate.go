package trial

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"tiepdan/assist"
)

// Options say how to try.
type Options struct {
	Noise        float64 // share of the words to be misheard
	NoDiacritics bool
	Now          func() time.Time // a clock; nil measures no time
}

// Result is what a trial found. Shares are of the sentences with a code, but
// OutOfScopeDirect of those without.
type Result struct {
	N                int     `json:"n"`
	Top1             float64 `json:"top1"`
	Top3             float64 `json:"top3"`
	WrongDirect      float64 `json:"wrong_direct"`
	OutOfScopeN      int     `json:"out_of_scope_n"`
	OutOfScopeDirect float64 `json:"out_of_scope_direct"`
	P99              float64 `json:"p99_ms"`
	Direct           float64 `json:"direct"`
	Turned           float64 `json:"turned_away"`             // with a code, but taken for none of ours
	OutOfScopeKnown  float64 `json:"out_of_scope_known"`      // told from ours
	SeveralN         int     `json:"several_n,omitempty"`     // sentences with several needs, beside N
	SeveralAll       float64 `json:"several_all,omitempty"`   // all of them found, in the order said, and no others
	SeveralOne       float64 `json:"several_one,omitempty"`   // at least one of them on top
	Fields           []Field `json:"fields,omitempty"`        // by group
	Confusions       []Mixed `json:"confusions,omitempty"`    // the most frequent first
	Unknown          int     `json:"unknown_codes,omitempty"` // lines whose code is not in the catalogue, left out
}

// Field is a group of procedures.
type Field struct {
	Group       string  `json:"group"`
	N           int     `json:"n"`
	Top1        float64 `json:"top1"`
	Top3        float64 `json:"top3"`
	WrongDirect float64 `json:"wrong_direct"`
}

// Mixed is a procedure that was taken for another.
type Mixed struct {
	Code   string `json:"code"`
	As     string `json:"as"` // empty: for none of ours
	N      int    `json:"n"`
	Direct int    `json:"direct"` // of those answered directly
}

// tally counts what happened.
type tally struct {
	n, top1, top3, direct, wrong, turned int
	outN, outDirect, outKnown            int
	severalN, severalAll, severalOne     int
	fields                               map[string]*tally
	mixed                                map[[2]string]*Mixed
	took                                 []time.Duration
	unknown                              int
}

// Evaluate asks an Understander for every line.
func Evaluate(c *assist.Catalogue, u *assist.Understander, lines []Line, o Options) Result {
	t := tally{fields: map[string]*tally{}, mixed: map[[2]string]*Mixed{}}
	t.all(c, u, lines, o)
	return t.result()
}

func (t *tally) all(c *assist.Catalogue, u *assist.Understander, lines []Line, o Options) {
	for _, l := range lines {
		p, known := c.Find(l.Code)
		codes := strings.Split(l.Code, ",")
		if !known && l.Code != OutOfScope && len(codes) < 2 {
			t.unknown++
			continue
		}
		text := l.Text
		if o.Noise > 0 {
			text = Noise(text, o.Noise, 1)
		}
		if o.NoDiacritics {
			text = assist.Fold(text)
		}
		got := t.ask(u, text, o.Now)
		switch {
		case len(codes) > 1:
			t.several(codes, got)
			continue
		case !known:
			t.outside(got)
			continue
		}
		t.inside(l.Code, got)
		if t.fields[p.Group] == nil {
			t.fields[p.Group] = &tally{mixed: t.mixed}
		}
		t.fields[p.Group].count(l.Code, got)
	}
}

// repeats of a sentence are timed, and the quickest counts: the machine has
// other work.
const repeats = 3

func (t *tally) ask(u *assist.Understander, text string, now func() time.Time) assist.Understanding {
	if now == nil {
		return u.Understand(text)
	}
	var got assist.Understanding
	best := time.Hour
	for range repeats {
		start := now()
		got = u.Understand(text)
		best = min(best, now().Sub(start))
	}
	t.took = append(t.took, best)
	return got
}

func (t *tally) several(codes []string, u assist.Understanding) {
	t.severalN++
	offered := Offered(u)
	if len(u.Needs) > 1 && slices.Equal(offered, codes) {
		t.severalAll++
	}
	if len(offered) > 0 && slices.Contains(codes, offered[0]) {
		t.severalOne++
	}
}

func (t *tally) outside(u assist.Understanding) {
	t.outN++
	switch u.Kind {
	case assist.Direct:
		t.outDirect++
	case assist.Choose, assist.Clarify:
	default:
		t.outKnown++
	}
}

func (t *tally) inside(code string, u assist.Understanding) {
	isDirect := t.count(code, u)
	as := ""
	if offered := Offered(u); len(offered) > 0 {
		as = offered[0]
	}
	if as == code {
		return
	}
	t.mix(code, as, isDirect)
}

func (t *tally) mix(code, as string, isDirect bool) {
	key := [2]string{code, as}
	if t.mixed[key] == nil {
		t.mixed[key] = &Mixed{Code: code, As: as}
	}
	t.mixed[key].N++
	if isDirect {
		t.mixed[key].Direct++
	}
}

// count notes a sentence with a code, and returns whether it was answered directly.
func (t *tally) count(code string, u assist.Understanding) bool {
	t.n++
	offered := Offered(u)
	at := slices.Index(offered, code)
	if at == 0 {
		t.top1++
	}
	if at >= 0 && at < 3 {
		t.top3++
	}
	if len(offered) == 0 {
		t.turned++
	}
	if u.Kind != assist.Direct {
		return false
	}
	t.direct++
	if at != 0 && (len(u.Needs) == 1 || at < 0) {
		t.wrong++
	}
	return true
}

// Offered lists the codes that a visitor is led to or may choose from, in order.
func Offered(u assist.Understanding) []string {
	var codes []string
	if len(u.Needs) > 1 {
		for _, n := range u.Needs {
			codes = append(codes, n.Code())
		}
		return codes
	}
	for _, n := range u.Needs {
		for _, c := range n.Candidates {
			codes = append(codes, c.Code)
		}
	}
	return codes
}

func (t *tally) result() Result {
	r := Result{
		N: t.n, Top1: share(t.top1, t.n), Top3: share(t.top3, t.n), WrongDirect: share(t.wrong, t.n), Direct: share(t.direct, t.n),
		Turned: share(t.turned, t.n), OutOfScopeN: t.outN, OutOfScopeDirect: share(t.outDirect, t.outN),
		OutOfScopeKnown: share(t.outKnown, t.outN), Unknown: t.unknown,
		SeveralN: t.severalN, SeveralAll: share(t.severalAll, t.severalN), SeveralOne: share(t.severalOne, t.severalN),
	}
	if len(t.took) > 0 {
		slices.Sort(t.took)
		r.P99 = float64(t.took[len(t.took)*99/100].Microseconds()) / 1000
	}
	for _, g := range slices.Sorted(maps.Keys(t.fields)) {
		f := t.fields[g]
		r.Fields = append(r.Fields, Field{g, f.n, share(f.top1, f.n), share(f.top3, f.n), share(f.wrong, f.n)})
	}
	for _, m := range t.mixed {
		r.Confusions = append(r.Confusions, *m)
	}
	slices.SortFunc(r.Confusions, func(a, b Mixed) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(b.Direct, a.Direct), cmp.Compare(a.Code, b.Code), cmp.Compare(a.As, b.As))
	})
	return r
}

func share(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(part) / float64(of)
}
