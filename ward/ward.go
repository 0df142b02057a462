package ward

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sys/unix"

	"tiepdan/ward/broker"
	"tiepdan/ward/live"
	"tiepdan/ward/receiver"
	"tiepdan/ward/settings"
	"tiepdan/ward/store"
	"tiepdan/ward/web"
)

// Options configures a run of the ward's server.
type Options struct {
	Settings settings.Settings
	// Ready is told where robots and people connect, once both can. An
	// external broker is named without its password. May be nil.
	Ready  func(mqtt, page string)
	Logger *slog.Logger // nil discards
}

// Run serves until ctx ends, and returns nil then. The error says what is
// in the way: a folder, a port, a file of a newer version.
func Run(ctx context.Context, o Options) (err error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	s := o.Settings
	unlock, err := claim(s.StateDir)
	if err != nil {
		return err
	}
	defer unlock()
	events, err := store.Open(ctx, store.Options{File: filepath.Join(s.StateDir, "ward.db"), Location: s.Location})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, events.Close()) }()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.PageListen)
	if err != nil {
		return fmt.Errorf("cannot serve the page on %s: %w", s.PageListen, err)
	}
	defer listener.Close() // the page has closed it already, unless it was never served
	group, ctx := errgroup.WithContext(ctx)
	mqtt := s.Broker
	if mqtt == "" {
		inside, err := broker.Start(ctx, broker.Options{
			Listen: s.MQTTListen, Dir: filepath.Join(s.StateDir, "broker"), Logger: o.Logger,
		})
		if err != nil {
			return err
		}
		defer inside.Stop()
		mqtt = inside.URL()
		group.Go(func() error { return watch(ctx, inside) })
	}
	if err := serve(ctx, group, o, events, listener, mqtt); err != nil {
		return err
	}
	if o.Ready != nil {
		o.Ready(redacted(mqtt), "http://"+listener.Addr().String()+"/")
	}
	return group.Wait()
}

// serve starts the receiver and the page.
func serve(ctx context.Context, group *errgroup.Group, o Options, events *store.Store, l net.Listener, mqtt string) error {
	now := live.New()
	page, err := web.New(web.Options{
		Unit: o.Settings.Unit, UnitEn: o.Settings.UnitEn, Location: o.Settings.Location,
		PasswordHash: o.Settings.PasswordHash, Store: events, Now: now, Logger: o.Logger,
	})
	if err != nil {
		return err
	}
	r := receiver.New(receiver.Options{
		Broker: mqtt, TLS: o.Settings.BrokerTLS, Store: events, Now: now, Logger: o.Logger,
	})
	group.Go(func() error { return r.Run(ctx) })
	group.Go(func() error { return page.Serve(ctx, l) })
	return nil
}

func watch(ctx context.Context, b *broker.Broker) error {
	select {
	case err := <-b.Failed():
		return fmt.Errorf("the broker cannot go on: %w", err)
	case <-ctx.Done():
		return nil
	}
}

func redacted(broker string) string {
	if u, err := url.Parse(broker); err == nil {
		u.User = nil
		return u.String()
	}
	return broker
}

// claim makes the folder and takes it for this process alone: two servers on
// one database would each send receipts for what the other has. The kernel
// drops the lock when the process ends, however it ends.
func claim(dir string) (unlock func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the state folder: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // in the folder of the configuration
	if err != nil {
		return nil, fmt.Errorf("cannot use the state folder: %w", err)
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		err = errors.Join(err, file.Close())
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, fmt.Errorf("cannot use the state folder %s: another wardd uses it", dir)
		}
		return nil, fmt.Errorf("cannot lock the state folder: %w", err)
	}
	return func() { _ = file.Close() }, nil // closing drops the lock; nothing was written
}
