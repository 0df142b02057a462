package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"tiepdan/agent"
	"tiepdan/config"
	"tiepdan/kiosk"
	"tiepdan/report"
	"tiepdan/report/schema"
)

// outbox lets the reporter read the agent's store.
type outbox struct{ *agent.Store }

func (o outbox) Pending(ctx context.Context, after uint64, limit int) ([]report.Record, error) {
	rows, err := o.Store.Pending(ctx, after, limit)
	out := make([]report.Record, len(rows))
	for i, r := range rows {
		out[i] = report.Record{Seq: r.Seq, ID: r.ID, Kind: r.Kind, At: r.At, Clock: schema.Clock(r.Clock), Body: r.Body}
	}
	return out, err
}

// addReport plugs in the way to the ward, when one is configured.
func (p *plugs) addReport(c *config.Config, store *agent.Store, updates software) error {
	if !c.Report.Enabled {
		return nil
	}
	secure, err := clientTLS(c)
	if err != nil {
		return err
	}
	client, err := report.New(report.Options{
		Brokers: c.Report.Broker, TLS: secure, Commune: c.Unit.Commune, Robot: c.Unit.ID, Boot: p.agent.Boot(),
		Info: report.Info{Model: hardware("/"), Version: runningVersion("/etc/os-release"), Can: abilities(c)}, Outbox: outbox{store}, Logger: p.logger,
		Status: func() schema.Status { return status(p.agent.View()) },
		Line:   p.line(c), Floor: p.wardFloor(c),
		OnLink: func(up bool, detail string) {
			p.post(kiosk.LinkChanged{Part: kiosk.PartWard, Up: up, Detail: detail})
		},
		StatusEvery: seconds(c.Report.StatusEveryS),
		Keys:        c.Ward.PublicKeys(), Obey: p.agent.Commit, OrderClock: orderClock(c.Ward),
		Settings: func() kiosk.SettingsAnswer { return p.agent.View().Settings },
		Updates:  updates,
	})
	if err != nil {
		return err
	}
	p.serve("ward link", client.Run)
	p.serve("ward status", func(ctx context.Context) error {
		changed := p.agent.Changed(ctx)
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-changed:
				client.StatusChanged()
			case <-updates.changed:
				client.StatusChanged()
			}
		}
	})
	return nil
}

// hardware is what the machine below root says of itself: a board's device
// tree, or else a computer's firmware. "" is when neither says anything.
func hardware(root string) string {
	for _, files := range [][]string{
		{"sys/firmware/devicetree/base/model"},
		{"sys/class/dmi/id/sys_vendor", "sys/class/dmi/id/product_name"},
	} {
		var words []string
		for _, file := range files {
			data, err := os.ReadFile(filepath.Join(root, file)) // #nosec G304 -- one of the kernel's
			if err != nil {
				continue // most machines have only one of them
			}
			plain := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
			words = append(words, strings.FieldsFunc(strings.ToValidUTF8(string(data), ""), plain)...)
		}
		if name := []rune(strings.Join(words, " ")); len(name) > 0 {
			return string(name[:min(len(name), schema.MaxText)])
		}
	}
	return ""
}

// abilities are what the ward can ask of this unit.
func abilities(c *config.Config) []string {
	can := []string{}
	if len(c.Ward.PublicKeys()) == 0 {
		return can
	}
	for _, verb := range schema.Verbs() {
		if verb != schema.VerbGoto || c.Base.Kind != "none" {
			can = append(can, string(verb))
		}
	}
	if c.Base.Kind != "none" {
		can = append(can, schema.AbilityErrands)
	}
	return append(can, "settings")
}

// orderClock is the quality of the clock by which the ward's commands expire.
func orderClock(w config.Ward) func() schema.Clock {
	if w.TrustClock {
		return func() schema.Clock { return schema.ClockNTP }
	}
	return report.Clock
}

// line gives the live tickets, when their holders have pages.
func (p *plugs) line(c *config.Config) func() schema.Line {
	zone, err := time.LoadLocation(c.Unit.TimeZone)
	if err != nil || c.Unit.TicketURL == "" { // the zone was checked by config
		return nil
	}
	return func() schema.Line { return report.LineOf(p.agent.View(), zone, dayReset(c)) }
}

// clientTLS reads the robot's certificate, when the ward asks for one.
func clientTLS(c *config.Config) (*tls.Config, error) {
	if c.Report.CAFile == "" && c.Report.CertFile == "" {
		return nil, nil
	}
	t := &tls.Config{MinVersion: tls.VersionTLS12}
	if c.Report.CAFile != "" {
		pem, err := os.ReadFile(c.Report.CAFile)
		if err != nil {
			return nil, fmt.Errorf("cannot read report.ca_file: %w", err)
		}
		t.RootCAs = x509.NewCertPool()
		if !t.RootCAs.AppendCertsFromPEM(pem) {
			return nil, errors.New("cannot use report.ca_file " + c.Report.CAFile + ": it holds no PEM certificate")
		}
	}
	if c.Report.CertFile != "" {
		pair, err := tls.LoadX509KeyPair(c.Report.CertFile, c.Report.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("cannot use report.cert_file and report.key_file: %w", err)
		}
		t.GetClientCertificate = renewedPair(c.Report.CertFile, c.Report.KeyFile, pair)
	}
	return t, nil
}

// renewedPair gives the certificate that is in place when a connection is made: one
// that was renewed counts without a restart. While the two files are being replaced,
// the last pair that fitted goes on.
func renewedPair(cert, key string, pair tls.Certificate) func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	var last atomic.Pointer[tls.Certificate]
	last.Store(&pair)
	return func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		if now, err := tls.LoadX509KeyPair(cert, key); err == nil {
			last.Store(&now)
		}
		return last.Load(), nil
	}
}
