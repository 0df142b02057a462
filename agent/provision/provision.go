package provision

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tiepdan/agent/seed"
	"tiepdan/report/schema"
)

// Options says which unit is provisioned, and how.
type Options struct {
	Root       string // below which the unit's files are
	Invitation schema.Invitation
	// Check checks a configuration, see package config.
	Check func(config []byte) (seed.About, error)
	// Prove connects to the broker as the unit will.
	Prove func(ctx context.Context, l Link) error
	// Lock holds other programs off that change the configuration in a folder.
	Lock func(folder string) (unlock func() error, err error)
	Now  func() time.Time
	// Tell is told each step as it ends; may be nil.
	Tell func(Step)
}

// Link is the way to the ward that is proved.
type Link struct {
	Brokers        []string
	TLS            *tls.Config
	Commune, Robot string
}

// Enrol gets a unit its first certificate, or another one that the ward wants it
// to have.
func Enrol(ctx context.Context, o Options) (Result, error) {
	r := Result{Unit: o.Invitation.Robot, Steps: []Step{}}
	root, err := os.OpenRoot(o.Root)
	if err != nil {
		return r, fmt.Errorf("%w: %w", ErrFailed, err)
	}
	defer func() { _ = root.Close() }() // nothing is written through it
	if err := o.enrol(ctx, root, &r); err != nil {
		return r, fmt.Errorf("%w: %w", ErrFailed, err)
	}
	r.OK = true
	return r, nil
}

func (o Options) enrol(ctx context.Context, root *os.Root, r *Result) error {
	u := &unit{root: root, check: o.Check, now: o.Now}
	i := o.Invitation
	err := o.step(r, "invitation", func() (string, error) {
		return i.Commune + "/" + i.Robot + " at " + i.Ward, advise(i.Check(), "copy it again as the ward shows it")
	})
	if err != nil {
		return err
	}
	if err := o.step(r, "configuration", func() (string, error) { return u.readConfig(i.Commune, i.Robot) }); err != nil {
		return err
	}
	again, err := o.key(u, r)
	if err != nil {
		return err
	}
	if again {
		if a, stands := u.standing(i.CA); stands {
			return o.stand(ctx, u, a, r)
		}
	}
	w := &ward{address: i.Ward, print: i.CA, now: o.Now}
	if err := o.step(r, "ward", func() (string, error) { return w.meet(ctx) }); err != nil {
		return err
	}
	var a schema.EnrolAnswer
	if err := o.step(r, "code", func() (detail string, err error) {
		a, err = u.request(ctx, w, schema.EnrolPath, schema.EnrolRequest{Commune: i.Commune, Robot: i.Robot, Code: i.Code})
		return "taken", err
	}); err != nil {
		return err
	}
	return o.accept(ctx, u, w, a, r)
}

// key makes the key, or takes the one of a run before; again says that the code was
// used by this unit.
func (o Options) key(u *unit, r *Result) (again bool, err error) {
	u.used = markOf(o.Invitation)
	err = o.step(r, "key", func() (detail string, err error) {
		if again, err = u.usedKey(u.used); again || err != nil {
			return "that of the certificate, in place", err
		}
		return u.makeKey()
	})
	return again, err
}

// stand proves the link with the certificate that is in place.
func (o Options) stand(ctx context.Context, u *unit, a schema.EnrolAnswer, r *Result) error {
	if err := o.step(r, "certificate", func() (string, error) { return u.stay(a) }); err != nil {
		return err
	}
	r.Until = a.Until
	return o.step(r, "link", func() (string, error) { return o.prove(ctx, u, a) })
}

// accept checks what the ward answered, puts it in place, and proves the link.
func (o Options) accept(ctx context.Context, u *unit, w *ward, a schema.EnrolAnswer, r *Result) error {
	if err := o.step(r, "certificate", func() (string, error) { return u.checkAnswer(a, w) }); err != nil {
		return err
	}
	r.Until = a.Until
	if err := o.step(r, "files", func() (string, error) { return o.keep(u, a, w.address) }); err != nil {
		return err
	}
	return o.step(r, "link", func() (string, error) { return o.prove(ctx, u, a) })
}

