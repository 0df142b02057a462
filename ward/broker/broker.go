package broker

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"tiepdan/ward/pki"
)

// Options configures a Broker.
type Options struct {
	Listen string // address:port; port 0 takes any
	Dir    string // where JetStream keeps its files
	// Certificates is the folder of the authority (package pki). Without it
	// there is neither encryption nor log-in, and only this machine's own
	// addresses are listened on.
	Certificates string
	// Limit is how many bytes it keeps at most, 0 for DefaultLimit; a quarter of
	// the disk in any case.
	Limit  int64
	Logger *slog.Logger

	room func(dir string) error // nil for tryDisk
}

// Broker is a running broker.
type Broker struct {
	config func() (*server.Options, error) // each server needs its own
	logger *slog.Logger
	gate   *gate // nil without certificates
	url    string
	fatal  chan error
	ill    chan struct{} // its disk failed
	word   string        // by which the server knows this program
	dir    string        // of what it keeps
	limit  int64         // bytes that it keeps
	room   func(dir string) error

	// Run changes these.
	server  *server.Server
	revived time.Time
	waited  time.Duration // before that
}

const (
	startWait  = 30 * time.Second // JetStream may have to recover its files
	maxPending = 1024             // unacknowledged messages for each subscriber
	ackWait    = 5 * time.Second
	maxPayload = 128 << 10 // bytes; above what the contract allows
	handshakeS = 10        // seconds; the usual 2 are short over a bad line
	// maxSubs bounds the subscriptions of a connection, two for each filter with
	// QoS 1: each such filter is kept on disk. A robot has 4 filters, wardd 9.
	maxSubs = 40
	// maxStore is no limit: the streams have theirs, see share. Without any the
	// server takes what is free on the disk when it starts, be it nothing.
	maxStore = 1 << 40
	tending  = 5 * time.Second
)

// Start starts a broker and returns when it accepts connections.
func Start(ctx context.Context, o Options) (*Broker, error) {
	b, err := start(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("cannot start the broker on %s: %w", o.Listen, err)
	}
	return b, nil
}

func start(ctx context.Context, o Options) (*Broker, error) {
	host, port, err := place(o)
	if err != nil {
		return nil, err
	}
	if port == 0 {
		port = server.RANDOM_PORT
	} else if err := free(ctx, o.Listen); err != nil {
		return nil, err
	}
	if err := checkLimit(o.Limit); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	b := newBroker(o.Logger, o.Dir, o.Limit)
	if o.room != nil {
		b.room = o.room
	}
	var secure *tls.Config
	if o.Certificates != "" {
		if secure, err = pki.ServerTLS(o.Certificates); err != nil {
			return nil, err
		}
		if err := b.guard(o.Certificates); err != nil {
			return nil, err
		}
	}
	b.config = func() (*server.Options, error) { return b.inside(o.Dir, host, port, secure) }
	config, err := b.begin()
	if err != nil {
		return nil, err
	}
	port = config.MQTT.Port // what was taken stays
	b.url = b.address(host, port)
	return b, nil
}

func newBroker(to *slog.Logger, dir string, limit int64) *Broker {
	dropProbes(dir)
	return &Broker{
		logger: to, fatal: make(chan error, 1), ill: make(chan struct{}, 1),
		word: rand.Text(), dir: dir, limit: limitOf(limit, dir), room: tryDisk,
	}
}

// inside is the configuration of the server inside this program.
func (b *Broker) inside(dir, host string, port int, secure *tls.Config) (*server.Options, error) {
	config := &server.Options{}
	// What comes with QoS 2 is kept until its sender says more, which may be
	// never. No field says so, only the text.
	if err := config.ProcessConfigString("mqtt { " + noQoS2 + " }"); err != nil {
		return nil, err
	}
	config.ServerName = "wardd"
	config.DontListen = true // no NATS clients but our own; MQTT has its own listener
	config.NoSigs = true
	config.MaxPayload = maxPayload
	config.MaxSubs = maxSubs
	// Not SyncAlways: a sync for each message makes this broker thirty times
	// slower, and what a power cut takes here the robots send again.
	config.JetStream, config.StoreDir, config.JetStreamMaxStore = true, dir, maxStore
	config.JetStreamLimits.DefaultMaxConsumers = -1 // a thousand are 250 robots; see maxSubs
	config.MQTT.Host, config.MQTT.Port, config.MQTT.MaxAckPending, config.MQTT.AckWait = host, port, maxPending, ackWait
	if b.gate != nil {
		config.MQTT.TLSConfig, config.MQTT.TLSTimeout, config.MQTT.AuthTimeout = secure, handshakeS, handshakeS
		config.CustomClientAuthentication = b.gate
	}
	return config, nil
}

