package base_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
)

const mapPath = "/map/floor.pgm.gz"

func randomBytes(n int) []byte {
	data := make([]byte, n)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range data {
		data[i] = byte(random.Uint32())
	}
	return data
}

func TestReadFileReadsTheMap(t *testing.T) {
	t.Parallel()
	onBench(t, "dock", func(b *bench) {
		z, err := b.link.ReadFile(b.ctx, mapPath)
		if err != nil {
			b.t.Fatalf("ReadFile: %v", err)
		}
		unzip, err := gzip.NewReader(bytes.NewReader(z))
		if err != nil {
			b.t.Fatalf("cannot read the compressed map: %v", err)
		}
		picture, err := io.ReadAll(unzip)
		if err != nil || !bytes.HasPrefix(picture, []byte("P5\n400 300\n255\n")) || len(picture) != 15+400*300 {
			b.t.Errorf("got %d bytes beginning %.20q (%v), want a picture of 400 by 300", len(picture), picture, err)
		}
		text, err := b.link.ReadFile(b.ctx, "/map/floor.yaml")
		if err != nil || !strings.Contains(string(text), "resolution: 0.05\n") {
			b.t.Errorf("got %q (%v), want the map's description", text, err)
		}
		if b.base.FileOpen() {
			b.t.Error("a session is left open")
		}
	})
}

func TestReadFileSurvivesFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		faults basetest.FileFaults
		size   int
	}{
		{"none", basetest.FileFaults{}, 100_000},
		{"an empty file", basetest.FileFaults{}, 0},
		{"exactly one packet", basetest.FileFaults{}, base.FTPDataLen},
		{"one byte more", basetest.FileFaults{}, base.FTPDataLen + 1},
		{"every second answer lost", basetest.FileFaults{DropEvery: 2}, 20_000},
		{"every fifth lost, the others twice", basetest.FileFaults{DropEvery: 5, Twice: true}, 20_000},
		{"all late", basetest.FileFaults{Late: true}, 5000},
		{"garbage between", basetest.FileFaults{Garbage: true}, 20_000},
		{"short pieces", basetest.FileFaults{Short: true}, 20_000},
		{"everything", basetest.FileFaults{DropEvery: 3, Twice: true, Late: true, Garbage: true, Short: true}, 5000},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			onBench(t, "dock", func(b *bench) {
				want := randomBytes(tt.size)
				b.base.SetFile("/f", want)
				b.base.SetFileFaults(tt.faults)
				got, err := b.link.ReadFile(b.ctx, "/f")
				if err != nil || !bytes.Equal(got, want) {
					b.t.Errorf("got %d bytes (%v), want the %d sent", len(got), err, len(want))
				}
			})
		})
	}
}

func TestReadFileRefused(t *testing.T) {
	t.Parallel()
	is := func(target error) func(error) bool { return func(err error) bool { return errors.Is(err, target) } }
	coded := func(code base.FTPCode) func(error) bool {
		return func(err error) bool {
			e := new(base.FTPError)
			return errors.As(err, &e) && e.Code == code
		}
	}
	tests := []struct {
		name   string
		path   string
		faults basetest.FileFaults
		want   func(error) bool
	}{
		{"no such file", "/none", basetest.FileFaults{}, is(fs.ErrNotExist)},
		{"too large", "/large", basetest.FileFaults{}, is(base.ErrFileTooLarge)},
		{"a path longer than a packet", strings.Repeat("a", 240), basetest.FileFaults{}, func(err error) bool { return err != nil }},
		{"no path", "", basetest.FileFaults{}, func(err error) bool { return err != nil }},
		{"reading fails", mapPath, basetest.FileFaults{Refuse: base.FTPFail}, coded(base.FTPFail)},
		{"a disk error", mapPath, basetest.FileFaults{Refuse: base.FTPFailErrno}, coded(base.FTPFailErrno)},
		{"shorter than said", mapPath, basetest.FileFaults{Refuse: base.FTPEndOfFile}, is(base.ErrFileDamaged)},
		{"wrong checksum", mapPath, basetest.FileFaults{WrongCRC: true}, is(base.ErrFileDamaged)},
		{"all answers lost", mapPath, basetest.FileFaults{DropEvery: 1}, is(base.ErrNoAck)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			onBench(t, "dock", func(b *bench) {
				b.base.SetFile("/large", make([]byte, 4<<20+1))
				b.base.SetFileFaults(tt.faults)
				data, err := b.link.ReadFile(b.ctx, tt.path)
				if data != nil || !tt.want(err) {
					b.t.Errorf("got %d bytes and %v", len(data), err)
				}
				b.base.SetFileFaults(basetest.FileFaults{})
				if _, err := b.link.ReadFile(b.ctx, mapPath); err != nil {
					b.t.Errorf("the next file: %v", err)
				}
			})
		})
	}
}