// keep puts all in place, in the configuration as it is now: somebody may have changed it
// while the ward was asked.
func (o Options) keep(u *unit, a schema.EnrolAnswer, address string) (detail string, err error) {
	unlock, err := o.Lock(filepath.Join(o.Root, filepath.Dir(u.file)))
	if err != nil {
		return "", advise(err, "run as root (sudo)")
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if _, err := u.readConfig(u.commune, u.name); err != nil {
		return "", err
	}
	return u.keep(a, address)
}

// Pauses while the link is proved: a broker learns of a new certificate within a
// second.
const (
	proveFor   = 15 * time.Second
	proveAgain = 500 * time.Millisecond
)

func (o Options) prove(ctx context.Context, u *unit, a schema.EnrolAnswer) (string, error) {
	secure, err := u.clientTLS(a)
	if err != nil {
		return "", err
	}
	link := Link{Brokers: a.Brokers, TLS: secure, Commune: u.commune, Robot: u.name}
	end := time.Now().Add(proveFor)
	ctx, cancel := context.WithDeadline(ctx, end)
	defer cancel()
	tick := time.NewTicker(proveAgain)
	defer tick.Stop()
	for {
		last := o.Prove(ctx, link)
		if last == nil {
			return "connected to the broker, and it lets the unit hear the ward's commands", nil
		}
		// What the end of the time cuts short says nothing; it is told a moment before.
		if err == nil || time.Until(end) > proveAgain/5 {
			err = last
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return "", advise(err, "the certificate is in place. Where the broker does not take it: has the ward revoked it (wardd robot list)? "+
				"Then it invites the unit anew (wardd robot invite --replace). Does a broker outside wardd know of it (wardd broker)? "+
				"Where the broker is not reached: does it run, and does a firewall lie before "+strings.Join(a.Brokers, ", ")+"?")
		}
	}
}

// Renew gets the next certificate with the one that the unit has, when that is
// due; it says whether it was.
func Renew(ctx context.Context, o Options) (r Result, due bool, err error) {
	r = Result{Steps: []Step{}}
	root, err := os.OpenRoot(o.Root)
	if err != nil {
		return r, false, fmt.Errorf("%w: %w", ErrFailed, err)
	}
	defer func() { _ = root.Close() }() // nothing is written through it
	if due, err = o.renew(ctx, root, &r); err != nil {
		return r, due, fmt.Errorf("%w: %w", ErrFailed, err)
	}
	r.OK = true
	return r, due, nil
}

func (o Options) renew(ctx context.Context, root *os.Root, r *Result) (due bool, err error) {
	u := &unit{root: root, check: o.Check, now: o.Now}
	w := &ward{now: o.Now}
	err = o.step(r, "certificate before", func() (detail string, err error) {
		detail, due, err = u.readCert(w)
		r.Unit, r.Until = u.name, u.until
		return detail, err
	})
	if err != nil || !due {
		return due, err
	}
	if err := o.step(r, "configuration", func() (string, error) { return u.readConfig(u.commune, u.name) }); err != nil {
		return due, err
	}
	if err := o.step(r, "key", u.makeKey); err != nil {
		return due, err
	}
	if err := o.step(r, "ward", func() (string, error) { return w.meet(ctx) }); err != nil {
		return due, err
	}
	var a schema.EnrolAnswer
	if err := o.step(r, "renewal", func() (detail string, err error) {
		a, err = u.request(ctx, w, schema.RenewPath, schema.EnrolRequest{Commune: u.commune, Robot: u.name})
		return "granted", err
	}); err != nil {
		return due, err
	}
	return due, o.accept(ctx, u, w, a, r)
}

// errNever means that a unit was never provisioned by this program.
var errNever = errors.New("it was not provisioned by this program")
