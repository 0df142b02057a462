package image_test

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The firmware of Debian's package ovmf, and what it keeps between boots.
const (
	firmware     = "/usr/share/OVMF/OVMF_CODE_4M.fd"
	firmwareVars = "/usr/share/OVMF/OVMF_VARS_4M.fd"
)

// processor is a plain one: what emulates the instructions of newer ones is slow.
const processor = "qemu64,+rdrand"

// bootLimit is how long an emulated processor may take until the guest answers.
const bootLimit = 8 * time.Minute

// A disk is a robot's disk that outlives the machine it is in.
type disk struct{ dir, file, vars string }

// newDisk lays an empty layer over an image, which is left as it is.
func newDisk(t *testing.T, image string) disk {
	t.Helper()
	dir := t.TempDir()
	d := disk{dir: dir, file: filepath.Join(dir, "disk.qcow2"), vars: filepath.Join(dir, "vars.fd")}
	tool(t, "qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", image, d.file, "16G")
	tool(t, "cp", firmwareVars, d.vars)
	return d
}

func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("cannot run %s %s: %v: %s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// A machine is a robot in QEMU. When the guest resets itself QEMU ends, and the
// next one is started with the same disk: Debian's firmware does not always
// survive a reset of the emulated machine.
type machine struct {
	t      *testing.T
	disk   disk
	dir    string
	cmd    *exec.Cmd
	ended  chan error
	qmp    *qmp
	guest  net.Conn
	answer *bufio.Reader
	began  time.Time // when the power came, the last time
	starts int
	calls  int
	ssh    string // of the host, forwarded to the guest's
	over   bool
}

// boot starts a machine with the disk.
func boot(t *testing.T, d disk) *machine {
	t.Helper()
	m := &machine{t: t, disk: d}
	t.Cleanup(m.cut)
	m.power()
	return m
}

// power starts QEMU.
func (m *machine) power() {
	m.t.Helper()
	m.starts++
	m.ssh = freeAddress(m.t)
	m.dir, m.began, m.ended, m.over = m.t.TempDir(), time.Now(), make(chan error, 1), false
	serial := fmt.Sprintf("%s-%d.serial.log", m.t.Name(), m.began.Unix())
	args := []string{
		"-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", processor, "-smp", "2", "-m", "2048", "-nodefaults", "-display", "none", "-no-reboot",
		"-drive", "if=pflash,format=raw,readonly=on,file=" + firmware,
		"-drive", "if=pflash,format=raw,file=" + m.disk.vars,
		"-drive", "if=none,id=disk,format=qcow2,file=" + m.disk.file, "-device", "virtio-blk-pci,drive=disk,bootindex=0",
		"-drive", "if=none,id=sim,format=raw,readonly=on,file=" + filepath.Join(artefacts(m.t), "sim.img"), "-device", "virtio-blk-pci,drive=sim,serial=sim",
		"-device", "VGA,edid=on,xres=1920,yres=1080,vgamem_mb=32",
		"-device", "virtio-serial-pci", "-chardev", "socket,id=test,server=on,wait=off,path=" + filepath.Join(m.dir, "test"),
		"-device", "virtserialport,chardev=test,name=tiepdan.test",
		"-netdev", "user,id=net,restrict=on,hostfwd=tcp:" + m.ssh + "-:22", "-device", "virtio-net-pci,netdev=net",
		"-device", "i6300esb", "-action", "watchdog=reset",
		"-device", "qemu-xhci", "-device", "usb-tablet",
		"-serial", "file:" + filepath.Join(logs(m.t), serial),
		"-qmp", "unix:" + filepath.Join(m.dir, "qmp") + ",server=on,wait=off",
	}
	m.cmd = exec.Command("qemu-system-x86_64", args...)
	m.cmd.Stderr = os.Stderr
	if err := m.cmd.Start(); err != nil {
		m.t.Fatalf("cannot start QEMU: %v", err)
	}
	cmd, ended := m.cmd, m.ended
	go func() { ended <- cmd.Wait() }()
	m.qmp = dialQMP(m.t, filepath.Join(m.dir, "qmp"))
	m.hangUp()
}

// freeAddress is one on which nobody listens now.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("cannot find a port: %v", err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// hangUp ends the connection to the guest; the next question makes another.
func (m *machine) hangUp() {
	if m.guest != nil {
		_ = m.guest.Close()
		m.guest = nil
	}
}

// dial waits for a socket of QEMU.
func dial(t *testing.T, path string) net.Conn {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		conn, err := dialOnce(t, path)
		if err == nil {
			t.Cleanup(func() { _ = conn.Close() })
			return conn
		}
		if time.Now().After(end) {
			t.Fatalf("cannot reach QEMU: %v", err)
		}
	}
}

