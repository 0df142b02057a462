package settings

import (
	"crypto/tls"
	"crypto/x509"
	"net/url"
	"os"
	"strings"

	"tiepdan/ward/pki"
)

func (r *reading) checkMQTT(t texts, s *Settings) {
	r.checkCertificates(t, s)
	if t.broker == "" {
		r.checkInside(t, s)
		return
	}
	if _, listens := r.at["mqtt.listen"]; listens {
		r.bad("mqtt.listen", "set together with mqtt.broker, want one of the two")
	}
	secure := 0
	brokers := strings.Fields(t.broker)
	for _, b := range brokers {
		u, err := url.Parse(b)
		if err != nil || u.Host == "" || u.Scheme != "tcp" && u.Scheme != "tls" {
			r.bad("mqtt.broker", "want tcp://host:port or tls://host:port, with user:password@ if the broker asks; those of a cluster with spaces between")
			return
		}
		if u.Scheme == "tls" {
			secure++
		}
	}
	s.Broker = t.broker
	switch secure {
	case 0:
	case len(brokers):
		s.BrokerTLS = r.tls(t)
	default:
		r.bad("mqtt.broker", "some are tcp:// and some tls://, want all alike")
	}
}

// checkInside checks what concerns the broker inside.
func (r *reading) checkInside(t texts, s *Settings) {
	for _, field := range []string{"mqtt.ca", "mqtt.cert", "mqtt.key"} {
		if _, set := r.at[field]; set {
			r.bad(field, "set without mqtt.broker, want it only for an external broker")
		}
	}
	if loopback, ok := r.address("mqtt.listen", t.mqttListen); ok && !loopback && t.certificates == "" {
		r.bad("mqtt.listen", "%q is not a loopback address; for robots on the network set mqtt.certificates too (wardd init makes them)", t.mqttListen)
	}
	s.MQTTListen = t.mqttListen
	if s.Certificates == "" {
		return
	}
	var err error
	if s.BrokerTLS, err = pki.WardTLS(s.Certificates); err != nil {
		r.bad("mqtt.certificates", "%v", err)
	}
}

func (r *reading) checkCertificates(t texts, s *Settings) {
	if t.certificates == "" {
		return
	}
	dir := r.path(t.certificates)
	if _, err := pki.ReadList(dir); err != nil {
		r.bad("mqtt.certificates", "%v; want the folder that wardd init makes", err)
		return
	}
	s.Certificates = dir
}

// tls is how to meet an external broker.
func (r *reading) tls(t texts) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if t.ca != "" {
		pem, err := os.ReadFile(r.path(t.ca))
		config.RootCAs = x509.NewCertPool()
		if err != nil {
			r.bad("mqtt.ca", "%v", err)
		} else if !config.RootCAs.AppendCertsFromPEM(pem) {
			r.bad("mqtt.ca", "no certificate in %s", t.ca)
		}
	}
	if t.cert == "" && t.key == "" {
		return config
	}
	pair, err := tls.LoadX509KeyPair(r.path(t.cert), r.path(t.key))
	if err != nil {
		r.bad("mqtt.cert", "cannot load it with mqtt.key: %v", err)
	}
	config.Certificates = []tls.Certificate{pair}
	return config
}
