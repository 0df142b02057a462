package updates

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/office"
	"tiepdan/ward/pki"
)

// Giving is what somebody gives.
type Giving struct {
	Version   string
	To        []schema.Topic // in this order; the first goes first
	AtOnce    bool           // the others do not wait for the first
	NotBefore time.Time
	Window    Window
}

// Giver gives versions of the shelf to robots.
type Giver struct {
	Store  Store
	Shelf  *Shelf
	Ward   string                         // https://HOST:PORT
	Robots func() ([]schema.Topic, error) // that may come and fetch
}

var (
	// ErrRobot says that a robot has no certificate of this ward.
	ErrRobot = errors.New("it has no certificate of this ward")
	// ErrNobody says that no robot was named.
	ErrNobody = errors.New("no robot is named")
)

// May says who may give and withdraw: technicians, and the program itself by its
// command line.
func May(u office.User, commune string) bool {
	return u.ID == "" && u.Role == "" || u.Role == office.Technician && u.SeesCommune(commune)
}

// Give gives a version to robots. The bundle is read through before.
func (g Giver) Give(ctx context.Context, by office.Actor, what Giving, at time.Time) (n int, err error) {
	fail := func(err error) (int, error) { return 0, fmt.Errorf("cannot give %s: %w", what.Version, err) }
	if len(what.To) == 0 {
		return fail(ErrNobody)
	}
	may, err := g.Robots()
	if err != nil {
		return fail(err)
	}
	unlock, err := g.Shelf.Lock()
	if err != nil {
		return fail(err)
	}
	defer unlock()
	item, err := g.Shelf.Find(what.Version)
	if err != nil {
		return fail(err)
	}
	bundle, err := g.Shelf.Open(ctx, item)
	if err != nil {
		return fail(err)
	}
	_ = bundle.Close() // only read
	w := Wish{
		Round: rand.Text(), Staged: !what.AtOnce, Version: item.Version, URL: g.Ward + Path + item.Version + "/" + FileManifest, SHA256: item.SHA256,
		NotBefore: what.NotBefore, Window: what.Window, By: by.User.Name, Given: at, State: Given,
	}
	var all []Wish
	var names []string
	for _, to := range what.To {
		switch to = to.On(""); {
		case !May(by.User, to.Commune):
			return fail(office.ErrRights)
		case !slices.Contains(may, to):
			return fail(fmt.Errorf("%s: %w", to.Robot, ErrRobot))
		case slices.ContainsFunc(all, func(w Wish) bool { return w.To == to }):
			continue
		}
		w.To, w.Place = to, len(all)
		all, names = append(all, w), append(names, to.Commune+"/"+to.Robot)
	}
	e := office.Entry{At: at, User: by.User.Name, Did: "update-give", About: item.Version + " " + strings.Join(names, " "), From: by.From}
	if err := g.Store.GiveUpdates(ctx, all, e); err != nil {
		return fail(err)
	}
	return len(all), nil
}

// Withdraw takes back what is open of robots. One that has begun to install goes on.
func (g Giver) Withdraw(ctx context.Context, by office.Actor, of []schema.Topic, at time.Time) (n int, err error) {
	known, err := g.known(ctx)
	if err != nil {
		return 0, fmt.Errorf("cannot withdraw: %w", err)
	}
	var names []string
	for _, to := range of {
		if !May(by.User, to.Commune) {
			return 0, fmt.Errorf("cannot withdraw: %w", office.ErrRights)
		}
		if !slices.Contains(known, to.On("")) {
			return 0, fmt.Errorf("cannot withdraw, nothing was taken back: %s/%s: %w, and was given nothing; see wardd update list", to.Commune, to.Robot, ErrRobot)
		}
		names = append(names, to.Commune+"/"+to.Robot)
	}
	e := office.Entry{At: at, User: by.User.Name, Did: "update-withdraw", About: strings.Join(names, " "), From: by.From}
	return g.Store.WithdrawUpdates(ctx, of, e)
}

// known are the robots with a certificate, and those that were given something
// before theirs was gone.
func (g Giver) known(ctx context.Context) ([]schema.Topic, error) {
	all, err := g.Robots()
	if err != nil {
		return nil, err
	}
	wishes, err := g.Store.Updates(ctx)
	for _, w := range wishes {
		all = append(all, w.To)
	}
	return all, err
}

// Remove takes a version from the shelf that no robot is to install.
func (g Giver) Remove(ctx context.Context, version string) error {
	return g.Shelf.Remove(version, func() (bool, error) {
		all, err := g.Store.Updates(ctx)
		return slices.ContainsFunc(all, func(w Wish) bool { return w.Version == version && w.Open() }), err
	})
}

// Certified gives the robots with a certificate of a ward.
func Certified(dir string, now func() time.Time) func() ([]schema.Topic, error) {
	return func() ([]schema.Topic, error) {
		l, err := pki.ReadList(dir)
		if err != nil {
			return nil, err
		}
		var all []schema.Topic
		for _, r := range l.Robots(now()) {
			all = append(all, schema.Topic{Commune: r.Commune, Robot: r.Robot})
		}
		return all, nil
	}
}
