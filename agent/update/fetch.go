package update

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"tiepdan/report/schema"
)

var (
	// ErrDigest says that something is not what its hash says.
	ErrDigest = errors.New("it is not what was signed")
	// ErrSpace says that the disk is too full.
	ErrSpace = errors.New("not enough space on the disk")
)

const (
	// spare is what a download leaves free, for ratings and logs.
	spare = 256 << 20
	// tries without a single new byte end a download; the ward's word stands,
	// and the next start tries again.
	tries      = 8
	firstPause = time.Second
	lastPause  = time.Minute
	// stalled is how long a connection may bring nothing.
	stalled = time.Minute
)

// Fetcher gets manifests and bundles.
type Fetcher struct {
	HTTP *http.Client
	// Pause waits before a further try; nil waits by the clock.
	Pause func(context.Context, time.Duration)
	// Stalled is how long a connection may bring nothing; 0 means a minute.
	Stalled time.Duration
}

// Manifest gets a manifest whose SHA-256 is known.
func (f Fetcher) Manifest(ctx context.Context, at, sum string) (schema.Manifest, error) {
	from, err := url.Parse(at)
	if err != nil {
		return schema.Manifest{}, errors.New("cannot fetch manifest: its address is none")
	}
	ctx, cancel := context.WithTimeout(ctx, f.patience())
	defer cancel()
	resp, err := f.ask(ctx, at, 0)
	if err != nil {
		return schema.Manifest{}, fmt.Errorf("cannot fetch manifest: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return schema.Manifest{}, fmt.Errorf("cannot fetch manifest: the server answers %s", resp.Status)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, schema.MaxManifest+1))
	if err != nil {
		return schema.Manifest{}, fmt.Errorf("cannot fetch manifest: %w", err)
	}
	if len(data) > schema.MaxManifest {
		return schema.Manifest{}, fmt.Errorf("cannot fetch manifest: it has over %d bytes", schema.MaxManifest)
	}
	if got := sha256.Sum256(data); hex.EncodeToString(got[:]) != sum {
		return schema.Manifest{}, fmt.Errorf("cannot take manifest: %w", ErrDigest)
	}
	return ParseManifest(data, from)
}

// Bundle gets a bundle into a directory, goes on with what is there of it
// already, and returns its path. Progress is told in bytes.
func (f Fetcher) Bundle(ctx context.Context, b schema.ReleaseFile, dir string, progress func(have, size int64)) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil { // #nosec G301 -- the installer is another user
		return "", fmt.Errorf("cannot fetch bundle: %w", err)
	}
	done := filepath.Join(dir, b.SHA256+".raucb")
	if err := check(done, b); err == nil {
		progress(b.Size, b.Size)
		return done, nil
	}
	part := done + ".part"
	if err := f.fetch(ctx, b, part, progress); err != nil {
		return "", fmt.Errorf("cannot fetch bundle: %w", err)
	}
	if err := check(part, b); err != nil {
		// Whatever is wrong with it, a second try from its middle would not mend it.
		return "", errors.Join(fmt.Errorf("cannot take bundle: %w", err), os.Remove(part))
	}
	if err := os.Rename(part, done); err != nil {
		return "", fmt.Errorf("cannot keep bundle: %w", err)
	}
	return done, nil
}

// fetch tries until the file is whole, as long as each few tries bring more.
func (f Fetcher) fetch(ctx context.Context, b schema.ReleaseFile, part string, progress func(have, size int64)) error {
	out, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY, 0o644) // #nosec G302 G304 -- as its directory; named by its hash
	if err != nil {
		return err
	}
	defer func() { _ = out.Close() }()
	pause, failed := firstPause, 0
	for {
		have, err := out.Seek(0, io.SeekEnd)
		if err != nil {
			return err
		}
		if have == b.Size {
			return out.Sync()
		}
		if err := enough(filepath.Dir(part), b.Size-have); err != nil {
			return err
		}
		err = f.more(ctx, b, out, have, progress)
		now, seekErr := out.Seek(0, io.SeekEnd)
		switch {
		case seekErr != nil:
			return seekErr
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil:
			continue
		case now > have:
			pause, failed = firstPause, 0
		default:
			if failed++; failed == tries {
				return err
			}
		}
		f.pause(ctx, pause)
		pause = min(2*pause, lastPause)
	}
}

// more appends what one connection brings.
func (f Fetcher) more(ctx context.Context, b schema.ReleaseFile, out *os.File, have int64, progress func(have, size int64)) error {
	if have > b.Size {
		have = 0
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	alive := time.AfterFunc(f.patience(), cancel)
	defer alive.Stop()
	resp, err := f.ask(ctx, b.URL, have)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	switch {
	case resp.StatusCode == http.StatusPartialContent && startsAt(resp, have, b.Size):
	case resp.StatusCode == http.StatusOK: // a server that knows no ranges sends all of it
		have = 0
	case resp.StatusCode == http.StatusPartialContent, resp.StatusCode == http.StatusRequestedRangeNotSatisfiable:
		have = 0
		err = errors.New("the server has another file there")
	default:
		return fmt.Errorf("the server answers %s", resp.Status)
	}
	if cut := errors.Join(out.Truncate(have), seek(out, have), err); cut != nil {
		return cut
	}
	_, err = io.Copy(out, &counter{from: io.LimitReader(resp.Body, b.Size-have), have: have, size: b.Size, tell: func(have, size int64) {
		alive.Reset(f.patience())
		progress(have, size)
	}})
	return err
}

func seek(out *os.File, to int64) error {
	_, err := out.Seek(to, io.SeekStart)
	return err
}

func (f Fetcher) ask(ctx context.Context, at string, from int64) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, http.NoBody)
	if err != nil {
		return nil, err
	}
	if from > 0 {
		req.Header.Set("Range", "bytes="+strconv.FormatInt(from, 10)+"-")
	}
	return f.HTTP.Do(req)
}

func (f Fetcher) patience() time.Duration {
	if f.Stalled > 0 {
		return f.Stalled
	}
	return stalled
}

func (f Fetcher) pause(ctx context.Context, d time.Duration) {
	if f.Pause != nil {
		f.Pause(ctx, d)
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// startsAt reports whether a part begins where this file ends, and is of a file
// of the size that was signed (RFC 9110, section 14.4).
func startsAt(resp *http.Response, have, size int64) bool {
	said, found := strings.CutPrefix(resp.Header.Get("Content-Range"), "bytes ")
	var from, to, whole int64
	if _, err := fmt.Sscanf(said, "%d-%d/%d", &from, &to, &whole); err != nil {
		return false
	}
	return found && from == have && whole == size
}

// counter tells how far a copy has come.
type counter struct {
	from       io.Reader
	have, size int64
	tell       func(have, size int64)
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	if n > 0 {
		c.have += int64(n)
		c.tell(c.have, c.size)
	}
	return n, err
}

// check reads a bundle through.
func check(path string, b schema.ReleaseFile) error {
	in, err := os.Open(path) // #nosec G304 -- named by its hash
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	h := sha256.New()
	n, err := io.Copy(h, in)
	switch {
	case err != nil:
		return err
	case n != b.Size || hex.EncodeToString(h.Sum(nil)) != b.SHA256:
		return ErrDigest
	}
	return nil
}

// enough reports whether a disk takes so many more bytes.
func enough(dir string, more int64) error {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return fmt.Errorf("cannot look at the disk: %w", err)
	}
	if free := int64(s.Bavail) * s.Bsize; free < more+spare {
		return fmt.Errorf("%w: %d MiB are free, %d are needed", ErrSpace, free>>20, (more+spare)>>20)
	}
	return nil
}
