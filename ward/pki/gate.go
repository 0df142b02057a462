package pki

import (
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// ErrRefused means that a certificate is not, or no more, on the list.
var ErrRefused = errors.New("the certificate is revoked or unknown")

// Gate says who may come in, as the list of a folder has it now.
type Gate struct {
	dir string

	mu    sync.Mutex
	seen  os.FileInfo
	known map[string]Issued // by serial number
}

// NewGate reads the list of a folder.
func NewGate(dir string) (*Gate, error) {
	g := &Gate{dir: dir}
	if _, err := g.Refresh(); err != nil {
		return nil, err
	}
	return g, nil
}

// Refresh reads the list again if it is another one, and says whether it is.
// With an error the list before counts on.
func (g *Gate) Refresh() (changed bool, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	info, err := os.Stat(filepath.Join(g.dir, fileList))
	if err != nil {
		return false, fmt.Errorf("cannot read certificates: %w", err)
	}
	// Each writing makes another file, so its identity tells what the clock may not.
	if g.seen != nil && os.SameFile(info, g.seen) && info.ModTime().Equal(g.seen.ModTime()) {
		return false, nil
	}
	l, err := ReadList(g.dir)
	if err != nil {
		return false, err
	}
	known := make(map[string]Issued, len(l.Issued))
	for _, i := range l.Issued {
		known[i.Serial] = i
	}
	g.known, g.seen = known, info
	return true, nil
}

// Admit says who holds a certificate that TLS has verified, if she may come in.
func (g *Gate) Admit(c *x509.Certificate, at time.Time) (Identity, error) {
	holder, err := Holder(c)
	if err != nil {
		return Identity{}, err
	}
	issued, found := g.issued(c.SerialNumber.Text(16))
	if !found || issued.Identity != holder || !issued.Live(at) {
		return Identity{}, fmt.Errorf("cannot admit %s: %w", holder, ErrRefused)
	}
	return holder, nil
}

func (g *Gate) issued(serial string) (Issued, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	i, found := g.known[serial]
	return i, found
}
