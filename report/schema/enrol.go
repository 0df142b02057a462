package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// How a unit gets its certificate from the ward, over HTTPS with the ward's own
// certificate, once with a code and later with the certificate that it has.
const (
	EnrolPath = "/enrol/v1"
	RenewPath = "/enrol/v1/renew"
	// EnrolMost bounds a request and an answer, in bytes.
	EnrolMost = 64 << 10
)

// EnrolRequest asks for a certificate. Its key never leaves the unit.
type EnrolRequest struct {
	Commune string `json:"commune"`
	Robot   string `json:"robot"`
	Code    string `json:"code,omitempty"` // none to renew
	CSR     string `json:"csr"`            // PKCS #10 in PEM, of an ECDSA P-256 key
}

// EnrolAnswer is what a unit needs to reach the ward.
type EnrolAnswer struct {
	Cert    string    `json:"cert"`    // PEM
	CA      string    `json:"ca"`      // PEM
	Brokers []string  `json:"brokers"` // mqtts://HOST:PORT, tried in turn
	Keys    []string  `json:"keys"`    // with which commands are signed; base64
	Until   time.Time `json:"until"`   // end of the certificate
}

// EnrolError is why not.
type EnrolError struct {
	Error string `json:"error"` // a word: code, used, expired, has, busy, csr, robot, refused, early, closed
	Text  string `json:"text"`
}

// CodeAlphabet has no letters and digits that are taken for one another.
const CodeAlphabet = "23456789ABCDEFGHJKMNPQRTUVWXYZ"

// codeLetters is how long a code is.
const codeLetters = 10

// Code is a code as it is compared: in capitals, without what people put between.
func Code(text string) (string, error) {
	var b strings.Builder
	for _, c := range strings.ToUpper(text) {
		switch {
		case strings.ContainsRune(CodeAlphabet, c):
			b.WriteRune(c)
		case strings.ContainsRune(" -.\t", c):
		default:
			return "", fmt.Errorf("%q stands in no code: one has the characters %s", c, CodeAlphabet)
		}
	}
	if b.Len() != codeLetters {
		return "", fmt.Errorf("the code has %d characters, want %d", b.Len(), codeLetters)
	}
	return b.String(), nil
}

// ShowCode writes a code as people copy it.
func ShowCode(code string) string {
	if len(code) != codeLetters {
		return code
	}
	return code[:codeLetters/2] + "-" + code[codeLetters/2:]
}

// leastPrint is how many digits of a fingerprint are compared at least: 128 bits.
const leastPrint = 32

// Fingerprint tells one authority from all others: SHA-256 of its certificate in
// DER, of which the first half is enough to be copied.
func Fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	digits := hex.EncodeToString(sum[:])[:leastPrint]
	var parts []string
	for ; len(digits) > 0; digits = digits[4:] {
		parts = append(parts, digits[:4])
	}
	return strings.Join(parts, "-")
}

// MatchFingerprint compares a fingerprint that somebody has copied, whole or its
// first half, with a certificate.
func MatchFingerprint(text string, der []byte) error {
	given := strings.NewReplacer(" ", "", "-", "", ":", "", "\t", "").Replace(strings.ToLower(text))
	given = strings.TrimPrefix(given, "sha256")
	if _, err := hex.DecodeString(given); err != nil || len(given) < leastPrint || len(given) > 2*sha256.Size {
		return fmt.Errorf("%q is no fingerprint, want at least %d hexadecimal digits", text, leastPrint)
	}
	sum := sha256.Sum256(der)
	if !strings.HasPrefix(hex.EncodeToString(sum[:]), given) {
		return ErrFingerprint
	}
	return nil
}

// ErrFingerprint means that an authority is another one.
var ErrFingerprint = errors.New("the authority's fingerprint is another one")

// Invitation is everything that a unit needs to enrol.
type Invitation struct {
	Ward    string `json:"ward"` // https://HOST:PORT
	Commune string `json:"commune"`
	Robot   string `json:"robot"`
	Code    string `json:"code"`
	CA      string `json:"ca"` // fingerprint
}

const inviteScheme = "tiepdan-enrol"

// String is the invitation in one line, for a QR code.
func (i Invitation) String() string {
	q := url.Values{"ward": {i.Ward}, "commune": {i.Commune}, "robot": {i.Robot}, "code": {i.Code}, "ca": {i.CA}}
	return inviteScheme + ":?" + q.Encode()
}

// ParseInvitation reads what String gives.
func ParseInvitation(text string) (Invitation, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Scheme != inviteScheme {
		return Invitation{}, errors.New("cannot read the invitation: want " + inviteScheme + ":?…")
	}
	q := u.Query()
	i := Invitation{Ward: q.Get("ward"), Commune: q.Get("commune"), Robot: q.Get("robot"), Code: q.Get("code"), CA: q.Get("ca")}
	return i, i.Check()
}

// Check says everything that is wrong with an invitation.
func (i Invitation) Check() error {
	var errs []error
	if u, err := url.Parse(i.Ward); err != nil || u.Scheme != "https" || u.Host == "" || u.Port() == "" || strings.Trim(u.Path, "/") != "" {
		errs = append(errs, fmt.Errorf("ward %q, want https://HOST:PORT", i.Ward))
	}
	if err := CheckLevel(i.Commune); err != nil {
		errs = append(errs, fmt.Errorf("commune: %w", err))
	}
	if err := CheckLevel(i.Robot); err != nil {
		errs = append(errs, fmt.Errorf("unit: %w", err))
	}
	if _, err := Code(i.Code); err != nil {
		errs = append(errs, err)
	}
	if err := MatchFingerprint(i.CA, nil); err != nil && !errors.Is(err, ErrFingerprint) {
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("the invitation is not right: %w", err)
	}
	return nil
}
