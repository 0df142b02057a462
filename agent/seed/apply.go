package seed

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"tiepdan/agent/place"
)

// Where parts of a seed go, below the root folder.
const (
	folderHome = place.Home
	TargetFile = folderHome + "/tiepdan.toml"
	// handFile is what kioskctl configure writes on a unit without a seed.
	handFile = folderHome + "/kioskd.toml"
	// TargetEnrol is the invitation, for kioskctl provision --from.
	TargetEnrol = folderHome + "/enrol.toml"
	fileApplied = folderHome + "/seeds-applied"
)

// ConfigFile is the configuration that a unit has below its root: that of a seed, or
// one made by hand.
func ConfigFile(root fs.FS) string {
	if _, err := fs.Stat(root, TargetFile); errors.Is(err, fs.ErrNotExist) {
		if _, err := fs.Stat(root, handFile); err == nil {
			return handFile
		}
	}
	return TargetFile
}

// About is what a checked configuration says of the unit.
type About struct{ Unit, Commune string }

// Options says how to apply a seed.
type Options struct {
	From  string // the seed; the result goes beside it
	Root  string
	Check func(config []byte) (About, error) // a checked configuration, or everything that is wrong with it
	Now   func() time.Time
	// Written is called before each file that is put in place; a test cuts the
	// power there. May be nil.
	Written func(name string) error
}

// ErrRejected means that a seed was not applied, and nothing was changed.
var ErrRejected = errors.New("the seed was rejected, and nothing was changed")

// Apply applies a seed, once. The result says everything of each part; it is
// written beside the seed too. Where there is no seed, there is nothing to do.
func Apply(o Options) (Result, error) {
	r := Result{At: o.Now(), State: StateNone}
	data, err := os.ReadFile(o.From)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return r, fmt.Errorf("cannot apply the seed: %w", err)
	}
	root, err := os.OpenRoot(o.Root)
	if err != nil {
		return r, fmt.Errorf("cannot apply the seed: %w", err)
	}
	defer func() { _ = root.Close() }() // nothing is written through it
	err = o.apply(root, data, &r)
	if r.State == StateDone { // says what it said
		return r, nil
	}
	if told := r.write(o.result()); told != nil {
		err = errors.Join(err, fmt.Errorf("cannot write %s: %w", FileResult, told))
	}
	return r, err
}

func (o Options) result() string { return filepath.Join(filepath.Dir(o.From), FileResult) }

func (o Options) apply(root *os.Root, data []byte, r *Result) error {
	s, err := Parse(data)
	if err != nil {
		return r.reject("seed", err)
	}
	r.Seed, r.Unit = s.Manifest.ID, s.Manifest.Unit
	applied, scrubbed, err := marks(root, s.Manifest.ID)
	switch {
	case err != nil:
		return r.reject("seed", err)
	case s.Manifest.Scrubbed && scrubbed:
		r.State = StateDone
		return nil
	case s.Manifest.Scrubbed && applied: // the power went before that was remembered
		r.State = StateApplied
		r.note("seed", "was applied before the power went")
		return o.remember(root, s, r)
	case s.Manifest.Scrubbed:
		r.Used = UsedAway
		return r.reject("seed", errors.New("it was used by another unit, and has no secrets any more: make a new one"))
	case scrubbed:
		r.Used = UsedHere
		return errors.Join(r.reject("seed", errors.New("this seed was applied to this unit before: make a new one")), o.scrub(s, len(data), r))
	case applied: // the power went before its secrets were taken away
		r.State = StateApplied
		r.note("seed", "was applied before the power went")
		return o.finish(root, s, len(data), r)
	}
	files, err := o.check(root, s, r)
	if err != nil {
		return err
	}
	if err := place.All(root, append(files, mark(root, s.Manifest.ID, "applied")), o.Written); err != nil {
		r.undo()
		return r.reject("files", err)
	}
	r.State = StateApplied
	return o.finish(root, s, len(data), r)
}

// finish takes the secrets away and remembers that they are gone.
func (o Options) finish(root *os.Root, s Seed, size int, r *Result) error {
	if err := o.scrub(s, size, r); err != nil {
		return err
	}
	return o.remember(root, s, r)
}

