package settings

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"aead.dev/minisign"
	"golang.org/x/crypto/bcrypt"
)

// Settings are checked settings.
type Settings struct {
	Unit     string // name of the service point, for the page
	UnitEn   string
	StateDir string
	Location *time.Location

	Postgres string // address of the database; "" for a file in StateDir

	MQTTListen string // of the broker inside; "" with an external one
	MQTTKeeps  int64  // bytes that the broker inside may keep
	// Certificates is the folder of the ward's authority (package pki); "" for
	// none. The broker inside lets in whom it has certified, and nobody else.
	Certificates string
	Broker       string      // of the external broker, or of a cluster's with spaces between; "" with the one inside
	BrokerTLS    *tls.Config // nil without TLS

	PageListen   string
	PasswordHash []byte // bcrypt; empty for no log-in

	// Catalogue is the ward's file over the program's catalogue of procedures, for
	// their names; "" for none.
	Catalogue string

	TicketsListen string // of the tickets' pages alone; "" for the page's address only

	EnrolListen string // where robots that were invited ask for certificates; "" for nowhere

	// Release is the public key that new software for robots is signed with; nil for
	// none: then the ward brings none onto them.
	Release *minisign.PublicKey
	// UpdateRate is how much of the line one robot takes, in bytes per second, and
	// UpdateProof how long the first robot must have run a version before the others
	// get it.
	UpdateRate  int64
	UpdateProof time.Duration
}

// texts are the settings as they stand in the file. All are strings.
type texts struct {
	unit, unitEn, stateDir, timeZone  string
	mqttListen, broker, ca, cert, key string
	certificates, keeps               string
	pageListen, passwordBcrypt        string
	ticketsListen, postgres           string
	catalogue                         string
	enrolListen                       string
	release, updateRate, updateProof  string
}

// fields tells where each key of the file goes.
func (t *texts) fields() map[string]*string {
	return map[string]*string{
		"unit":                 &t.unit,
		"unit_en":              &t.unitEn,
		"state_dir":            &t.stateDir,
		"time_zone":            &t.timeZone,
		"catalogue":            &t.catalogue,
		"store.postgres":       &t.postgres,
		"mqtt.listen":          &t.mqttListen,
		"mqtt.broker":          &t.broker,
		"mqtt.certificates":    &t.certificates,
		"mqtt.keeps":           &t.keeps,
		"mqtt.ca":              &t.ca,
		"mqtt.cert":            &t.cert,
		"mqtt.key":             &t.key,
		"page.listen":          &t.pageListen,
		"page.password_bcrypt": &t.passwordBcrypt,
		"tickets.listen":       &t.ticketsListen,
		"enrol.listen":         &t.enrolListen,
		"updates.release_key":  &t.release,
		"updates.rate":         &t.updateRate,
		"updates.proof":        &t.updateProof,
	}
}

// Load reads and checks a file. The error joins every problem in it.
func Load(file string) (Settings, error) {
	data, err := os.ReadFile(file) //nolint:gosec // the file that the command line names
	if err != nil {
		return Settings{}, fmt.Errorf("cannot read configuration: %w", err)
	}
	return Parse(file, data)
}

// Parse checks the text of a file; name is for the error. Relative paths in
// it are relative to the file's folder.
func Parse(name string, data []byte) (Settings, error) {
	t := texts{
		unit: "Điểm phục vụ hành chính công", unitEn: "Public administration service point",
		timeZone: "Asia/Ho_Chi_Minh", mqttListen: "127.0.0.1:1883", keeps: "2GiB", pageListen: "127.0.0.1:8080",
		updateRate: "2MiB", updateProof: "10m",
	}
	r := reading{name: name, folder: filepath.Dir(name), at: make(map[string]place)}
	r.read(data, t.fields())
	if r.broken {
		return Settings{}, errors.Join(r.errs...)
	}
	s := r.check(t)
	if len(r.errs) > 0 {
		return Settings{}, errors.Join(r.errs...)
	}
	return s, nil
}

func (r *reading) check(t texts) Settings {
	s := Settings{Unit: t.unit, UnitEn: t.unitEn, PasswordHash: []byte(t.passwordBcrypt)}
	if s.StateDir = r.path(t.stateDir); t.stateDir == "" {
		r.bad("state_dir", "missing, want the folder for the database and the broker's files")
	}
	s.Catalogue = r.path(t.catalogue)
	var err error
	if s.Location, err = time.LoadLocation(t.timeZone); err != nil || t.timeZone == "" {
		r.bad("time_zone", "%q, want a name like Asia/Ho_Chi_Minh", t.timeZone)
	}
	r.checkStore(t, &s)
	r.checkMQTT(t, &s)
	r.checkPage(t, &s)
	if s.EnrolListen = t.enrolListen; t.enrolListen != "" {
		r.address("enrol.listen", t.enrolListen)
		if t.certificates == "" {
			r.bad("enrol.listen", "set without mqtt.certificates, want the ward's authority (wardd init makes it)")
		}
	}
	r.checkUpdates(t, &s)
	return s
}

func (r *reading) checkStore(t texts, s *Settings) {
	if _, set := r.at["store.postgres"]; !set {
		return
	}
	u, err := url.Parse(t.postgres)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		r.bad("store.postgres", "want postgres://user:password@host/database") // what stands there may hold a password
	}
	s.Postgres = t.postgres
}

func (r *reading) checkPage(t texts, s *Settings) {
	if s.TicketsListen = t.ticketsListen; t.ticketsListen != "" {
		r.address("tickets.listen", t.ticketsListen)
	}
	s.PageListen = t.pageListen
	loopback, ok := r.address("page.listen", t.pageListen)
	if t.passwordBcrypt != "" {
		if _, err := bcrypt.Cost(s.PasswordHash); err != nil {
			r.bad("page.password_bcrypt", "not a bcrypt hash, want the output of: wardd hash-password")
		}
		return
	}
	if ok && !loopback {
		r.bad("page.listen", "%q is not a loopback address, want page.password_bcrypt set with it", t.pageListen)
	}
}

// address checks host:port and says whether only this machine can reach it.
func (r *reading) address(field, value string) (loopback, ok bool) {
	if a, err := netip.ParseAddrPort(value); err == nil {
		return a.Addr().IsLoopback(), true
	}
	host, port, err := net.SplitHostPort(value)
	if _, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || host != "" {
		r.bad(field, "%q, want an IP address and a port such as 127.0.0.1:8080", value)
		return false, false
	}
	return false, true // ":8080" is every address
}

func (r *reading) path(p string) string {
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(r.folder, p)
}
