package provision

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tiepdan/report/schema"
)

// ward is the other end: who it is, and how it is recognised.
type ward struct {
	address string
	print   string            // of its authority; "" once that is known
	ca      *x509.Certificate // its authority
	pair    []tls.Certificate // with which the unit shows itself; none for the first time
	now     func() time.Time
}

const askWait = 30 * time.Second

// meet looks who is there, and sends nothing.
func (w *ward) meet(ctx context.Context) (string, error) {
	host, err := w.host()
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, askWait)
	defer cancel()
	conn, err := (&tls.Dialer{Config: w.tls(host)}).DialContext(ctx, "tcp", w.hostPort())
	if err != nil {
		return "", w.explain(err)
	}
	if err := conn.Close(); err != nil {
		return "", fmt.Errorf("cannot reach the ward: %w", err)
	}
	return "recognised by its authority, " + schema.Fingerprint(w.ca.Raw), nil
}

func (w *ward) host() (string, error) {
	u, err := url.Parse(w.address)
	if err != nil || u.Hostname() == "" {
		return "", fmt.Errorf("cannot reach the ward at %q: want https://HOST:PORT", w.address)
	}
	return u.Hostname(), nil
}

func (w *ward) hostPort() string {
	return strings.TrimPrefix(strings.TrimRight(w.address, "/"), "https://")
}

// tls trusts the authority that has the fingerprint, and no other.
func (w *ward) tls(host string) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: w.pair, ServerName: host,
		InsecureSkipVerify: true, //nolint:gosec // VerifyConnection does it: the authority is known by its fingerprint alone
		VerifyConnection:   func(cs tls.ConnectionState) error { return w.recognise(cs, host) },
	}
}

var errStranger = errors.New("somebody else answers there: its authority is not the one of the invitation")

func (w *ward) recognise(cs tls.ConnectionState, host string) error {
	if w.ca == nil {
		for _, c := range cs.PeerCertificates {
			if schema.MatchFingerprint(w.print, c.Raw) == nil {
				w.ca = c
			}
		}
	}
	if w.ca == nil {
		return errStranger
	}
	roots := x509.NewCertPool()
	roots.AddCert(w.ca)
	_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, DNSName: host, CurrentTime: w.now()})
	if _, unknown := errors.AsType[x509.UnknownAuthorityError](err); unknown {
		return errStranger
	}
	return err
}

// explain says of an error what to do.
func (w *ward) explain(err error) error {
	wrapped := fmt.Errorf("cannot reach the ward at %s: %w", w.address, err)
	if errors.Is(err, errStranger) {
		return advise(wrapped, "do not go on. Compare address and fingerprint with what the ward shows; if both are right, somebody is between: tell the ward")
	}
	if bad, ok := errors.AsType[x509.CertificateInvalidError](err); ok && bad.Reason == x509.Expired {
		return advise(wrapped, "the unit's clock says "+w.now().Format(time.DateTime)+": set it (timedatectl), then try again")
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return advise(wrapped, "the ward is not known by this name: use one that was given to wardd init with --host")
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return advise(wrapped, "the name is not known in this network: look at its DNS, or use the ward's address")
	}
	return advise(wrapped, "look whether the network is there, whether wardd runs with enrol.listen, and whether a firewall lets this port through")
}

// ask sends a request and reads the answer.
func (w *ward) ask(ctx context.Context, path string, q schema.EnrolRequest) (schema.EnrolAnswer, error) {
	host, err := w.host()
	if err != nil {
		return schema.EnrolAnswer{}, err
	}
	body, err := json.Marshal(q)
	if err != nil {
		return schema.EnrolAnswer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, askWait)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(w.address, "/")+path, bytes.NewReader(body))
	if err != nil {
		return schema.EnrolAnswer{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	client := &http.Client{
		Transport:     &http.Transport{TLSClientConfig: w.tls(host), DisableKeepAlives: true}, // no proxy: the ward is in this network
		CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("the ward leads nowhere else") },
	}
	answer, err := client.Do(r)
	if err != nil {
		return schema.EnrolAnswer{}, w.explain(err)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, schema.EnrolMost))
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return schema.EnrolAnswer{}, w.explain(err)
	}
	return readAnswer(answer.StatusCode, data)
}

// readAnswer reads what the ward said.
func readAnswer(status int, data []byte) (schema.EnrolAnswer, error) {
	if status != http.StatusOK {
		var why schema.EnrolError
		if err := json.Unmarshal(data, &why); err != nil || why.Error == "" {
			return schema.EnrolAnswer{}, advise(fmt.Errorf("the ward answers %d", status), "this is no wardd with enrol.listen: compare the address")
		}
		return schema.EnrolAnswer{}, advise(errors.New(why.Text), nextOf(why.Error))
	}
	var a schema.EnrolAnswer
	if err := json.Unmarshal(data, &a); err != nil {
		return schema.EnrolAnswer{}, fmt.Errorf("the ward's answer cannot be read: %w", err)
	}
	return a, nil
}

// nextOf says what to do when the ward refuses.
func nextOf(word string) string {
	switch word {
	case "code":
		return "compare code, unit and commune with what the ward shows"
	case "used", "expired":
		return "let the ward invite the unit anew: wardd robot invite, or the robots' page"
	case "has":
		return "if this unit replaces the one before: wardd robot invite --replace"
	case "busy":
		return "wait a minute, then try again"
	case "early":
		return "nothing: the certificate is still good"
	case "refused":
		return "let the ward invite the unit anew; ask there why its certificate is not good"
	}
	return "ask the ward to look at the log of wardd"
}
