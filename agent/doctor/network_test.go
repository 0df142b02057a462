package doctor_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"net"
	"strings"
	"testing"
	"time"

	"tiepdan/agent/doctor"
)

// broker answers every connection with some bytes, after a while, over TLS if
// there is a configuration, and returns its address.
func broker(t *testing.T, answer string, after time.Duration, secure *tls.Config) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { l.Close(); <-done })
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			if secure != nil {
				conn = tls.Server(conn, secure)
			}
			if _, err := conn.Read(make([]byte, 512)); err == nil {
				time.Sleep(after)
				_, _ = io.WriteString(conn, answer)
				_, _ = conn.Read(make([]byte, 16))
			}
			conn.Close()
		}
	}()
	return l.Addr().String()
}

// dead is an address on which nobody listens.
func dead(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

const welcome = "\x20\x02\x00\x00"

func network(files map[string]string, brokers ...string) doctor.Network {
	return doctor.Network{
		Kernel: kernel(files), Brokers: brokers, Client: "doctor-robot-1", Dial: new(net.Dialer).DialContext,
		TLS:       func() (*tls.Config, error) { return nil, nil },
		Resolve:   func(context.Context, string) ([]string, error) { return nil, errors.New("no such host") },
		Addresses: func() []string { return []string{"192.168.1.20"} },
	}
}

// wired is a machine whose cable and routes are well.
func wired() map[string]string {
	return map[string]string{
		"sys/class/net/eth0/operstate": "up", "sys/class/net/lo/operstate": "unknown",
		"proc/net/route": "Iface\tDestination\tGateway\neth0\t00000000\t0102A8C0\t0003",
	}
}

func networkOnes() []provoked {
	to := func(files map[string]string, scheme, answer string) func(*testing.T) doctor.Check {
		return func(t *testing.T) doctor.Check {
			t.Helper()
			return network(files, scheme+broker(t, answer, 0, nil)).Check()
		}
	}
	down := func(files map[string]string) func(*testing.T) doctor.Check {
		return func(t *testing.T) doctor.Check {
			t.Helper()
			return network(files, "mqtt://"+dead(t)).Check()
		}
	}
	return []provoked{
		{"network.none", always(network(nil).Check())},
		{"network.nolink", down(map[string]string{"sys/class/net/eth0/operstate": "down", "sys/class/net/lo/operstate": "unknown"})},
		{"network.noroute", down(map[string]string{
			"sys/class/net/eth0/operstate": "up", "proc/net/route": "Iface\tDestination\tGateway\neth0\t0002A8C0\t00000000\t0001",
			"proc/net/ipv6_route": strings.Repeat("0", 32) + " 00 " + strings.Repeat("0", 32) + " 00 x x x x x lo",
		})},
		{"network.broker", down(wired())},
		{"network.broker", always(network(wired(), "mqtt://ward:x y").Check())},
		{"network.dns", always(network(wired(), "mqtts://mqtt.cuanam.example:8883").Check())},
		{"network.files", func(t *testing.T) doctor.Check {
			t.Helper()
			n := network(wired(), "mqtts://"+broker(t, welcome, 0, nil))
			n.TLS = func() (*tls.Config, error) { return nil, fs.ErrNotExist }
			return n.Check()
		}},
		{"network.tls", to(wired(), "mqtts://", "this is no TLS, nor will it be, whatever one says")},
		{"network.tls", func(t *testing.T) doctor.Check { // the server does not take a robot without a certificate
			t.Helper()
			server, roots := tlsServer(t)
			server.ClientAuth = tls.RequireAnyClientCert
			n := network(wired(), "mqtts://"+broker(t, welcome, 0, server))
			n.TLS = func() (*tls.Config, error) {
				return &tls.Config{RootCAs: roots, Time: func() time.Time { return noon }}, nil
			}
			return n.Check()
		}},
		{"network.mqtt", to(wired(), "mqtt://", "\x20\x02\x00\x05")},
		{"network.mqtt", to(wired(), "mqtt://", "HTTP/1.1 400 Bad Request")},
		{"network.mqtt", to(wired(), "mqtt://", "")},
		{"network.lagging", func(t *testing.T) doctor.Check {
			t.Helper()
			return network(wired(), "mqtt://"+broker(t, welcome, 1600*time.Millisecond, nil)).Check()
		}},
		{"network.spare", func(t *testing.T) doctor.Check {
			t.Helper()
			return network(wired(), "mqtt://"+broker(t, welcome, 0, nil), "mqtt://"+dead(t)).Check()
		}},
	}
}

// tlsServer makes a server's certificate and who trusts it.
func tlsServer(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	cert, key := certificate(t, -1, 100, true)
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(cert)
	return &tls.Config{Certificates: []tls.Certificate{pair}}, roots
}

func TestGoodBrokerPasses(t *testing.T) {
	t.Parallel()
	passes(t, network(nil, "mqtt://"+broker(t, welcome, 0, nil)).Check())
	server, roots := tlsServer(t)
	n := network(nil, "mqtts://"+broker(t, welcome, 0, server))
	n.TLS = func() (*tls.Config, error) {
		return &tls.Config{RootCAs: roots, Time: func() time.Time { return noon }}, nil
	}
	passes(t, n.Check())
}

func FuzzReadGreeting(f *testing.F) {
	for _, s := range []string{welcome, "\x20\x02\x00\x05", "HTTP", "", "\x20\x02\x01\x06"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		err := doctor.ReadGreeting(bytes.NewReader(b))
		if good := len(b) >= 4 && b[0] == 0x20 && b[1] == 2 && b[2] <= 1 && b[3] == 0; good != (err == nil) {
			t.Errorf("ReadGreeting(%x): %v", b, err)
		}
	})
}

// TestComeIn: how a technician comes in is said where somebody may, and only there.
func TestComeIn(t *testing.T) {
	t.Parallel()
	const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
	found := func(files map[string]string) string {
		t.Helper()
		var all []string
		for _, r := range network(files).Check().Run(t.Context(), nil) {
			all = append(all, r.Found.En)
		}
		return strings.Join(all, "\n")
	}
	in := map[string]string{"etc/ssh/technician_keys": key + "\n", "etc/ssh/ssh_host_ed25519_key.pub": key + "\n"}
	if got := found(in); !strings.Contains(got, "ssh technician@192.168.1.20") || !strings.Contains(got, "key SHA256: ZkAslGjFiUH dGf/WUL8rQv kib4PTvQatU V0OUQSncCA.") {
		t.Errorf("got %q, want address and fingerprint", got)
	}
	in["etc/ssh/technician_keys"] = ""
	for _, files := range []map[string]string{in, {}, {"etc/ssh/technician_keys": key}, {"etc/ssh/technician_keys": key, "etc/ssh/ssh_host_ed25519_key.pub": "junk"}} {
		if got := found(files); strings.Contains(got, "technician") {
			t.Errorf("got %q of %v, want nothing of technicians", got, files)
		}
	}
}
