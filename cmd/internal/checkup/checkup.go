// Package checkup makes the checks of package doctor for a unit from its
// configuration: what kioskd and kioskctl examine in the same way.
package checkup

import (
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tiepdan/agent/doctor"
	"tiepdan/config"
)

// Unit is what is examined.
type Unit struct {
	File string // of the configuration
	// Config is the file's, or the defaults when it cannot be used.
	Config *config.Config
	Err    error // why it cannot
}

// Load reads the configuration. A unit whose file cannot be used is examined as
// far as that goes.
func Load(file string) Unit {
	c, err := config.Load(file)
	if err != nil {
		d := config.Default()
		c = &d
	}
	return Unit{File: file, Config: c, Err: err}
}

// Name is the unit's, "?" when it is not known.
func (u Unit) Name() string {
	if u.Config.Unit.ID == "" {
		return "?"
	}
	return u.Config.Unit.ID
}

// Now is the time as the clock on the unit's wall has it.
func (u Unit) Now() time.Time {
	zone, err := time.LoadLocation(u.Config.Unit.TimeZone)
	if err != nil {
		return time.Now()
	}
	return time.Now().In(zone)
}

// Machine are the checks of what is the same for every program: no device of
// the robot is opened.
func (u Unit) Machine(w doctor.Wishes) []doctor.Check {
	c := u.Config
	kernel := doctor.Kernel()
	return []doctor.Check{
		doctor.Clock{
			Zone: c.Unit.TimeZone, Now: time.Now, Synced: doctor.KernelClock, Built: built(),
			Reference: doctor.Compare(w.NTP, u.pages(), u.roots()),
		}.Check(),
		doctor.Certs{Files: u.certs(), Now: time.Now, Read: os.ReadFile}.Check(),
		doctor.Disk{
			Kernel: kernel, StateDir: c.Unit.StateDir, Image: doctor.Imaged(),
			Space: doctor.FreeSpace, Write: doctor.TryWrite, Smart: doctor.Smartctl(),
		}.Check(),
		doctor.Heat{Kernel: kernel}.Check(),
		doctor.Memory{Kernel: kernel}.Check(),
		u.configuration(),
	}
}

// configuration checks the file, as config check does, and the catalogue.
func (u Unit) configuration() doctor.Check {
	return doctor.Config{
		Problems: func() ([]string, []string, error) {
			if problems, ok := errors.AsType[*config.Errors](u.Err); ok {
				out := make([]string, len(problems.Problems))
				for i, p := range problems.Problems {
					out[i] = p.String()
				}
				return out, nil, nil
			}
			return nil, nil, u.Err
		},
		Catalogue: func() (all, stale int, err error) {
			found, err := config.LoadCatalogue(u.Config.Catalogue.WardFile)
			if err == nil {
				err = u.Config.CheckGroups(found)
			}
			if err != nil {
				return 0, 0, err
			}
			return len(found.Procedures), staleOf(found, time.Now()), nil
		},
	}.Check()
}

// staleOf counts the procedures that were last checked more than a year ago.
func staleOf(c *config.Catalogue, now time.Time) int {
	n := 0
	for i := range c.Procedures {
		at, err := time.Parse("2006-01", c.Procedures[i].Checked)
		if err != nil {
			at, err = time.Parse(time.DateOnly, c.Procedures[i].Checked)
		}
		if err != nil || at.AddDate(1, 0, 0).Before(now) {
			n++
		}
	}
	return n
}

// certs are the files with certificates that the configuration names.
func (u Unit) certs() []doctor.CertFile {
	r, c := u.Config.Report, u.Config.Console
	var out []doctor.CertFile
	if r.CertFile != "" {
		out = append(out, doctor.CertFile{Use: doctor.Text{Vi: "máy này", En: "this unit"}, Path: r.CertFile, Key: r.KeyFile})
	}
	if r.CAFile != "" {
		out = append(out, doctor.CertFile{Use: doctor.Text{Vi: "phường (CA)", En: "the ward (CA)"}, Path: r.CAFile})
	}
	desk := doctor.CertFile{Use: doctor.Text{Vi: "trang của cán bộ", En: "the officials' page"}, Path: c.CertFile, Key: c.KeyFile}
	if desk.Path == "" {
		desk.Path = filepath.Join(u.Config.Unit.StateDir, "console-cert.pem")
		desk.Key, desk.Own = desk.Path, true
	}
	return append(out, desk)
}

// pages are web servers of the ward, whose clocks can be compared with.
func (u Unit) pages() []string {
	var out []string
	for _, page := range []string{u.Config.Unit.TicketURL, u.Config.Unit.FeedbackURL, u.Config.Unit.PortalURL} {
		if strings.HasPrefix(page, "https://") {
			out = append(out, page)
		}
	}
	return out
}

// roots are those by which the ward's servers are trusted; nil are the
// system's.
func (u Unit) roots() *x509.CertPool {
	pem, err := os.ReadFile(u.Config.Report.CAFile)
	if err != nil {
		return nil // the certificates' check says so
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	pool.AppendCertsFromPEM(pem)
	return pool
}

// built is when this program was made, as far as its file tells.
func built() time.Time {
	self, err := os.Executable()
	if err != nil {
		return time.Time{}
	}
	info, err := os.Stat(self)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// ClockQuality is that of the system's clock, as events have it.
func ClockQuality() string {
	if doctor.KernelClock() {
		return "ntp"
	}
	return "unset"
}
