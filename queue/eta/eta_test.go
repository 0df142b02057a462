package eta_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"strconv"
	"testing"

	"tiepdan/queue/eta"
)

// simple is what a simple predictor says of a moment.
func simple(t *testing.T, m eta.Moment, name string) float64 {
	t.Helper()
	v := eta.Look(m)
	for _, s := range v.Simple() {
		if s.Name == name {
			return s.Minutes
		}
	}
	t.Fatalf("no predictor %q", name)
	return 0
}

// moment is a line in which five tickets came, one a minute from 9:00 on, and
// the first two were called at 9:04 and 9:06. It is 9:10; history has seen 40
// calls, each after 3 minutes, and waits of 12 minutes at nine.
func moment(t *testing.T) eta.Moment {
	t.Helper()
	w := &eta.Watch{Open: 2, Quoted: 25}
	for i := range 5 {
		w.Come(strconv.Itoa(i), 540+float64(i), i, 3)
	}
	for i, at := range []float64{544, 546} {
		if _, ok := w.Called(strconv.Itoa(i), at); !ok {
			t.Fatalf("ticket %d does not wait", i)
		}
	}
	h := &eta.History{Pace: eta.Sum{N: 40, Total: 120}}
	for range 95 {
		h.Learn(545, 12, 2)
	}
	return eta.Moment{Now: 550, Ahead: 3, Own: w, Pool: []*eta.Watch{w}, Site: []*eta.Watch{w}, Past: h, All: eta.Prior{Pace: 3, Wait: 12}, Rollout: math.NaN()}
}

func TestSimple(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		want float64
	}{
		{"deployed", 25},
		{"history", 12},
		{"ql_45min", 4 * 45.0 / 2},
		{"les", 5}, // the second came at 9:01 and was called at 9:06
		{"hol", 8}, // the third has waited since 9:02
		{"ql_historical", 12},
		{"ql_shrunk", 4 * (30*3 + 10) / 32.0}, // ten busy minutes, two calls
	} {
		if got := simple(t, moment(t), tc.name); math.Abs(got-tc.want) > 1e-9 {
			t.Errorf("%s = %.4f min, want %.4f", tc.name, got, tc.want)
		}
	}
}

func TestSimpleOfAnEmptyLine(t *testing.T) {
	t.Parallel()
	m := eta.Moment{Now: 480, Own: &eta.Watch{}, Past: &eta.History{}, All: eta.Prior{Pace: 5, Wait: 15}, Rollout: math.NaN()}
	for _, tc := range []struct {
		name string
		want float64
	}{
		{"deployed", 0},
		{"history", 15},
		{"ql_45min", 5},
		{"les", 15}, // nobody was called yet: history's
		{"hol", 0},
		{"ql_shrunk", 5},
	} {
		if got := simple(t, m, tc.name); math.Abs(got-tc.want) > 1e-9 {
			t.Errorf("%s = %.4f min, want %.4f", tc.name, got, tc.want)
		}
	}
}

func TestShrunkPaceIsBounded(t *testing.T) {
	t.Parallel()
	m := moment(t)
	m.Now = 1000 // nobody was called for hours
	if got := simple(t, m, "ql_shrunk"); math.Abs(got-24) > 1e-9 {
		t.Errorf("ql_shrunk = %v min, want 24: twice the historical pace at most", got)
	}
}

func TestWhoLeavesIsNotCalled(t *testing.T) {
	t.Parallel()
	m := moment(t)
	m.Own.Leave("2", 549)
	if got := simple(t, m, "hol"); math.Abs(got-7) > 1e-9 {
		t.Errorf("hol = %v min, want 7: the oldest has left", got)
	}
	if _, ok := m.Own.Called("2", 550); ok {
		t.Error("who left was called")
	}
}

func TestLinearFindsTheSlopes(t *testing.T) {
	t.Parallel()
	var n eta.Normal
	rng := rand.New(rand.NewPCG(1, 1))
	for range 500 {
		v := noise(rng)
		n.Add(&v, 0.5+0.25*v[0]) // part 0 is how many are ahead
	}
	l := n.Solve()
	v := noise(rng)
	if got, want := l.Value(&v), 0.5+0.25*v[0]; math.Abs(got-want) > 1e-3 {
		t.Errorf("value = %.4f, want %.4f", got, want)
	}
}

// noise is a vector of random parts.
func noise(rng *rand.Rand) eta.Vector {
	var v eta.Vector
	for i := range v {
		v[i] = 3 * rng.Float64()
	}
	return v
}

// world makes tickets whose waits hang on two parts, with a spread.
func world(n int, seed uint64) []eta.Row {
	rng := rand.New(rand.NewPCG(seed, 2))
	rows := make([]eta.Row, n)
	for i := range rows {
		v := noise(rng)
		x := 0.8*v[0] + 0.4*rng.NormFloat64()
		if v[20] > 1.5 {
			x++
		}
		rows[i] = eta.Row{Queue: "q" + strconv.Itoa(i%3), Day: i * 6 / n, Vector: v, Waited: math.Expm1(max(0, x))}
	}
	return rows
}

