package broker_test

import (
	"crypto/x509"
	"errors"
	"flag"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"tiepdan/ward/broker"
	"tiepdan/ward/pki"
)

// freePort is below the range from which the kernel gives ports away
// (32768 up), so that nobody gets it before the broker that is started.
func freePort(t *testing.T) string {
	t.Helper()
	for range 100 {
		port := strconv.Itoa(20000 + rand.IntN(12768))
		if l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port)); err == nil {
			_ = l.Close()
			return port
		}
	}
	t.Fatal("no free port on 127.0.0.1 in a hundred tries")
	return ""
}

func put(t *testing.T, dir string, files []broker.File) {
	t.Helper()
	for _, f := range files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, f.Mode); err != nil {
			t.Fatal(err)
		}
	}
}

// outside is a Mosquitto with the configuration that we write.
type outside struct {
	*guarded

	forWard string // URL
	files   broker.Mosquitto
	process *os.Process
}

func (o *outside) write() {
	o.t.Helper()
	files, err := o.files.Files(o.dir, time.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	t, ok := o.t.(*testing.T)
	if !ok {
		o.t.Fatal("only for tests")
	}
	put(t, o.files.Folder, files)
}

// newOutside starts Debian's Mosquitto. As root it would become its own user:
// the test's line keeps it who it is.
func newOutside(t *testing.T) *outside {
	t.Helper()
	path, err := exec.LookPath("mosquitto")
	if err != nil {
		path = "/usr/sbin/mosquitto" // not in the path of a plain user
	}
	port, ward := freePort(t), freePort(t)
	o := &outside{
		guarded: &guarded{t: t, url: "tls://127.0.0.1:" + port, pool: x509.NewCertPool()},
		forWard: "tls://127.0.0.1:" + ward,
		files:   broker.Mosquitto{Folder: t.TempDir(), Listen: port + " 127.0.0.1", ForWard: ward + " 127.0.0.1", State: t.TempDir()},
	}
	o.ca, o.dir = newAuthority(t)
	o.pool.AppendCertsFromPEM(o.ca.CA())
	for _, name := range []string{"kb-01", "kb-02", "kb-03"} {
		o.ready(t, name)
	}
	o.write()
	conf := filepath.Join(o.files.Folder, "mosquitto.conf")
	text, err := os.ReadFile(conf)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(conf, append([]byte("user root\n"), text...), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "-c", conf)
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatalf("cannot start mosquitto, which this test asks: run scripts/setup test (%v)", err)
	}
	o.process = cmd.Process
	t.Cleanup(func() {
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Error(err)
		}
		_ = cmd.Wait() // it was killed, so it says so
		if t.Failed() {
			t.Logf("mosquitto said: %s", said.String())
		}
	})
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if conn, err := net.Dial("tcp", "127.0.0.1:"+ward); err == nil {
			conn.Close()
			return o
		}
		if time.Now().After(deadline) {
			t.Fatalf("mosquitto does not listen: %s", said.String())
		}
	}
}

// ready certifies a robot, and keeps what it connects with.
func (o *outside) ready(t *testing.T, name string) {
	t.Helper()
	if o.robots == nil {
		o.robots = make(map[string]pki.Pair)
	}
	pair, err := o.ca.Issue(pki.RobotOf("cua-nam", name), false)
	if err != nil {
		t.Fatal(err)
	}
	o.robots[name] = pair
}

func (o *outside) as(t *testing.T, name, id string) *peer {
	t.Helper()
	p, err := o.connect(o.with(o.robots[name].Cert, o.robots[name].Key), id)
	if err != nil {
		t.Fatalf("%s as %s: %v", name, id, err)
	}
	return p
}

