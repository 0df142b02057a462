package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// HTTPDate reads the clock of a web server from its answers' Date, which is
// given in whole seconds. roots are those that it is trusted by; nil are the
// system's.
func HTTPDate(ctx context.Context, address string, roots *x509.CertPool, now func() time.Time) (Reading, error) {
	u, err := url.Parse(address)
	if err != nil {
		return Reading{}, fmt.Errorf("cannot ask for the time: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, ntpWait)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, u.Scheme+"://"+u.Host+"/", http.NoBody)
	if err != nil {
		return Reading{}, fmt.Errorf("cannot ask for the time: %w", err)
	}
	client := http.Client{
		Transport:     &http.Transport{TLSClientConfig: anyTime(roots, u.Hostname()), DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	sent := now()
	resp, err := client.Do(req)
	if err != nil {
		return Reading{}, fmt.Errorf("cannot ask for the time: %w", err)
	}
	_ = resp.Body.Close()
	got := now()
	date, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		return Reading{}, fmt.Errorf("%s does not tell the time: %w", u.Host, err)
	}
	const half = time.Second / 2
	way := got.Sub(sent) / 2
	return Reading{Ahead: sent.Add(way).Sub(date.Add(half)), Within: half + way, From: u.Host}, nil
}

// anyTime trusts a server by its certificate's chain and name, at a moment
// within its own validity: whether this clock is right is what is asked.
func anyTime(roots *x509.CertPool, host string) *tls.Config {
	return &tls.Config{
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: true, // #nosec G402 -- VerifyConnection does it, without this machine's clock
		VerifyConnection: func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) == 0 {
				return errors.New("it shows no certificate")
			}
			leaf := s.PeerCertificates[0]
			o := x509.VerifyOptions{
				DNSName: host, Roots: roots, Intermediates: x509.NewCertPool(),
				CurrentTime: leaf.NotBefore.Add(leaf.NotAfter.Sub(leaf.NotBefore) / 2),
			}
			for _, c := range s.PeerCertificates[1:] {
				o.Intermediates.AddCert(c)
			}
			_, err := leaf.Verify(o)
			return err
		},
	}
}

// Compare asks time servers, then web servers, until one tells the time.
func Compare(servers, pages []string, roots *x509.CertPool) func(context.Context) (Reading, error) {
	if len(servers)+len(pages) == 0 {
		return nil
	}
	return func(ctx context.Context) (Reading, error) {
		var errs []error
		for _, s := range servers {
			r, err := NTP(ctx, s, time.Now)
			if err == nil {
				return r, nil
			}
			errs = append(errs, err)
		}
		for _, p := range pages {
			r, err := HTTPDate(ctx, p, roots, time.Now)
			if err == nil {
				return r, nil
			}
			errs = append(errs, err)
		}
		return Reading{}, errors.Join(errs...)
	}
}
