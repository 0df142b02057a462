package engine

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"tiepdan/speech/ear"
)

// A sweep is what the robot plays to hear itself: a second from 300 to 3000 Hz,
// which every loudspeaker and microphone passes and no voice is like.
const (
	sweepFor  = 1.0 // seconds
	sweepLow  = 300.0
	sweepHigh = 3000.0
	sweepPeak = 0.5
	sweepFade = 0.02
	// quietFor is how long is listened before it, and lateFor after it: a sound
	// server may be two seconds late.
	quietFor = time.Second
	lateFor  = 2500 * time.Millisecond
	// judgeRate is enough for sweepHigh.
	judgeRate = ear.Rate / 2
	// sureFrom is the likeness from which the sweep itself was found.
	sureFrom = 0.2
)

// Swept is what the microphone heard of a sweep. Nothing of it is kept.
type Swept struct {
	Likeness float64 `json:"likeness"` // 0 to 1
	LevelDB  float64 `json:"level_db"` // of the sweep, or of the loudest second without one
	NoiseDB  float64 `json:"noise_db"` // before it
	DelayMS  float64 `json:"delay_ms"` // from the first sample's way out
	Deaf     bool    `json:"deaf,omitempty"`
	Error    string  `json:"error,omitempty"` // it could not be played or heard
}

// sweep is its wave at a rate.
func sweep(rate, peak float64) []float64 {
	out := make([]float64, int(sweepFor*rate))
	k := math.Log(sweepHigh / sweepLow)
	for i := range out {
		t := float64(i) / rate
		phase := 2 * math.Pi * sweepLow * sweepFor / k * (math.Exp(t/sweepFor*k) - 1)
		fade := min(1, t/sweepFade, (sweepFor-t)/sweepFade)
		out[i] = peak * fade * math.Sin(phase)
	}
	return out
}

// recording is what a microphone heard so far.
type recording struct {
	mu      sync.Mutex
	samples []int16
	begun   chan struct{}
	once    sync.Once
}

func (r *recording) take(piece []int16) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.samples = append(r.samples, piece...)
	r.once.Do(func() { close(r.begun) })
}

func (r *recording) heard() []int16 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clip(r.samples)
}

// Sweep plays a sweep at a volume in percent and tells what the microphone heard
// of it. The error says that one of the two cannot be used: ErrNoMicrophone, or
// why it did not sound.
func Sweep(ctx context.Context, out Sink, mic ear.Microphone, volume int) (Swept, error) {
	if _, err := mic.Check(); err != nil {
		return Swept{}, fmt.Errorf("%w: %w", ErrNoMicrophone, err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &recording{begun: make(chan struct{})}
	ended := make(chan error, 1)
	go func() { ended <- mic.Record(ctx, r.take) }()
	select {
	case err := <-ended:
		return Swept{}, fmt.Errorf("cannot hear: %w", errors.Join(err, ctx.Err()))
	case <-r.begun:
	}
	if err := rest(ctx, quietFor); err != nil {
		return Swept{}, err
	}
	quiet, started := len(r.heard()), make(chan int, 1)
	wave := make([]int16, 0, int(sweepFor*Rate))
	for _, v := range sweep(Rate, sweepPeak*gain(volume)) {
		wave = append(wave, int16(v*math.MaxInt16))
	}
	_, err := out.Play(ctx, Sound{
		ID: "sweep", Fill: func(emit func([]int16) error) error { return emit(wave) },
		Started: func() { started <- len(r.heard()) },
	})
	if err != nil {
		return Swept{}, fmt.Errorf("cannot play: %w", err)
	}
	err = rest(ctx, lateFor)
	cancel()
	if err = errors.Join(err, <-ended); err != nil {
		return Swept{}, fmt.Errorf("cannot hear: %w", err)
	}
	from := quiet
	select {
	case from = <-started:
	default:
	}
	return judge(r.heard(), quiet, from), nil
}

// rest waits, unless ctx ends before.
func rest(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// judge finds the sweep in what was heard from a sample on; before another one there
// was none.
func judge(heard []int16, quiet, from int) Swept {
	s := Swept{NoiseDB: decibels(power(halve(heard[:min(quiet, len(heard))])))}
	rest := halve(heard[min(from, len(heard)):])
	like := sweep(judgeRate, 1)
	var own float64
	for _, v := range like {
		own += v * v
	}
	var loudest float64
	for at := 0; at+len(like) <= len(rest); at++ {
		window := rest[at : at+len(like)]
		var dot, energy float64
		for i, v := range like {
			dot += v * window[i]
			energy += window[i] * window[i]
		}
		if energy == 0 {
			continue
		}
		loudest = max(loudest, energy/float64(len(like)))
		if l := math.Abs(dot) / math.Sqrt(own*energy); l > s.Likeness {
			s.Likeness, s.LevelDB = l, decibels(energy/float64(len(like)))
			s.DelayMS = float64(at) / judgeRate * 1000
		}
	}
	if s.Likeness < sureFrom { // where it is, is chance
		s.LevelDB, s.DelayMS = decibels(loudest), 0
	}
	return s
}

// halve takes the mean of pairs, from -1 to 1.
func halve(in []int16) []float64 {
	out := make([]float64, len(in)/2)
	for i := range out {
		out[i] = (float64(in[2*i]) + float64(in[2*i+1])) / 2 / math.MaxInt16
	}
	return out
}

func power(in []float64) float64 {
	var sum float64
	for _, v := range in {
		sum += v * v
	}
	return sum / float64(max(len(in), 1))
}

// silentDB is what nothing at all counts as.
const silentDB = -120

func decibels(power float64) float64 {
	return max(10*math.Log10(power), silentDB) // of nothing it is -Inf
}
