package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"tiepdan/agent/control"
	"tiepdan/agent/update"
	"tiepdan/config"
	"tiepdan/kiosk"
	"tiepdan/report"
	"tiepdan/report/schema"
)

// software is the updater as the ward and programs on the robot see it.
type software struct {
	*update.Updater

	changed  chan struct{} // signalled with each report
	incoming string        // folder for what a technician brings
}

var _ report.Updates = software{}

// addUpdates plugs in the updater. Without RAUC it refuses what is wanted.
func (p *plugs) addUpdates(c *config.Config) (software, error) {
	secure, err := clientTLS(c)
	if err != nil {
		return software{}, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // documented
	transport.TLSClientConfig = secure
	s := software{changed: make(chan struct{}, 1), incoming: filepath.Join(c.Unit.StateDir, "incoming")}
	if err := os.MkdirAll(s.incoming, 0o770); err != nil { // #nosec G301 -- for the group; the package says so too
		return software{}, fmt.Errorf("cannot make the folder for updates that are brought: %w", err)
	}
	s.Updater, err = update.New(update.Options{
		Dir: filepath.Join(c.Unit.StateDir, "update"), Running: runningVersion("/etc/os-release"),
		Fetcher: update.Fetcher{HTTP: &http.Client{Transport: transport}}, Installer: update.RAUC{},
		Busy: func() bool { return served(p.agent.View()) },
		Tell: func(update.Report) {
			select {
			case s.changed <- struct{}{}:
			default:
			}
		},
		Logger: p.logger,
	})
	if err != nil {
		return software{}, err
	}
	p.serve("updates", s.Run)
	return s, nil
}

// runningVersion is that of the image, or of this program on a machine without one.
func runningVersion(osRelease string) string {
	f, err := os.Open(osRelease) // #nosec G304 -- os-release(5)
	if err != nil {
		return version()
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if v, found := strings.CutPrefix(lines.Text(), "IMAGE_VERSION="); found {
			if v = strings.Trim(v, `"'`); v != "" {
				return v
			}
		}
	}
	return version()
}

// served reports whether somebody is served, or waits: then no software is
// installed and nothing is restarted.
func served(v kiosk.View) bool {
	switch v.Screen {
	case kiosk.ScreenHome, kiosk.ScreenAttract, kiosk.ScreenOut, kiosk.ScreenMaintenance:
	default:
		return true
	}
	for _, s := range v.Services {
		if s.Waiting > 0 {
			return true
		}
	}
	for _, d := range v.Board {
		if d.Number != "" {
			return true
		}
	}
	return v.Robot.Mission != "" && v.Robot.Mission != "dock"
}

// Want takes what the ward has signed.
func (s software) Want(u schema.Update) {
	s.Updater.Want(update.Wish{Rev: u.Rev, Version: u.Version, URL: u.URL, SHA256: u.SHA256})
}

// Updated is the report in the words of the contract. Percents go in tens: each
// is a message.
func (s software) Updated() (schema.Updated, bool) {
	r, found := s.Report()
	const tens = 10
	return schema.Updated{
		V: schema.Version, Rev: r.Rev, Status: schema.UpdateStatus(r.Status), Percent: r.Percent / tens * tens, Error: schema.UpdateError(r.Reason),
	}, found
}

// updateAnswer is what programs on the robot read of updates.
type updateAnswer struct {
	Running string         `json:"running"`
	Wanted  bool           `json:"wanted"`
	Report  *update.Report `json:"report,omitempty"`
}

// addUpdateSocket lets programs on the robot ask for updates.
func (p *plugs) addUpdateSocket(s *control.Server, u software) {
	running := runningVersion("/etc/os-release")
	s.Handle("GET /update", func(w http.ResponseWriter, _ *http.Request) {
		a := updateAnswer{Running: running}
		if r, found := u.Report(); found {
			a.Wanted, a.Report = true, &r
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(a)
	})
	s.Handle("POST /update", func(w http.ResponseWriter, r *http.Request) { p.installHere(w, r, u) })
}

// installHere installs a bundle that is on the robot, telling how far it is.
func (p *plugs) installHere(w http.ResponseWriter, r *http.Request, u software) {
	var ask struct {
		Bundle  string `json:"bundle"`
		Restart bool   `json:"restart"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<12)).Decode(&ask); err != nil || !filepath.IsAbs(ask.Bundle) {
		control.Refuse(w, http.StatusBadRequest, "the bundle is not named by its whole path")
		return
	}
	if info, err := os.Stat(ask.Bundle); err != nil || !info.Mode().IsRegular() {
		control.Refuse(w, http.StatusBadRequest, fmt.Sprintf("kioskd cannot read %s: put it into %s", ask.Bundle, u.incoming))
		return
	}
	lines := control.NewLines(w)
	tell := func(s update.Status, percent int) { _ = lines.Send(update.Report{Status: s, Percent: percent}) }
	err := u.Install(r.Context(), ask.Bundle, tell)
	if err == nil && ask.Restart {
		tell(update.Restarting, 100)
		err = u.Restart(context.WithoutCancel(r.Context()))
	}
	if err != nil {
		_ = lines.Send(update.Report{Status: update.Failed, Detail: err.Error()})
		return
	}
	tell(update.Installed, 100)
}
