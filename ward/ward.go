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
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sys/unix"

	"tiepdan/ward/broker"
	"tiepdan/ward/line"
	"tiepdan/ward/live"
	"tiepdan/ward/motion"
	"tiepdan/ward/phone"
	"tiepdan/ward/pki"
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
	Ready func(mqtt, page string)
	// Procedure is how people call a procedure, see web.Options.
	Procedure func(code string) (vi, en string)
	Logger    *slog.Logger // nil discards
}

// Run serves until ctx ends, and returns nil then. The error says what is
// in the way: a folder, a port, a file of a newer version.
func Run(ctx context.Context, o Options) (err error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	s := o.Settings
	unlock, err := Claim(s.StateDir)
	if err != nil {
		return err
	}
	defer unlock()
	events, err := store.Open(ctx, Store(s))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, events.Close()) }()
	at, err := listen(ctx, s)
	if err != nil {
		return err
	}
	defer at.close()
	group, ctx := errgroup.WithContext(ctx)
	mqtt := way{url: s.Broker}
	if mqtt.url == "" {
		inside, err := broker.Start(ctx, broker.Options{
			Listen: s.MQTTListen, Dir: filepath.Join(s.StateDir, "broker"), Certificates: s.Certificates, Limit: s.MQTTKeeps,
			Logger: o.Logger,
		})
		if err != nil {
			return err
		}
		defer inside.Stop()
		mqtt = way{inside.URL(), inside.Recalled}
		group.Go(func() error { return inside.Run(ctx) })
	}
	if s.Certificates != "" {
		keeper := pki.Keeper{Dir: s.Certificates, Renews: s.Broker == "", Now: time.Now, Logger: o.Logger}
		group.Go(func() error { return keeper.Run(ctx) })
	}
	if err := serve(ctx, group, o, events, at, mqtt); err != nil {
		return err
	}
	if o.Ready != nil {
		o.Ready(redacted(mqtt.url), "http://"+at.page.Addr().String()+"/")
	}
	return group.Wait()
}

// Store says where the database of a ward is.
func Store(s settings.Settings) store.Options {
	if s.Postgres != "" {
		return store.Options{Postgres: s.Postgres, Location: s.Location}
	}
	return store.Options{File: filepath.Join(s.StateDir, "ward.db"), Location: s.Location}
}

// listeners are where people connect.
type listeners struct {
	page    net.Listener
	tickets net.Listener // nil without an address of their own
	enrol   net.Listener // nil where robots do not enrol
}

func listen(ctx context.Context, s settings.Settings) (listeners, error) {
	var l listeners
	var err error
	if l.page, err = (&net.ListenConfig{}).Listen(ctx, "tcp", s.PageListen); err != nil {
		return l, fmt.Errorf("cannot serve the page on %s: %w", s.PageListen, err)
	}
	for _, more := range []struct {
		at, what string
		into     *net.Listener
	}{{s.TicketsListen, "the tickets' pages", &l.tickets}, {s.EnrolListen, "robots that enrol", &l.enrol}} {
		if more.at == "" {
			continue
		}
		if *more.into, err = (&net.ListenConfig{}).Listen(ctx, "tcp", more.at); err != nil {
			l.close()
			return l, fmt.Errorf("cannot serve %s on %s: %w", more.what, more.at, err)
		}
	}
	return l, nil
}

// close closes what was not served; what was is closed already.
func (l listeners) close() {
	for _, x := range []net.Listener{l.page, l.tickets, l.enrol} {
		if x != nil {
			_ = x.Close()
		}
	}
}

// way is how the broker is reached.
type way struct {
	url      string
	recalled func(ctx context.Context) error // see broker.Recalled; nil for a broker outside, which starts by itself
}

// serve starts the receiver and the pages.
func serve(ctx context.Context, group *errgroup.Group, o Options, events *store.Store, at listeners, mqtt way) error {
	s, now, lines := o.Settings, live.New(), line.New(events, o.Settings.Location, o.Logger)
	tickets, err := phone.New(phone.Options{
		Unit: s.Unit, UnitEn: s.UnitEn, Location: s.Location, Book: lines, Logger: o.Logger,
	})
	if err != nil {
		return err
	}
	moves, err := motion.Open(ctx, events, now.Stored, o.Logger)
	if err != nil {
		return err
	}
	pages := web.Options{
		Unit: s.Unit, UnitEn: s.UnitEn, Location: s.Location, PasswordHash: s.PasswordHash, Locked: s.Certificates != "", Store: events, Now: now, Motion: moves,
		Tickets: web.Tickets{Owns: phone.Owns, Handler: tickets.Handler()}, Procedure: o.Procedure, Logger: o.Logger,
	}
	if s.Certificates != "" {
		pages.Ending = func(at time.Time) ([]web.Ending, error) { return endings(s.Certificates, at) }
	}
	sender, err := orders(ctx, s, events, mqtt.url, o.Logger)
	if err != nil {
		return err
	}
	if sender != nil {
		pages.Commands = sender
		group.Go(func() error { return sender.Run(ctx) })
	}
	soft, err := updating(ctx, group, o, events, sender, now)
	if err != nil {
		return err
	}
	if soft != nil {
		pages.Updates = &soft.giver
	}
	if pages.Invite, err = enrolling(ctx, group, o, events, at.enrol, soft); err != nil {
		return err
	}
	page, err := web.New(pages)
	if err != nil {
		return err
	}
	r := receiver.New(receiver.Options{
		Broker: mqtt.url, TLS: s.BrokerTLS, Store: events, Now: now, Lines: lines, Motion: moves, Logger: o.Logger, Recalled: mqtt.recalled,
	})
	group.Go(func() error { return lines.Run(ctx) })
	group.Go(func() error { return moves.Run(ctx) })
	group.Go(func() error { return r.Run(ctx) })
	group.Go(func() error { return page.Serve(ctx, at.page) })
	if at.tickets != nil {
		group.Go(func() error { return web.Serve(ctx, at.tickets, page.Public(), o.Logger) })
	}
	return nil
}

// redacted is where the brokers are, without passwords, with commas between.
func redacted(brokers string) string {
	all := strings.Fields(brokers)
	for i, b := range all {
		if u, err := url.Parse(b); err == nil {
			u.User = nil
			all[i] = u.String()
		}
	}
	return strings.Join(all, ",")
}

// Claim makes the folder and takes it for this process alone: two servers on
// one database would each send receipts for what the other has. The kernel
// drops the lock when the process ends, however it ends.
func Claim(dir string) (unlock func(), err error) {
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

// endings lists the certificates of a folder that end soon, for the page.
func endings(dir string, at time.Time) ([]web.Ending, error) {
	all, err := pki.Ending(dir, at)
	out := make([]web.Ending, 0, len(all))
	for _, e := range all {
		out = append(out, web.Ending{Name: e.Name, Until: e.Until, Mend: pki.Mend(e)})
	}
	return out, err
}
