package seed

import (
	"fmt"
	"strings"
	"time"
)

// Describe says what is in a seed, a line for each part, without its secrets.
func (s Seed) Describe(check func([]byte) (About, error), now time.Time) []string {
	m := s.Manifest
	lines := []string{
		fmt.Sprintf("seed %s of %s/%s, made %s", m.ID, m.Commune, m.Unit, m.Made.Format(time.RFC3339)),
		"host name: " + m.Hostname,
		"network: " + m.Network.describe(),
	}
	if m.Scrubbed {
		return append(lines, "it was used: its secrets were taken away")
	}
	if _, err := check(s.Config); err != nil {
		lines = append(lines, "configuration: WRONG: "+err.Error())
	} else {
		lines = append(lines, "configuration: checks")
	}
	switch err := s.Certs.Check(m.Commune, m.Unit, now); {
	case s.Certs.none():
		lines = append(lines, "certificates: none")
	case err != nil:
		lines = append(lines, "certificates: WRONG: "+err.Error())
	default:
		lines = append(lines, "certificates: of this unit")
	}
	if !m.Enrol.none() {
		lines = append(lines, "invitation: of "+m.Enrol.Ward+", authority "+m.Enrol.CA)
	}
	switch _, n, err := technicianKeys(s.Technicians); {
	case err != nil:
		lines = append(lines, "technicians: WRONG: "+err.Error())
	case n == 0:
		lines = append(lines, "technicians: nobody comes in by ssh")
	default:
		lines = append(lines, fmt.Sprintf("technicians: %d come in by ssh", n))
	}
	return lines
}

func (n Network) describe() string {
	parts := []string{n.Kind}
	for _, x := range []struct{ name, value string }{
		{"", n.Address},
		{"gateway ", n.Gateway},
		{"DNS ", strings.Join(n.DNS, " ")},
		{"NTP ", strings.Join(n.NTP, " ")},
		{"", n.SSID},
		{"", n.Country},
		{"", n.Interface},
	} {
		if x.value != "" {
			parts = append(parts, x.name+x.value)
		}
	}
	if n.Kind == WiFi && n.PSK == "" {
		parts = append(parts, "open")
	}
	return strings.Join(parts, ", ")
}
