package broker_test

import (
	"context"
	"crypto/x509"
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiepdan/ward/broker"
	"tiepdan/ward/pki"
)

// nodes starts a cluster of three as wardd broker run does.
func nodes(t *testing.T) (g *guarded, all []*broker.Broker) {
	t.Helper()
	g = &guarded{t: t, pool: x509.NewCertPool()}
	g.ca, g.dir = newAuthority(t)
	g.pool.AppendCertsFromPEM(g.ca.CA())
	number := func() int {
		n, err := strconv.Atoi(freePort(t))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	var c broker.Cluster
	for _, name := range []string{"a", "b", "c"} {
		pair, err := g.ca.IssueBroker("127.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		c.Nodes = append(c.Nodes, broker.Node{
			Name: name, Host: "127.0.0.1", Listen: "127.0.0.1", MQTT: number(), Routes: number(), State: t.TempDir(), Pair: pair,
		})
	}
	files, err := c.Files(g.dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	for i, f := range files {
		folder := filepath.Join(out, filepath.Dir(f.Name)) + "/"
		if filepath.Base(f.Name) == "nats-server.conf" {
			files[i].Data = []byte(strings.NewReplacer(`_file: "`, `_file: "`+folder).Replace(string(f.Data)))
		}
	}
	put(t, out, files)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, len(c.Nodes))
	begun := make(chan *broker.Broker, len(c.Nodes))
	for _, n := range c.Nodes {
		go func() {
			b, err := broker.StartNode(ctx, filepath.Join(out, n.Name, "nats-server.conf"), slog.New(slog.DiscardHandler))
			begun <- b
			if err == nil {
				err = b.Run(ctx)
				b.Stop()
			}
			ended <- err
		}()
	}
	t.Cleanup(func() {
		cancel()
		for range c.Nodes {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	})
	for range c.Nodes {
		if b := <-begun; b != nil {
			all = append(all, b)
		}
	}
	if len(all) != len(c.Nodes) {
		t.FailNow() // the end tells why
	}
	g.url = all[0].URL()
	return g, all
}

// TestClusterBounds: the streams of a cluster are bounded, too.
func TestClusterBounds(t *testing.T) {
	t.Parallel()
	g, all := nodes(t)
	ours := g.ours(pki.Ward)
	eventually(t, "the cluster lets wardd in", func() bool {
		_, err := g.connect(ours, "wardd")
		return err == nil
	})
	eventually(t, "the streams have limits", func() bool {
		bounds, err := all[1].Bounds(t.Context())
		if err != nil || len(bounds) != 5 {
			return false
		}
		for _, n := range bounds {
			if n <= 0 {
				return false
			}
		}
		return true
	})
}
