package main_test

import (
	"bytes"
	"compress/gzip"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
	"tiepdan/nav"
)

func TestFloorFromTheBase(t *testing.T) {
	t.Parallel()
	b := newMapBase()
	dir := t.TempDir()
	runFloor(t, kioskd.FloorOptions{Source: "base", StateDir: dir, Base: b}, func(r *floorRig) {
		if f := r.after(time.Hour); f != nil || b.reads > 0 {
			t.Errorf("got %v after %d reads without a link, want nothing", f, b.reads)
		}
		b.link(true)
		f := r.after(0)
		if f == nil || f.Version != 1 || len(f.Outlines) != 6 || r.news.Load() != 1 {
			t.Fatalf("got %+v and %d calls, want the floor with 6 contours at once", f, r.news.Load())
		}
		if f.Min != (nav.Point{}) || math.Abs(f.Max.XM-20) > 1e-9 || math.Abs(f.Max.YM-15) > 1e-9 {
			t.Errorf("got %v to %v, want 20 m by 15 m from the origin", f.Min, f.Max)
		}
		for _, name := range []string{"floor.yaml", "floor.pgm"} {
			if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
				t.Errorf("not kept: %v", err)
			}
		}
		// The same map again is no news, and not read again.
		before := b.reads
		b.link(false)
		synctest.Wait()
		b.link(true)
		if again := r.after(time.Minute); again != f || r.news.Load() != 1 {
			t.Errorf("got version %d and %d calls after a reconnect, want no change", again.Version, r.news.Load())
		}
		if b.reads != before || b.sums != 2 {
			t.Errorf("got %d more reads and %d checksums, want none and two", b.reads-before, b.sums)
		}
		// Another one is.
		b.link(false)
		synctest.Wait()
		b.set(func() {
			b.up = true
			b.files["/map/floor.yaml"] = bytes.Replace(b.files["/map/floor.yaml"], []byte("[0.0, 0.0"), []byte("[5.0, 0.0"), 1)
		})
		if f := r.after(time.Minute); f.Version != 2 || f.Min.XM != 5 || r.news.Load() != 2 {
			t.Errorf("got version %d from %v on and %d calls, want the moved map", f.Version, f.Min, r.news.Load())
		}
	})
	// A restart has the last map before the base answers.
	runFloor(t, kioskd.FloorOptions{Source: "base", StateDir: dir, Base: newMapBase()}, func(r *floorRig) {
		if f := r.Floor(); f == nil || f.Min.XM != 5 {
			t.Errorf("got %+v after the restart, want the kept map", f)
		}
	})
	// If the base still has it, it is not read again; but it is when its
	// picture alone has changed.
	for _, what := range []string{"the same", "another"} {
		reads := 0
		again := newMapBase()
		again.up, again.files["/map/floor.yaml"] = true, b.files["/map/floor.yaml"]
		if what == "another" {
			reads = 2
			again.files["/map/floor.pgm.gz"] = packed("P2 4 4 255 " + strings.Repeat("0 0 0 254 ", 4))
		}
		runFloor(t, kioskd.FloorOptions{Source: "base", StateDir: dir, Base: again}, func(r *floorRig) {
			if r.after(time.Minute); again.reads != reads || len(r.used) != 1+reads/2 || r.used[len(r.used)-1] != r.Floor().Map {
				t.Errorf("%s: got %d reads and %d maps used, want %d reads and every map used once", what, again.reads, len(r.used), reads)
			}
		})
	}
}

