package enrol

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/crypto/bcrypt"

	"tiepdan/report/schema"
	"tiepdan/ward/caller"
	"tiepdan/ward/office"
	"tiepdan/ward/pki"
)

// Options configures a Server.
type Options struct {
	Store   Store
	Dir     string // of the ward's authority, with its key
	Brokers []string
	Keys    []string // with which commands are signed
	Now     func() time.Time
	Logger  *slog.Logger
	Cost    int // of bcrypt for a robot that nobody has invited; 0 for the usual one
}

// Server answers robots that enrol. Make it with New.
type Server struct {
	options Options
	gate    *pki.Gate
	limit   *caller.Limit
	slots   chan struct{} // one for each code that is being compared
	nobody  []byte        // a hash that no code has
}

const (
	triesFree  = 10               // of one address
	triesEvery = 30 * time.Second // one more
	comparing  = 2
)

// New makes a Server.
func New(o Options) (*Server, error) {
	gate, err := pki.NewGate(o.Dir)
	if err != nil {
		return nil, err
	}
	nobody, err := bcrypt.GenerateFromPassword([]byte(newCode()), Inviter{Cost: o.Cost}.cost())
	if err != nil {
		return nil, err
	}
	return &Server{
		options: o, gate: gate, nobody: nobody, slots: make(chan struct{}, comparing),
		limit: &caller.Limit{Free: triesFree, Every: triesEvery},
	}, nil
}

// TLS is how a Server is reached.
func (s *Server) TLS() (*tls.Config, error) { return pki.EnrolTLS(s.options.Dir) }

// Handler answers requests.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+schema.EnrolPath, s.limited(s.enrol))
	mux.HandleFunc("POST "+schema.RenewPath, s.limited(s.renew))
	return mux
}

// refusal is an answer that is no certificate.
type refusal struct {
	status     int
	word, text string
}

func (r refusal) Error() string { return r.text }

func busy() error {
	return refusal{http.StatusTooManyRequests, "busy", "too many tries: wait a minute"}
}

// wrongCode is the same whether the robot was invited or not.
func wrongCode() error {
	return refusal{http.StatusForbidden, "code", "the code is not right for this unit"}
}

// limited reads a request and sends the answer.
func (s *Server) limited(answer func(*http.Request, schema.EnrolRequest) (schema.EnrolAnswer, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a, err := func() (schema.EnrolAnswer, error) {
			if !s.limit.Take(caller.Address(r), s.options.Now()) {
				return schema.EnrolAnswer{}, busy()
			}
			var q schema.EnrolRequest
			d := json.NewDecoder(http.MaxBytesReader(w, r.Body, schema.EnrolMost))
			d.DisallowUnknownFields()
			if err := d.Decode(&q); err != nil {
				return schema.EnrolAnswer{}, refusal{http.StatusBadRequest, "request", "the request cannot be read"}
			}
			if errors.Join(schema.CheckLevel(q.Commune), schema.CheckLevel(q.Robot)) != nil {
				return schema.EnrolAnswer{}, refusal{http.StatusBadRequest, "robot", "commune and unit are no names"}
			}
			if _, err := pki.RequestKey([]byte(q.CSR)); err != nil {
				return schema.EnrolAnswer{}, refusal{http.StatusBadRequest, "csr", err.Error()}
			}
			return answer(r, q)
		}()
		s.send(w, r, a, err)
	}
}

func (s *Server) send(w http.ResponseWriter, r *http.Request, a schema.EnrolAnswer, err error) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if err == nil {
		_ = json.NewEncoder(w).Encode(a) // who hung up asks again
		return
	}
	why, told := errors.AsType[refusal](err)
	if !told {
		s.options.Logger.LogAttrs(r.Context(), slog.LevelError, "cannot certify a robot", slog.Any("error", err))
		why = refusal{http.StatusServiceUnavailable, "closed", "the ward cannot certify now: see the log of wardd"}
	} else {
		s.options.Logger.LogAttrs(r.Context(), slog.LevelWarn, "refused a robot", slog.String("why", why.word), slog.String("from", caller.Address(r).String()))
	}
	w.WriteHeader(why.status)
	_ = json.NewEncoder(w).Encode(schema.EnrolError{Error: why.word, Text: why.text}) // as above
}

