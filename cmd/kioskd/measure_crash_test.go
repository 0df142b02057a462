package main_test

import (
	"bytes"
	"image"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// restartDelay is how long systemd waits before it starts kioskd again, as its
// unit says.
func (r *rig) restartDelay() time.Duration {
	r.t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "scripts", "package", "systemd", "kioskd.service"))
	if err != nil {
		r.t.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)^RestartSec=(\S+)$`).FindSubmatch(text)
	if found == nil {
		r.t.Fatal("the unit has no RestartSec")
	}
	delay, err := time.ParseDuration(string(found[1]))
	if err != nil {
		r.t.Fatal(err)
	}
	return delay
}

// crashToTouch kills kioskd, starts it again when systemd would, and measures from
// the kill until a finger on a tile changes the tile.
func (r *rig) crashToTouch(delay time.Duration) time.Duration {
	r.t.Helper()
	tile, header := r.control("Chứng thực"), image.Rect(10, 10, 40, 40)
	spot := image.Rect(tile.Min.X+20, tile.Max.Y-24, tile.Min.X+60, tile.Max.Y)
	r.settled(spot)
	lit := r.look(header)
	began := time.Now()
	r.kioskd.kill()
	r.changed(header, lit, began) // the window goes with the process
	dark := r.look(header)
	time.Sleep(time.Until(began.Add(delay)))
	r.startKioskd()
	r.changed(header, dark, began)
	for time.Since(began) < 10*time.Second {
		before := r.look(spot)
		time.Sleep(20 * time.Millisecond)
		if !bytes.Equal(r.look(spot), before) {
			continue // it is still being drawn: that would be no answer to a finger
		}
		r.check(r.screen.Press(tile.Min.X+40, tile.Min.Y+40))
		felt := false
		for pressed := time.Now(); !felt && time.Since(pressed) < 100*time.Millisecond; {
			felt = !bytes.Equal(r.look(spot), before)
		}
		took := time.Since(began)
		r.check(r.screen.Move(2, 2))
		r.check(r.screen.Release(2, 2))
		if felt {
			return took
		}
	}
	r.t.Fatal("no touch was felt within 10 s of the crash")
	return 0
}

func (r *rig) check(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}
