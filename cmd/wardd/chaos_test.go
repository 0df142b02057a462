package main_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"tiepdan/cmd/internal/freeport"
)

// envChaos is how many seconds TestChaos does harm to each kind of broker.
// Without it the test does not run: make test-chaos.
const envChaos = "WARDD_CHAOS_SECONDS"

// harm is what was done, and how often.
type harm struct{ ward, broker, all, robot, cut, slow, full, restored, clock int }

// chaos is a ward with robots, and everything that can happen to them.
type chaos struct {
	t      *testing.T
	w      *wardd
	robots []*machine
	paths  []*path
	// brokers are those outside wardd: none, one, or the nodes of a cluster.
	brokers []*served
	disk    string // a small disk of its own for the ward, "" without root's rights
	backup  string
	done    harm
}

// served is a broker outside wardd.
type served struct {
	t    *testing.T
	args []string
	cmd  *exec.Cmd
	log  string
}

func (s *served) start() {
	s.t.Helper()
	log, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		s.t.Fatal(err)
	}
	defer log.Close()
	s.cmd = exec.Command(s.args[0], s.args[1:]...)
	s.cmd.Stdout, s.cmd.Stderr = log, log
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
}

func (s *served) kill() {
	if s.cmd == nil {
		return
	}
	if err := s.cmd.Process.Signal(syscall.SIGKILL); err != nil && !errors.Is(err, os.ErrProcessDone) {
		s.t.Error(err)
	}
	_ = s.cmd.Wait() // it was killed, so it says so
	s.cmd = nil
}

// TestChaos does what power cuts, cables, disks and clocks do, again and again,
// and counts: what a robot has accepted the ward has stored, once.
func TestChaos(t *testing.T) {
	seconds, err := strconv.Atoi(os.Getenv(envChaos))
	if err != nil {
		t.Skipf("%s is not set: make test-chaos", envChaos)
	}
	var rows, table strings.Builder
	rows.WriteString("BROKER\tACCEPTED\tSTORED\tLOST\tTWICE\tFOREIGN\tKILLS: WARD\tBROKER\tALL AT ONCE\tROBOTS\tCUTS\tSLOW\tFULL DISK\tRESTORED\tCLOCK BACK\tDRAINED IN\t\n")
	for _, kind := range []string{"inside", "mosquitto", "cluster"} {
		t.Run(kind, func(t *testing.T) {
			c := newChaos(t, kind)
			n, drained := c.run(time.Duration(seconds) * time.Second)
			d := c.done
			fmt.Fprintf(&rows, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%v\t\n", kind, n.accepted, n.stored, n.lost, n.twice, n.foreign,
				d.ward, d.broker, d.all, d.robot, d.cut, d.slow, d.full, d.restored, d.clock, drained.Round(time.Second))
		})
	}
	out := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	if _, err := out.Write([]byte(rows.String())); err != nil {
		t.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	fmt.Print("\n" + table.String())
}

func newChaos(t *testing.T, kind string) *chaos {
	t.Helper()
	w, _ := founded(t)
	c := &chaos{t: t, w: w, backup: filepath.Join(t.TempDir(), "ward.backup")}
	addresses := []string{w.mqtt}
	for i := range 3 {
		name := fmt.Sprintf("kb-%02d", i+1)
		c.robots = append(c.robots, &machine{t: t, dir: filepath.Join(t.TempDir(), name)})
		w.robotDo(0, "add", "--out", c.robots[i].dir, name)
	}
	switch kind {
	case "mosquitto":
		addresses = c.useMosquitto()
	case "cluster":
		addresses = c.useCluster()
	}
	var brokers []string
	for _, a := range addresses {
		p := newPath(t, a)
		c.paths = append(c.paths, p)
		brokers = append(brokers, "mqtts://"+p.address())
	}
	for _, m := range c.robots {
		m.set("brokers", strings.Join(brokers, " "))
		m.set("open", "")
	}
	c.ownDisk()
	t.Cleanup(c.end)
	for _, b := range c.brokers {
		b.start()
	}
	w.start()
	for _, m := range c.robots {
		m.start()
	}
	return c
}

// useMosquitto configures a Mosquitto with our command.
func (c *chaos) useMosquitto() (addresses []string) {
	c.t.Helper()
	path, err := exec.LookPath("mosquitto")
	if err != nil {
		path = "/usr/sbin/mosquitto" // not in the path of a plain user
	}
	dir, state := filepath.Join(c.t.TempDir(), "mosquitto"), c.t.TempDir()
	robots, ward := freeport.Address(c.t), freeport.Address(c.t)
	_, port, _ := strings.Cut(robots, ":")
	_, wardPort, _ := strings.Cut(ward, ":")
	c.command("broker", "mosquitto", "--config", c.w.made, "--out", dir, "--state", state,
		"--listen", port+" 127.0.0.1", "--for-wardd", wardPort+" 127.0.0.1")
	conf := filepath.Join(dir, "mosquitto.conf")
	text, err := os.ReadFile(conf)
	if err != nil {
		c.t.Fatal(err)
	}
	// As root it would become its own user, who may not read the test's files.
	if err := os.WriteFile(conf, append([]byte("user root\n"), text...), 0o600); err != nil {
		c.t.Fatal(err)
	}
	c.brokers = []*served{{t: c.t, args: []string{path, "-c", conf}, log: dir + ".log"}}
	c.outside("tls://" + ward)
	return []string{robots}
}

// useCluster configures three nodes with our command.
func (c *chaos) useCluster() (addresses []string) {
	c.t.Helper()
	dir := filepath.Join(c.t.TempDir(), "nats")
	args := []string{"broker", "nats-cluster", "--config", c.w.made, "--out", dir, "--state", filepath.Join(c.t.TempDir(), "%n")}
	path, err := binary()
	if err != nil {
		c.t.Fatal(err)
	}
	var urls []string
	for _, name := range []string{"a", "b", "c"} {
		mqtt := freeport.Address(c.t)
		_, routes, _ := strings.Cut(freeport.Address(c.t), ":")
		args = append(args, "--node", name+"="+mqtt+":"+routes)
		addresses, urls = append(addresses, mqtt), append(urls, "tls://"+mqtt)
		c.brokers = append(c.brokers, &served{
			t: c.t, args: []string{path, "broker", "run", filepath.Join(dir, name, "nats-server.conf")}, log: dir + "-" + name + ".log",
		})
	}
	c.command(args...)
	c.outside(strings.Join(urls, " "))
	return addresses
}

func (c *chaos) command(args ...string) {
	c.t.Helper()
	if out, said, code := run(c.t, "", args...); code != 0 {
		c.t.Fatalf("wardd %s: got status %d: %s%s", strings.Join(args, " "), code, out, said)
	}
}

// outside makes wardd use brokers outside, with its own certificate.
func (c *chaos) outside(brokers string) {
	c.t.Helper()
	text, err := os.ReadFile(c.w.made)
	if err != nil {
		c.t.Fatal(err)
	}
	inside := fmt.Sprintf("listen = %q\n", c.w.mqtt)
	if !strings.Contains(string(text), inside) {
		c.t.Fatalf("got %s, want %s in it", text, inside)
	}
	outside := fmt.Sprintf("broker = %q\nca = \"pki/ca.pem\"\ncert = \"pki/ward.pem\"\nkey = \"pki/ward.key\"\n", brokers)
	if err := os.WriteFile(c.w.made, []byte(strings.Replace(string(text), inside, outside, 1)), 0o600); err != nil {
		c.t.Fatal(err)
	}
	c.w.external, c.w.mqtt = true, brokers[strings.LastIndex(brokers, "/")+1:]
}

// end stops everything.
func (c *chaos) end() {
	for _, m := range c.robots {
		m.kill()
	}
	c.w.kill()
	for _, b := range c.brokers {
		b.kill()
	}
	if c.disk != "" {
		if err := syscall.Unmount(c.disk, 0); err != nil {
			c.t.Error(err)
		}
	}
	if !c.t.Failed() {
		return
	}
	for _, b := range c.brokers {
		c.t.Logf("%s:\n%s", b.log, tail(b.log))
	}
	for _, m := range c.robots {
		c.t.Logf("%s:\n%s", m.dir, tail(m.dir+".log"))
	}
}

func tail(file string) string {
	const most = 3000
	text, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-most):])
}

