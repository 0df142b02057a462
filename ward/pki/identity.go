package pki

import (
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"tiepdan/report/schema"
)

// Role says what the holder of a certificate is.
type Role string

// The roles.
const (
	Robot  Role = "robot"  // a robot: writes below its own topics only
	Ward   Role = "ward"   // wardd: reads what robots say, answers them
	Broker Role = "broker" // a broker: the other end of all connections
)

// WardClient is the MQTT client identifier of wardd, and how its other ones
// begin. No robot has one like it.
const WardClient = "wardd"

// mostName is how long a common name may be (RFC 5280, ub-common-name).
const mostName = 64

const scheme = "urn:tiepdan:"

// Identity is who holds a certificate.
type Identity struct {
	Role    Role   `json:"role"`
	Commune string `json:"commune,omitempty"` // of a robot
	Robot   string `json:"robot,omitempty"`   // of a robot
}

// RobotOf is the identity of a robot.
func RobotOf(commune, robot string) Identity {
	return Identity{Role: Robot, Commune: commune, Robot: robot}
}

func (i Identity) String() string {
	if i.Role == Robot {
		return i.Commune + "/" + i.Robot
	}
	return string(i.Role)
}

// ClientID is the MQTT client identifier of the holder.
func (i Identity) ClientID() string {
	switch i.Role {
	case Robot:
		return "kb-" + i.Commune + "-" + i.Robot
	case Ward:
		return WardClient
	case Broker, Root:
	}
	return ""
}

// doctorPrefix is before the identifier of a robot whose technician examines it
// while its agent is connected.
const doctorPrefix = "doctor-"

// MayBe says whether the holder may use an MQTT client identifier: a robot its
// own only, and that of its doctor; wardd one for each of its connections.
func (i Identity) MayBe(clientID string) bool {
	switch i.Role {
	case Robot:
		return strings.TrimPrefix(clientID, doctorPrefix) == i.ClientID()
	case Ward:
		return clientID == WardClient || strings.HasPrefix(clientID, WardClient+"-")
	case Broker, Root:
	}
	return false
}

func (i Identity) commonName() string {
	if i.Role == Broker {
		return "tiepdan broker"
	}
	return i.ClientID()
}

// URI is how a certificate names its holder.
func (i Identity) URI() string {
	text := scheme + string(i.Role)
	if i.Role == Robot {
		text += ":" + i.Commune + ":" + i.Robot
	}
	return text
}

// check says whether a certificate can be made out for it.
func (i Identity) check() error {
	switch i.Role {
	case Ward, Broker:
		if i.Commune != "" || i.Robot != "" {
			return fmt.Errorf("a certificate of the %s names no robot", i.Role)
		}
		return nil
	case Robot:
		if err := errors.Join(schema.CheckLevel(i.Commune), schema.CheckLevel(i.Robot)); err != nil {
			return err
		}
		if n := len(i.ClientID()); n > mostName {
			return fmt.Errorf("%s is %d bytes long, want at most %d", i.ClientID(), n, mostName)
		}
		return nil
	default:
		return fmt.Errorf("%q is no role", i.Role)
	}
}

// Holder is who holds a certificate, as its URI says. The certificate must
// have been verified before.
func Holder(c *x509.Certificate) (Identity, error) {
	if len(c.URIs) != 1 {
		return Identity{}, fmt.Errorf("the certificate of %q has %d URIs, want one", c.Subject.CommonName, len(c.URIs))
	}
	return ParseIdentity(c.URIs[0].String())
}

// ParseIdentity reads the URI of a certificate.
func ParseIdentity(uri string) (Identity, error) {
	rest, ours := strings.CutPrefix(uri, scheme)
	if !ours {
		return Identity{}, fmt.Errorf("cannot read identity %q: want %s…", uri, scheme)
	}
	parts := strings.Split(rest, ":")
	i := Identity{Role: Role(parts[0])}
	switch {
	case len(parts) == 3 && i.Role == Robot:
		i.Commune, i.Robot = parts[1], parts[2]
	case len(parts) != 1:
		return Identity{}, fmt.Errorf("cannot read identity %q: too many parts", uri)
	}
	if err := i.check(); err != nil {
		return Identity{}, fmt.Errorf("cannot read identity %q: %w", uri, err)
	}
	return i, nil
}
