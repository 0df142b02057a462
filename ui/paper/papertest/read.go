package papertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/image/draw"
)

// timeout bounds each program.
const timeout = 30 * time.Second

// ErrNoPeers means that npos is not installed.
var ErrNoPeers = errors.New("npos is not installed: run scripts/setup test")

// Picture decodes the bytes of one or more print jobs (ESC/POS) with npos.
// peers is the tree's directory testpeers.
func Picture(ctx context.Context, peers string, job []byte) (*image.Gray, error) {
	if _, err := os.Stat(filepath.Join(peers, "node_modules", "npos")); err != nil {
		return nil, errors.Join(ErrNoPeers, err)
	}
	dir, err := os.MkdirTemp("", "papertest-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	in, out := filepath.Join(dir, "job.bin"), filepath.Join(dir, "picture.pgm")
	if err := os.WriteFile(in, job, 0o600); err != nil {
		return nil, err
	}
	if _, err := run(ctx, "node", filepath.Join(peers, "npos-decode.js"), in, out); err != nil {
		return nil, err
	}
	return readPGM(out)
}

// Code reads the QR code in a picture with zbarimg.
func Code(ctx context.Context, picture image.Image) (string, error) {
	text, err := onFile(picture, func(path string) (string, error) {
		return run(ctx, "zbarimg", "--quiet", "--raw", path)
	})
	return strings.TrimSpace(text), err
}

// Words is what tesseract reads in a picture in several sizes, without spaces
// (see Squeeze): no one size suits a ticket whose letters are from 23 to 164
// dots high.
func Words(ctx context.Context, picture image.Image) (string, error) {
	var words strings.Builder
	for _, pass := range []struct {
		percent int
		layout  string // tesseract's --psm: 4 is a column, 11 is scattered text
	}{{200, "4"}, {200, "11"}, {50, "4"}, {40, "11"}} {
		text, err := onFile(scaled(picture, pass.percent), func(path string) (string, error) {
			return run(ctx, "tesseract", path, "-", "-l", "vie", "--psm", pass.layout)
		})
		if err != nil {
			return "", err
		}
		words.WriteString(Squeeze(text))
	}
	return words.String(), nil
}

// Squeeze drops the spaces, of which tesseract sees too many or too few, and
// makes all dashes one.
func Squeeze(text string) string {
	return strings.NewReplacer("–", "-", "—", "-").Replace(strings.Join(strings.Fields(text), ""))
}

// HasNumber looks for a ticket's number among words. Without a dictionary word
// around it, 0 and O are one letter to tesseract, and so are 1, I and a dagger.
func HasNumber(words, number string) bool {
	alike := strings.NewReplacer("O", "0", "o", "0", "I", "1", "l", "1", "|", "1", "†", "1")
	return strings.Contains(alike.Replace(words), alike.Replace(number))
}

func scaled(picture image.Image, percent int) *image.Gray {
	const margin = 20
	b := picture.Bounds()
	inner := image.Rect(margin, margin, margin+b.Dx()*percent/100, margin+b.Dy()*percent/100)
	out := image.NewGray(inner.Inset(-margin))
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	draw.BiLinear.Scale(out, inner, picture, b, draw.Src, nil)
	return out
}

// onFile lets a program read a picture from a file.
func onFile(picture image.Image, read func(path string) (string, error)) (string, error) {
	f, err := os.CreateTemp("", "papertest-*.png")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if err := errors.Join(png.Encode(f, picture), f.Close()); err != nil {
		return "", err
	}
	return read(f.Name())
}

func run(ctx context.Context, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).Output() // #nosec G204 -- fixed programs on our own files
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return "", fmt.Errorf("%s: %w: %s", name, err, exit.Stderr)
	}
	if err != nil {
		return "", fmt.Errorf("cannot run %s, which scripts/setup test installs: %w", name, err)
	}
	return string(out), nil
}

// readPGM reads the binary PGM that npos-decode.js writes.
func readPGM(path string) (*image.Gray, error) {
	raw, err := os.ReadFile(path) // #nosec G304 -- our own file
	if err != nil {
		return nil, err
	}
	var wide, high int
	head, pixels, _ := bytes.Cut(raw, []byte("\n255\n"))
	if _, err := fmt.Sscanf(string(head), "P5\n%d %d", &wide, &high); err != nil || len(pixels) != wide*high {
		return nil, fmt.Errorf("cannot read the picture by npos: %d bytes for %d by %d dots, %w", len(pixels), wide, high, err)
	}
	return &image.Gray{Pix: pixels, Stride: wide, Rect: image.Rect(0, 0, wide, high)}, nil
}
