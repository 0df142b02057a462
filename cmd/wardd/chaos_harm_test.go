package main_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// clockBack sets the clock of a robot back by hours, then puts it right.
func (c *chaos) clockBack() {
	for i, back := range []string{"2h", "26h", "480000h"} {
		c.robots[i].set("clock", back)
	}
	time.Sleep(time.Second)
	for _, m := range c.robots {
		m.unset("clock")
	}
	c.done.clock++
}

// killBrokers kills the ward and every broker at once, as a power cut does.
func (c *chaos) killBrokers() {
	c.w.kill()
	for _, b := range c.brokers {
		b.kill()
	}
	for _, b := range c.brokers {
		b.start()
	}
	c.w.start()
	c.done.all++
}

// restore gives the ward an older backup.
func (c *chaos) restore() {
	c.t.Helper()
	c.w.kill()
	c.command("restore", "--config", c.w.made, "--replace", c.backup)
	c.w.start()
	c.done.restored++
}

// ownDisk puts the ward's folder on a small disk in memory, if we may.
func (c *chaos) ownDisk() {
	c.t.Helper()
	state := filepath.Join(c.w.dir, "state")
	before := state + "-made"
	if err := os.Rename(state, before); err != nil {
		c.t.Fatal(err)
	}
	if err := os.Mkdir(state, 0o700); err != nil {
		c.t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", state, "tmpfs", 0, "size=96m,mode=700"); err == nil {
		c.disk = state
	}
	if err := os.CopyFS(state, os.DirFS(before)); err != nil {
		c.t.Fatal(err)
	}
	for _, name := range []string{"commands.key"} { // CopyFS widens modes by the umask
		if err := os.Chmod(filepath.Join(state, name), 0o600); err != nil {
			c.t.Fatal(err)
		}
	}
}

// fullDisk leaves no room on the ward's disk for some seconds.
func (c *chaos) fullDisk() {
	c.t.Helper()
	if c.disk == "" {
		c.t.Log("no full disk: only root can give the ward a small disk")
		c.done.full = -1
		return
	}
	ballast := filepath.Join(c.disk, "ballast")
	file, err := os.Create(ballast)
	if err != nil {
		c.t.Fatal(err)
	}
	for err == nil {
		_, err = file.Write(make([]byte, 16<<10))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		c.t.Errorf("got %v, want a full disk", err)
	}
	file.Close()
	for _, m := range c.robots {
		m.set("rush", "")
	}
	eventually(c.t, "the ward notices the full disk", func() bool {
		said := c.w.said()
		return strings.Contains(said, "store cannot be written") || strings.Contains(said, "no space left on device") || c.w.gone()
	})
	time.Sleep(6 * time.Second) // longer than the broker inside waits before it tries again
	for _, m := range c.robots {
		m.unset("rush")
	}
	if err := os.Remove(ballast); err != nil {
		c.t.Fatal(err)
	}
	c.done.full++
	if c.w.gone() { // as its service does
		c.w.kill()
		c.w.start()
	}
	before := len(c.w.stored())
	eventually(c.t, "the ward stores again after the disk was full", func() bool { return len(c.w.stored()) > before })
}

// gone says whether the program has ended by itself.
func (w *wardd) gone() bool {
	select {
	case err := <-w.ended:
		w.ended <- err
		return true
	default:
		return false
	}
}
