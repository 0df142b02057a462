package pki

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// localName is in every broker's certificate: wardd reaches the broker inside
// by it.
const localName = "localhost"

// ServerTLS is how the broker inside wardd meets clients: TLS 1.3, and nobody
// without a certificate of ours. Whether it is still good is Gate's to say.
func ServerTLS(dir string) (*tls.Config, error) {
	pair, pool, err := load(dir, Broker)
	if err != nil {
		return nil, err
	}
	now := current(filepath.Join(dir, string(Broker)), pair)
	return &tls.Config{
		MinVersion: tls.VersionTLS13, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return now() },
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		// A session ticket would let somebody in without a look at the certificate.
		SessionTicketsDisabled: true,
	}, nil
}

// WardTLS is how wardd meets the broker inside.
func WardTLS(dir string) (*tls.Config, error) {
	pair, pool, err := load(dir, Ward)
	if err != nil {
		return nil, err
	}
	now := current(filepath.Join(dir, string(Ward)), pair)
	return &tls.Config{
		MinVersion: tls.VersionTLS13, RootCAs: pool, ServerName: localName, Certificates: []tls.Certificate{pair},
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return now() },
	}, nil
}

// File is one of an authority's files that a broker outside needs.
type File string

// The files; FileList goes with the brokers that wardd runs.
const (
	FileCA        File = fileCA
	FileRevoked   File = fileCRL
	FileList      File = fileList
	FileBroker    File = "broker.pem"
	FileBrokerKey File = "broker.key"
)

// Read reads a file of an authority's folder.
func Read(dir string, f File) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(dir, string(f))) //nolint:gosec // the folder that the configuration names
	if err != nil {
		return nil, fmt.Errorf("cannot read the ward's certificates: %w", err)
	}
	return data, nil
}

func load(dir string, r Role) (tls.Certificate, *x509.CertPool, error) {
	name := filepath.Join(dir, string(r))
	pair, err := tls.LoadX509KeyPair(name+".pem", name+".key")
	if err != nil {
		return pair, nil, fmt.Errorf("cannot use the certificate of the %s: %w", r, err)
	}
	data, err := os.ReadFile(filepath.Join(dir, fileCA)) //nolint:gosec // the folder that the configuration names
	if err != nil {
		return pair, nil, fmt.Errorf("cannot use the ward's certificates: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(data) {
		return pair, nil, errors.New("cannot use the ward's certificates: " + fileCA + " holds none")
	}
	return pair, pool, nil
}
