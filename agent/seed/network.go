package seed

import (
	"crypto/pbkdf2"
	"crypto/sha1" //nolint:gosec // IEEE 802.11 derives the key of WPA2 with it
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"tiepdan/agent/place"
)

// Kinds of networks.
const (
	DHCP   = "dhcp"   // by wire, the address comes from the network
	Static = "static" // by wire, with an address of its own
	WiFi   = "wifi"   // without wire; with or without an address of its own
)

// Network is how the unit reaches the ward.
type Network struct {
	Kind    string   `toml:"kind"`
	Address string   `toml:"address"` // with its length, 192.168.1.20/24; "" for DHCP
	Gateway string   `toml:"gateway"`
	DNS     []string `toml:"dns"`
	NTP     []string `toml:"ntp"`

	SSID      string `toml:"ssid"`
	PSK       string `toml:"psk"`       // 64 hexadecimal digits, see WiFiKey
	Country   string `toml:"country"`   // two letters
	Interface string `toml:"interface"` // of the Wi-Fi, as wlan0
}

// WiFiKey makes the key of WPA2 from a passphrase, so that no file holds what
// people may use elsewhere too (IEEE 802.11-2020, J.4.1).
func WiFiKey(passphrase, ssid string) (string, error) {
	if n := len(passphrase); n < 8 || n > 63 {
		return "", fmt.Errorf("cannot make the key of the Wi-Fi: the passphrase has %d characters, want 8 to 63", n)
	}
	for _, c := range []byte(passphrase) {
		if c < ' ' || c > '~' {
			return "", errors.New("cannot make the key of the Wi-Fi: the passphrase has a character that is not ASCII")
		}
	}
	key, err := pbkdf2.Key(sha1.New, passphrase, []byte(ssid), 4096, 32)
	if err != nil {
		return "", fmt.Errorf("cannot make the key of the Wi-Fi: %w", err)
	}
	return hex.EncodeToString(key), nil
}

var (
	hexKey    = regexp.MustCompile(`^[0-9a-f]{64}$`)
	country   = regexp.MustCompile(`^[A-Z]{2}$`)
	linkName  = regexp.MustCompile(`^[a-z][a-z0-9]{1,14}$`)
	hostNames = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$`)
)

func (n Network) check() error {
	errs := []error{n.checkServers()}
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf("network."+format, args...)) }
	switch n.Kind {
	case DHCP:
		if n.Address != "" || n.Gateway != "" {
			bad("address: %s has none of its own, want kind %q for that", DHCP, Static)
		}
	case Static:
		if n.Address == "" {
			bad("address: missing, want one as 192.168.1.20/24")
		}
	case WiFi:
		errs = append(errs, n.checkWiFi())
	default:
		bad("kind: %q, want %s, %s or %s", n.Kind, DHCP, Static, WiFi)
	}
	if n.Kind != WiFi && n.SSID+n.PSK+n.Country+n.Interface != "" {
		bad("ssid: of a network by wire, want kind %q", WiFi)
	}
	if n.Address != "" {
		errs = append(errs, n.checkAddress())
	}
	return errors.Join(errs...)
}

func (n Network) checkServers() error {
	var errs []error
	for _, d := range n.DNS {
		if _, err := netip.ParseAddr(d); err != nil {
			errs = append(errs, fmt.Errorf("network.dns: %q, want an address", d))
		}
	}
	for _, h := range n.NTP {
		if !hostNames.MatchString(h) {
			errs = append(errs, fmt.Errorf("network.ntp: %q, want a name or an address", h))
		}
	}
	return errors.Join(errs...)
}

func (n Network) checkAddress() error {
	p, err := netip.ParsePrefix(n.Address)
	if err != nil || p.Addr().Is4() && p.Bits() < 31 && p.Addr() == p.Masked().Addr() {
		return fmt.Errorf("network.address: %q, want the unit's own with its length, as 192.168.1.20/24", n.Address)
	}
	if n.Gateway == "" {
		return nil // the ward may be in the same network
	}
	g, err := netip.ParseAddr(n.Gateway)
	if err != nil || !p.Contains(g) || g == p.Addr() {
		return fmt.Errorf("network.gateway: %q, want another address of %s", n.Gateway, p.Masked())
	}
	return nil
}

func (n Network) checkWiFi() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf("network."+format, args...)) }
	if len(n.SSID) < 1 || len(n.SSID) > 32 {
		bad("ssid: %d bytes, want 1 to 32", len(n.SSID))
	}
	if n.PSK != "" && !hexKey.MatchString(n.PSK) {
		bad("psk: no key, want 64 hexadecimal digits")
	}
	if !country.MatchString(n.Country) {
		bad("country: %q, want two letters, as VN", n.Country)
	}
	if !linkName.MatchString(n.Interface) {
		bad("interface: %q, want one as wlan0", n.Interface)
	}
	return errors.Join(errs...)
}

// files are what systemd-networkd and wpa_supplicant read.
func (n Network) files() []place.File {
	out := []place.File{{Name: "etc/systemd/network/10-tiepdan.network", Data: []byte(n.networkd()), Mode: 0o644}}
	if n.Kind != WiFi {
		return out
	}
	return append(out,
		place.File{Name: "etc/wpa_supplicant/wpa_supplicant-" + n.Interface + ".conf", Data: []byte(n.supplicant()), Mode: 0o600},
		place.File{
			Name: "etc/systemd/system/multi-user.target.wants/wpa_supplicant@" + n.Interface + ".service",
			Link: "/lib/systemd/system/wpa_supplicant@.service",
		})
}

func (n Network) networkd() string {
	var b strings.Builder
	match := "Type=ether\nKind=!*" // no bridge and no tunnel
	if n.Kind == WiFi {
		match = "Name=" + n.Interface
	}
	b.WriteString("# From the seed of this unit.\n[Match]\n" + match + "\n\n[Network]\n")
	if n.Address == "" {
		b.WriteString("DHCP=yes\n")
	} else {
		b.WriteString("Address=" + n.Address + "\n")
	}
	for _, x := range []struct {
		key    string
		values []string
	}{{"Gateway", []string{n.Gateway}}, {"DNS", n.DNS}, {"NTP", n.NTP}} {
		for _, v := range x.values {
			if v != "" {
				b.WriteString(x.key + "=" + v + "\n")
			}
		}
	}
	return b.String()
}

func (n Network) supplicant() string {
	auth := "\tkey_mgmt=NONE\n"
	if n.PSK != "" {
		auth = "\tkey_mgmt=WPA-PSK WPA-PSK-SHA256\n\tpsk=" + n.PSK + "\n"
	}
	// The name in digits: whatever stands in it needs no quotes.
	return "# From the seed of this unit.\ncountry=" + n.Country + "\nnetwork={\n\tssid=" + hex.EncodeToString([]byte(n.SSID)) + "\n\tscan_ssid=1\n" + auth + "}\n"
}
