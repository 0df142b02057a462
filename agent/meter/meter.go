// Package meter counts what the robot does, for Prometheus. Names end in their
// unit, as its conventions have it. Nothing says who a visitor is or what she
// came for.
package meter

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"tiepdan/kiosk"
)

// Options says where the figures of a moment come from; they are asked for when
// somebody reads.
type Options struct {
	Version string
	View    func() kiosk.View
	Outbox  func(context.Context) (int, error) // events that the ward has not acknowledged
}

// Meter counts. Its methods may be called from any goroutine.
type Meter struct {
	registry *prometheus.Registry
	messages *prometheus.CounterVec
	step     prometheus.Histogram
	commit   prometheus.Histogram
	frame    prometheus.Histogram
	touch    prometheus.Histogram
	flights  *prometheus.CounterVec
}

// New makes a meter with its own registry.
func New(o Options) *Meter {
	m := &Meter{
		registry: prometheus.NewRegistry(),
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tiepdan_messages_total", Help: "Messages that the agent took, by kind."}, []string{"kind"}),
		step:     seconds("tiepdan_step_seconds", "One message through the core, the disk and out."),
		commit:   seconds("tiepdan_commit_seconds", "Of that on the disk."),
		frame:    seconds("tiepdan_frame_seconds", "Drawing one picture."),
		touch:    seconds("tiepdan_touch_seconds", "From a touch to the picture that answers it."),
		flights:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tiepdan_flights_total", Help: "Files that the flight recorder wrote, by reason."}, []string{"reason"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "tiepdan_build_info", Help: "1, with the version of the program.", ConstLabels: prometheus.Labels{"version": o.Version}})
	build.Set(1)
	m.registry.MustRegister(m.messages, m.step, m.commit, m.frame, m.touch, m.flights, build, newMoment(o),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// seconds is a histogram from 1 ms to 8 s.
func seconds(name, help string) prometheus.Histogram { //nolint:ireturn // the library has no other type
	const least, factor, buckets = 0.001, 2, 14
	return prometheus.NewHistogram(prometheus.HistogramOpts{Name: name, Help: help, Buckets: prometheus.ExponentialBuckets(least, factor, buckets)})
}

// Step counts a message; a commit of 0 was none.
func (m *Meter) Step(kind string, took, commit time.Duration) {
	m.messages.WithLabelValues(kind).Inc()
	m.step.Observe(took.Seconds())
	if commit > 0 {
		m.commit.Observe(commit.Seconds())
	}
}

// Frame counts a picture; a latency of 0 answers no touch.
func (m *Meter) Frame(took, latency time.Duration) {
	m.frame.Observe(took.Seconds())
	if latency > 0 {
		m.touch.Observe(latency.Seconds())
	}
}

// Flight counts a file of the flight recorder.
func (m *Meter) Flight(reason string) { m.flights.WithLabelValues(reason).Inc() }

// ServeHTTP answers a scrape.
func (m *Meter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}).ServeHTTP(w, r)
}

// moment is what is so while somebody reads.
type moment struct {
	o       Options
	part    *prometheus.Desc
	waiting *prometheus.Desc
	battery *prometheus.Desc
	screen  *prometheus.Desc
	outbox  *prometheus.Desc
}

func newMoment(o Options) moment {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(name, help, labels, nil)
	}
	return moment{
		o:       o,
		part:    desc("tiepdan_part_up", "Whether a part of the robot answers.", "part"),
		waiting: desc("tiepdan_waiting_tickets", "Tickets that wait, by service.", "service"),
		battery: desc("tiepdan_battery_percent", "Charge of the motion base, when there is one."),
		screen:  desc("tiepdan_screen_info", "1, with the screen that is shown.", "screen"),
		outbox:  desc("tiepdan_outbox_events", "Events that the ward has not acknowledged."),
	}
}

// Describe lists the figures.
func (g moment) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{g.part, g.waiting, g.battery, g.screen, g.outbox} {
		ch <- d
	}
}

// Collect reads them. What cannot be read is told as an error, not as 0.
func (g moment) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	v := g.o.View()
	for _, p := range v.Parts {
		up := 0.0
		if p.Up {
			up = 1
		}
		gauge(g.part, up, string(p.Part))
	}
	for _, s := range v.Services {
		gauge(g.waiting, float64(s.Waiting), s.ID)
	}
	if v.Robot.Configured {
		gauge(g.battery, float64(v.Robot.BatteryPct))
	}
	gauge(g.screen, 1, string(v.Screen))
	const patience = 2 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	n, err := g.o.Outbox(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(g.outbox, fmt.Errorf("cannot count the outbox: %w", err))
		return
	}
	gauge(g.outbox, float64(n))
}
