package ward

import (
	"context"
	"crypto/tls"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"tiepdan/report/schema"
	"tiepdan/ward/command"
	"tiepdan/ward/enrol"
	"tiepdan/ward/office"
	"tiepdan/ward/pki"
	"tiepdan/ward/settings"
	"tiepdan/ward/updates"
	"tiepdan/ward/web"
)

// enrolling serves robots that enrol, and gives the page a way to invite them;
// nil where they do not.
func enrolling(ctx context.Context, group *errgroup.Group, o Options, data enrol.Store, at net.Listener, soft *software) (web.Invite, error) {
	if at == nil {
		return nil, nil //nolint:nilnil // robots are certified by hand there
	}
	s := o.Settings
	keys, err := commandKeys(s)
	if err != nil {
		return nil, err
	}
	l, err := pki.ReadList(s.Certificates)
	if err != nil {
		return nil, err
	}
	inviter, err := Inviter(s, data)
	if err != nil {
		return nil, err
	}
	server, err := enrol.New(enrol.Options{
		Store: data, Dir: s.Certificates, Brokers: enrol.Brokers(s, l), Keys: keys, Now: time.Now, Logger: o.Logger,
	})
	if err != nil {
		return nil, err
	}
	secure, err := server.TLS()
	if err != nil {
		return nil, err
	}
	group.Go(func() error {
		return web.Serve(ctx, tls.NewListener(at, secure), forRobots(server.Handler(), soft), o.Logger)
	})
	return func(ctx context.Context, by office.Actor, commune, robot string, replace bool) (schema.Invitation, time.Time, error) {
		if commune == "" {
			commune = l.Commune
		}
		return inviter.Make(ctx, by, pki.RobotOf(commune, robot), replace, time.Now())
	}, nil
}

// forRobots adds new software, if there is any, to where robots enrol.
func forRobots(enrol http.Handler, soft *software) http.Handler {
	if soft == nil {
		return enrol
	}
	mux := http.NewServeMux()
	mux.Handle("/", enrol)
	mux.Handle(updates.Path, soft.server.Handler())
	return mux
}

// Inviter invites robots of a ward.
func Inviter(s settings.Settings, data enrol.Store) (enrol.Inviter, error) {
	l, err := pki.ReadList(s.Certificates)
	if err != nil {
		return enrol.Inviter{}, err
	}
	address, err := enrol.Address(s, l)
	return enrol.Inviter{Store: data, Dir: s.Certificates, Ward: address}, err
}

// commandKeys are the public keys of the ward's commands, none without.
func commandKeys(s settings.Settings) ([]string, error) {
	key, err := command.LoadKey(filepath.Join(s.StateDir, CommandKey))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return []string{command.Public(key)}, nil
}
