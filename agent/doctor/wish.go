package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"tiepdan/agent/control"
)

// Wishes are what an examination is to do besides looking.
type Wishes struct {
	Touch bool     `json:"touch,omitempty"` // four corners are touched on the screen
	Print bool     `json:"print,omitempty"` // a page is printed
	Press bool     `json:"press,omitempty"` // each button is pressed
	Sound bool     `json:"sound,omitempty"` // a tone is played and heard
	Move  bool     `json:"move,omitempty"`  // the base moves a little while it is confirmed
	NTP   []string `json:"ntp,omitempty"`   // time servers to compare with
	Only  []Part   `json:"only,omitempty"`  // nil is all
	Agent bool     `json:"agent,omitempty"` // a kioskd must run
}

// Among leaves of checks those that are wished for.
func (w Wishes) Among(all []Check) []Check {
	if len(w.Only) == 0 {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(c Check) bool {
		return !slices.Contains(w.Only, c.Part) && (c.Part != PartStore || !slices.Contains(w.Only, PartOutbox)) // one look for both
	})
}

// ParseParts reads names of parts.
func ParseParts(names []string) ([]Part, error) {
	var out []Part
	for _, name := range names {
		if Part(name).rank() == len(parts()) {
			all := make([]Part, 0, len(parts()))
			for _, n := range parts() {
				all = append(all, n.part)
			}
			return nil, fmt.Errorf("there is no part %q: want some of %v", name, all)
		}
		out = append(out, Part(name))
	}
	return out, nil
}

// Path is where a running kioskd examines.
const Path = "/doctor"

// answer is one line of a running kioskd's answer.
type answer struct {
	Event
	Report *Report `json:"report,omitempty"` // the last line
}

// Examiner examines, one examination at a time.
type Examiner struct {
	mu      sync.Mutex
	examine func(ctx context.Context, w Wishes, tell func(Event)) Report
}

// NewExaminer takes what does it.
func NewExaminer(examine func(ctx context.Context, w Wishes, tell func(Event)) Report) *Examiner {
	return &Examiner{examine: examine}
}

// ErrBusy means that an examination is under way.
var ErrBusy = errors.New("another examination is under way")

// Examine examines, or returns [ErrBusy].
func (e *Examiner) Examine(ctx context.Context, w Wishes, tell func(Event)) (Report, error) {
	if !e.mu.TryLock() {
		return Report{}, ErrBusy
	}
	defer e.mu.Unlock()
	return e.examine(ctx, w, tell), nil
}

// ServeHTTP answers with what happens, line by line, and the report at the end.
func (e *Examiner) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var wishes Wishes
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&wishes); err != nil {
		control.Refuse(w, http.StatusBadRequest, "cannot read what is wished: "+err.Error())
		return
	}
	var lines *control.Lines
	begin := sync.OnceFunc(func() { lines = control.NewLines(w) })
	report, err := e.Examine(r.Context(), wishes, func(ev Event) {
		begin()
		_ = lines.Send(answer{Event: ev}) // who asked has gone, and ctx ended with that
	})
	if err != nil {
		control.Refuse(w, http.StatusConflict, err.Error())
		return
	}
	begin()
	_ = lines.Send(answer{Report: &report})
}

// AskRunning lets a running kioskd examine. The error is
// [control.ErrNotRunning] when there is none.
func AskRunning(ctx context.Context, c *control.Client, w Wishes, tell func(Event)) (Report, error) {
	var report *Report
	err := c.Lines(ctx, http.MethodPost, Path, w, func(line []byte) error {
		var a answer
		if err := json.Unmarshal(line, &a); err != nil {
			return fmt.Errorf("cannot read what kioskd says: %w", err)
		}
		if a.Report != nil {
			report = a.Report
			return nil
		}
		tell(a.Event)
		return nil
	})
	switch {
	case err != nil:
		return Report{}, err
	case report == nil:
		return Report{}, errors.New("kioskd ended in the middle of the examination: see its log (journalctl -u kioskd)")
	}
	return *report, nil
}
