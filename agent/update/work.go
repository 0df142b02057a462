package update

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"tiepdan/report/schema"
)

// trouble is a failure with the word for it.
type trouble struct {
	status Status
	reason Reason
	cause  error
}

func (t trouble) Error() string { return t.cause.Error() }
func (t trouble) Unwrap() error { return t.cause }

func failed(reason Reason, err error) error { return trouble{Failed, reason, err} }

// attend carries out a wish, and keeps what became of it.
func (u *Updater) attend(ctx context.Context, w Wish) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	u.mu.Lock()
	if u.memory.Wish != w { // overtaken already
		u.mu.Unlock()
		return
	}
	u.stop = cancel
	u.mu.Unlock()
	err := u.carryOut(ctx, w)
	u.mu.Lock()
	u.stop = nil
	u.mu.Unlock()
	if err == nil || ctx.Err() != nil {
		return // done, or the end of the program, or a newer wish
	}
	t := trouble{Failed, ReasonInstall, err}
	_ = errors.As(err, &t)
	u.set(ctx, w, func(r *Report) { r.Status, r.Reason, r.Detail = t.status, t.reason, err.Error() })
}

func (u *Updater) carryOut(ctx context.Context, w Wish) error {
	if w.Version == u.o.Running {
		u.set(ctx, w, func(r *Report) { r.Status, r.Percent = Installed, 100 })
		return nil
	}
	fits, err := u.o.Installer.Compatible(ctx)
	if err != nil {
		return trouble{Refused, ReasonNoUpdater, err}
	}
	u.set(ctx, w, func(r *Report) { r.Status, r.Reason, r.Detail, r.Percent = Downloading, "", "", 0 })
	bundle, err := u.fetch(ctx, w, fits)
	if err != nil {
		return err
	}
	if err := u.count(w); err != nil {
		return err
	}
	if err := u.Install(ctx, bundle, func(s Status, percent int) {
		u.set(ctx, w, func(r *Report) { r.Status, r.Percent = s, percent })
	}); err != nil {
		return err
	}
	return u.restart(ctx, w)
}

// fetch gets the manifest and the bundle of a wish.
func (u *Updater) fetch(ctx context.Context, w Wish, fits string) (string, error) {
	m, err := u.o.Fetcher.Manifest(ctx, w.URL, w.SHA256)
	switch {
	case errors.Is(err, ErrDigest):
		return "", failed(ReasonDigest, err)
	case errors.Is(err, schema.ErrManifest):
		return "", failed(ReasonManifest, err)
	case err != nil:
		return "", failed(ReasonDownload, err)
	case m.Version != w.Version:
		return "", failed(ReasonManifest, fmt.Errorf("cannot take the manifest: it is of %s, wanted is %s", m.Version, w.Version))
	case m.Compatible != fits:
		return "", failed(ReasonManifest, fmt.Errorf("cannot take the manifest: it is for %s, this unit is %s", m.Compatible, fits))
	}
	u.tidy(m.Bundle)
	bundle, err := u.o.Fetcher.Bundle(ctx, m.Bundle, u.o.Dir, func(have, size int64) {
		u.set(ctx, w, func(r *Report) { r.Percent = int(100 * have / size) })
	})
	switch {
	case errors.Is(err, ErrSpace):
		return "", failed(ReasonSpace, err)
	case errors.Is(err, ErrDigest):
		return "", failed(ReasonDigest, err)
	case err != nil:
		return "", failed(ReasonDownload, err)
	}
	return bundle, nil
}

// tidy removes bundles of other versions: there is room for one.
func (u *Updater) tidy(but schema.ReleaseFile) {
	old, _ := filepath.Glob(filepath.Join(u.o.Dir, "*.raucb*")) // the pattern is good
	for _, name := range old {
		if base := filepath.Base(name); base != but.SHA256+".raucb" && base != but.SHA256+".raucb.part" {
			_ = os.Remove(name) // the disk's space tells
		}
	}
}