// remember notes that a seed is done with, once the result is written: whoever
// comes for the medium finds it.
func (o Options) remember(root *os.Root, s Seed, r *Result) error {
	if err := r.write(o.result()); err != nil {
		return fmt.Errorf("cannot write %s: %w", FileResult, err)
	}
	if err := place.All(root, []place.File{mark(root, s.Manifest.ID, "scrubbed")}, o.Written); err != nil {
		return fmt.Errorf("cannot remember the seed: %w", err)
	}
	return nil
}

// check checks every part, and gives the files that they become.
func (o Options) check(root *os.Root, s Seed, r *Result) ([]place.File, error) {
	m, bad := s.Manifest, false
	say := func(part, where string, err error) {
		r.part(part, where, err)
		bad = bad || err != nil
	}
	about, err := o.Check(s.Config)
	if err == nil && about != (About{Unit: m.Unit, Commune: m.Commune}) {
		err = fmt.Errorf("it is of %s/%s, the seed of %s/%s", about.Commune, about.Unit, m.Commune, m.Unit)
	}
	if len(s.Config) == 0 {
		err = errors.New("it is missing")
	}
	say("configuration", "/"+TargetFile, err)
	files := []place.File{
		{Name: "etc/hostname", Data: []byte(m.Hostname + "\n"), Mode: 0o644},
	}
	r.part("host name", m.Hostname, nil)
	files = append(files, m.Network.files()...)
	r.part("network", m.Network.Kind, nil)
	if !s.Certs.none() {
		say("certificates", "/"+folderHome+"/certs", s.Certs.Check(m.Commune, m.Unit, o.Now()))
		for name, data := range map[string][]byte{fileKey: s.Certs.Key, fileCert: s.Certs.Cert, fileCA: s.Certs.CA} {
			files = append(files, place.File{Name: path.Join(folderHome, name), Data: data, Mode: 0o600, Ours: true})
		}
	}
	if !m.Enrol.none() {
		text, err := toml.Marshal(struct {
			Unit    string `toml:"unit"`
			Commune string `toml:"commune"`
			Enrol
		}{m.Unit, m.Commune, m.Enrol})
		say("invitation", "/"+TargetEnrol, err)
		files = append(files, place.File{Name: TargetEnrol, Data: text, Mode: 0o600, Ours: true})
	}
	keys, detail, err := technicians(root, s)
	if err != nil || detail != "" {
		say("technicians", detail, err)
	}
	files = append(files, keys...)
	// The configuration last: with it the unit is what the seed says.
	files = append(files, place.File{Name: TargetFile, Data: s.Config, Mode: 0o640, Ours: true})
	if bad {
		r.undo()
		r.State = StateRejected
		return nil, ErrRejected
	}
	return files, nil
}

// scrub writes over the seed where it lies: zeros first, then what is no secret.
func (o Options) scrub(s Seed, size int, r *Result) error {
	rest, err := s.scrubbed().Bytes()
	if err == nil {
		err = overwrite(o.From, rest, size)
	}
	r.part("secrets taken off the FAT", FileSeed, err)
	if err != nil {
		return fmt.Errorf("cannot take the secrets off %s: %w", o.From, err)
	}
	return nil
}

func overwrite(name string, with []byte, size int) error {
	file, err := os.OpenFile(name, os.O_WRONLY, 0) //nolint:gosec // the file that the command line names
	if err != nil {
		return err
	}
	_, err = file.WriteAt(make([]byte, size), 0)
	if err == nil {
		err = file.Sync()
	}
	if err == nil {
		_, err = file.WriteAt(with, 0)
	}
	if err == nil {
		err = file.Truncate(int64(len(with)))
	}
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// marks says what was done with a seed before.
func marks(root *os.Root, id string) (applied, scrubbed bool, err error) {
	text, err := root.ReadFile(fileApplied)
	if errors.Is(err, fs.ErrNotExist) {
		return false, false, nil
	}
	lines := strings.Split(string(text), "\n")
	return slices.Contains(lines, id+" applied"), slices.Contains(lines, id+" scrubbed"), err
}

func mark(root *os.Root, id, what string) place.File {
	text, err := root.ReadFile(fileApplied)
	if err != nil {
		text = nil // marks has read it
	}
	return place.File{Name: fileApplied, Data: append(text, id+" "+what+"\n"...), Mode: 0o644, Ours: true}
}
