package update

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Status is how far an update has come.
type Status string

// The states. The last four are the end of one.
const (
	Downloading Status = "downloading"
	Waiting     Status = "waiting" // until nobody is served
	Installing  Status = "installing"
	Restarting  Status = "restarting"
	Installed   Status = "installed"   // it runs
	RolledBack  Status = "rolled-back" // it did not come up well: what ran before runs again
	Failed      Status = "failed"
	Refused     Status = "refused"
)

// Reason is why an update was refused or has failed.
type Reason string

// The reasons.
const (
	ReasonNoUpdater Reason = "no-updater" // nothing on this unit can install software
	ReasonOld       Reason = "old-revision"
	ReasonDownload  Reason = "download" // it is tried again
	ReasonSpace     Reason = "space"    // it is tried again
	ReasonDigest    Reason = "digest"   // the manifest or the bundle is not what was signed
	ReasonManifest  Reason = "manifest" // it cannot be read, or is of another version or another kind of unit
	ReasonInstall   Reason = "install"  // the installer refused it: its signature, or its contents
	ReasonRestart   Reason = "restart"
)

// Wish is what the ward wants on this unit.
type Wish struct {
	Rev     int64  `json:"rev"`
	Version string `json:"version"`
	URL     string `json:"url"`    // of the manifest
	SHA256  string `json:"sha256"` // of the manifest
}

// Report is what became of a wish.
type Report struct {
	Rev     int64  `json:"rev"`
	Version string `json:"version"`
	Status  Status `json:"status"`
	Reason  Reason `json:"reason,omitempty"`
	Percent int    `json:"percent"` // of the download or the installation
	Detail  string `json:"detail,omitempty"`
}

// over reports whether nothing more is done about it by itself.
func (r Report) over() bool {
	switch r.Status {
	case Installed, RolledBack, Refused:
		return true
	case Failed:
		return !r.again()
	case Downloading, Waiting, Installing, Restarting:
	}
	return false
}

// again reports whether what failed may work later.
func (r Report) again() bool {
	return r.Status == Failed && (r.Reason == ReasonDownload || r.Reason == ReasonSpace)
}

const (
	// quiet is how long nobody must have been served, asked looks times.
	quiet = time.Minute
	looks = 30
	// laterAgain is when what may work later is tried again.
	laterAgain = 15 * time.Minute
	// restartWithin is how long a machine takes at most to go down.
	restartWithin = 5 * time.Minute
	// attempts at installing one version: a power cut in the middle is no
	// reason to give up, three are.
	attempts = 3
)

// Options configures an Updater.
type Options struct {
	Dir       string // for bundles and what is remembered
	Running   string // version that runs
	Fetcher   Fetcher
	Installer Installer
	Busy      func() bool   // somebody is served
	Quiet     time.Duration // how long nobody must have been served; 0 means a minute
	Tell      func(Report)  // told of each change; may be nil
	Logger    *slog.Logger
}

// Updater carries out one wish at a time, the newest.
type Updater struct {
	o    Options
	wake chan struct{}

	installing sync.Mutex // one installation at a time

	mu     sync.Mutex
	memory memory
	stop   context.CancelFunc // of what is under way
}

// memory is what outlives a restart.
type memory struct {
	Wish     Wish   `json:"wish"`
	Report   Report `json:"report"`
	Attempts int    `json:"attempts"`
}

// New takes up what was under way before the restart, and finds out what became
// of it.
func New(o Options) (*Updater, error) {
	if o.Tell == nil {
		o.Tell = func(Report) {}
	}
	if o.Quiet <= 0 {
		o.Quiet = quiet
	}
	u := &Updater{o: o, wake: make(chan struct{}, 1)}
	data, err := os.ReadFile(u.file())
	switch {
	case errors.Is(err, os.ErrNotExist):
		return u, nil
	case err != nil:
		return nil, fmt.Errorf("cannot read the last update: %w", err)
	}
	if err := json.Unmarshal(data, &u.memory); err != nil {
		// It is no reason to have no updates: the ward says again what it wants.
		o.Logger.LogAttrs(context.Background(), slog.LevelWarn, "the last update is forgotten", slog.String("error", err.Error()))
		u.memory = memory{}
		return u, nil
	}
	switch r := &u.memory.Report; {
	case r.Version == o.Running && r.Status != Refused && r.Rev > 0:
		r.Status, r.Reason, r.Detail, r.Percent = Installed, "", "", 100
	case r.Status == Restarting, r.Status == Installed:
		r.Status, r.Detail = RolledBack, o.Running+" runs again"
	}
	u.signal()
	return u, nil
}

func (u *Updater) file() string { return filepath.Join(u.o.Dir, "update.json") }

// Want takes what the ward wants; the same again changes nothing, an older one
// is ignored, a newer one ends what is under way unless that is being installed.
func (u *Updater) Want(w Wish) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if w.Rev <= u.memory.Wish.Rev {
		return
	}
	u.memory = memory{Wish: w, Report: Report{Rev: w.Rev, Version: w.Version, Status: Downloading}}
	if u.stop != nil {
		u.stop()
	}
	u.signal()
}

func (u *Updater) signal() {
	select {
	case u.wake <- struct{}{}:
	default:
	}
}

// Report is how far the newest wish has come; false is without any.
func (u *Updater) Report() (Report, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.memory.Report, u.memory.Wish.Rev > 0
}

// Run works until ctx ends, and returns nil then.
func (u *Updater) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		if w, todo := u.todo(); todo {
			u.attend(ctx, w)
			continue
		}
		u.rest(ctx)
	}
	return nil
}

// todo is the wish that is to be carried out.
func (u *Updater) todo() (Wish, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	r := u.memory.Report
	return u.memory.Wish, u.memory.Wish.Rev > 0 && !r.over() && r.Status != Failed
}

// rest waits for something to do.
func (u *Updater) rest(ctx context.Context) {
	later := time.NewTimer(laterAgain)
	defer later.Stop()
	select {
	case <-ctx.Done():
	case <-u.wake:
	case <-later.C:
		u.mu.Lock()
		defer u.mu.Unlock()
		if r := &u.memory.Report; r.again() {
			r.Status, r.Reason, r.Detail = Downloading, "", ""
		}
	}
}
