package settings

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"

	"tiepdan/ward/pki"
)

func (r *reading) checkMQTT(t texts, s *Settings) {
	r.checkCertificates(t, s)
	if t.broker == "" {
		r.checkInside(t, s)
		return
	}
	r.unset("set together with mqtt.broker, want one of the two", "mqtt.listen", "mqtt.keeps")
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
	var err error
	if s.MQTTKeeps, err = parseSize(t.keeps); err != nil {
		r.bad("mqtt.keeps", "%v", err)
	}
	r.unset("set without mqtt.broker, want it only for an external broker", "mqtt.ca", "mqtt.cert", "mqtt.key")
	if loopback, ok := r.address("mqtt.listen", t.mqttListen); ok && !loopback && t.certificates == "" {
		r.bad("mqtt.listen", "%q is not a loopback address; for robots on the network set mqtt.certificates too (wardd init makes them)", t.mqttListen)
	}
	s.MQTTListen = t.mqttListen
	if s.Certificates == "" {
		return
	}
	if s.BrokerTLS, err = pki.WardTLS(s.Certificates); err != nil {
		r.bad("mqtt.certificates", "%v", err)
	}
}

// unset tells of fields that must not be set.
func (r *reading) unset(why string, fields ...string) {
	for _, field := range fields {
		if _, set := r.at[field]; set {
			r.bad(field, "%s", why)
		}
	}
}

// parseSize reads a number of MiB or GiB.
func parseSize(text string) (int64, error) {
	const least, most = 16 << 20, 1 << 40
	for unit, bytes := range map[string]int64{"MiB": 1 << 20, "GiB": 1 << 30} {
		number, found := strings.CutSuffix(text, unit)
		if !found {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
		if err == nil && n >= 0 && n <= most/bytes && n*bytes >= least {
			return n * bytes, nil
		}
	}
	return 0, fmt.Errorf("%q, want 16MiB to 1024GiB, as 2GiB", text)
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
