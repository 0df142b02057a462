package console

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/bcrypt"

	"tiepdan/kiosk"
)

// Desk is the core as the console sees it.
type Desk interface {
	// View is what the pages are drawn from. It is called often and must not block.
	View() kiosk.View
	// Changed yields after every change of the View, the last value winning:
	// several changes may be told by one receive. It ends with ctx; whether
	// the channel is then closed does not matter.
	Changed(ctx context.Context) <-chan struct{}
	// Do hands a message to the core and returns its answer: nil when it was
	// done and committed, else an error that wraps one of package kiosk's.
	Do(ctx context.Context, m kiosk.Msg) error
}

// Door is one counter that officials can log in to.
type Door struct {
	Number int
	NameVi string
	NameEn string
	// PINHash is the bcrypt hash of the door's PIN; see HashPIN.
	PINHash string
}

// Options is what the console needs.
type Options struct {
	Desk  Desk
	Doors []Door
	// TechnicianPINHash is the bcrypt hash of the technicians' PIN; "" lets no
	// technician in.
	TechnicianPINHash string
	// Screen is what technicians may see from afar; nil shows them the parts only.
	Screen Screen
	// Watched is told how many see the screen, each time that changes. It must
	// not block. May be nil.
	Watched func(n int)
	// Procedure gives the plain name of a procedure of the catalogue by its
	// code; nil shows the code.
	Procedure func(code string) string
	// Listen is the TCP address, such as ":8443"; port 0 takes a free one.
	Listen string
	// CertFile and KeyFile are PEM files. With both empty the console makes
	// itself a certificate in StateDir.
	CertFile, KeyFile string
	// StateDir keeps the signing key, the revoked sessions and the
	// certificate. It is made when it is missing.
	StateDir string
	// SessionFor is how long a log-in holds; 12 hours when zero.
	SessionFor time.Duration
	Logger     *slog.Logger
	// Now is the clock; time.Now when nil.
	Now func() time.Time
}

const (
	defaultSession = 12 * time.Hour
	minPIN         = 4
)

// Server serves the door console. Make it with New.
type Server struct {
	opts     Options
	sessions *sessions
	brake    *brake
	pages    *template.Template
	static   map[string]asset
	ready    chan struct{}
	once     sync.Once
	pictures *pictures // nil without a screen
	watchers *watchers
	answers  *answers
	hands    *hands
	displays atomic.Int32 // streams of the display page
	version  string       // of the pages, so that a display that runs for months takes new ones

	mu   sync.Mutex
	addr string
}

// New checks the options, reporting every problem at once, and prepares the
// signing key and the list of revoked sessions in the state directory.
func New(o Options) (*Server, error) {
	if err := check(o); err != nil {
		return nil, fmt.Errorf("cannot set up the door console: %w", err)
	}
	if o.SessionFor == 0 {
		o.SessionFor = defaultSession
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Doors = slices.Clone(o.Doors)
	slices.SortFunc(o.Doors, func(a, b Door) int { return a.Number - b.Number })
	if err := os.MkdirAll(o.StateDir, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the door console's state directory: %w", err)
	}
	ss, err := openSessions(o.StateDir, o.Now, o.Logger)
	if err != nil {
		return nil, fmt.Errorf("cannot open the door console's sessions: %w", err)
	}
	files, err := assets()
	if err != nil {
		return nil, fmt.Errorf("cannot read the door console's files: %w", err)
	}
	pages, err := parsePages(files)
	if err != nil {
		return nil, fmt.Errorf("cannot read the door console's pages: %w", err)
	}
	version, err := versionOf(files)
	if err != nil {
		return nil, fmt.Errorf("cannot read the door console's pages: %w", err)
	}
	s := &Server{
		opts: o, sessions: ss, brake: newBrake(), pages: pages, static: files,
		ready: make(chan struct{}), answers: newAnswers(), hands: newHands(), version: version,
	}
	idle := func() {}
	if o.Screen != nil {
		s.pictures = newPictures(o.Screen)
		idle = s.pictures.forget
	}
	s.watchers = newWatchers(o.Watched, idle)
	return s, nil
}

func check(o Options) error {
	var errs []error
	bad := func(format string, a ...any) { errs = append(errs, fmt.Errorf(format, a...)) }
	if o.Desk == nil {
		bad("desk: missing")
	}
	if o.Logger == nil {
		bad("logger: missing")
	}
	if o.StateDir == "" {
		bad("state directory: missing")
	}
	if o.SessionFor < 0 {
		bad("session: %v, want a positive duration", o.SessionFor)
	}
	if (o.CertFile == "") != (o.KeyFile == "") {
		bad("certificate: want both the certificate and the key file, or none")
	}
	if o.TechnicianPINHash != "" {
		if _, err := bcrypt.Cost([]byte(o.TechnicianPINHash)); err != nil {
			bad("technicians' PIN hash: %w", err)
		}
	}
	checkDoors(o.Doors, bad)
	return errors.Join(errs...)
}

func checkDoors(doors []Door, bad func(format string, a ...any)) {
	if len(doors) == 0 {
		bad("doors: want at least one")
	}
	seen := map[int]bool{}
	for i, d := range doors {
		if d.Number < 1 {
			bad("doors[%d]: number %d, want 1 or more", i, d.Number)
		}
		if seen[d.Number] {
			bad("doors[%d]: number %d is used twice", i, d.Number)
		}
		seen[d.Number] = true
		if _, err := bcrypt.Cost([]byte(d.PINHash)); err != nil {
			bad("doors[%d]: PIN hash of door %d: %w", i, d.Number, err)
		}
	}
}

// HashPIN makes the bcrypt hash of a door's PIN. It refuses one shorter than
// four characters or longer than bcrypt's 72 bytes; six digits are advised.
func HashPIN(pin string) (string, error) {
	if len(pin) < minPIN {
		return "", fmt.Errorf("cannot hash the PIN: %d characters, want at least %d", len(pin), minPIN)
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(pin), bcrypt.DefaultCost)
	if err != nil {
		return "", fmt.Errorf("cannot hash the PIN: %w", err)
	}
	return string(hash), nil
}

func (s *Server) door(number int) (Door, bool) {
	i := slices.IndexFunc(s.opts.Doors, func(d Door) bool { return d.Number == number })
	if i < 0 {
		return Door{}, false
	}
	return s.opts.Doors[i], true
}
