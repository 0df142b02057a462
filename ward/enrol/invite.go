package enrol

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"net"
	"time"

	"golang.org/x/crypto/bcrypt"

	"tiepdan/report/schema"
	"tiepdan/ward/office"
	"tiepdan/ward/pki"
	"tiepdan/ward/settings"
)

// Holds is how long an invitation is good.
const Holds = 24 * time.Hour

// Invite is an invitation of one robot.
type Invite struct {
	Commune, Robot string
	Hash           []byte // bcrypt of the code, see hashed
	Replaces       bool   // certificates that the robot has are revoked
	MadeBy         string
	Made, Ends     time.Time
	Used           time.Time // zero while it was not
	Key            string    // of whom it was used by: SHA-256 of the public key
	Cert           string    // that was given, in PEM
}

// Store keeps invitations, one for each robot.
type Store interface {
	// PutInvite keeps an invitation in place of the one that the robot has.
	PutInvite(ctx context.Context, i Invite, e office.Entry) error
	Invite(ctx context.Context, commune, robot string) (Invite, bool, error)
	Invites(ctx context.Context, after time.Time) ([]Invite, error)
	// UseInvite uses an invitation up for a key; false if another key has, or if
	// there is another invitation now.
	UseInvite(ctx context.Context, i Invite, key string, at time.Time, e office.Entry) (bool, error)
	KeepInviteCert(ctx context.Context, i Invite, cert string) error
}

// Inviter invites robots.
type Inviter struct {
	Store Store
	Dir   string // of the ward's authority
	Ward  string // https://HOST:PORT
	Cost  int    // of bcrypt; 0 for the usual one
}

// ErrHas means that a robot has a certificate already.
var ErrHas = errors.New("it has a certificate, and is not to get another in its place")

// Make invites a robot. The code is in what comes back and nowhere else.
func (v Inviter) Make(ctx context.Context, by office.Actor, to pki.Identity, replace bool, at time.Time) (schema.Invitation, time.Time, error) {
	fail := func(err error) (schema.Invitation, time.Time, error) {
		return schema.Invitation{}, time.Time{}, fmt.Errorf("cannot invite %s: %w", to, err)
	}
	if !mayInvite(by.User, to) {
		return fail(office.ErrRights)
	}
	if err := errors.Join(schema.CheckUnit(to.Commune), schema.CheckUnit(to.Robot)); err != nil {
		return fail(err)
	}
	l, err := pki.ReadList(v.Dir)
	if err != nil {
		return fail(err)
	}
	if _, has := l.Live(to, at); has && !replace {
		return fail(ErrHas)
	}
	der, err := pki.ReadDER(v.Dir)
	if err != nil {
		return fail(err)
	}
	code := newCode()
	inv := schema.Invitation{Ward: v.Ward, Commune: to.Commune, Robot: to.Robot, Code: schema.ShowCode(code), CA: schema.Fingerprint(der)}
	if err := inv.Check(); err != nil {
		return fail(err)
	}
	hash, err := bcrypt.GenerateFromPassword(hashed(code, to), v.cost())
	if err != nil {
		return fail(err)
	}
	i := Invite{Commune: to.Commune, Robot: to.Robot, Hash: hash, Replaces: replace, MadeBy: by.User.Name, Made: at, Ends: at.Add(Holds)}
	e := office.Entry{At: at, User: by.User.Name, Did: "robot-invite", About: to.String(), From: by.From}
	if err := v.Store.PutInvite(ctx, i, e); err != nil {
		return fail(err)
	}
	return inv, i.Ends, nil
}

// mayInvite says who may: those who set robots of the commune up, and the program
// itself, by its command line.
func mayInvite(u office.User, to pki.Identity) bool {
	return u.ID == "" && u.Role == "" || (u.Leads() || u.Role == office.Technician) && u.SeesCommune(to.Commune)
}

func (v Inviter) cost() int {
	if v.Cost == 0 {
		return bcrypt.DefaultCost
	}
	return v.Cost
}

// newCode draws a code, each as likely as any other.
func newCode() string {
	code := make([]byte, 10)
	for i := range code {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(schema.CodeAlphabet))))
		if err != nil {
			panic(err) // crypto/rand never fails
		}
		code[i] = schema.CodeAlphabet[n.Int64()]
	}
	return string(code)
}

// hashed ties a code to its robot, in fewer than the 72 bytes that bcrypt reads.
func hashed(code string, to pki.Identity) []byte {
	sum := sha256.Sum256([]byte(code + " " + to.String()))
	return base64.RawStdEncoding.AppendEncode(nil, sum[:])
}

// portTLS is where MQTT with TLS listens when nothing else is said.
const portTLS = "8883"

// Brokers is where robots find the broker: the names in its certificate, at the
// port that wardd listens on.
func Brokers(s settings.Settings, l pki.List) []string {
	port := portTLS
	if s.Broker == "" {
		if _, p, err := net.SplitHostPort(s.MQTTListen); err == nil && p != "0" {
			port = p
		}
	}
	all := make([]string, len(l.Hosts))
	for i, h := range l.Hosts {
		all[i] = "mqtts://" + net.JoinHostPort(h, port)
	}
	return all
}

// Address is where robots enrol, by the first of the broker's names.
func Address(s settings.Settings, l pki.List) (string, error) {
	if s.EnrolListen == "" {
		return "", errors.New("robots cannot enrol: the configuration has no enrol.listen")
	}
	_, port, err := net.SplitHostPort(s.EnrolListen)
	if err != nil || len(l.Hosts) == 0 {
		return "", errors.Join(errors.New("robots cannot enrol: wardd init --host says by what name this machine is reached"), err)
	}
	return "https://" + net.JoinHostPort(l.Hosts[0], port), nil
}
