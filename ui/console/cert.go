package console

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

const (
	certYears   = 10
	renewBefore = 30 * 24 * time.Hour
	certName    = "console-cert.pem" // certificate and key in one file, so that they always match
)

// certificate loads the configured certificate or the console's own, which it
// makes when there is none that is still good.
func (s *Server) certificate(ctx context.Context) (tls.Certificate, error) {
	cert, err := s.loadCertificate(ctx)
	if err != nil {
		return tls.Certificate{}, err
	}
	sum := sha256.Sum256(cert.Leaf.Raw)
	s.opts.Logger.LogAttrs(ctx, slog.LevelInfo, "door console certificate",
		slog.String("sha256", hex.EncodeToString(sum[:])), slog.Time("expires", cert.Leaf.NotAfter))
	return cert, nil
}

func (s *Server) loadCertificate(ctx context.Context) (tls.Certificate, error) {
	if s.opts.CertFile != "" {
		cert, err := tls.LoadX509KeyPair(s.opts.CertFile, s.opts.KeyFile)
		if err != nil {
			return tls.Certificate{}, fmt.Errorf("cannot load the certificate: %w", err)
		}
		return cert, nil
	}
	path := filepath.Join(s.opts.StateDir, certName)
	pair, err := os.ReadFile(path) //nolint:gosec // a fixed name in the configured state directory
	if err == nil {
		cert, bad := tls.X509KeyPair(pair, pair)
		if bad == nil && s.opts.Now().Add(renewBefore).Before(cert.Leaf.NotAfter) {
			return cert, nil
		}
		s.opts.Logger.LogAttrs(ctx, slog.LevelWarn, "door console certificate is made anew: browsers will ask again")
	} else if !errors.Is(err, fs.ErrNotExist) {
		return tls.Certificate{}, fmt.Errorf("cannot read the certificate: %w", err)
	}
	pair, err = selfSigned(s.opts.Now())
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("cannot make a certificate: %w", err)
	}
	if err := keep(path, pair); err != nil {
		return tls.Certificate{}, err
	}
	cert, err := tls.X509KeyPair(pair, pair)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("cannot use the new certificate: %w", err)
	}
	return cert, nil
}

// selfSigned makes a certificate for every name and address that the machine
// has now, as PEM blocks: certificate, then key.
func selfSigned(now time.Time) ([]byte, error) {
	// A robot whose clock was not yet set must not make one that is long expired.
	if floor := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); now.Before(floor) {
		now = floor
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("cannot make a key: %w", err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, fmt.Errorf("cannot draw a serial number: %w", err)
	}
	names, addrs := ownNames()
	tmpl := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: names[len(names)-1], Organization: []string{"Tiếp Dân"}},
		NotBefore:             now.Add(-24 * time.Hour),
		NotAfter:              now.AddDate(certYears, 0, 0),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		DNSNames:              names,
		IPAddresses:           addrs,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("cannot sign: %w", err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("cannot encode the key: %w", err)
	}
	var out bytes.Buffer
	err = errors.Join(pem.Encode(&out, &pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.Encode(&out, &pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}))
	if err != nil {
		return nil, fmt.Errorf("cannot encode: %w", err)
	}
	return out.Bytes(), nil
}

// ownNames lists what the machine is called by: a machine that cannot tell
// its name or addresses is still reached as localhost.
func ownNames() (names []string, addrs []net.IP) {
	names = []string{"localhost"}
	if host, err := os.Hostname(); err == nil && host != "" && host != "localhost" {
		names = append(names, host)
	}
	addrs = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	all, err := net.InterfaceAddrs()
	if err != nil {
		return names, addrs
	}
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLoopback() && !n.IP.IsMulticast() {
			addrs = append(addrs, n.IP)
		}
	}
	return names, addrs
}
