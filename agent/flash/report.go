package flash

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Name is the name of a step.
type Name string

// The steps, in their order.
const (
	StepCheck     Name = "check"     // the image's signature; the disk is not touched
	StepWrite     Name = "write"     // the image onto the disk
	StepVerify    Name = "verify"    // the disk read again and compared
	StepCustomise Name = "customise" // partitions of its own, and the unit's seed
	StepEject     Name = "eject"     // everything is on the medium, and it may be pulled
)

// State is how a step ended.
type State string

// The states.
const (
	Done    State = "done"
	Failed  State = "failed"
	NotDone State = "not done"
	Unasked State = "not asked for"
)

// Step is one step and how it ended.
type Step struct {
	Name    Name    `json:"name"`
	State   State   `json:"state"`
	Detail  string  `json:"detail"`
	Seconds float64 `json:"seconds"`
}

// Holds says what a disk is good for now.
type Holds string

// What a disk holds.
const (
	HoldsBefore   Holds = "before"   // what it held before: it was not written to
	HoldsNothing  Holds = "nothing"  // part of an image, or one that is wrong: it does not boot, or not for long
	HoldsImage    Holds = "image"    // the image as it is, of no unit
	HoldsComplete Holds = "complete" // all that was asked for
)

// Report says what was done and what was not.
type Report struct {
	Image  string `json:"image"`
	Disk   Disk   `json:"disk"`
	Steps  []Step `json:"steps"`
	Holds  Holds  `json:"holds"`
	Next   string `json:"next"`   // what to do now
	Size   int64  `json:"size"`   // bytes that were written
	SHA256 string `json:"sha256"` // of them

	Error    string    `json:"error,omitempty"`    // why not all was done
	Refusals []Refusal `json:"refusals,omitempty"` // of the disk, when that is why
}

// NotBegun is the report of a job that was refused before its first step.
func NotBegun(image string, d Disk, err error) Report {
	r := Report{Image: image, Disk: d, Holds: HoldsBefore, Steps: []Step{}, Next: "Mend what is said above, then try again."}
	r.rest()
	r.failed(err)
	return r
}

// failed notes why not all was done.
func (r *Report) failed(err error) {
	r.Error = err.Error()
	if refused, ok := errors.AsType[*Refused](err); ok {
		r.Refusals = refused.Reasons
	}
}

// step runs a step and notes how it ended.
func (r *Report) step(name Name, run func() (detail string, err error)) error {
	begun := time.Now()
	detail, err := run()
	s := Step{Name: name, State: Done, Detail: detail, Seconds: time.Since(begun).Seconds()}
	if err != nil {
		s.State, s.Detail = Failed, err.Error()
	}
	r.Steps = append(r.Steps, s)
	return err
}

func (r *Report) unasked(name Name) {
	r.Steps = append(r.Steps, Step{Name: name, State: Unasked})
}

// rest notes the steps that nobody came to.
func (r *Report) rest() {
	for _, name := range []Name{StepCheck, StepWrite, StepVerify, StepCustomise, StepEject}[len(r.Steps):] {
		r.Steps = append(r.Steps, Step{Name: name, State: NotDone})
	}
}

// Text is the report for people.
func (r *Report) Text() string {
	var b strings.Builder
	for _, s := range r.Steps {
		fmt.Fprintf(&b, "%-10s %-13s", s.Name, s.State)
		if s.State == Done {
			fmt.Fprintf(&b, " %6.1f s", s.Seconds)
		}
		if s.Detail != "" {
			b.WriteString("  " + s.Detail)
		}
		b.WriteString("\n")
	}
	switch r.Holds {
	case HoldsBefore:
		fmt.Fprintf(&b, "%s was not touched.\n", r.Disk.Path)
	case HoldsNothing:
		fmt.Fprintf(&b, "%s is unusable now: what is on it is not whole.\n", r.Disk.Path)
	case HoldsImage:
		fmt.Fprintf(&b, "%s holds the image, whole and compared, but it is of no unit.\n", r.Disk.Path)
	case HoldsComplete:
		fmt.Fprintf(&b, "%s is ready.\n", r.Disk.Path)
	}
	if r.Next != "" {
		b.WriteString(r.Next + "\n")
	}
	return b.String()
}
