package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"
	"time"
)

// Certs is what the certificates' check needs.
type Certs struct {
	Files []CertFile
	Now   func() time.Time
	Read  func(path string) ([]byte, error)
}

// CertFile is one file with certificates.
type CertFile struct {
	Use  Text
	Path string
	Key  string // path of its key; "" has none here
	Own  bool   // made by kioskd when it is not there, and renewed by it
}

// certSoon is how long before its end a certificate wants to be renewed.
const certSoon = 30 * 24 * time.Hour

func certTroubles() []Trouble {
	p := PartCerts
	again := Text{"Đăng ký lại máy với phường (kioskctl provision), hoặc xin chứng thư mới ở máy chủ (wardd robot).", "Enrol the unit at the ward again (kioskctl provision), or get a new certificate there (wardd robot)."}
	return []Trouble{
		{p, "certificates.missing", Fail, Text{"%[1]s: không đọc được: %[2]v.", "%[1]s: cannot be read: %[2]v."}, again},
		{p, "certificates.broken", Fail, Text{"%[1]s: tệp %[2]s không có chứng thư PEM đọc được.", "%[1]s: the file %[2]s holds no PEM certificate that can be read."}, again},
		{p, "certificates.early", Fail, Text{"%[1]s: chỉ có hiệu lực từ %[2]s.", "%[1]s: valid only from %[2]s."}, Text{"Sửa đồng hồ của máy trước; nếu giờ đã đúng, xin chứng thư mới.", "Set the unit's clock first; if it is right, get a new certificate."}},
		{p, "certificates.expired", Fail, Text{"%[1]s: đã hết hạn từ %[2]s.", "%[1]s: expired on %[2]s."}, again},
		{p, "certificates.soon", Warn, Text{"%[1]s: còn %[2]d ngày, đến %[3]s.", "%[1]s: %[2]d days left, until %[3]s."}, again},
		{p, "certificates.key", Fail, Text{"%[1]s: khoá không dùng được: %[2]v.", "%[1]s: its key cannot be used: %[2]v."}, again},
		{p, "certificates.none", Skipped, Text{"Cấu hình không dùng chứng thư nào.", "The configuration uses no certificate."}, Text{"Trong mạng của phường nên dùng mqtts:// với chứng thư (kioskctl provision).", "In the ward's network use mqtts:// with certificates (kioskctl provision)."}},
	}
}

// Check examines the certificates.
func (c Certs) Check() Check {
	return Check{Part: PartCerts, Run: func(context.Context, Ask) []Result { return c.examine() }}
}

func (c Certs) examine() []Result {
	var out []Result
	var vi, en []string
	for _, f := range c.Files {
		found, good := c.look(f)
		if good == (Text{}) {
			out = append(out, found...)
			continue
		}
		vi, en = append(vi, good.Vi), append(en, good.En)
	}
	switch {
	case len(vi) > 0:
		out = append(out, pass(PartCerts, Text{strings.Join(vi, "; ") + ".", strings.Join(en, "; ") + "."}))
	case len(out) == 0:
		out = append(out, trouble("certificates.none"))
	}
	return out
}

// look returns what is wrong with a file, or how long it is good; neither for
// one that kioskd has not made yet.
func (c Certs) look(f CertFile) ([]Result, Text) {
	data, err := c.Read(f.Path)
	if err != nil {
		if f.Own {
			return nil, Text{}
		}
		return []Result{trouble("certificates.missing", f.Use, err)}, Text{}
	}
	all, err := parseCerts(data)
	if err != nil {
		return []Result{trouble("certificates.broken", f.Use, f.Path)}, Text{}
	}
	// A file of authorities may hold the old one beside the new; of a chain the
	// robot's own comes first.
	cert := all[0]
	for _, other := range all {
		if cert.IsCA && other.NotAfter.After(cert.NotAfter) {
			cert = other
		}
	}
	if f.Key != "" {
		if err := c.keyFits(data, f.Key); err != nil {
			return []Result{trouble("certificates.key", f.Use, err)}, Text{}
		}
	}
	now, day := c.Now(), "02/01/2006"
	days := int(cert.NotAfter.Sub(now) / (24 * time.Hour))
	switch {
	case now.Before(cert.NotBefore):
		return []Result{trouble("certificates.early", f.Use, cert.NotBefore.Format(day))}, Text{}
	case now.After(cert.NotAfter):
		return []Result{trouble("certificates.expired", f.Use, cert.NotAfter.Format(day))}, Text{}
	case cert.NotAfter.Sub(now) < certSoon:
		return []Result{trouble("certificates.soon", f.Use, days, cert.NotAfter.Format(day))}, Text{}
	}
	return nil, Text{"%[1]s: còn %[2]d ngày", "%[1]s: %[2]d days left"}.fill([]any{f.Use, days})
}

func (c Certs) keyFits(cert []byte, path string) error {
	key, err := c.Read(path)
	if err != nil {
		return err
	}
	_, err = tls.X509KeyPair(cert, key)
	return err
}

func parseCerts(data []byte) ([]*x509.Certificate, error) {
	var out []*x509.Certificate
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		out = append(out, cert)
	}
	if len(out) == 0 {
		return nil, errors.New("no certificate")
	}
	return out, nil
}
