package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aead.dev/minisign"

	"tiepdan/agent/flash"
)

// plug is a machine with one stick, 8 MiB in a file, and a signed image.
func plug(t *testing.T) (m flash.Host, image, key string) {
	t.Helper()
	root, dir := t.TempDir(), t.TempDir()
	put := func(name, text string) {
		if err := errors.Join(os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o700), os.WriteFile(filepath.Join(root, name), []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	put("proc/self/mountinfo", "")
	put("sys/block/sdb/size", "16384")
	put("sys/block/sdb/removable", "1")
	put("sys/block/sdb/device/model", "Stick")
	put("sys/block/sda/size", "16384")
	put("dev/sdb", string(make([]byte, 8<<20)))
	public, private, err := minisign.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := public.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	image, key = filepath.Join(dir, "tiepdan.img"), filepath.Join(dir, "key.pub")
	data := bytes.Repeat([]byte("tiepdan "), 1<<17)
	r := minisign.NewReader(bytes.NewReader(data))
	if _, err := io.Copy(io.Discard, r); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(image, data, 0o600), os.WriteFile(image+".minisig", r.Sign(private), 0o600), os.WriteFile(key, text, 0o600)); err != nil {
		t.Fatal(err)
	}
	m = flash.Host{Root: root, Open: func(path string) (flash.Device, error) {
		f, err := os.OpenFile(filepath.Join(root, path), os.O_RDWR, 0)
		return stick{f}, err
	}}
	return m, image, key
}

// stick is a file that takes a disk's place.
type stick struct{ *os.File }

func (s stick) Edit() flash.Editor   { return s.File }
func (s stick) Size() (int64, error) { return s.Seek(0, io.SeekEnd) }
func (s stick) Forget() error        { return nil }

// flashes runs the command on a machine.
func flashes(t *testing.T, m flash.Host, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	cmd := flashCommand(m)
	var out, said bytes.Buffer
	cmd.SetArgs(args)
	cmd.SetIn(strings.NewReader("sdb\n")) // nobody at a terminal
	cmd.SetOut(&out)
	cmd.SetErr(&said)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err = cmd.ExecuteContext(t.Context())
	return out.String(), said.String(), err
}

func TestFlashLists(t *testing.T) {
	t.Parallel()
	m, image, _ := plug(t)
	out, _, err := flashes(t, m, image)
	if err != nil || !strings.Contains(out, "Stick") || !strings.Contains(out, "no: it is built in, not removable: if it is the right one, add --force-fixed") {
		t.Errorf("got %v, %s, want both disks, and why one cannot be written", err, out)
	}
	out, _, err = flashes(t, m, image, "--json")
	var got struct {
		Need  int64
		Disks []struct {
			Path     string
			Refusals []flash.Refusal
		}
	}
	if bad := json.Unmarshal([]byte(out), &got); bad != nil || err != nil || len(got.Disks) != 2 || len(got.Disks[0].Refusals) != 1 || len(got.Disks[1].Refusals) != 0 || got.Need != 1<<20 {
		t.Errorf("got %v, %v, %s, want the same for programs", err, bad, out)
	}
}

func TestFlashListFails(t *testing.T) {
	t.Parallel()
	m, image, _ := plug(t)
	out, _, err := flashes(t, m, image+".none", "--json")
	var got struct{ Error string }
	if bad := json.Unmarshal([]byte(out), &got); bad != nil || err == nil || !strings.Contains(got.Error, image+".none") {
		t.Errorf("got %v, %v, %s, want the reason for programs too", err, bad, out)
	}
}

func TestFlashCommand(t *testing.T) {
	t.Parallel()
	m, image, key := plug(t)
	out, said, err := flashes(t, m, image, "sdb", "--pubkey", key, "--yes", "--json")
	var r flash.Report
	if bad := json.Unmarshal([]byte(out), &r); bad != nil || err != nil || r.Holds != flash.HoldsComplete || len(r.Steps) != 5 {
		t.Fatalf("got %v, %v, %s, want it all done", err, bad, out)
	}
	if !strings.Contains(said, "write: 1.0 MB of 1.0 MB, 100 %\n") || !strings.Contains(said, "verify: 1.0 MB of 1.0 MB, 100 %\n") || strings.Contains(said, "\r") {
		t.Errorf("got %q, want plain lines off a terminal", said)
	}
	disk, err := os.ReadFile(filepath.Join(m.Root, "dev/sdb"))
	if err != nil || !bytes.HasPrefix(disk, []byte("tiepdan tiepdan ")) {
		t.Errorf("got %v, want the image on the disk", err)
	}
}

func TestFlashCommandRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		args []string
		want string
	}{
		{"without a key", []string{"sdb", "--yes"}, "--pubkey"},
		{"without a word", []string{"sdb", "KEY"}, "add --yes"},
		{"a disk that is built in", []string{"sda", "KEY", "--yes"}, "--force-fixed"},
		{"a disk that is not there", []string{"sdz", "KEY", "--yes"}, "no such disk"},
		{"a seed without a configuration", []string{"sdb", "KEY", "--yes", "--unit", "kb-01"}, "config: missing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, image, key := plug(t)
			args := []string{image}
			for _, a := range tt.args {
				if a == "KEY" {
					args = append(args, "--pubkey")
					a = key
				}
				args = append(args, a)
			}
			if _, _, err := flashes(t, m, args...); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			out, _, err := flashes(t, m, append(args, "--json")...)
			var r flash.Report
			if bad := json.Unmarshal([]byte(out), &r); bad != nil || err == nil || !strings.Contains(r.Error, tt.want) || r.Holds != flash.HoldsBefore || len(r.Steps) != 5 {
				t.Errorf("for programs: got %q, %v, %v, want the reason in one object", out, bad, err)
			}
			if refused := strings.HasPrefix(tt.name, "a disk"); refused != (len(r.Refusals) == 1) {
				t.Errorf("for programs: got %+v as why the disk is not written", r.Refusals)
			}
			disk, err := os.ReadFile(filepath.Join(m.Root, "dev/sdb"))
			if err != nil || !bytes.Equal(disk, make([]byte, 8<<20)) {
				t.Errorf("got %v, or another disk, want it left alone", err)
			}
		})
	}
}