// cut takes the power away.
func (m *machine) cut() {
	if m.over || m.cmd == nil || m.cmd.Process == nil {
		return
	}
	m.over = true
	_ = m.cmd.Process.Kill()
	<-m.ended
}

// errSilent means that the guest did not answer in time.
var errSilent = errors.New("the guest does not answer")

// ask runs a command in the guest, as root, and returns what it wrote and its
// exit code. An answer to an earlier question is passed over.
func (m *machine) ask(command string, limit time.Duration) (out string, code int, err error) {
	defer func() {
		if err != nil { // a line that was cut short, or a port that sleeps: begin afresh
			m.hangUp()
		}
	}()
	if m.guest == nil {
		if m.guest, err = dialOnce(m.t, filepath.Join(m.dir, "test")); err != nil {
			return "", 0, fmt.Errorf("%w: %w", errSilent, err)
		}
		m.answer = bufio.NewReader(m.guest)
	}
	m.calls++
	id := strconv.Itoa(m.calls)
	line := id + " " + base64.StdEncoding.EncodeToString([]byte(command)) + "\n"
	if err := m.guest.SetDeadline(time.Now().Add(limit)); err != nil {
		return "", 0, fmt.Errorf("cannot ask the guest: %w", err)
	}
	if _, err := m.guest.Write([]byte(line)); err != nil {
		return "", 0, fmt.Errorf("%w: %w", errSilent, err)
	}
	for {
		reply, err := m.answer.ReadString('\n')
		if err != nil {
			return "", 0, fmt.Errorf("%w: %w", errSilent, err)
		}
		fields := strings.Fields(reply)
		if len(fields) < 2 || fields[0] != id {
			continue
		}
		if code, err = strconv.Atoi(fields[1]); err != nil {
			continue
		}
		if len(fields) == 3 {
			raw, _ := base64.StdEncoding.DecodeString(fields[2])
			out = strings.TrimSpace(string(raw))
		}
		return out, code, nil
	}
}

// run is ask for what must work.
func (m *machine) run(command string) string {
	m.t.Helper()
	out, code, err := m.ask(command, 10*time.Minute)
	if err != nil || code != 0 {
		m.t.Fatalf("in the guest, %q: exit code %d, %v: %s", command, code, err, out)
	}
	return out
}

// answers waits until the guest takes commands, after a boot or a reset.
func (m *machine) answers() {
	m.t.Helper()
	m.until("the guest answers", bootLimit, func() error {
		_, _, err := m.ask("true", 5*time.Second)
		return err
	})
}

// until asks again and again, as long as it may take.
func (m *machine) until(what string, limit time.Duration, ok func() error) time.Duration {
	m.t.Helper()
	began := time.Now()
	for {
		err := ok()
		if err == nil {
			took := time.Since(began)
			m.t.Logf("%5.0f s after power-on: %s (waited %.0f s)", time.Since(m.began).Seconds(), what, took.Seconds())
			return took
		}
		select {
		case <-m.ended:
			m.t.Logf("the machine reset itself, %.0f s after power-on", time.Since(m.began).Seconds())
			m.power()
		default:
		}
		if time.Since(began) > limit {
			m.t.Fatalf("%s: not within %v: %v", what, limit, err)
		}
		time.Sleep(500 * time.Millisecond)
	}
}

// says waits until a command in the guest writes what is wanted.
func (m *machine) says(command, want string, limit time.Duration) time.Duration {
	m.t.Helper()
	return m.until(fmt.Sprintf("%q says %q", command, want), limit, func() error {
		out, _, err := m.ask(command, 15*time.Second)
		if err == nil && out != want {
			err = fmt.Errorf("it says %q", out)
		}
		return err
	})
}

// reboot is asked for inside; the machine stays.
func (m *machine) reboot() {
	m.t.Helper()
	before := m.run("cat /proc/sys/kernel/random/boot_id")
	_, _, _ = m.ask("systemctl reboot", 20*time.Second)
	m.rebooted(before)
}

// rebooted waits until another boot answers.
func (m *machine) rebooted(before string) {
	m.t.Helper()
	m.until("another boot answers", bootLimit, func() error {
		out, code, err := m.ask("cat /proc/sys/kernel/random/boot_id", 5*time.Second)
		if err == nil && (code != 0 || out == before) {
			err = errors.New("it is still the same boot")
		}
		return err
	})
}

func dialOnce(t *testing.T, path string) (net.Conn, error) {
	t.Helper()
	var dialer net.Dialer
	return dialer.DialContext(t.Context(), "unix", path)
}

func artefacts(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("TIEPDAN_IMAGE_TEST")
	if dir == "" {
		t.Skip("make test-image runs this: it boots the image in QEMU for half an hour")
	}
	return dir
}

// logs is where serial lines and pictures are kept.
func logs(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(artefacts(t), "log")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		t.Fatalf("cannot keep logs: %v", err)
	}
	return dir
}
