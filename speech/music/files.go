package music

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

const (
	// piece is how much Next returns, in samples.
	piece = Rate / 10
	// between two files, in samples.
	between = 2 * Rate
	// insteadFor is how long the piece of our own plays before a directory
	// without music is looked at again, in samples.
	insteadFor = 180 * Rate
)

// Files plays the files of a directory, shuffled, each once before any comes
// again.
type Files struct {
	dir      string
	complain func(error)
	rand     *rand.Rand

	todo    []string // in this round
	last    string
	playing *levelled
	track   *track
	pause   int      // samples
	own     *BuiltIn // plays while there are no files
	instead int      // samples that it is to play on
}

// NewFiles opens nothing yet. What cannot be played is told to complain, once a
// round; seed decides the order.
func NewFiles(dir string, seed uint64, complain func(error)) *Files {
	return &Files{dir: dir, complain: complain, rand: rand.New(rand.NewPCG(seed, 1)), own: NewBuiltIn()} //nolint:gosec // an order, no secret
}

// Next returns the samples that come next.
func (f *Files) Next() []int16 {
	out := make([]int16, 0, piece)
	for len(out) < piece {
		switch {
		case f.instead > 0:
			part := f.own.Next()
			f.instead -= len(part)
			out = append(out, part...)
		case f.pause > 0:
			n := min(f.pause, piece-len(out))
			f.pause -= n
			out = append(out, make([]int16, n)...)
		case f.playing != nil:
			out = append(out, f.play(piece-len(out))...)
		default:
			f.begin()
		}
	}
	return out
}

// play goes on with the file.
func (f *Files) play(most int) []int16 {
	out := make([]int16, most)
	n, err := f.playing.read(out)
	if err != nil {
		if !errors.Is(err, io.EOF) {
			f.complain(fmt.Errorf("cannot play %s to its end: %w", f.last, err))
		}
		f.Close()
		f.pause = between
	}
	return out[:n]
}

// begin opens the next file that can be played. It takes our own piece when a
// whole round has none.
func (f *Files) begin() {
	if len(f.todo) == 0 {
		f.shuffle()
	}
	for len(f.todo) > 0 {
		f.last, f.todo = f.todo[0], f.todo[1:]
		err := f.open(f.last)
		if err == nil {
			return
		}
		f.complain(err)
	}
	f.instead = insteadFor
}

func (f *Files) open(path string) error {
	t, err := open(path)
	if err != nil {
		return err
	}
	l, err := level(t)
	if err != nil {
		t.close()
		return fmt.Errorf("cannot play %s: %w", path, err)
	}
	f.track, f.playing = t, l
	return nil
}

// shuffle begins a round with what the directory has now. A file that was
// just played does not come first.
func (f *Files) shuffle() {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		f.complain(fmt.Errorf("cannot look for music: %w", err))
	}
	for _, e := range entries {
		if !e.IsDir() && playable(e.Name()) {
			f.todo = append(f.todo, filepath.Join(f.dir, e.Name()))
		}
	}
	f.rand.Shuffle(len(f.todo), func(i, j int) { f.todo[i], f.todo[j] = f.todo[j], f.todo[i] })
	if n := len(f.todo); n > 1 && f.todo[0] == f.last {
		f.todo[0], f.todo[n-1] = f.todo[n-1], f.todo[0]
	}
}

// Close lets go of the file being played; Next goes on with another.
func (f *Files) Close() {
	if f.track != nil {
		f.track.close()
	}
	f.track, f.playing = nil, nil
}

// Seed is a different one each time.
func Seed() uint64 { return uint64(time.Now().UnixNano()) }
