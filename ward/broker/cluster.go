package broker

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"tiepdan/ward/pki"
)

// Node is one nats-server of a cluster.
type Node struct {
	Name   string
	Host   string // that robots and the other nodes reach it by
	Listen string // address that it listens on; "" is all
	MQTT   int    // port for robots and wardd
	Routes int    // port for the other nodes
	State  string // folder for JetStream
	// Pair is the certificate of the node; the first time it is made.
	Pair pki.Pair
}

// Cluster are the nodes of a cluster. What is kept is kept on three of them.
type Cluster struct{ Nodes []Node }

const leastNodes = 3

// Files is the configuration, in a folder for each node.
func (c Cluster) Files(dir string, now time.Time) ([]File, error) {
	if len(c.Nodes) < leastNodes {
		return nil, fmt.Errorf("cannot configure a cluster of %d nodes, want at least %d: with fewer none may be missing", len(c.Nodes), leastNodes)
	}
	l, err := pki.ReadList(dir)
	if err != nil {
		return nil, err
	}
	pins, routes := make([]string, len(c.Nodes)), make([]string, len(c.Nodes))
	for i, n := range c.Nodes {
		if pins[i], err = pin(n.Pair.Cert); err != nil {
			return nil, fmt.Errorf("cannot configure %s: %w", n.Name, err)
		}
		routes[i] = strconv.Quote("nats-route://" + net.JoinHostPort(n.Host, strconv.Itoa(n.Routes)))
	}
	users := users(guests(l.Robots(now)))
	var all []File
	for _, n := range c.Nodes {
		files, err := ours(dir, n.Name+"/", pki.FileCA, pki.FileList)
		if err != nil {
			return nil, err
		}
		all = append(all, files...)
		all = append(all,
			File{Name: n.Name + "/broker.pem", Data: n.Pair.Cert, Mode: plain},
			File{Name: n.Name + "/broker.key", Data: n.Pair.Key, Mode: secret, Keep: true},
			File{Name: n.Name + "/nats-server.conf", Data: []byte(n.config(routes, pins, users)), Mode: plain})
	}
	return all, nil
}

// pin is how nats-server names a key that it trusts.
func pin(cert []byte) (string, error) {
	block, _ := pem.Decode(cert)
	if block == nil {
		return "", errors.New("no certificate")
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(c.RawSubjectPublicKeyInfo)
	return strconv.Quote(hex.EncodeToString(sum[:])), nil
}

// config is one node's file. sync_interval is always: the default loses
// acknowledged writes in a power cut. Routes are for the keys of the nodes
// alone: a robot's certificate must not make it a node.
func (n Node) config(routes, pins []string, users string) string {
	listen := n.Listen
	if listen == "" {
		listen = "0.0.0.0"
	}
	return written("nats-cluster", "give each node its folder and reload it") + fmt.Sprintf(`#
# Start it in its folder with: wardd broker run nats-server.conf
# nats-server -c nats-server.conf works too, but then a robot with a good
# certificate can take over the connection of another one.

server_name: %[1]q
# No NATS clients from other machines; MQTT has its own port.
listen: "127.0.0.1:-1"
max_payload: %[2]d
max_subscriptions: %[14]d

jetstream {
  store_dir: %[3]q
  sync_interval: always
  # For a nats-server of your own; wardd broker run bounds each stream instead.
  max_file_store: 8GB
}

mqtt {
  listen: "%[4]s:%[5]d"
  stream_replicas: %[6]d
  consumer_replicas: %[6]d
  max_ack_pending: %[7]d
  ack_wait: "%[8]s"
  %[15]s
  tls {
    cert_file: "broker.pem"
    key_file: "broker.key"
    ca_file: "ca.pem"
    verify_and_map: true
    min_version: "1.3"
    timeout: %[9]d
  }
}

cluster {
  name: "tiepdan"
  listen: "%[4]s:%[10]d"
  routes: [%[11]s]
  tls {
    cert_file: "broker.pem"
    key_file: "broker.key"
    ca_file: "ca.pem"
    verify: true
    pinned_certs: [%[12]s]
    min_version: "1.3"
    timeout: %[9]d
  }
}

authorization {
  timeout: %[9]d
  users: [
%[13]s  ]
}
`, n.Name, maxPayload, n.State, listen, n.MQTT, leastNodes, maxPending, ackWait, handshakeS, n.Routes,
		strings.Join(routes, ", "), strings.Join(pins, ", "), users, maxSubs, noQoS2)
}

func users(guests []pki.Identity) string {
	var b strings.Builder
	for _, g := range guests {
		r := rightsOf(g)
		fmt.Fprintf(&b, "    {user: %q, allowed_connection_types: [\"MQTT\"], permissions: {publish: {allow: [%s]}, subscribe: {allow: [%s]}}}\n",
			g.URI(), quoted(subjects(r.write)), quoted(subjects(r.read)))
	}
	return b.String()
}

func quoted(words []string) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = strconv.Quote(w)
	}
	return strings.Join(all, ", ")
}
