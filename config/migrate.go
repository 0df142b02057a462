package config

import (
	"errors"
	"fmt"
	"strconv"

	"tiepdan/config/edit"
)

// ErrNewer says that a file is of a newer format than this program knows.
var ErrNewer = errors.New("the file is newer than this program")

// VersionError says that a file names a version that is none.
type VersionError struct {
	Line, Column int // of the value, from 1
	Text         string
	number       bool
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("line %d, column %d: version: %s", e.Line, e.Column, e.message())
}

func (e *VersionError) message() string {
	return fmt.Sprintf("is %s, expected a whole number from 1 to %d: write %d, and look what else kioskctl config check says", e.Text, Version, Version)
}

// migration brings a file from the version before up to one, without a look at
// anything but its text.
type migration struct {
	to   int
	says string
	do   func(*edit.File) error
}

// migrations are all of them, in their order; the first version needs none.
func migrations() []migration {
	return []migration{{
		to: 2, says: "nav.quiet and nav.lunch stand in [hours], with the other hours of the Center",
		do: func(f *edit.File) error {
			return move(f, [2]string{"nav.quiet", "hours.quiet"}, [2]string{"nav.lunch", "hours.lunch"})
		},
	}}
}

func move(f *edit.File, pairs ...[2]string) error {
	for _, pair := range pairs {
		if _, err := f.Move(pair[0], pair[1]); err != nil {
			return err
		}
	}
	return nil
}

// Migrated is a file in the newest format.
type Migrated struct {
	From, To int
	Steps    []string // what was done, in words
	Text     []byte

	file *edit.File
}

// Migrate brings the text of a file up to the newest format. Only the lines that
// must change do; comments above a setting that moves stay where they are. A file
// that is not TOML, or newer, is refused.
func Migrate(text []byte) (*Migrated, error) {
	f, err := edit.Parse(text)
	if err != nil {
		return nil, err
	}
	from, err := formatOf(f)
	if err != nil {
		return nil, err
	}
	if from > Version {
		return nil, fmt.Errorf("%w: its format is %d, the newest that it knows is %d", ErrNewer, from, Version)
	}
	m := &Migrated{From: from, To: Version, file: f}
	for _, step := range migrations() {
		if step.to <= from {
			continue
		}
		if err := step.do(f); err != nil {
			return nil, fmt.Errorf("cannot bring the file to format %d: %w", step.to, err)
		}
		m.Steps = append(m.Steps, fmt.Sprintf("format %d: %s", step.to, step.says))
	}
	if from < Version {
		if err := f.Set("version", strconv.Itoa(Version)); err != nil {
			return nil, err
		}
	}
	m.Text = f.Bytes()
	return m, nil
}

// formatOf is the version that a file names, or a VersionError.
func formatOf(f *edit.File) (int, error) {
	text, ok := f.Value("version")
	if !ok {
		return 1, nil
	}
	n, err := strconv.ParseInt(text, 0, 32)
	if err == nil && n >= 1 {
		return int(n), nil
	}
	line, column := f.ValueAt("version")
	return 0, &VersionError{Line: line, Column: column, Text: text, number: err == nil || errors.Is(err, strconv.ErrRange)}
}

// migrate brings a document up to the newest format, so that everything after it
// knows that one only. A newer file is a problem, and nothing more is said of it.
func (d *document) migrate() bool {
	m, err := Migrate(d.text)
	if errors.Is(err, ErrNewer) {
		f, _ := edit.Parse(d.text) // as Migrate did a moment ago
		d.format, _ = formatOf(f)
		d.add(position{f.Line("version"), 1}, "version", fmt.Sprintf("is %d, expected at most %d: this program is older than the file; "+
			"update it, or go back to the file that was kept before (FILE.bak-…)", d.format, Version))
		return false
	}
	if bad, ok := errors.AsType[*VersionError](err); ok && bad.number {
		// The rest is checked all the same. What is no number the types report.
		d.add(position{bad.Line, bad.Column}, "version", bad.message())
		return true
	}
	if err != nil || m.From == m.To {
		return true // what is no TOML here is reported as such
	}
	d.format = m.From
	d.origin = m.file.Origin
	d.text = append(make([]byte, 0, len(m.Text)), m.Text...)[:len(m.Text):len(m.Text)]
	dropped := map[int]string{}
	for now := 1; now <= m.file.Lines(); now++ {
		if key, ok := d.dropped[d.origin(now)]; ok {
			dropped[now] = key
		}
	}
	d.dropped = dropped
	return true
}