// enrol answers a robot with a code.
func (s *Server) enrol(r *http.Request, q schema.EnrolRequest) (schema.EnrolAnswer, error) {
	to, at := pki.RobotOf(q.Commune, q.Robot), s.options.Now()
	i, err := s.invited(r.Context(), to, q.Code)
	if err != nil {
		return schema.EnrolAnswer{}, err
	}
	key, err := keyOf(q.CSR)
	if err != nil {
		return schema.EnrolAnswer{}, err
	}
	// What was given in time stays the unit's: it may have been cut off for days.
	if got := i.Cert != "" && i.Key == key; !at.Before(i.Ends) && !got {
		return schema.EnrolAnswer{}, refusal{http.StatusForbidden, "expired", "the code has expired: let the ward make another"}
	}
	e := office.Entry{At: at, Did: "robot-enrol", About: to.String(), From: caller.Address(r).Addr().String()}
	mine, err := s.options.Store.UseInvite(r.Context(), i, key, at, e)
	if err != nil {
		return schema.EnrolAnswer{}, err
	}
	if !mine {
		return schema.EnrolAnswer{}, refusal{http.StatusForbidden, "used", "the code was used already: if not by you, revoke the robot (wardd robot revoke)"}
	}
	// Who asks again with the same key gets what it got: an answer may get lost.
	if i, _, err = s.options.Store.Invite(r.Context(), to.Commune, to.Robot); err != nil {
		return schema.EnrolAnswer{}, err
	}
	if i.Cert != "" {
		return s.answer([]byte(i.Cert))
	}
	return s.give(r.Context(), i, to, q.CSR)
}

// give makes the certificate of an invitation that a robot has used.
func (s *Server) give(ctx context.Context, i Invite, to pki.Identity, csr string) (schema.EnrolAnswer, error) {
	how := pki.First
	if i.Replaces {
		how = pki.Replace
	}
	cert, err := s.certify(ctx, to, csr, how)
	if err != nil {
		return schema.EnrolAnswer{}, err
	}
	if err := s.options.Store.KeepInviteCert(ctx, i, string(cert)); err != nil {
		return schema.EnrolAnswer{}, err
	}
	return s.answer(cert)
}

// invited finds the invitation that a code is of. It compares in any case, so
// that nobody learns from the time who was invited.
func (s *Server) invited(ctx context.Context, to pki.Identity, text string) (Invite, error) {
	select {
	case s.slots <- struct{}{}:
	default:
		return Invite{}, busy()
	}
	defer func() { <-s.slots }()
	i, found, err := s.options.Store.Invite(ctx, to.Commune, to.Robot)
	if err != nil {
		return Invite{}, err
	}
	code, wrong := schema.Code(text)
	hash := i.Hash
	if !found {
		hash = s.nobody
	}
	err = bcrypt.CompareHashAndPassword(hash, hashed(code, to))
	if err != nil || !found || wrong != nil {
		return Invite{}, wrongCode()
	}
	return i, nil
}

// keyOf names the key of a request.
func keyOf(csr string) (string, error) {
	key, err := pki.RequestKey([]byte(csr))
	if err != nil {
		return "", err
	}
	return pki.KeyName(key)
}

func (s *Server) certify(ctx context.Context, to pki.Identity, csr string, how pki.How) ([]byte, error) {
	a, err := pki.Open(s.options.Dir, s.options.Now)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, refusal{http.StatusServiceUnavailable, "closed", "the ward's key is kept elsewhere: use wardd robot add there"}
	}
	if err != nil {
		return nil, err
	}
	cert, until, err := a.Certify(to, []byte(csr), how)
	if errors.Is(err, pki.ErrHas) {
		return nil, refusal{http.StatusConflict, "has", "this unit has a certificate: let the ward invite it with --replace"}
	}
	if err == nil {
		s.options.Logger.LogAttrs(ctx, slog.LevelInfo, "certified a robot", slog.String("robot", to.String()), slog.Time("until", until))
	}
	return cert, err
}

func (s *Server) answer(cert []byte) (schema.EnrolAnswer, error) {
	ca, err := pki.Read(s.options.Dir, pki.FileCA)
	if err != nil {
		return schema.EnrolAnswer{}, err
	}
	until, err := pki.Until(cert)
	return schema.EnrolAnswer{Cert: string(cert), CA: string(ca), Brokers: s.options.Brokers, Keys: s.options.Keys, Until: until}, err
}

// renew answers a robot with the certificate that it has.
func (s *Server) renew(r *http.Request, q schema.EnrolRequest) (schema.EnrolAnswer, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return schema.EnrolAnswer{}, refusal{http.StatusUnauthorized, "refused", "this needs the unit's certificate"}
	}
	if _, err := s.gate.Refresh(); err != nil {
		return schema.EnrolAnswer{}, err
	}
	c, at := r.TLS.PeerCertificates[0], s.options.Now()
	who, err := s.gate.Admit(c, at)
	if err != nil || who != pki.RobotOf(q.Commune, q.Robot) {
		return schema.EnrolAnswer{}, refusal{http.StatusForbidden, "refused", "the certificate is not good for this unit, or revoked"}
	}
	if !pki.DueRobot(c, at) {
		return schema.EnrolAnswer{}, refusal{http.StatusConflict, "early", "it is not yet time: the certificate lasts until " + c.NotAfter.Format(time.DateOnly)}
	}
	cert, err := s.certify(r.Context(), who, q.CSR, pki.Renewal)
	if err != nil {
		return schema.EnrolAnswer{}, err
	}
	return s.answer(cert)
}
