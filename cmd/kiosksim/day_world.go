package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// How people and officials are. The shares and times are assumptions, in the
// range of what service points report; a ward's own journal is what counts.
const (
	noShowShare   = 0.04
	returnShare   = 0.5 // of those
	transferShare = 0.03
	walk          = 25 * time.Second // to the door after the call
	forgiving     = 90 * time.Second // of an official with somebody who does not come
	breakFor      = 12 * time.Minute
	spread        = 0.55 // of service times, as a logarithm
)

// service is one service group of the simulated center.
type service struct {
	id, prefix string
	share      float64       // of the visitors
	takes      time.Duration // the median
}

func dayServices() []service {
	return []service{
		{"certification", "A", 0.42, 4 * time.Minute},
		{"civil", "B", 0.26, 7 * time.Minute},
		{"land", "C", 0.14, 10 * time.Minute},
		{"welfare", "D", 0.18, 6 * time.Minute},
	}
}

// doorsFor gives every service its doors: each door takes two services, so
// that none stands idle while others wait.
func doorsFor(i, doors int) []int {
	n := len(dayServices())
	var out []int
	for d := range doors {
		if d%n == i || (d+1)%n == i || doors < n && d == i%doors {
			out = append(out, d+1)
		}
	}
	if len(out) == 0 {
		out = append(out, i%doors+1)
	}
	return out
}

func daySetup(o dayOptions) kiosk.Setup {
	s := kiosk.Setup{
		Unit: "sim", Ward: kiosk.Text{Vi: "Phường mô phỏng", En: "Simulated ward"}, TimeZone: "Asia/Ho_Chi_Minh",
		DayReset: 4 * time.Hour, RecallLimit: 2, CallShow: 5 * time.Second, RatingShow: 5 * time.Second, IdleReset: time.Minute, MinSamples: 10,
		Priority: kiosk.PriorityPolicy{
			Strict: o.policy == "strict", Share: 3, AgeAfter: time.Hour,
			Classes: []kiosk.Class{{ID: "elderly", Name: kiosk.Text{Vi: "Người cao tuổi"}}, {ID: "disabled", Name: kiosk.Text{Vi: "Người khuyết tật"}}},
		},
		Rules: kiosk.QueueRules{ReturnWithin: 30 * time.Minute, ReturnBehind: 2, IntakeEarly: 30 * time.Minute, IntakeEnd: 30 * time.Minute},
	}
	for day := time.Monday; day <= time.Friday; day++ {
		s.Rules.Hours[day] = []queue.Span{{From: opens, To: lunchFrom}, {From: lunchTo, To: closes}}
	}
	for i, v := range dayServices() {
		s.Services = append(s.Services, kiosk.Service{ID: v.id, Prefix: v.prefix, Name: kiosk.Text{Vi: v.id, En: v.id}, Doors: doorsFor(i, o.doors)})
	}
	for d := range o.doors {
		s.Doors = append(s.Doors, kiosk.Door{Number: d + 1, Name: kiosk.Text{Vi: fmt.Sprintf("Cửa số %d", d+1)}, Place: fmt.Sprintf("door-%d", d+1)})
	}
	return s
}

// The center's hours, from midnight.
const (
	opens     = 8 * time.Hour
	lunchFrom = 11*time.Hour + 30*time.Minute
	lunchTo   = 13*time.Hour + 30*time.Minute
	closes    = 17 * time.Hour
)

// visitor is one who comes.
type visitor struct {
	at      time.Duration // from midnight
	service int
	class   string
}

// byHour is how many come in each half hour from half past seven on, against
// one another.
func byHour() []float64 {
	return []float64{3, 9, 10, 10, 9, 7, 5, 2, 0, 0, 0, 1, 7, 8, 7, 6, 4, 2}
}

func crowd(rng *rand.Rand, n int) []visitor {
	weights := byHour()
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	out := make([]visitor, n)
	for i := range out {
		x, half := rng.Float64()*sum, 0
		for x >= weights[half] && half < len(weights)-1 {
			x -= weights[half]
			half++
		}
		v := visitor{at: opens - 30*time.Minute + time.Duration((float64(half)+rng.Float64())*float64(30*time.Minute))}
		x = rng.Float64()
		for j, s := range dayServices() {
			if v.service = j; x < s.share {
				break
			}
			x -= s.share
		}
		switch x := rng.Float64(); {
		case x < 0.14:
			v.class = "elderly"
		case x < 0.18:
			v.class = "disabled"
		}
		out[i] = v
	}
	return out
}

// takes draws a service time; some officials are quicker than others.
func takes(rng *rand.Rand, service, door int) time.Duration {
	pace := 0.85 + 0.3*math.Mod(float64(door)*0.618, 1)
	return time.Duration(float64(dayServices()[service].takes) * pace * math.Exp(spread*rng.NormFloat64()))
}
