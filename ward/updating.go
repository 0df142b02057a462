package ward

import (
	"context"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"tiepdan/ward/command"
	"tiepdan/ward/enrol"
	"tiepdan/ward/live"
	"tiepdan/ward/office"
	"tiepdan/ward/pki"
	"tiepdan/ward/settings"
	"tiepdan/ward/store"
	"tiepdan/ward/updates"
)

// folderUpdates is the shelf, in the folder of the state.
const folderUpdates = "updates"

// software brings new software onto robots.
type software struct {
	giver  updates.Giver
	server *updates.Server
}

// updating keeps robots' software as it is wanted; nil where the ward trusts nobody's
// releases, or cannot tell robots anything.
func updating(ctx context.Context, group *errgroup.Group, o Options, data *store.Store, sender *command.Sender, now *live.Now) (*software, error) {
	s := o.Settings
	if s.Release == nil || sender == nil {
		return nil, nil //nolint:nilnil // no software is no fault
	}
	gate, err := pki.NewGate(s.Certificates)
	if err != nil {
		return nil, err
	}
	giver, err := Giver(s, data)
	if err != nil {
		return nil, err
	}
	alerts := &office.Alerts{Store: data}
	keeper := updates.NewKeeper(updates.Keeping{
		Store: data, Way: sender, Present: now, Location: s.Location, Proof: s.UpdateProof, Now: time.Now, Logger: o.Logger,
		Alarm: func(ctx context.Context, t updates.Trouble) error {
			why := t.Status
			if t.Error != "" {
				why += " " + t.Error
			}
			return alerts.RaiseUpdate(ctx, office.UpdateTrouble{
				Commune: t.Of.Commune, Robot: t.Of.Robot, Rev: t.Rev, Wanted: t.Wanted, Why: why, Since: t.Since,
			}, time.Now())
		},
	})
	group.Go(func() error { return keeper.Run(ctx) })
	return &software{giver, updates.NewServer(updates.Serving{
		Shelf: giver.Shelf, Store: data, Gate: gate, Rate: s.UpdateRate, Now: time.Now, Logger: o.Logger,
	})}, nil
}

// Shelf holds the software of a ward that trusts somebody's releases.
func Shelf(s settings.Settings) *updates.Shelf {
	return &updates.Shelf{Dir: filepath.Join(s.StateDir, folderUpdates), Key: *s.Release}
}

// Giver gives software to a ward's robots.
func Giver(s settings.Settings, data updates.Store) (updates.Giver, error) {
	l, err := pki.ReadList(s.Certificates)
	if err != nil {
		return updates.Giver{}, err
	}
	address, err := enrol.Address(s, l)
	return updates.Giver{Store: data, Shelf: Shelf(s), Ward: address, Robots: updates.Certified(s.Certificates, time.Now)}, err
}