func small() eta.Size {
	return eta.Size{Trees: 40, Depth: 4, MinLeaf: 20, Rate: 0.1, Bags: 2, RangeTrees: 30, RangeDepth: 3}
}

func TestFitLearnsAndCovers(t *testing.T) {
	t.Parallel()
	m, err := eta.Fit(world(6000, 1), small())
	if err != nil {
		t.Fatal(err)
	}
	var ours, linear, in float64
	test := world(4000, 7)
	for i := range test {
		r := &test[i]
		raw := m.Predict(&r.Vector)
		band := m.Bands.Of(r.Queue)
		e := band.Estimate(raw)
		ours += math.Abs(e.Point - r.Waited)
		linear += math.Abs(m.Linear.Minutes(&r.Vector) - r.Waited)
		if e.Low <= r.Waited && r.Waited <= e.High {
			in++
		}
		m.Bands.Learn(r.Queue, raw, r.Waited, false)
	}
	if ours > 0.9*linear {
		t.Errorf("mean error %.3f, want at least a tenth below the regression's %.3f", ours/4000, linear/4000)
	}
	if got := in / 4000; got < 0.77 || got > 0.86 {
		t.Errorf("coverage on exchangeable tickets = %.3f, want 0.80 or a little more", got)
	}
}

func TestFitIsRepeatable(t *testing.T) {
	t.Parallel()
	a, err := eta.Fit(world(1500, 3), small())
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := eta.Fit(world(1500, 3), small()); !reflect.DeepEqual(a, b) {
		t.Error("two fits to the same rows differ")
	}
}

// TestPoolIsRepeatable: sums of the same histories are the same to the last bit.
func TestPoolIsRepeatable(t *testing.T) {
	t.Parallel()
	past := map[string]*eta.History{}
	for i := range 50 {
		w := &eta.Watch{}
		w.Come("a", 480, 0, 3)
		w.Come("b", 480, 1, 3)
		w.Called("a", 480+math.Sqrt(float64(i+2)))
		w.Called("b", 490+math.Cbrt(float64(i+2)))
		h := &eta.History{}
		h.Learn(480, math.Sqrt(float64(i+2)), 0)
		h.EndDay(w)
		past[strconv.Itoa(i)] = h
	}
	first := eta.Pool(past)
	for range 50 {
		if again := eta.Pool(past); again != first {
			t.Fatalf("the same histories have %+v and %+v in common", first, again)
		}
	}
}

func TestFitNeedsEnough(t *testing.T) {
	t.Parallel()
	if _, err := eta.Fit(world(eta.Least-1, 1), small()); err == nil {
		t.Error("a fit to too few tickets: got no error")
	}
}

func TestBandFollowsAShift(t *testing.T) {
	t.Parallel()
	bands, in := eta.Bands{}, 0.0
	rng := rand.New(rand.NewPCG(5, 5))
	raw := eta.Raw{Low: 2, Point: 2.5, High: 3}
	for i := range 600 {
		waited := math.Expm1(3.2 + 0.5*rng.NormFloat64()) // far above what is predicted
		band := bands.Of("q")
		if e := band.Estimate(raw); i >= 200 && e.Low <= waited && waited <= e.High {
			in++
		}
		bands.Learn("q", raw, waited, false)
	}
	if got := in / 400; got < 0.72 || got > 0.9 {
		t.Errorf("coverage after a shift = %.3f, want about 0.8", got)
	}
}

// TestADayOfLongWaitsLeavesTheLowEnd: after hundreds of tickets that waited
// longer than the middle of what they were told, a shorter wait is still
// within the range.
func TestADayOfLongWaitsLeavesTheLowEnd(t *testing.T) {
	t.Parallel()
	bands := eta.Bands{}
	raw := eta.Raw{Low: 4, Point: 5, High: 6}
	for range 300 {
		bands.Learn("q", raw, math.Expm1(5.6), false)
	}
	band := bands.Of("q")
	e := band.Estimate(raw)
	if shorter := math.Expm1(4.6); e.Low > shorter {
		t.Errorf("the range begins at %.0f min after 300 waits of %.0f, want at most %.0f", e.Low, math.Expm1(5.6), shorter)
	}
}

func TestOverdueWidens(t *testing.T) {
	t.Parallel()
	bands := eta.Bands{}
	raw := eta.Raw{Low: 1, Point: 2, High: 3}
	before := bands.Of("q")
	bands.Overdue("q")
	after := bands.Of("q")
	if a, b := before.Estimate(raw), after.Estimate(raw); b.High <= a.High || b.Low != a.Low || b.Point != a.Point {
		t.Errorf("after an overdue ticket %+v, before %+v, want a higher end alone", b, a)
	}
}
