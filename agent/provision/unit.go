package provision

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"tiepdan/agent/place"
	"tiepdan/agent/seed"
	"tiepdan/config/edit"
	"tiepdan/report/schema"
)

// fileNewKey is a key that has no certificate yet: a second try uses it again,
// and so gets the certificate whose answer was lost. Its name is none that package
// place uses on its way and clears away, or a full disk would lose the key.
const fileNewKey = place.Home + "/certs/robot.key.next"

// fileWard remembers where the ward is.
const fileWard = place.Home + "/enrolled.toml"

// unit is the robot's own side.
type unit struct {
	root  *os.Root
	check func([]byte) (seed.About, error)
	now   func() time.Time

	commune, name string
	file          string // of the configuration, below the root
	config        []byte
	key           *ecdsa.PrivateKey
	keyPEM        []byte
	until         time.Time // of the certificate that it has
	used          string    // mark of the code that gave it, see markOf
}

// below is a path of the configuration below the root.
func below(p string) string { return strings.TrimPrefix(p, "/") }

// readConfig reads the configuration, which must be this unit's: a certificate
// for another name would be of no use to it.
func (u *unit) readConfig(commune, name string) (string, error) {
	const next = "make it with kioskctl configure, or bring it with a seed"
	u.file = seed.ConfigFile(u.root.FS())
	text, err := u.root.ReadFile(u.file)
	if err != nil {
		return "", advise(fmt.Errorf("cannot read the configuration: %w", err), next)
	}
	about, err := u.check(text)
	if err != nil {
		return "", advise(err, "mend it: kioskctl config check /"+u.file)
	}
	if about.Commune != commune || about.Unit != name {
		return "", advise(fmt.Errorf("it is of %s/%s, the certificate will be of %s/%s", about.Commune, about.Unit, commune, name),
			"change unit.id and unit.commune, or let the ward invite this unit")
	}
	u.commune, u.name, u.config = commune, name, text
	return "/" + u.file + " checks", nil
}

// makeKey makes the key, or takes the one of a try before.
func (u *unit) makeKey() (string, error) {
	data, err := u.root.ReadFile(fileNewKey)
	if err == nil {
		if u.key, err = parseKey(data); err == nil {
			u.keyPEM = data
			return "that of the last try, on this unit", nil
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("cannot read the key: %w", err)
	}
	if u.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return "", fmt.Errorf("cannot make the key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(u.key)
	if err != nil {
		return "", fmt.Errorf("cannot make the key: %w", err)
	}
	u.keyPEM = pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	err = place.All(u.root, []place.File{{Name: fileNewKey, Data: u.keyPEM, Mode: 0o600, Ours: true}}, nil)
	return "made on this unit, where it stays", advise(err, "run as root (sudo), and look whether the disk is full")
}

func parseKey(data []byte) (*ecdsa.PrivateKey, error) {
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, errors.New("no key in PEM")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	ec, ok := key.(*ecdsa.PrivateKey)
	if !ok {
		return nil, errors.New("another kind of key")
	}
	return ec, nil
}

func parseCert(text []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("no certificate in PEM")
	}
	return x509.ParseCertificate(block.Bytes)
}

func (u *unit) request(ctx context.Context, w *ward, path string, q schema.EnrolRequest) (schema.EnrolAnswer, error) {
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, u.key)
	if err != nil {
		return schema.EnrolAnswer{}, fmt.Errorf("cannot ask for a certificate: %w", err)
	}
	q.CSR = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der}))
	return w.ask(ctx, path, q)
}

// checkAnswer checks that the certificate is of this unit's key and name, and of
// the authority that was recognised.
func (u *unit) checkAnswer(a schema.EnrolAnswer, w *ward) (string, error) {
	const next = "do not use it; tell the ward"
	certs := seed.Certs{Key: u.keyPEM, Cert: []byte(a.Cert), CA: []byte(a.CA)}
	if err := certs.Check(u.commune, u.name, u.now()); err != nil {
		return "", advise(err, next)
	}
	block, _ := pem.Decode(certs.CA)
	if block == nil || !w.ca.Equal(&x509.Certificate{Raw: block.Bytes}) {
		return "", advise(errors.New("the authority in the answer is another one"), next)
	}
	if len(a.Brokers) == 0 {
		return "", advise(errors.New("the ward says no broker"), "let wardd init say by what name robots reach it: --host")
	}
	return "of this unit, until " + a.Until.Format(time.DateOnly), nil
}