// run does harm, then waits until everything has arrived, and counts.
func (c *chaos) run(d time.Duration) (tally, time.Duration) {
	c.t.Helper()
	begin := time.Now()
	part := func(n, of int) bool { return time.Since(begin).Seconds() > d.Seconds()*float64(n)/float64(of) }
	for step := 0; !part(1, 1); step++ {
		time.Sleep(200*time.Millisecond + rand.N(1200*time.Millisecond))
		switch {
		case part(1, 6) && c.done.clock == 0:
			c.clockBack()
		case part(2, 6) && !exists(c.backup):
			c.command("backup", "--config", c.w.made, c.backup)
		case part(3, 6) && c.done.full == 0:
			c.fullDisk()
		case part(4, 6) && c.done.restored == 0:
			c.restore()
		case part(5, 6) && c.done.all == 0 && len(c.brokers) > 0:
			c.killBrokers()
		default:
			c.harm(step)
		}
	}
	for _, m := range c.robots {
		m.unset("open")
	}
	healed := time.Now()
	var n tally
	for deadline := healed.Add(4 * time.Minute); time.Now().Before(deadline); time.Sleep(500 * time.Millisecond) {
		if n = count(c.w, c.robots); n.whole() {
			break
		}
	}
	drained := time.Since(healed)
	c.t.Logf("%v; drained in %v", n, drained)
	if !n.whole() || n.accepted == 0 {
		c.t.Errorf("got %v, want everything stored once", n)
	}
	c.command("verify", "--config", c.w.made)
	return n, drained
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// harm does one of the small things, each in its turn.
func (c *chaos) harm(step int) {
	switch p := c.paths[rand.N(len(c.paths))]; step % 6 {
	case 0:
		c.w.kill()
		time.Sleep(rand.N(time.Second))
		c.w.start()
		c.done.ward++
	case 1, 4:
		m := c.robots[rand.N(len(c.robots))]
		m.kill()
		time.Sleep(rand.N(time.Second))
		m.start()
		c.done.robot++
	case 2:
		p.cut.Store(true)
		p.drop()
		time.Sleep(rand.N(2 * time.Second))
		p.cut.Store(false)
		c.done.cut++
	case 3:
		if len(c.brokers) == 0 {
			return // it dies with wardd
		}
		b := c.brokers[rand.N(len(c.brokers))]
		b.kill()
		time.Sleep(rand.N(2 * time.Second))
		b.start()
		c.done.broker++
	case 5:
		p.slow.Store(true)
		time.Sleep(2 * time.Second)
		p.slow.Store(false)
		c.done.slow++
	}
}
