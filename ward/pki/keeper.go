package pki

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"time"
)

// Keeper keeps certificates from ending unseen: it renews those of wardd and the
// broker inside it, and tells of the others.
type Keeper struct {
	Dir string
	// Renews is whether the certificates of this machine are renewed. Brokers
	// outside have to know of that before, so there somebody does it by hand.
	Renews bool
	Now    func() time.Time
	Logger *slog.Logger
}

const lookAgain = 24 * time.Hour

// Run looks at once and then daily, until ctx ends; it returns nil then.
func (k Keeper) Run(ctx context.Context) error {
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for {
		k.Look(ctx)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// Look renews what is due, and logs what ends soon.
func (k Keeper) Look(ctx context.Context) {
	if k.Renews {
		k.renew(ctx)
	}
	ends, err := Ending(k.Dir, k.Now())
	if err != nil {
		k.Logger.LogAttrs(ctx, slog.LevelError, "cannot see which certificates end", slog.Any("error", err))
		return
	}
	for _, e := range ends {
		level := slog.LevelWarn
		if e.Ended(k.Now()) {
			level = slog.LevelError
		}
		k.Logger.LogAttrs(ctx, level, "a certificate ends", slog.String("of", e.Name), slog.Time("until", e.Until), slog.String("mend", Mend(e)))
	}
}

// Mend says what to do about a certificate that ends.
func Mend(e End) string {
	switch e.Role {
	case Robot:
		return "wardd robot add --renew " + e.Name + ", and bring it to the robot"
	case Root:
		return "make a new authority with wardd init, and certify every robot anew"
	case Ward, Broker:
	}
	return "wardd renew, where " + fileCAKey + " is"
}

func (k Keeper) renew(ctx context.Context) {
	ends, err := Ending(k.Dir, k.Now())
	if err != nil {
		return // Look tells
	}
	for _, e := range ends {
		if e.Role != Ward && e.Role != Broker {
			continue
		}
		if err := k.renewOwn(ctx); err != nil {
			k.Logger.LogAttrs(ctx, slog.LevelError, "cannot renew the ward's own certificates", slog.Any("error", err))
		}
		return
	}
}

func (k Keeper) renewOwn(ctx context.Context) error {
	a, err := Open(k.Dir, k.Now)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the key is kept elsewhere; Look says what to do
	}
	if err != nil {
		return err
	}
	all, err := a.RenewOwn(false)
	for _, r := range all {
		k.Logger.LogAttrs(ctx, slog.LevelInfo, "renewed a certificate", slog.String("of", string(r.Role)), slog.Time("until", r.Until))
	}
	return err
}
