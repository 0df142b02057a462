package image_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"image/png"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// A technician is somebody with a key.
type technician struct{ ssh.Signer }

func newTechnician(t *testing.T) technician {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return technician{s}
}

// in comes in by ssh as a user, at a unit whose own key has a fingerprint.
func (who technician) in(m *machine, user, fingerprint string) (*ssh.Client, error) {
	return ssh.Dial("tcp", m.ssh, &ssh.ClientConfig{
		User: user, Auth: []ssh.AuthMethod{ssh.PublicKeys(who)}, Timeout: time.Minute,
		HostKeyCallback: func(_ string, _ net.Addr, key ssh.PublicKey) error {
			if got := ssh.FingerprintSHA256(key); got != fingerprint {
				return fmt.Errorf("the unit's key is %s, want %s", got, fingerprint)
			}
			return nil
		},
	})
}

// says runs a command on the unit from afar; its errors go to the log.
func says(t *testing.T, c *ssh.Client, command string) ([]byte, error) {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		return nil, err
	}
	defer func() { _ = s.Close() }()
	var wrong bytes.Buffer
	s.Stderr = &wrong
	out, err := s.Output(command)
	if err != nil {
		err = fmt.Errorf("%q: %w: %s", command, err, wrong.String())
	}
	return out, err
}

// TestImageAfar is a technician at her chair: her key came with the seed, and all that
// she needs to find a fault goes over ssh. Nobody else comes in.
func TestImageAfar(t *testing.T) {
	she, other := newTechnician(t), newTechnician(t)
	m := boot(t, newDisk(t, filepath.Join(artefacts(t), "disk.img")))
	m.answers()
	m.run("mkdir -p /run/simdisk && mount -o ro /dev/disk/by-id/virtio-sim /run/simdisk")
	if out := m.run("ss -Hltn | grep -c ':22 ' || true"); out != "0" {
		t.Errorf("%s listen for ssh on a unit without keys, want none", out)
	}
	m.run(fmt.Sprintf("echo '%s' >/run/keys && mkdir -p /boot/efi/TIEPDAN && kioskctl seed make --out /boot/efi/TIEPDAN/SEED.TAR --config /run/simdisk/full.toml "+
		"--technician-keys /run/keys && sync", strings.TrimSpace(string(ssh.MarshalAuthorizedKey(she.PublicKey())))))
	m.reboot()
	m.furnish("full.toml", "all")
	m.says("systemctl is-active tiepdan-ssh.socket", "active", bootLimit)
	told := m.run("cat /boot/efi/TIEPDAN/RESULT.TXT")
	_, fingerprint, found := strings.Cut(told, "own key is ")
	if fingerprint, _, _ = strings.Cut(fingerprint, "\r"); !found {
		t.Fatalf("RESULT.TXT says %q, want the unit's key", told)
	}

	for _, tt := range []struct {
		name, user string
		who        technician
	}{{"another key", "technician", other}, {"root", "root", she}, {"the agent's user", "kiosk", she}} {
		if c, err := tt.who.in(m, tt.user, fingerprint); err == nil {
			_ = c.Close()
			t.Errorf("%s came in, want nobody", tt.name)
		} else if !strings.Contains(err.Error(), "unable to authenticate") {
			t.Errorf("%s: %v, want it refused", tt.name, err)
		}
	}
	var c *ssh.Client
	m.until("the technician is in", time.Minute, func() (err error) {
		c, err = she.in(m, "technician", fingerprint)
		return err
	})
	defer func() { _ = c.Close() }()
	m.shows(bootLimit)
	afarTools(t, c)
	afarDrive(t, c)
	afarUpdate(m, c)
	for _, command := range []string{"sudo -n id", "touch /data/x", "touch /etc/tiepdan/x", "cat /etc/shadow", "kill -9 $(pgrep -x kioskd || echo 1)"} {
		if out, err := says(t, c, command); err == nil {
			t.Errorf("%q went well: %s, want it refused", command, out)
		}
	}
	_ = c.Close()
	m.says("grep -lx sshd /proc/[0-9]*/comm | wc -l", "0", time.Minute)

	// The disk comes with a seed that names nobody.
	m.run("kioskctl seed make --out /boot/efi/TIEPDAN/NEW --config /run/simdisk/full.toml && mv /boot/efi/TIEPDAN/NEW /boot/efi/TIEPDAN/SEED.TAR && sync")
	m.reboot()
	m.wantSlot("B") // what she has installed
	m.says("systemctl is-active tiepdan-ssh.socket; ss -Hltn | grep -c ':22 '", "inactive\n0", bootLimit)
}

