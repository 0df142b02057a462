package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"tiepdan/config"
	"tiepdan/config/edit"
)

// OtherError says that a backup is of another robot than the one that it would be
// put on: two with one unit.id would throw each other off the ward's broker, and
// their ratings would be one robot's.
type OtherError struct {
	File         string // the configuration that is there
	Here, Backup string // unit.id; Here is "" when it cannot be read there
}

func (e *OtherError) Error() string {
	if e.Here == "" {
		return fmt.Sprintf("cannot see from %s which robot this is, and the backup is of %q", e.File, e.Backup)
	}
	return fmt.Sprintf("this robot is %q (unit.id in %s), the backup is of another one, %q", e.Here, e.File, e.Backup)
}

// Mine says with an OtherError when the configuration that is there is not of the
// backup's robot. Where there is none yet, no robot is lost.
func (a *Archive) Mine(file string) error {
	text, err := os.ReadFile(file) //nolint:gosec // the file that the operator names
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("cannot see which robot this is: %w", err)
	}
	if here := unitOf(text); here != a.Unit {
		return &OtherError{File: file, Here: here, Backup: a.Unit}
	}
	return nil
}

// unitOf is the unit.id of a configuration, also of one that does not check: what
// is put back is often the mend of that. "" when it is not to be seen.
func unitOf(text []byte) string {
	if c, err := config.Parse(Configuration, text); err == nil {
		return c.Unit.ID
	}
	f, err := edit.Parse(text)
	if err != nil {
		return ""
	}
	value, _ := f.Value("unit.id")
	return strings.Trim(value, `"'`)
}
