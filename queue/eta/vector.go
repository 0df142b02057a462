package eta

import "math"

// The parts of a Vector. Minutes and counts are stored as log(1+x). What is
// not known is NaN.
const (
	fAhead      = iota
	fRecent     // place times the pace of the last 45 minutes (QL)
	fShrunk     // the same with the shrunk pace
	fHistorical // the same with the historical pace
	fLast       // the wait of the ticket called last (LES)
	fLast2      // and of the one before
	fMean5      // the mean of the last five
	fScaled     // the same for each place, times this ticket's place
	fOldest     // how long the oldest has waited (HOL)
	fHourly     // the mean wait at this hour
	fByAhead    // the mean logarithm of waits behind as many
	fWalk       // QL by the paces of the hours to come
	fWalkShrunk
	fHourPace
	fCurve // when other days had called as many more
	fCurveLeft
	fDone     // calls so far against other days
	fDayCalls // calls of a whole day
	fCalls15
	fCalls45
	fCame15
	fCame45
	fPressure // calls against arrivals
	fSinceCall
	fMinute
	fUntilFirst
	fLeft
	fOpen
	fSpare // open doors less those ahead
	fByOpen
	fOpenRatio
	fPace
	fPaceRatio
	fIssued
	fQuoted
	fBias
	fBiasPast
	fRollout // a simulation of the dispatcher
	fPoolLast
	fPoolMean
	fPoolOldest
	fPoolAge
	fPoolQL
	fPoolWaiting
	fSiteMean
	fSiteOldest
	fSiteQL
	fSiteWaiting
	// Width is the number of parts.
	Width
)

// Vector is what is known of a ticket at one moment.
type Vector [Width]float64

// Moment is what a vector is made of.
type Moment struct {
	Now   float64
	Ahead int // tickets that go before this one
	Own   *Watch
	Pool  []*Watch // queues that share doors with it, itself among them
	Site  []*Watch // all queues of the place
	Past  *History
	All   Prior
	// Rollout is the wait that a simulation of the dispatcher gave, NaN
	// without one.
	Rollout float64
}

// Look makes the vector of a ticket that is given, or still waits, now.
func Look(m Moment) Vector {
	var v Vector
	m.place(&v)
	m.last(&v)
	m.past(&v)
	m.day(&v)
	m.doors(&v)
	v[fRollout] = log1p(m.Rollout)
	p, s := survey(m.Now, m.Pool), survey(m.Now, m.Site)
	v[fPoolLast], v[fPoolMean], v[fPoolAge] = p.last, p.mean, p.age
	v[fPoolOldest], v[fPoolQL], v[fPoolWaiting] = log1p(p.oldest), p.ql, log1p(p.waiting)
	v[fSiteMean], v[fSiteOldest], v[fSiteQL], v[fSiteWaiting] = s.mean, log1p(s.oldest), s.ql, log1p(s.waiting)
	return v
}

// k is the ticket's place, from 1 on.
func (m *Moment) k() float64 { return float64(m.Ahead + 1) }

func (m *Moment) place(v *Vector) {
	pace0 := m.Past.Expect(m.All)
	shrunk := m.Own.pace(m.Now, pace0)
	v[fAhead] = log1p(float64(m.Ahead))
	v[fRecent] = log1p(m.Own.QueueLength(m.Now, m.Ahead, m.Past, m.All))
	v[fShrunk] = log1p(m.k() * shrunk)
	v[fHistorical] = log1p(m.k() * pace0)
	v[fPace], v[fPaceRatio] = math.Log(pace0), math.Log(shrunk/pace0)
	v[fWalk] = log1p(m.Past.walk(m.Now, m.k(), m.All, 1))
	v[fWalkShrunk] = log1p(m.Past.walk(m.Now, m.k(), m.All, shrunk/pace0))
	v[fHourPace] = v[fWalk] - v[fHistorical]
	v[fOldest] = log1p(m.Own.oldest(m.Now))
	v[fIssued] = log1p(float64(m.Own.Issued))
	v[fQuoted] = log1p(m.Own.Quoted)
	v[fBias] = m.Own.Bias.Mean * m.Own.Bias.Weight / (m.Own.Bias.Weight + 1)
}

// last is what the calls of today tell.
func (m *Moment) last(v *Vector) {
	w, now := m.Own, m.Now
	v[fCalls15], v[fCalls45] = log1p(float64(w.within(now, short))), log1p(float64(w.within(now, recent)))
	v[fCame15], v[fCame45] = log1p(float64(w.came(now, short))), log1p(float64(w.came(now, recent)))
	v[fPressure] = v[fCame15] - v[fCalls15]
	n := len(w.Calls)
	if n == 0 {
		v[fLast], v[fLast2], v[fMean5], v[fScaled], v[fSinceCall] = unknown(), unknown(), unknown(), unknown(), unknown()
		return
	}
	v[fLast] = log1p(w.Calls[n-1].Waited)
	v[fLast2] = log1p(w.Calls[max(0, n-2)].Waited)
	v[fSinceCall] = log1p(now - w.Calls[n-1].At)
	waits, places := 0.0, 0.0
	five := w.Calls[max(0, n-5):]
	for _, c := range five {
		waits += c.Waited
		places += float64(c.Ahead + 1)
	}
	v[fMean5] = log1p(waits / float64(len(five)))
	v[fScaled] = log1p(m.k() * waits / places)
}

// past is what other days tell.
func (m *Moment) past(v *Vector) {
	h := m.Past
	wait0 := h.Wait.Mean(m.All.Wait, fewWaits)
	v[fHourly] = log1p(h.ByHour[hour(m.Now)].Mean(wait0, fewWaits))
	v[fByAhead] = h.ByAhead[aheadBin(m.Ahead)].Mean(v[fHistorical], fewWaits)
	v[fBiasPast] = h.Bias.Mean(0, fewWaits)
	if h.Days() <= 0 {
		v[fCurve], v[fCurveLeft], v[fDone], v[fDayCalls] = unknown(), unknown(), unknown(), unknown()
		return
	}
	before, day := 0.0, 0.0
	for q, n := range h.Calls {
		day += n / h.Days()
		if q < quarter(m.Now) {
			before += n / h.Days()
		}
	}
	v[fCurve] = log1p(h.curve(m.Now, m.k()))
	v[fDayCalls] = log1p(day)
	v[fDone] = math.Log((float64(m.Own.Departed) + 3) / (max(0, before) + 3))
	v[fCurveLeft] = log1p((h.Last.Mean(0, 0) - m.Now) * m.k() / max(m.k(), day-float64(m.Own.Departed)))
}

// day is the time against the day's usual begin and end.
func (m *Moment) day(v *Vector) {
	v[fMinute] = m.Now
	v[fLeft] = unknown()
	if m.Past.Days() > 0 {
		v[fLeft] = m.Past.Last.Mean(0, 0) - m.Now
		if m.Own.Departed == 0 {
			v[fUntilFirst] = m.Past.First.Mean(0, 0) - m.Now
		}
	}
}

func (m *Moment) doors(v *Vector) {
	open, pace0 := float64(max(1, m.Own.Open)), m.Past.Expect(m.All)
	perDoor := max(leastPace, m.Past.Manned.Mean(pace0*open, fewCalls))
	v[fOpen] = float64(m.Own.Open)
	v[fSpare] = float64(m.Own.Open - m.Ahead)
	v[fByOpen] = log1p(m.k() * perDoor / open)
	v[fOpenRatio] = math.Log(perDoor / open / pace0)
}

func log1p(x float64) float64 { return math.Log1p(max(0, x)) }

func unknown() float64 { return math.NaN() }
