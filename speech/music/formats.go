package music

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/hajimehoshi/go-mp3"
	"github.com/jfreymuth/oggvorbis"
	"github.com/mewkiz/flac"
)

// mp3File is always stereo, 16-bit, as its decoder gives it.
type mp3File struct {
	d   *mp3.Decoder
	buf [4096]byte
}

func newMP3(r io.Reader) (*mp3File, error) {
	d, err := mp3.NewDecoder(struct{ io.Reader }{r})
	if err != nil {
		return nil, fmt.Errorf("it is no MP3: %w", err)
	}
	return &mp3File{d: d}, nil
}

func (f *mp3File) rate() int { return f.d.SampleRate() }

func (f *mp3File) read(out []float32) (int, error) {
	n, err := io.ReadFull(f.d, f.buf[:4*min(len(out), len(f.buf)/4)])
	n /= 4
	for i := range n {
		left, right := binary.LittleEndian.Uint16(f.buf[4*i:]), binary.LittleEndian.Uint16(f.buf[4*i+2:])
		out[i] = (float32(int16(left)) + float32(int16(right))) / (2 << 15)
	}
	return someOrEnd(n, err)
}

// someOrEnd is what a read gives: the error comes once there is nothing more.
func someOrEnd(n int, err error) (int, error) {
	switch {
	case n > 0, err == nil:
		return n, nil
	case err == io.ErrUnexpectedEOF: //nolint:errorlint // io.ReadFull's own
		return 0, io.EOF
	}
	return 0, err
}

type oggFile struct {
	d   *oggvorbis.Reader
	buf []float32
}

func newOgg(r io.Reader) (*oggFile, error) {
	d, err := oggvorbis.NewReader(struct{ io.Reader }{r})
	if err != nil {
		return nil, fmt.Errorf("it is no Ogg Vorbis: %w", err)
	}
	if c := d.Channels(); c < 1 || c > maxChannels {
		return nil, fmt.Errorf("it has %d channels, want 1 to %d", c, maxChannels)
	}
	return &oggFile{d: d, buf: make([]float32, 1024*d.Channels())}, nil
}

func (f *oggFile) rate() int { return f.d.SampleRate() }

func (f *oggFile) read(out []float32) (int, error) {
	c := f.d.Channels()
	n, err := f.d.Read(f.buf[:c*min(len(out), len(f.buf)/c)])
	n /= c
	for i := range n {
		out[i] = mean(f.buf[c*i : c*(i+1)])
	}
	return someOrEnd(n, err)
}

func mean(frame []float32) float32 {
	var sum float32
	for _, v := range frame {
		sum += v
	}
	return sum / float32(len(frame))
}

type flacFile struct {
	d    *flac.Stream
	rest []float32
}

func newFLAC(r io.Reader) (*flacFile, error) {
	d, err := flac.New(r)
	if err != nil {
		return nil, fmt.Errorf("it is no FLAC: %w", err)
	}
	if b := d.Info.BitsPerSample; b < 4 || b > 32 {
		return nil, fmt.Errorf("it has %d bits a sample, want 4 to 32", b)
	}
	return &flacFile{d: d}, nil
}

func (f *flacFile) rate() int { return int(f.d.Info.SampleRate) }

func (f *flacFile) read(out []float32) (int, error) {
	if len(f.rest) == 0 {
		frame, err := f.d.ParseNext()
		if err != nil {
			return someOrEnd(0, err)
		}
		full := float32(uint64(1) << (f.d.Info.BitsPerSample - 1))
		f.rest = make([]float32, len(frame.Subframes[0].Samples))
		for _, sub := range frame.Subframes {
			for i, v := range sub.Samples[:len(f.rest)] {
				f.rest[i] += float32(v) / full / float32(len(frame.Subframes))
			}
		}
	}
	n := copy(out, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}
