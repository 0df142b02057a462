package flash

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"aead.dev/minisign"
	"github.com/klauspost/compress/zstd"
)

// Image is a file whose signature was checked.
type Image struct {
	Name    string   // of the file
	Bytes   int64    // of the file
	Size    int64    // of what is in it; 0 while it is not known
	Sum     [32]byte // SHA-256 of the file
	Comment string   // that was signed with it
}

// ErrSignature means that an image is not what somebody signed.
var ErrSignature = errors.New("the signature is not that of this image")

// ErrUnsigned means that an image has no signature beside it.
var ErrUnsigned = errors.New("there is no signature")

// Progress is told how much of a step is done; total is 0 while it is not known.
type Progress func(step Name, done, total int64)

// CheckImage checks an image's signature, IMAGE.minisig, before anything is
// written. What it has read is what Write will insist on.
func CheckImage(ctx context.Context, name string, key minisign.PublicKey, tell Progress) (Image, error) {
	img, err := checkImage(ctx, name, key, tell)
	if err != nil {
		return Image{}, fmt.Errorf("cannot use the image %s: %w", name, err)
	}
	return img, nil
}

func checkImage(ctx context.Context, name string, key minisign.PublicKey, tell Progress) (Image, error) {
	signature, err := os.ReadFile(name + ".minisig") //nolint:gosec // beside the file that the command line names
	if errors.Is(err, fs.ErrNotExist) {
		return Image{}, fmt.Errorf("%w: want it as %s.minisig", ErrUnsigned, name)
	}
	if err != nil {
		return Image{}, err
	}
	file, err := os.Open(name) //nolint:gosec // the file that the command line names
	if err != nil {
		return Image{}, err
	}
	defer func() { _ = file.Close() }() // only read
	info, err := file.Stat()
	if err != nil {
		return Image{}, err
	}
	sum := sha256.New()
	signed := minisign.NewReader(io.TeeReader(&watched{ctx: ctx, r: file, tell: func(n int64) { tell(StepCheck, n, info.Size()) }}, sum))
	if _, err := io.Copy(io.Discard, signed); err != nil {
		return Image{}, err
	}
	if !signed.Verify(key, signature) {
		return Image{}, fmt.Errorf("%w, or of another key than %016X", ErrSignature, key.ID())
	}
	img := Image{Name: name, Bytes: info.Size(), Sum: [32]byte(sum.Sum(nil))}
	var s minisign.Signature
	if err := s.UnmarshalText(signature); err == nil {
		img.Comment = s.TrustedComment
	}
	img.Size, err = contentSize(file, info.Size(), compressed(name))
	return img, err
}

func compressed(name string) bool { return strings.HasSuffix(name, ".zst") }

// contentSize is what an image's header says of the size of what is in it.
func contentSize(file io.ReaderAt, size int64, packed bool) (int64, error) {
	if !packed {
		return size, nil
	}
	head := make([]byte, zstd.HeaderMaxSize)
	n, err := file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	var h zstd.Header
	if err := h.Decode(head[:n]); err != nil {
		return 0, fmt.Errorf("it is no zstd: %w", err)
	}
	if !h.HasFCS || h.FrameContentSize > 1<<62 {
		return 0, nil
	}
	return int64(h.FrameContentSize), nil
}

// watched tells how much was read, and ends with its context.
type watched struct {
	ctx  context.Context //nolint:containedctx // an io.Reader has no other way to it
	r    io.Reader
	n    int64
	tell func(n int64)
}

func (w *watched) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.r.Read(p)
	w.n += int64(n)
	w.tell(w.n)
	return n, err
}

// opened is an image being read once more.
type opened struct {
	io.Reader

	file *os.File
	zip  *zstd.Decoder // nil for an image as it is
	sum  interface{ Sum([]byte) []byte }
	all  io.Reader // of the file
}

func (i Image) open(ctx context.Context) (*opened, error) {
	file, err := os.Open(i.Name)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	o := &opened{file: file, sum: sum}
	o.all = io.TeeReader(&watched{ctx: ctx, r: bufio.NewReaderSize(file, 1<<20), tell: func(int64) {}}, sum)
	o.Reader = o.all
	if compressed(i.Name) {
		if o.zip, err = zstd.NewReader(o.all, zstd.WithDecoderMaxWindow(1<<27)); err != nil {
			return nil, errors.Join(err, file.Close())
		}
		o.Reader = o.zip
	}
	return o, nil
}

// same says whether the whole file was what the signature is of.
func (o *opened) same(want [32]byte) error {
	if _, err := io.Copy(io.Discard, o.all); err != nil { // behind the last frame
		return err
	}
	if [32]byte(o.sum.Sum(nil)) != want {
		return fmt.Errorf("%w: the file has changed since that was checked", ErrSignature)
	}
	return nil
}

func (o *opened) close() {
	if o.zip != nil {
		o.zip.Close()
	}
	_ = o.file.Close() // only read
}

// ImageSize is how much room an image needs, as its header says, without a look
// at its signature; 0 when it does not say.
func ImageSize(name string) (int64, error) {
	file, err := os.Open(name) //nolint:gosec // the file that the command line names
	if err != nil {
		return 0, fmt.Errorf("cannot read the image: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	info, err := file.Stat()
	if err != nil {
		return 0, fmt.Errorf("cannot read the image: %w", err)
	}
	size, err := contentSize(file, info.Size(), compressed(name))
	if err != nil {
		return 0, fmt.Errorf("cannot read the image %s: %w", name, err)
	}
	return size, nil
}