func TestFloorSurvivesABadBase(t *testing.T) {
	t.Parallel()
	yaml, picture := "/map/floor.yaml", "/map/floor.pgm.gz"
	tests := []struct {
		name  string
		spoil func(b *mapBase)
		want  string // in the log
	}{
		{"no map", func(b *mapBase) { delete(b.files, yaml) }, "file not found"},
		{"no picture", func(b *mapBase) { delete(b.files, picture) }, "file not found"},
		{"a bad description", func(b *mapBase) { b.files[yaml] = []byte("image: x\n") }, "resolution: missing"},
		{"not packed", func(b *mapBase) { b.files[picture] = []byte("P5") }, "cannot unpack"},
		{"cut off", func(b *mapBase) { b.files[picture] = b.files[picture][:100] }, "cannot unpack"},
		{"the link drops", func(b *mapBase) { b.err = base.ErrLinkLost }, "no link"},
		{"damaged on the way", func(b *mapBase) { b.err = base.ErrFileDamaged }, "damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			good := newMapBase()
			good.up = true
			runFloor(t, kioskd.FloorOptions{Source: "base", StateDir: dir, Base: good}, func(*floorRig) {})
			b := newMapBase()
			b.up = true
			tt.spoil(b)
			runFloor(t, kioskd.FloorOptions{Source: "base", StateDir: dir, Base: b}, func(r *floorRig) {
				f := r.after(time.Hour)
				if f == nil || f.Version != 1 {
					t.Errorf("got %+v, want the kept map", f)
				}
				if b.reads < 50 || b.reads > 300 {
					t.Errorf("got %d reads in an hour, want about one a minute", b.reads)
				}
				if n := strings.Count(r.log.String(), "no floor map"); n != 1 || !strings.Contains(r.log.String(), tt.want) {
					t.Errorf("got log %q, want %q in it once", r.log.String(), tt.want)
				}
				b.set(func() { b.files, b.err = newMapBase().files, nil })
				r.after(2 * time.Minute)
				before := b.reads
				if r.after(time.Hour); b.reads != before {
					t.Errorf("got %d more reads after a good map, want none", b.reads-before)
				}
			})
		})
	}
}

func TestKeptFloorMustBeWhole(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		spoil func(t *testing.T, dir string)
	}{
		{"another picture", func(t *testing.T, dir string) {
			t.Helper()
			write(t, filepath.Join(dir, "floor.pgm"), "P5 1 1 255\n\x00")
		}},
		{"no picture", func(t *testing.T, dir string) {
			t.Helper()
			if err := os.Remove(filepath.Join(dir, "floor.pgm")); err != nil {
				t.Fatal(err)
			}
		}},
		{"half a description", func(t *testing.T, dir string) {
			t.Helper()
			write(t, filepath.Join(dir, "floor.yaml"), "# sha256 of")
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			good := newMapBase()
			good.up = true
			runFloor(t, kioskd.FloorOptions{Source: "base", StateDir: dir, Base: good}, func(*floorRig) {})
			tt.spoil(t, dir)
			b := newMapBase()
			runFloor(t, kioskd.FloorOptions{Source: "base", StateDir: dir, Base: b}, func(r *floorRig) {
				if f := r.Floor(); f != nil || !strings.Contains(r.log.String(), "not usable") {
					t.Errorf("got %+v and log %q, want no floor", f, r.log.String())
				}
				b.link(true)
				if f := r.after(0); f == nil {
					t.Error("got no floor from the base")
				}
			})
		})
	}
}

func packed(text string) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	return out.Bytes()
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestFloorFromAFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "ward.yaml")
	runFloor(t, kioskd.FloorOptions{Source: "file", File: name, StateDir: t.TempDir()}, func(r *floorRig) {
		if f := r.after(time.Minute); f != nil {
			t.Errorf("got %+v without a file", f)
		}
		files := basetest.ServicePoint().MapFiles()
		write(t, filepath.Join(dir, "floor.pgm.gz"), string(files["/map/floor.pgm.gz"]))
		write(t, name, string(files["/map/floor.yaml"]))
		if f := r.after(2 * time.Minute); f == nil || r.news.Load() != 1 {
			t.Errorf("got %+v, want the file's floor: %s", f, r.log.String())
		}
	})
	// A picture that is not compressed does as well.
	plain := t.TempDir()
	write(t, filepath.Join(plain, "floor.pgm"), "P2 4 4 255 "+strings.Repeat("0 0 0 254 ", 4))
	write(t, filepath.Join(plain, "f.yaml"), string(basetest.ServicePoint().MapFiles()["/map/floor.yaml"]))
	runFloor(t, kioskd.FloorOptions{Source: "file", File: filepath.Join(plain, "f.yaml")}, func(r *floorRig) {
		if f := r.Floor(); f == nil || len(f.Outlines) != 1 {
			t.Errorf("got %+v, want one contour: %s", f, r.log.String())
		}
	})
	for _, source := range []string{"none", "base"} { // a base that is not there
		runFloor(t, kioskd.FloorOptions{Source: source, StateDir: t.TempDir()}, func(r *floorRig) {
			if f := r.after(time.Hour); f != nil || r.log.Len() > 0 {
				t.Errorf("%s: got %+v and log %q, want nothing", source, f, r.log.String())
			}
		})
	}
}
