package seed

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// State is what became of a seed.
type State string

// The states.
const (
	StateNone     State = "none"     // there is no seed
	StateApplied  State = "applied"  // all of it
	StateRejected State = "rejected" // nothing of it
	StateDone     State = "done"     // it was applied before, and says so
)

// Used says where a rejected seed was used before, "" for nowhere.
type Used string

// The places.
const (
	UsedHere Used = "here" // on this unit, which stays as it is; its secrets are taken away
	UsedAway Used = "away" // on another unit, which has taken its secrets away
)

// Result is what became of a seed, and of each part of it.
type Result struct {
	At    time.Time `json:"at"`
	Seed  string    `json:"seed,omitempty"`
	Unit  string    `json:"unit,omitempty"`
	State State     `json:"state"`
	Used  Used      `json:"used,omitempty"` // why a seed that is right was rejected
	Parts []Part    `json:"parts"`
}

// Part is one part of a seed.
type Part struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"` // where it went, or why not
}

func (r *Result) part(name, where string, err error) {
	if err != nil {
		where = err.Error()
	}
	r.Parts = append(r.Parts, Part{Name: name, OK: err == nil, Detail: where})
}

func (r *Result) note(name, text string) {
	r.Parts = append(r.Parts, Part{Name: name, OK: true, Detail: text})
}

// reject rejects the whole seed for one part of it.
func (r *Result) reject(part string, err error) error {
	r.State = StateRejected
	r.part(part, "", err)
	return fmt.Errorf("%w: %w", ErrRejected, err)
}

// undo says of parts that are right in themselves that they were not applied.
func (r *Result) undo() {
	for i, p := range r.Parts {
		if p.OK {
			r.Parts[i].Detail = "is right, but was not applied: nothing is, unless all is right"
		}
	}
}

// Text is the result for people, with the line ends that every editor takes.
func (r *Result) Text() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) }
	switch r.State {
	case StateNone:
		line("There is no seed: nothing to do.")
	case StateDone:
		line("The seed was applied before: nothing to do.")
	case StateApplied:
		line("APPLIED: everything of the seed of %s was applied.", r.Unit)
	case StateRejected:
		for _, text := range r.rejected() {
			line("%s", text)
		}
	}
	line("At %s by the clock of the unit. Seed %s.", r.At.Format(time.RFC3339), orNone(r.Seed))
	line("")
	for _, p := range r.Parts {
		mark := "ok    "
		if !p.OK {
			mark = "WRONG "
		}
		line("%s %s: %s", mark, p.Name, strings.ReplaceAll(p.Detail, "\n", "\r\n        "))
	}
	return b.String()
}

// rejected says what a rejection means for the unit and for the seed's secrets.
func (r *Result) rejected() []string {
	switch r.Used {
	case UsedHere:
		return []string{
			"REJECTED: this seed was applied to this unit before, and a seed counts once.",
			"The unit stays as it is now. To change it, make a new seed (kioskctl seed make).",
			"Whether its secrets were taken off this medium stands below; destroy other copies.",
		}
	case UsedAway:
		return []string{
			"REJECTED: this seed was used by another unit, which has taken its secrets away.",
			"Nothing was changed. Make a seed for this unit (kioskctl seed make).",
		}
	}
	return []string{
		"REJECTED: nothing of the seed was applied. What is wrong is named below;",
		"mend it, write the seed again (kioskctl seed make), and start the unit again.",
		"A seed that was rejected still holds its secrets: do not leave it lying about.",
	}
}

func orNone(s string) string {
	if s == "" {
		return "not known"
	}
	return s
}

// write writes the text beside the seed.
func (r *Result) write(name string) error {
	part := name + ".NEW"
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644) //nolint:gosec // no secrets: it is for whoever has the medium
	if err != nil {
		return err
	}
	_, err = file.WriteString(r.Text())
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return os.Rename(part, name)
}
