package main_test

import (
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tiepdan/kiosk"
)

// TestFromAfar: what a technician asks of a running robot with kioskctl.
func TestFromAfar(t *testing.T) {
	t.Parallel()
	r := (&rig{t: t, root: t, dir: t.TempDir()}).begin()
	r.until("the home screen", func(v kiosk.View) bool { return v.Screen == kiosk.ScreenHome })
	ctl := filepath.Join(bin, "kioskctl")
	about := []string{"--config", r.config}

	r.press("Tìm thủ tục", screenIs(kiosk.ScreenFind))
	if out := r.tool(ctl, append([]string{"logs", "--grep", "msg=frame"}, about...)...); !strings.Contains(out, "visit=") {
		t.Errorf("logs: got %q, want pictures of a visit", out)
	}
	file := filepath.Join(r.dir, "screen.png")
	r.tool(ctl, append([]string{"screen", file}, about...)...)
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if img, err := png.Decode(f); err != nil || img.Bounds().Size() != r.size {
		t.Errorf("screen: got %v, want a picture of %v", err, r.size)
	}
	if out := r.tool(ctl, append([]string{"update", "status"}, about...)...); !strings.Contains(out, "wanted  nothing") {
		t.Errorf("update status: got %q", out)
	}
	bundle := filepath.Join(r.dir, "support.tar.gz")
	r.tool(ctl, append([]string{"bundle", bundle}, about...)...)
	list, err := exec.Command("tar", "-xOzf", bundle, "--wildcards", "*/contents.txt", "*/config.toml", "*/log.txt").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"doctor.txt", "metrics.txt", "update.json", `ward = "Phường Cửa Nam"`, "the first frame is on screen"} {
		if !strings.Contains(string(list), want) {
			t.Errorf("the bundle lacks %q", want)
		}
	}
	if strings.Contains(string(list), "$2a$") {
		t.Error("a PIN's hash is in the bundle")
	}
	// A visitor stands there, and no installer is on this machine either: it waits.
	release := filepath.Join(r.dir, "release.raucb") // shaped like one: data, a signature, its length
	if err := os.WriteFile(release, []byte("squashfs0signature\x00\x00\x00\x00\x00\x00\x00\x0a"), 0o600); err != nil {
		t.Fatal(err)
	}
	install := exec.Command(ctl, append([]string{"update", "install", release}, about...)...)
	said, err := install.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := install.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 200)
	if n, err := said.Read(line); err != nil || !strings.Contains(string(line[:n]), "waiting until nobody is served") {
		t.Errorf("install: got %q, %v", line[:n], err)
	}
	_ = install.Process.Kill()
	_ = install.Wait()
	if files, err := filepath.Glob(filepath.Join(r.dir, "state", "update", "*")); err != nil || len(files) != 0 {
		t.Errorf("got %v, %v: want nothing remembered of it", files, err)
	}
}