// noQoS2 refuses to take messages with QoS 2.
const noQoS2 = "reject_qos2_publish: true"

// guard asks everybody for a certificate on a folder's list.
func (b *Broker) guard(dir string) error {
	list, err := pki.NewGate(dir)
	if err != nil {
		return err
	}
	b.gate = &gate{list: list, logger: b.logger, word: b.word, in: make(map[string]guest)}
	return nil
}

// begin starts a server, and waits until it accepts connections.
func (b *Broker) begin() (*server.Options, error) {
	config, err := b.config()
	if err != nil {
		return nil, err
	}
	s, err := server.NewServer(config)
	if err != nil {
		return nil, err
	}
	if b.gate != nil {
		b.gate.serves(s)
	}
	s.SetLoggerV2(&logger{to: b.logger, fatal: b.fatal, ill: b.ill}, false, false, false)
	b.server = s
	s.Start()
	if err := b.ready(); err != nil {
		b.Stop()
		return nil, err
	}
	return config, nil
}

// place is where to listen; without certificates only where nobody else is.
func place(o Options) (host string, port int, err error) {
	host, service, err := net.SplitHostPort(o.Listen)
	if err != nil {
		return "", 0, err
	}
	number, err := strconv.ParseUint(service, 10, 16)
	if err != nil {
		return "", 0, err
	}
	if host == "" {
		host = "0.0.0.0"
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return "", 0, err
	}
	if o.Certificates == "" && !address.IsLoopback() {
		return "", 0, errors.New("not a loopback address, and no certificates")
	}
	return host, int(number), nil
}

// address is where this machine reaches what listens on a host.
func (b *Broker) address(host string, port int) string {
	if a, err := netip.ParseAddr(host); err == nil && a.IsUnspecified() {
		host = "127.0.0.1"
	}
	scheme := "tcp"
	if b.gate != nil {
		scheme = "tls"
	}
	return scheme + "://" + net.JoinHostPort(host, strconv.Itoa(port))
}

// free gives a clear error when the port is in use; the server itself would
// only log it.
func free(ctx context.Context, listen string) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return err
	}
	return l.Close()
}

func (b *Broker) ready() error {
	const step = 50 * time.Millisecond
	for deadline := time.Now().Add(startWait); time.Now().Before(deadline); {
		select {
		case err := <-b.fatal:
			return err
		default:
		}
		if b.server.ReadyForConnections(step) {
			return nil
		}
	}
	return fmt.Errorf("not ready after %v", startWait)
}

// URL is where MQTT clients connect.
func (b *Broker) URL() string { return b.url }

// Run watches over the broker until ctx ends, and returns nil then. The error
// is why the broker cannot go on.
func (b *Broker) Run(ctx context.Context) error {
	if b.gate != nil {
		watching, cancel := context.WithCancel(ctx)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			b.gate.watch(watching)
		}()
		defer func() {
			cancel()
			<-ended
		}()
	}
	tick := time.NewTicker(tending)
	defer tick.Stop()
	for said := ""; ; {
		switch err := b.tend(ctx); {
		case err == nil:
			said = ""
		case errors.Is(err, errIll):
			b.revive(ctx)
		case ctx.Err() == nil && err.Error() != said:
			said = err.Error()
			b.logger.LogAttrs(ctx, slog.LevelWarn, "the broker cannot be kept within its bounds", slog.Any("error", err))
		}
		select {
		case err := <-b.fatal:
			return fmt.Errorf("the broker cannot go on: %w", err)
		case <-b.ill:
			b.revive(ctx)
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// Stop stops the broker and waits until it has.
func (b *Broker) Stop() {
	b.server.Shutdown()
	b.server.WaitForShutdown()
}