// TestMosquitto: the same people get into a Mosquitto with our configuration,
// and to the same topics.
func TestMosquitto(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	stranger, _ := newAuthority(t)
	if _, err := o.connect(o.robot(stranger, "kb-01"), "kb-cua-nam-kb-01"); err == nil {
		t.Error("other authority: got in, want a refusal")
	}
	if _, err := o.connect(o.selfSigned("kb-01"), "kb-cua-nam-kb-01"); err == nil {
		t.Error("self-signed: got in, want a refusal")
	}
	forRobots := o.url
	o.url = o.forWard
	ward, more := o.mustConnect(o.ours(pki.Ward), "wardd"), o.mustConnect(o.ours(pki.Ward), "wardd-commands")
	o.url = forRobots
	ward.subscribe(t, "kb/v1/#")
	one := o.as(t, "kb-01", "kb-cua-nam-kb-01")
	two := o.as(t, "kb-02", "kb-cua-nam-kb-01") // it gets its own name, whatever it says
	const own, other = "kb/v1/cua-nam/kb-01/", "kb/v1/cua-nam/kb-02/"
	one.subscribe(t, "#") // answered, but nothing of others comes
	one.publish(other+"evt/rating", "forged")
	one.publish(own+"cmd/goto", "forged")
	one.publish(own+"evt/rating", "yes")
	ward.want(t, own+"evt/rating yes")
	two.publish(other+"evt/rating", "yes")
	ward.want(t, other+"evt/rating yes")
	more.publish(other+"cmd/goto", "secret")
	ward.want(t, other+"cmd/goto secret")
	more.publish(own+"cmd/goto", "told")
	ward.want(t, own+"cmd/goto told")
	one.want(t, own+"cmd/goto told")
	if !one.IsConnected() || !two.IsConnected() {
		t.Error("one robot has taken over the connection of another")
	}
	one.Publish(own+"evt/rating", 2, false, "held")
	select {
	case <-one.lost:
	case <-time.After(patience):
		t.Error("the connection lives after a message with QoS 2, want it closed")
	}
	one = o.as(t, "kb-01", "kb-cua-nam-kb-01")
	// The will of whom the list has no more: a reload takes topics and way in.
	third := o.as(t, "kb-03", "kb-cua-nam-kb-03")
	if _, err := o.ca.Revoke(pki.RobotOf("cua-nam", "kb-03")); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(o.files.Folder, "mosquitto.conf")
	before, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	o.write()
	if err := os.WriteFile(config, before, 0o600); err != nil { // with the test's line
		t.Fatal(err)
	}
	if err := o.process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second)
	third.publish("kb/v1/cua-nam/kb-03/evt/rating", "revoked")
	one.publish(own+"evt/rating", "still")
	ward.want(t, own+"evt/rating still")
	if _, err := o.connect(o.with(o.robots["kb-03"].Cert, o.robots["kb-03"].Key), "kb-cua-nam-kb-03"); err == nil {
		t.Error("revoked: got in after a reload, want a refusal")
	}
	// Its open connection is mute but stays, until it is cut.
	if !third.IsConnected() {
		t.Log("the reload itself ended the connection")
	}
	if err := broker.Cut(t.Context(), o.forWard, o.ours(pki.Ward), pki.RobotOf("cua-nam", "kb-03")); err != nil {
		t.Fatal(err)
	}
	select {
	case <-third.lost:
	case <-time.After(patience):
		t.Error("the revoked robot is still connected")
	}
	if !one.IsConnected() || !two.IsConnected() || !ward.IsConnected() || !more.IsConnected() {
		t.Error("somebody else was cut, too")
	}
	if err := broker.Cut(t.Context(), o.forWard, o.ours(pki.Ward), pki.RobotOf("cua-nam", "kb-03")); err != nil {
		t.Errorf("got %v for who is gone already, want no error", err)
	}
}

var update = flag.Bool("update", false, "write config/mosquitto and config/nats anew")

// TestShipped: the files of config are what the program writes for the robots
// of an example.
func TestShipped(t *testing.T) {
	t.Parallel()
	a, dir := newAuthority(t)
	for _, name := range []string{"kb-01", "kb-02"} {
		if _, err := a.Issue(pki.RobotOf("cua-nam", name), false); err != nil {
			t.Fatal(err)
		}
	}
	files, err := broker.Mosquitto{
		Folder: "/etc/mosquitto/tiepdan", Listen: "8883", ForWard: "8884 127.0.0.1", State: "/var/lib/mosquitto",
	}.Files(dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Name != "mosquitto.conf" && f.Name != "acl" {
			continue
		}
		name := filepath.Join("..", "..", "config", "mosquitto", f.Name)
		if *update {
			if err := os.WriteFile(name, f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != string(f.Data) {
			t.Errorf("%s is not what wardd broker mosquitto writes (%v): run the test with -update", name, err)
		}
	}
}

// TestCluster: nats-server reads what we write, with the settings that matter.
func TestCluster(t *testing.T) {
	t.Parallel()
	a, dir := newAuthority(t)
	var c broker.Cluster
	for i, name := range []string{"a", "b", "c"} {
		pair, err := a.IssueBroker("127.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		c.Nodes = append(c.Nodes, broker.Node{
			Name: name, Host: "127.0.0.1", Listen: "127.0.0.1", MQTT: 8883, Routes: 6222 + i, State: t.TempDir(), Pair: pair,
		})
	}
	if _, err := a.Issue(pki.RobotOf("cua-nam", "kb-01"), false); err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	files, err := c.Files(dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range files {
		if filepath.Base(f.Name) == "nats-server.conf" { // it names its neighbours without their folder
			folder := filepath.Join(out, filepath.Dir(f.Name)) + "/"
			files[i].Data = []byte(strings.NewReplacer(`_file: "`, `_file: "`+folder).Replace(string(f.Data)))
		}
	}
	put(t, out, files)
	o, err := server.ProcessConfigFile(filepath.Join(out, "b", "nats-server.conf"))
	if err != nil {
		t.Fatal(err)
	}
	if !o.SyncAlways || o.MQTT.StreamReplicas != 3 || o.MQTT.MaxAckPending != 1024 || !o.MQTT.TLSMap || o.MQTT.TLSConfig == nil ||
		len(o.Cluster.TLSPinnedCerts) != 3 || len(o.Users) != 2 || len(o.Routes) == 0 {
		t.Errorf("got %+v, %d users and %d pinned keys, want three replicas, certificates, two users and three pins",
			o.MQTT, len(o.Users), len(o.Cluster.TLSPinnedCerts))
	}
	c.Nodes = c.Nodes[:2]
	if _, err := c.Files(dir, time.Now()); err == nil {
		t.Error("got a cluster of two, want an error")
	}
}
