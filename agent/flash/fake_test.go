package flash_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"aead.dev/minisign"
	"github.com/klauspost/compress/zstd"

	"tiepdan/agent/flash"
)

// machine is a tree like /sys and /proc, with files for disks.
type machine struct {
	t    *testing.T
	root string
	// bad is called before each use of a disk's medium; an error is the disk's.
	bad func(what string, at int64, p []byte) error

	mu    sync.Mutex
	taken map[string]int
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	m := &machine{t: t, root: t.TempDir(), taken: map[string]int{}}
	m.put("proc/self/mountinfo", "")
	m.put("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n")
	for _, dir := range []string{"sys/block", "dev/disk/by-id"} {
		if err := os.MkdirAll(filepath.Join(m.root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func (m *machine) put(name, text string) {
	m.t.Helper()
	path := filepath.Join(m.root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		m.t.Fatal(err)
	}
}

// more adds a line to a file.
func (m *machine) more(name, line string) {
	m.t.Helper()
	old, err := os.ReadFile(filepath.Join(m.root, name))
	if err != nil {
		m.t.Fatal(err)
	}
	m.put(name, string(old)+line+"\n")
}

// stick plugs a USB stick in, with two partitions.
func (m *machine) stick(name string, size int64) {
	m.t.Helper()
	dir := "sys/devices/pci0000:00/usb1/1-2/1-2:1.0/host0/block/" + name
	m.put("sys/devices/pci0000:00/usb1/1-2/idVendor", "0781\n")
	m.put("sys/devices/pci0000:00/usb1/1-2/serial", "4C530001\n")
	m.disk(name, dir, size)
	m.put(dir+"/removable", "1\n")
	m.put(dir+"/device/vendor", "SanDisk \n")
	m.put(dir+"/device/model", "Ultra Fit       \n")
	m.put(dir+"/device/delete", "")
	for i := range 2 {
		part := fmt.Sprintf("%s/%s%d", dir, name, i+1)
		m.put(part+"/partition", fmt.Sprint(i+1))
		m.put(part+"/size", "2048\n")
		m.put(part+"/dev", fmt.Sprintf("8:%d\n", 17+i))
	}
}

// disk makes what every disk has.
func (m *machine) disk(name, dir string, size int64) {
	m.t.Helper()
	m.put(dir+"/size", fmt.Sprintln(size/512))
	m.put(dir+"/ro", "0\n")
	m.put(dir+"/dev", "8:16\n")
	m.put(dir+"/diskseq", "9\n")
	m.put(dir+"/queue/logical_block_size", "512\n")
	if err := os.Symlink(filepath.Join("..", strings.TrimPrefix(dir, "sys/")), filepath.Join(m.root, "sys/block", name)); err != nil {
		m.t.Fatal(err)
	}
	m.put("dev/"+name, "")
	if err := os.Truncate(filepath.Join(m.root, "dev", name), size); err != nil {
		m.t.Fatal(err)
	}
	// What was on it before.
	m.scribble(filepath.Join(m.root, "dev", name), size)
}

func (m *machine) scribble(name string, size int64) {
	m.t.Helper()
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		m.t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt(bytes.Repeat([]byte{0xA5}, 1<<20), max(0, size-1<<20)); err != nil {
		m.t.Fatal(err)
	}
}

func (m *machine) host() flash.Host {
	return flash.Host{Root: m.root, Open: func(path string) (flash.Device, error) {
		f, err := os.OpenFile(filepath.Join(m.root, path), os.O_RDWR, 0)
		if err != nil {
			return nil, err
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		m.taken[path]++
		return &medium{File: f, m: m}, nil
	}}
}

func (m *machine) opened(path string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.taken[path]
}

// medium is a file that takes the place of a disk, as strict as one.
type medium struct {
	*os.File

	m *machine
}

func strict(p []byte, at int64) error {
	if len(p)%512 != 0 || at%flash.Align != 0 {
		return fmt.Errorf("%d bytes at %d: %w", len(p), at, syscall.EINVAL)
	}
	return nil
}

func (d *medium) WriteAt(p []byte, at int64) (int, error) {
	if err := strict(p, at); err != nil {
		return 0, err
	}
	if d.m.bad != nil {
		if err := d.m.bad("write", at, p); err != nil {
			return 0, err
		}
	}
	return d.File.WriteAt(p, at)
}

func (d *medium) ReadAt(p []byte, at int64) (int, error) {
	if err := strict(p, at); err != nil {
		return 0, err
	}
	n, err := d.File.ReadAt(p, at)
	if d.m.bad != nil {
		if bad := d.m.bad("read", at, p[:n]); bad != nil {
			return 0, bad
		}
	}
	return n, err
}

func (d *medium) Edit() flash.Editor   { return editor{d} }
func (d *medium) Size() (int64, error) { return d.Seek(0, io.SeekEnd) }
func (d *medium) Sync() error {
	if d.m.bad != nil {
		if err := d.m.bad("sync", 0, nil); err != nil {
			return err
		}
	}
	return d.File.Sync()
}
func (d *medium) Forget() error { return d.File.Sync() }

// editor goes to any place.
type editor struct{ d *medium }

func (e editor) ReadAt(p []byte, at int64) (int, error) { return e.d.File.ReadAt(p, at) }
func (e editor) WriteAt(p []byte, at int64) (int, error) {
	if e.d.m.bad != nil {
		if err := e.d.m.bad("edit", at, p); err != nil {
			return 0, err
		}
	}
	return e.d.File.WriteAt(p, at)
}

// signer signs images.
type signer struct {
	public  minisign.PublicKey
	private minisign.PrivateKey
}

func newSigner(t *testing.T) signer {
	t.Helper()
	public, private, err := minisign.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return signer{public, private}
}

// image writes a signed image; its bytes come back.
func (s signer) image(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	file := data
	if strings.HasSuffix(name, ".zst") {
		w, err := zstd.NewWriter(nil)
		if err != nil {
			t.Fatal(err)
		}
		file = w.EncodeAll(data, nil)
	}
	r := minisign.NewReader(bytes.NewReader(file))
	if _, err := io.Copy(io.Discard, r); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(path, file, 0o600), os.WriteFile(path+".minisig", r.SignWithComments(s.private, "tiepdan 1.0", ""), 0o600)); err != nil {
		t.Fatal(err)
	}
	return path
}

// noise is an image without partitions.
func noise(size int) []byte {
	data, r := make([]byte, size), rand.New(rand.NewPCG(1, 2))
	for i := 0; i+8 <= size; i += 8 {
		binary.LittleEndian.PutUint64(data[i:], r.Uint64())
	}
	return data
}

// flashing is a job on a machine with one stick.
func flashing(t *testing.T, m *machine, s signer, image string) flash.Job {
	t.Helper()
	d, err := m.host().Choose("/dev/sdb", flash.Wish{})
	if err != nil {
		t.Fatal(err)
	}
	return flash.Job{Host: m.host(), Image: image, Key: s.public, Disk: d, Progress: func(flash.Name, int64, int64) {}}
}

func runs(t *testing.T, j flash.Job) (flash.Report, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	return flash.Run(ctx, j)
}

// states are the steps of a report in short.
func states(r flash.Report) string {
	var all []string
	for _, s := range r.Steps {
		all = append(all, string(s.Name)+" "+string(s.State))
	}
	return strings.Join(all, ", ")
}