// count counts an attempt at installing, before it.
func (u *Updater) count(w Wish) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.memory.Wish != w {
		return context.Canceled
	}
	if u.memory.Attempts >= attempts {
		return failed(ReasonInstall, fmt.Errorf("cannot install: it was cut off %d times", attempts))
	}
	u.memory.Attempts++
	if err := u.keep(); err != nil {
		return failed(ReasonSpace, err)
	}
	return nil
}

// Install waits until nobody is served and has a bundle installed. The restart
// is the caller's.
func (u *Updater) Install(ctx context.Context, bundle string, tell func(Status, int)) error {
	u.installing.Lock()
	defer u.installing.Unlock()
	tell(Waiting, 0)
	if err := u.idle(ctx); err != nil {
		return err
	}
	tell(Installing, 0)
	// From here on nothing that the ward wants instead cuts it off.
	err := u.o.Installer.Install(context.WithoutCancel(ctx), bundle, func(percent int) { tell(Installing, percent) })
	switch {
	case errors.Is(err, ErrNoInstaller):
		return trouble{Refused, ReasonNoUpdater, err}
	case err != nil:
		return failed(ReasonInstall, err)
	}
	return nil
}

func (u *Updater) restart(ctx context.Context, w Wish) error {
	u.set(ctx, w, func(r *Report) { r.Status, r.Percent = Waiting, 100 })
	if err := u.idle(ctx); err != nil {
		return err
	}
	u.set(ctx, w, func(r *Report) { r.Status = Restarting })
	return u.Restart(ctx)
}

// Restart boots what was installed. It returns an error, or at the end.
func (u *Updater) Restart(ctx context.Context) error {
	if err := u.o.Installer.Restart(ctx); err != nil {
		return failed(ReasonRestart, err)
	}
	gone := time.NewTimer(restartWithin)
	defer gone.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-gone.C:
		return failed(ReasonRestart, fmt.Errorf("cannot restart: the machine still runs after %v", restartWithin))
	}
}

// idle waits until nobody has been served for a while.
func (u *Updater) idle(ctx context.Context) error {
	look := time.NewTicker(u.o.Quiet / looks)
	defer look.Stop()
	for still := 0; ; still++ {
		if u.o.Busy() {
			still = 0
		}
		if still >= looks {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-look.C:
		}
	}
}

// set changes the report on a wish, keeps it, and tells it.
func (u *Updater) set(ctx context.Context, w Wish, change func(*Report)) {
	u.mu.Lock()
	before := u.memory.Report
	if u.memory.Wish != w {
		u.mu.Unlock()
		return
	}
	change(&u.memory.Report)
	now := u.memory.Report
	var err error
	if now.Status != before.Status { // a percent is not worth a write
		err = u.keep()
	}
	u.mu.Unlock()
	if err != nil {
		u.o.Logger.LogAttrs(ctx, slog.LevelWarn, "what became of the update is not remembered", slog.String("error", err.Error()))
	}
	if now == before {
		return
	}
	if now.Status != before.Status {
		u.o.Logger.LogAttrs(ctx, slog.LevelInfo, "update", slog.String("version", now.Version),
			slog.String("status", string(now.Status)), slog.String("reason", string(now.Reason)), slog.String("detail", now.Detail))
	}
	u.o.Tell(now)
}

// keep writes the memory down; the caller holds mu.
func (u *Updater) keep() error {
	data, err := json.Marshal(u.memory)
	if err != nil {
		return fmt.Errorf("cannot keep the update: %w", err)
	}
	if err := os.MkdirAll(u.o.Dir, 0o755); err != nil { // #nosec G301 -- the installer is another user
		return fmt.Errorf("cannot keep the update: %w", err)
	}
	part, err := os.CreateTemp(u.o.Dir, ".update-*")
	if err != nil {
		return fmt.Errorf("cannot keep the update: %w", err)
	}
	_, err = part.Write(data)
	if err = errors.Join(err, part.Sync(), part.Close()); err == nil {
		err = os.Rename(part.Name(), u.file())
	}
	if err != nil {
		_ = os.Remove(part.Name())
		return fmt.Errorf("cannot keep the update: %w", err)
	}
	return nil
}