// keep puts certificate, key and configuration in place together.
func (u *unit) keep(a schema.EnrolAnswer, address string) (string, error) {
	settings := []edit.Setting{
		{Key: "report.enabled", Value: "true"},
		{Key: "report.broker", Value: edit.List(a.Brokers)},
		{Key: "report.ca_file", Value: edit.Text(seed.PathCA)},
		{Key: "report.cert_file", Value: edit.Text(seed.PathCert)},
		{Key: "report.key_file", Value: edit.Text(seed.PathKey)},
	}
	if len(a.Keys) > 0 {
		settings = append(settings, edit.Setting{Key: "ward.keys", Value: edit.List(a.Keys)})
	}
	config, err := edit.Apply(u.config, settings...)
	if err == nil {
		_, err = u.check(config)
	}
	if err != nil {
		return "", advise(err, "set [report] and [ward] in /"+u.file+" by hand; then try again, with the same code")
	}
	where, err := toml.Marshal(enrolled{Ward: address, Used: u.used})
	if err != nil {
		return "", err
	}
	err = place.All(u.root, []place.File{
		{Name: below(seed.PathCA), Data: []byte(a.CA), Mode: 0o600, Ours: true},
		{Name: below(seed.PathCert), Data: []byte(a.Cert), Mode: 0o600, Ours: true},
		{Name: below(seed.PathKey), Data: u.keyPEM, Mode: 0o600, Ours: true},
		{Name: fileWard, Data: where, Mode: 0o644, Ours: true},
		{Name: u.file, Data: config, Mode: 0o640, Ours: true},
	}, nil)
	if err != nil {
		return "", advise(err, "look whether the disk is full; then try again, with the same code")
	}
	for _, name := range []string{fileNewKey, seed.TargetEnrol} { // used up
		if err := u.remove(name); err != nil {
			return "", err
		}
	}
	return "in /" + path.Dir(below(seed.PathKey)) + " and /" + u.file, nil
}

// enrolled is what is remembered of the ward.
type enrolled struct {
	Ward string `toml:"ward"`
	Used string `toml:"used"` // mark of the code
}

func (u *unit) clientTLS(a schema.EnrolAnswer) (*tls.Config, error) {
	pair, err := tls.X509KeyPair([]byte(a.Cert), u.keyPEM)
	if err != nil {
		return nil, fmt.Errorf("cannot use the certificate: %w", err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(a.CA))
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots, Certificates: []tls.Certificate{pair}}, nil
}

// part is the part of its life that a certificate has left when it is due.
const part = 3

// readCert reads the certificate that the unit has, and says whether it is due.
func (u *unit) readCert(w *ward) (detail string, due bool, err error) {
	const next = "provision it with an invitation of the ward"
	var files [4][]byte
	for i, name := range []string{below(seed.PathKey), below(seed.PathCert), below(seed.PathCA), fileWard} {
		if files[i], err = u.root.ReadFile(name); err != nil {
			return "", false, advise(fmt.Errorf("%w: %w", errNever, err), next)
		}
	}
	pair, err := u.pairOf(files[1], files[0])
	if err != nil {
		return "", false, advise(fmt.Errorf("cannot use the certificate: %w", err), next)
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return "", false, advise(err, next)
	}
	if err := u.named(leaf); err != nil {
		return "", false, advise(err, next)
	}
	if w.ca, err = parseCert(files[2]); err != nil {
		return "", false, advise(fmt.Errorf("the ward's certificate is damaged: %w", err), next)
	}
	var where enrolled
	if err := toml.Unmarshal(files[3], &where); err != nil {
		return "", false, advise(err, next)
	}
	w.address, w.pair, u.until, u.used = where.Ward, []tls.Certificate{pair}, leaf.NotAfter, where.Used
	left := leaf.NotAfter.Sub(u.now())
	due = left < leaf.NotAfter.Sub(leaf.NotBefore)/part
	if due && left <= 0 {
		return "", due, advise(errors.New("the certificate ended on "+leaf.NotAfter.Format(time.DateOnly)), next)
	}
	if !due {
		return "good until " + leaf.NotAfter.Format(time.DateOnly) + " by its dates, not yet due; the ward was not asked", due, nil
	}
	return "due, ends on " + leaf.NotAfter.Format(time.DateOnly), due, nil
}

// pairOf is a certificate with its key. A power cut while the two were put in
// place leaves the new certificate with the key before: then the new key is put
// there now.
func (u *unit) pairOf(cert, key []byte) (tls.Certificate, error) {
	pair, err := tls.X509KeyPair(cert, key)
	if err == nil {
		return pair, nil
	}
	fresh, missing := u.root.ReadFile(fileNewKey)
	if missing != nil {
		return pair, err
	}
	if pair, other := tls.X509KeyPair(cert, fresh); other == nil {
		return pair, place.All(u.root, []place.File{{Name: below(seed.PathKey), Data: fresh, Mode: 0o600, Ours: true}}, nil)
	}
	return pair, err
}

// named reads whose a certificate is.
func (u *unit) named(c *x509.Certificate) error {
	if len(c.URIs) == 1 {
		parts := strings.Split(c.URIs[0].String(), ":")
		if len(parts) == 5 && strings.Join(parts[:3], ":") == "urn:tiepdan:robot" {
			u.commune, u.name = parts[3], parts[4]
			return nil
		}
	}
	return errors.New("the certificate is not of a unit")
}
