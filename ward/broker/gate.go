package broker

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"tiepdan/ward/pki"
)

// look is how often the list of certificates is looked at: a robot is thrown
// out this long after it was revoked.
const look = 500 * time.Millisecond

// gate lets clients in by their certificate, each under its own MQTT client
// identifier, and gives them the topics that are theirs.
type gate struct {
	list   *pki.Gate
	logger *slog.Logger
	word   string // of this program's own connection

	mu     sync.Mutex
	server *server.Server
	in     map[string]guest // by client identifier, the newest connection of each
}

// serves says which server asks from now on.
func (g *gate) serves(s *server.Server) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.server = s
	clear(g.in)
}

// guest is a connection that was let in.
type guest struct {
	id  uint64
	may func(at time.Time) error // nil while it may stay
}

// Check is that of server.Authentication.
func (g *gate) Check(c server.ClientAuthentication) bool {
	err := g.admit(c)
	if err != nil {
		g.logger.LogAttrs(context.Background(), slog.LevelWarn, "refused a client of the broker",
			slog.String("from", c.RemoteAddress().String()), slog.Any("error", err))
	}
	return err == nil
}

func (g *gate) admit(c server.ClientAuthentication) error {
	if isDesk(c, g.word) {
		c.RegisterUser(&server.User{Username: pki.WardClient})
		return nil
	}
	state := c.GetTLSConnectionState()
	if state == nil || len(state.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	cert := state.PeerCertificates[0]
	called, err := g.called(c.GetID())
	if err != nil {
		return err
	}
	may := func(at time.Time) error {
		_, err := g.list.Admit(cert, at)
		return err
	}
	g.mu.Lock() // a revocation comes before this or sees what it lets in
	defer g.mu.Unlock()
	if _, err := g.list.Refresh(); err != nil { // a robot may come in the moment when it is certified
		return err
	}
	holder, err := g.list.Admit(cert, time.Now())
	if err != nil {
		return err
	}
	// Else one robot could take over the session of another.
	if !holder.MayBe(called) {
		return errors.New("the certificate of " + holder.String() + " comes with the client identifier " + called)
	}
	g.in[called] = guest{c.GetID(), may}
	c.RegisterUser(&server.User{Username: holder.String(), Permissions: permissions(holder), ConnectionDeadline: cert.NotAfter})
	return nil
}

// called is the MQTT client identifier of a connection.
func (g *gate) called(id uint64) (string, error) {
	g.mu.Lock()
	s := g.server
	g.mu.Unlock()
	found, err := s.Connz(&server.ConnzOptions{CID: id})
	if err != nil {
		return "", err
	}
	if len(found.Conns) != 1 {
		return "", errors.New("the connection is gone")
	}
	return found.Conns[0].MQTTClient, nil
}

// expel throws out who may be in no more.
func (g *gate) expel(ctx context.Context) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for name, guest := range g.in {
		if guest.may(time.Now()) == nil {
			continue
		}
		delete(g.in, name)
		if g.server.DisconnectClientByID(guest.id) == nil { // else it has gone by itself
			g.logger.LogAttrs(ctx, slog.LevelWarn, "threw out a client of the broker", slog.String("client", name))
		}
	}
}

// throwOut ends the connection of a client identifier, if there is one. Its
// holder may come again.
func (g *gate) throwOut(name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if guest, found := g.in[name]; found {
		delete(g.in, name)
		_ = g.server.DisconnectClientByID(guest.id) // it may have gone by itself
	}
}

// watch follows the list of certificates until ctx ends.
func (g *gate) watch(ctx context.Context) {
	tick := time.NewTicker(look)
	defer tick.Stop()
	for bad := false; ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		_, err := g.list.Refresh()
		if err != nil && !bad {
			g.logger.LogAttrs(ctx, slog.LevelError, "the list of certificates cannot be read; who is in stays, nobody comes in", slog.Any("error", err))
		}
		bad = err != nil
		g.expel(ctx)
	}
}

// permissions are the rights of the holder of a certificate.
func permissions(holder pki.Identity) *server.Permissions {
	r := rightsOf(holder)
	return &server.Permissions{Publish: only(subjects(r.write)), Subscribe: only(subjects(r.read))}
}

// only allows some subjects. An empty list would allow all.
func only(subjects []string) *server.SubjectPermission {
	if len(subjects) == 0 {
		return &server.SubjectPermission{Deny: []string{">"}}
	}
	return &server.SubjectPermission{Allow: subjects}
}
