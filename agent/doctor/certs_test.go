package doctor_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io/fs"
	"math/big"
	"net"
	"testing"
	"time"

	"tiepdan/agent/doctor"
)

// certificate makes one that is good between two days from noon on, and its key.
func certificate(t *testing.T, from, to int, isCA bool) (cert, key []byte) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "x"}, IsCA: isCA, BasicConstraintsValid: isCA,
		NotBefore: noon.AddDate(0, 0, from), NotAfter: noon.AddDate(0, 0, to), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, k.Public(), k)
	if err != nil {
		t.Fatal(err)
	}
	priv, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: priv})
}

func certs(files map[string][]byte, list ...doctor.CertFile) doctor.Check {
	return doctor.Certs{Files: list, Now: func() time.Time { return noon }, Read: func(path string) ([]byte, error) {
		data, ok := files[path]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return data, nil
	}}.Check()
}

func certOnes() []provoked {
	own := doctor.CertFile{Use: doctor.Text{Vi: "máy này", En: "this unit"}, Path: "own", Key: "key"}
	days := func(from, to int) func(*testing.T) doctor.Check {
		return func(t *testing.T) doctor.Check {
			t.Helper()
			cert, key := certificate(t, from, to, false)
			return certs(map[string][]byte{"own": cert, "key": key}, own)
		}
	}
	return []provoked{
		{"certificates.missing", always(certs(nil, own))},
		{"certificates.broken", always(certs(map[string][]byte{"own": []byte("nothing")}, own))},
		{"certificates.broken", always(certs(map[string][]byte{"own": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")})}, own))},
		{"certificates.early", days(1, 100)},
		{"certificates.expired", days(-100, -1)},
		{"certificates.soon", days(-100, 20)},
		{"certificates.key", func(t *testing.T) doctor.Check {
			t.Helper()
			cert, _ := certificate(t, -1, 100, false)
			_, other := certificate(t, -1, 100, false)
			return certs(map[string][]byte{"own": cert, "key": other}, own)
		}},
		{"certificates.key", func(t *testing.T) doctor.Check {
			t.Helper()
			cert, _ := certificate(t, -1, 100, false)
			return certs(map[string][]byte{"own": cert}, own)
		}},
		{"certificates.none", always(certs(nil, doctor.CertFile{Path: "console", Key: "console", Own: true}))},
	}
}

func TestGoodCertificatesPass(t *testing.T) {
	t.Parallel()
	cert, key := certificate(t, -1, 400, false)
	old, _ := certificate(t, -400, -1, true)
	ca, _ := certificate(t, -1, 4000, true)
	passes(t, certs(map[string][]byte{"own": cert, "key": key, "ca": append(old, ca...)},
		doctor.CertFile{Use: doctor.Text{Vi: "máy này", En: "this unit"}, Path: "own", Key: "key"},
		doctor.CertFile{Use: doctor.Text{Vi: "phường", En: "the ward"}, Path: "ca"}))
}
