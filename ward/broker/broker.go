package broker

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
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
	Logger       *slog.Logger
}

// Broker is a running broker.
type Broker struct {
	config func() (*server.Options, error) // each server needs its own
	logger *slog.Logger
	gate   *gate // nil without certificates
	url    string
	fatal  chan error
	ill    chan struct{} // its disk failed

	server *server.Server // Run changes it
}

const (
	startWait  = 30 * time.Second // JetStream may have to recover its files
	maxPending = 1024             // unacknowledged messages for each subscriber
	ackWait    = 5 * time.Second
	maxPayload = 128 << 10 // bytes; above what the contract allows
	handshakeS = 10        // seconds; the usual 2 are short over a bad line
	reviveWait = 2 * time.Second
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
	b := newBroker(o.Logger)
	var secure *tls.Config
	if o.Certificates != "" {
		if secure, err = pki.ServerTLS(o.Certificates); err != nil {
			return nil, err
		}
		if err := b.guard(o.Certificates); err != nil {
			return nil, err
		}
	}
	b.config = func() (*server.Options, error) {
		config := &server.Options{
			ServerName: "wardd",
			DontListen: true, // no NATS clients; MQTT has its own listener
			NoSigs:     true,
			MaxPayload: maxPayload,
			JetStream:  true,
			StoreDir:   o.Dir,
			// Not SyncAlways: a sync for each message makes this broker thirty times
			// slower, and what a power cut takes here the robots send again.
			MQTT: server.MQTTOpts{Host: host, Port: port, MaxAckPending: maxPending, AckWait: ackWait},
		}
		if b.gate != nil {
			config.MQTT.TLSConfig, config.MQTT.TLSTimeout, config.MQTT.AuthTimeout = secure, handshakeS, handshakeS
			config.CustomClientAuthentication = b.gate
		}
		return config, nil
	}
	config, err := b.begin()
	if err != nil {
		return nil, err
	}
	port = config.MQTT.Port // what was taken stays
	b.url = b.address(host, port)
	return b, nil
}

func newBroker(to *slog.Logger) *Broker {
	return &Broker{logger: to, fatal: make(chan error, 1), ill: make(chan struct{}, 1)}
}

// guard asks everybody for a certificate on a folder's list.
func (b *Broker) guard(dir string) error {
	list, err := pki.NewGate(dir)
	if err != nil {
		return err
	}
	b.gate = &gate{list: list, logger: b.logger, in: make(map[string]guest)}
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
	for {
		select {
		case err := <-b.fatal:
			return fmt.Errorf("the broker cannot go on: %w", err)
		case <-b.ill:
			b.revive(ctx)
		case <-ctx.Done():
			return nil
		}
	}
}

// revive starts the server anew when its disk takes writes again: what has
// failed once it never writes to again.
func (b *Broker) revive(ctx context.Context) {
	b.logger.LogAttrs(ctx, slog.LevelError, "the broker cannot write to its disk and is started anew")
	for {
		b.Stop()
		wait := time.NewTimer(reviveWait)
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return
		}
		for len(b.ill) > 0 {
			<-b.ill
		}
		_, err := b.begin()
		if err == nil {
			b.logger.LogAttrs(ctx, slog.LevelInfo, "the broker runs again")
			return
		}
		b.logger.LogAttrs(ctx, slog.LevelError, "the broker does not start", slog.Any("error", err))
		for len(b.fatal) > 0 {
			<-b.fatal
		}
	}
}

// Stop stops the broker and waits until it has.
func (b *Broker) Stop() {
	b.server.Shutdown()
	b.server.WaitForShutdown()
}
