package flight

import (
	"bytes"
	"fmt"
	"runtime"
	"runtime/pprof"
	"text/tabwriter"
	"time"
)

const clock = "15:04:05.000"

// page is what a file says, the most telling first.
func (r *Recorder) page(now time.Time, t trip) []byte {
	r.mu.Lock()
	steps, frames := r.steps.list(), r.frames.list()
	r.mu.Unlock()
	var b bytes.Buffer
	fmt.Fprintf(&b, "Flight of %s\nreason   %s\n", now.Format(time.RFC3339), t.detail)
	fmt.Fprintf(&b, "version  %s, %s\n", r.o.Version, runtime.Version())
	if r.o.Visit != nil && r.o.Visit() != "" {
		fmt.Fprintf(&b, "visit    %s\n", r.o.Visit())
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Fprintf(&b, "memory   %.1f MiB of heap, %.1f MiB from the system, %d collections, the last pause %v\n",
		mib(m.HeapAlloc), mib(m.Sys), m.NumGC, time.Duration(m.PauseNs[(m.NumGC+255)%256]))
	fmt.Fprintf(&b, "threads  %d goroutines\n", runtime.NumGoroutine())

	fmt.Fprintf(&b, "\nThe last %d steps (at, message, took, on the disk)\n", len(steps))
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, s := range steps {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%v\t%v\n", s.At.Format(clock), s.Kind, s.Took.Round(time.Microsecond), s.Commit.Round(time.Microsecond))
	}
	_ = w.Flush() // a buffer does not fail
	fmt.Fprintf(&b, "\nThe last %d pictures (at, drawing took, since the touch)\n", len(frames))
	for _, f := range frames {
		_, _ = fmt.Fprintf(w, "%s\t%v\t%v\n", f.At.Format(clock), f.Took.Round(time.Microsecond), f.Latency.Round(time.Microsecond))
	}
	_ = w.Flush()
	if r.o.Logs != nil {
		b.WriteString("\nThe newest log lines\n")
		for _, line := range r.o.Logs() {
			b.WriteString(line + "\n")
		}
	}
	b.WriteString("\nWhat every goroutine does\n")
	if p := pprof.Lookup("goroutine"); p != nil {
		_ = p.WriteTo(&b, 1) // into a buffer
	}
	return b.Bytes()
}

func mib(bytes uint64) float64 { return float64(bytes) / (1 << 20) }