func TestReadFileAfterAnotherReaderLeftASession(t *testing.T) {
	t.Parallel()
	onBench(t, "dock", func(b *bench) {
		b.base.LeaveFileOpen()
		if _, err := b.link.ReadFile(b.ctx, mapPath); err != nil {
			b.t.Errorf("ReadFile: %v", err)
		}
	})
}

func TestReadFileWhenTheLinkDrops(t *testing.T) {
	t.Parallel()
	onBench(t, "dock", func(b *bench) {
		want := randomBytes(200_000)
		b.base.SetFile("/f", want)
		ended := make(chan error, 1)
		go func() {
			_, err := b.link.ReadFile(b.ctx, "/f")
			ended <- err
		}()
		time.Sleep(2 * time.Second)
		cut := time.Now()
		b.unplug()
		if err := <-ended; !errors.Is(err, base.ErrLinkLost) {
			b.t.Errorf("got %v, want ErrLinkLost", err)
		}
		if took := time.Since(cut); took > time.Second {
			b.t.Errorf("took %v to notice, want at most a second", took)
		}
		if _, err := b.link.ReadFile(b.ctx, "/f"); !errors.Is(err, base.ErrLinkLost) {
			b.t.Errorf("without a link: got %v, want ErrLinkLost", err)
		}
		b.cut.Store(false)
		b.wait("the link to come back", func(s base.State) bool { return s.Link })
		if got, err := b.link.ReadFile(b.ctx, "/f"); err != nil || !bytes.Equal(got, want) {
			b.t.Errorf("the second try: got %d bytes (%v)", len(got), err)
		}
	})
}

func TestReadFileEndsWithItsContext(t *testing.T) {
	t.Parallel()
	onBench(t, "dock", func(b *bench) {
		b.base.SetFile("/f", make([]byte, 1<<20))
		ctx, cancel := context.WithTimeout(b.ctx, time.Second)
		defer cancel()
		begun := time.Now()
		if _, err := b.link.ReadFile(ctx, "/f"); !errors.Is(err, context.DeadlineExceeded) {
			b.t.Errorf("got %v, want DeadlineExceeded", err)
		}
		if took := time.Since(begun); took > 1500*time.Millisecond {
			b.t.Errorf("took %v, want about a second", took)
		}
		if b.base.FileOpen() {
			b.t.Error("a session is left open")
		}
	})
}

// TestReadFileLeavesTheLineToTheRest: the rate is bounded, a second reader
// waits for its turn, and a goal and its hold go through meanwhile.
func TestReadFileLeavesTheLineToTheRest(t *testing.T) {
	t.Parallel()
	onBench(t, "door-3", func(b *bench) {
		b.base.SetFile("/f", randomBytes(239*500))
		begun := time.Now()
		ended := make(chan error, 2)
		for range 2 {
			go func() {
				_, err := b.link.ReadFile(b.ctx, "/f")
				ended <- err
			}()
		}
		var lost atomic.Bool
		b.tasks.Go(func() {
			for time.Since(begun) < 10*time.Second {
				time.Sleep(10 * time.Millisecond)
				lost.CompareAndSwap(false, !b.link.State().Link)
			}
		})
		going := make(chan error, 1)
		go func() { going <- b.link.Goto(b.ctx, base.Pose{XM: 14, YM: 2.5}, 0.6) }()
		b.wait("motion", func(s base.State) bool { return s.SpeedMps > 0.5 })
		if err := b.link.Hold(b.ctx); err != nil {
			b.t.Errorf("Hold: %v", err)
		}
		if err := <-going; !errors.Is(err, base.ErrSuperseded) {
			b.t.Errorf("Goto: got %v, want ErrSuperseded", err)
		}
		for range 2 {
			if err := <-ended; err != nil {
				b.t.Errorf("ReadFile: %v", err)
			}
		}
		took := time.Since(begun)
		if rate := float64(b.base.FileReads()) / took.Seconds(); rate > 100.5 || took > 12*time.Second {
			b.t.Errorf("got %.1f pieces a second in %v, want at most 100, in 10 s", rate, took)
		}
		if lost.Load() {
			b.t.Error("reading cost the link")
		}
	})
}