// afarTools are the tools that look.
func afarTools(t *testing.T, c *ssh.Client) {
	t.Helper()
	for _, tt := range []struct{ command, want string }{
		{"kioskctl logs", "the first frame is on screen"},
		{"journalctl -q -b -u kioskd -o cat -n 500", "the first frame is on screen"},
		{"kioskctl update status", "runs "},
		{"kioskctl config check /etc/tiepdan/tiepdan.toml", "tiepdan.toml"},
		{"kioskctl doctor --lang en || [ $? -lt 4 ]", "Technicians come in from afar: ssh technician@10.0.2.15"},
		{"sudo -n kioskctl doctor --only disk --lang en || [ $? -lt 4 ]", "isk"},
	} {
		if out, err := says(t, c, tt.command); err != nil || !strings.Contains(string(out), tt.want) {
			t.Errorf("%q: %v, %d bytes, want %q: %.600s", tt.command, err, len(out), tt.want, out)
		}
	}
	picture, err := says(t, c, "kioskctl screen -")
	if err != nil {
		t.Fatal(err)
	}
	if p, err := png.Decode(bytes.NewReader(picture)); err != nil || p.Bounds().Dx() != 1920 {
		t.Errorf("the screen from afar: %v, want a picture of 1920 pixels", err)
	}
	bundle, err := says(t, c, "sudo -n kioskctl bundle -")
	if err != nil {
		t.Fatal(err)
	}
	sizes := packed(t, bundle)
	for _, part := range []string{"about.txt", "config.toml", "doctor.txt", "log.txt", "metrics.txt", "update.json", "journal.txt", "kernel.txt", "network.txt"} {
		if sizes[part] == 0 {
			t.Errorf("the bundle has no %s: %v", part, sizes)
		}
	}
	t.Logf("picture %d bytes, bundle %d bytes with %d files", len(picture), len(bundle), len(sizes))
}

// afarUpdate installs what she has brought: somebody else's is refused.
func afarUpdate(m *machine, c *ssh.Client) {
	m.t.Helper()
	const brought = "/var/lib/tiepdan/incoming/"
	install := func(bundle string) ([]byte, error) {
		return says(m.t, c, "cp /run/simdisk/"+bundle+" "+brought+" && kioskctl update install "+brought+bundle)
	}
	if out, err := install("foreign.raucb"); err == nil || !strings.Contains(err.Error(), "ignature") {
		m.t.Errorf("a bundle of another key: %v, %s, want it refused", err, out)
	}
	if out, err := install("b.raucb"); err != nil || !strings.Contains(string(out), "installed") {
		m.t.Errorf("a bundle that she brought: %v, %s, want it installed", err, out)
	}
}

// packed are the sizes of a bundle's files.
func packed(t *testing.T, bundle []byte) map[string]int64 {
	t.Helper()
	gz, err := gzip.NewReader(bytes.NewReader(bundle))
	if err != nil {
		t.Fatalf("the bundle: %v", err)
	}
	sizes := map[string]int64{}
	for r := tar.NewReader(gz); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return sizes
		}
		if err != nil {
			t.Fatalf("the bundle: %v", err)
		}
		sizes[filepath.Base(h.Name)] = h.Size
	}
}

// afarDrive holds a key down at a terminal, and lets it go.
func afarDrive(t *testing.T, c *ssh.Client) {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.RequestPty("xterm", 24, 100, ssh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	keys, err := s.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	shown := &shown{}
	s.Stdout, s.Stderr = shown, shown
	if err := s.Start("kioskctl drive --lang en"); err != nil {
		t.Fatal(err)
	}
	hold := time.NewTicker(60 * time.Millisecond)
	defer hold.Stop()
	for end := time.Now().Add(2 * time.Minute); !strings.Contains(shown.text(), "Robot:    moves") && time.Now().Before(end); <-hold.C {
		_, _ = keys.Write([]byte("a")) // a turn needs the least room
	}
	if !strings.Contains(shown.text(), "Robot:    moves") {
		t.Errorf("no drive from afar: the terminal shows %.1500q", shown.text())
	}
	_, _ = keys.Write([]byte("q"))
	if err := s.Wait(); err != nil {
		t.Errorf("the drive ended with %v: %.1500q", err, shown.text())
	}
}

// shown is what a terminal shows, written and read by two.
type shown struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (s *shown) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Write(p)
}

func (s *shown) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.String()
}
