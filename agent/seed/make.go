package seed

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/pelletier/go-toml/v2"

	"tiepdan/config/edit"
)

// Plan is what a seed is made from. Its TOML names are those of a plan's file.
type Plan struct {
	Unit     string `toml:"unit"`
	Commune  string `toml:"commune"` // "" as the configuration says
	Ward     string `toml:"ward"`    // the ward's name on the sign; "" as the configuration says
	Hostname string `toml:"hostname"`

	Config string   `toml:"config"` // file: a configuration for every unit of the ward
	Pack   string   `toml:"pack"`   // folder or .tar of "wardd robot add"; "" for none
	Broker []string `toml:"broker"` // else as the pack says

	Network    Network `toml:"network"`
	Passphrase string  `toml:"passphrase"` // of the Wi-Fi, instead of network.psk
	OpenWiFi   bool    `toml:"open_wifi"`  // it has none: everybody near hears what is not TLS
	Enrol      Enrol   `toml:"enrol"`

	Technicians string `toml:"technician_keys"` // file: public keys of who may come in by ssh; "" for nobody
}

// ReadPlan reads a plan's file; its files are named from its own folder.
func ReadPlan(name string) (Plan, error) {
	data, err := os.ReadFile(name) //nolint:gosec // the file that the command line names
	if err != nil {
		return Plan{}, fmt.Errorf("cannot read the plan: %w", err)
	}
	var p Plan
	if err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&p); err != nil {
		if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
			return Plan{}, fmt.Errorf("cannot read the plan %s: %s", name, strict.String())
		}
		return Plan{}, fmt.Errorf("cannot read the plan %s: %w", name, err)
	}
	for _, f := range []*string{&p.Config, &p.Pack, &p.Technicians} {
		if *f != "" && !filepath.IsAbs(*f) {
			*f = filepath.Join(filepath.Dir(name), *f)
		}
	}
	return p, nil
}

// Make makes a seed. What is wrong is said all at once; a configuration that does
// not check makes no seed.
func Make(p Plan, check func(config []byte) (About, error), now time.Time) (Seed, error) {
	s, err := p.seed(check, now)
	if err != nil {
		return Seed{}, fmt.Errorf("cannot make the seed: %w", err)
	}
	return s, nil
}

func (p Plan) seed(check func([]byte) (About, error), now time.Time) (Seed, error) {
	if p.Config == "" {
		return Seed{}, errors.New("config: missing, want the configuration of the ward's units")
	}
	text, err := os.ReadFile(p.Config)
	if err != nil {
		return Seed{}, err
	}
	var s Seed
	var lines wardLines
	if p.Pack != "" {
		if s.Certs, lines, err = readPack(p.Pack); err != nil {
			return Seed{}, err
		}
	}
	if s.Technicians, err = readTechnicians(p.Technicians); err != nil {
		return Seed{}, err
	}
	if s.Config, err = edit.Apply(text, p.settings(lines)...); err != nil {
		return Seed{}, err
	}
	about, bad := check(s.Config)
	if bad != nil {
		bad = fmt.Errorf("%s, with what was changed in it:\n%w", p.Config, bad)
		about = About{Unit: p.Unit, Commune: p.Commune}
	}
	n, err := p.network()
	bad = errors.Join(bad, err)
	s.Manifest = Manifest{
		Version: format, ID: newID(), Made: now.UTC().Truncate(time.Second),
		Unit: about.Unit, Commune: about.Commune, Hostname: p.Hostname, Network: n, Enrol: p.Enrol,
	}
	if s.Manifest.Hostname == "" {
		s.Manifest.Hostname = about.Unit
	}
	bad = errors.Join(bad, s.Manifest.check(), s.Certs.Check(about.Commune, about.Unit, now))
	if !p.Enrol.none() && !s.Certs.none() {
		bad = errors.Join(bad, errors.New("enrol: certificates and an invitation, want one of the two"))
	}
	return s, bad
}

func (p Plan) network() (Network, error) {
	n := p.Network
	if n.Kind == "" {
		n.Kind = DHCP
	}
	if n.Kind != WiFi {
		if p.Passphrase != "" || p.OpenWiFi {
			return n, fmt.Errorf("passphrase: of a network by wire, want kind %q", WiFi)
		}
		return n, nil
	}
	if n.Country == "" {
		n.Country = "VN"
	}
	if n.Interface == "" {
		n.Interface = "wlan0"
	}
	switch secret := p.Passphrase + n.PSK; {
	case p.OpenWiFi && secret != "":
		return n, errors.New("open_wifi: an open network has no passphrase, want one of the two")
	case p.OpenWiFi, p.Passphrase == "" && n.PSK != "":
		return n, nil
	case secret == "":
		return n, errors.New("passphrase: the Wi-Fi has none; give it (--wifi-pass-file FILE), or say that the network is open (--wifi-open)")
	}
	var err error
	n.PSK, err = WiFiKey(p.Passphrase, n.SSID)
	return n, err
}

// Files of certificates, as the configuration names them.
const (
	PathKey  = "/" + folderHome + "/" + fileKey
	PathCert = "/" + folderHome + "/" + fileCert
	PathCA   = "/" + folderHome + "/" + fileCA
)

// settings are what is changed in the configuration of all units.
func (p Plan) settings(lines wardLines) []edit.Setting {
	var all []edit.Setting
	set := func(key, value string, want bool) {
		if want {
			all = append(all, edit.Setting{Key: key, Value: value})
		}
	}
	set("unit.id", edit.Text(p.Unit), p.Unit != "")
	set("unit.commune", edit.Text(p.Commune), p.Commune != "")
	set("unit.ward", edit.Text(p.Ward), p.Ward != "")
	broker := p.Broker
	if len(broker) == 0 {
		broker = lines.Report.Broker
	}
	set("report.broker", edit.List(broker), len(broker) > 0)
	if p.Pack != "" {
		set("report.enabled", "true", true)
		set("report.ca_file", edit.Text(PathCA), true)
		set("report.cert_file", edit.Text(PathCert), true)
		set("report.key_file", edit.Text(PathKey), true)
		set("ward.keys", edit.List(lines.Ward.Keys), len(lines.Ward.Keys) > 0)
	}
	return all
}

// wardLines are the lines for the configuration that the ward gives with
// certificates.
type wardLines struct {
	Report struct {
		Broker []string `toml:"broker"`
	} `toml:"report"`
	Ward struct {
		Keys []string `toml:"keys"`
	} `toml:"ward"`
}

// readPack reads what "wardd robot add" wrote.
func readPack(name string) (Certs, wardLines, error) {
	var lines wardLines
	files, err := packFiles(name)
	if err != nil {
		return Certs{}, lines, fmt.Errorf("cannot read the certificates of %s: %w", name, err)
	}
	c := Certs{Key: files["robot.key"], Cert: files["robot.pem"], CA: files["ward-ca.pem"]}
	if c.none() {
		return Certs{}, lines, fmt.Errorf("cannot read the certificates of %s: there are none, want what wardd robot add wrote", name)
	}
	if err := toml.Unmarshal(files["ward.toml"], &lines); err != nil {
		return Certs{}, lines, fmt.Errorf("cannot read the certificates of %s: ward.toml: %w", name, err)
	}
	return c, lines, nil
}

func packFiles(name string) (map[string][]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	if info.IsDir() {
		for _, f := range []string{"robot.key", "robot.pem", "ward-ca.pem", "ward.toml"} {
			data, err := os.ReadFile(filepath.Join(name, f)) //nolint:gosec // in the folder that the command line names
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
			files[f] = data
		}
		return files, nil
	}
	file, err := os.Open(name) //nolint:gosec // the file that the command line names
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // only read
	t := tar.NewReader(io.LimitReader(file, Most))
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if files[h.Name], err = io.ReadAll(t); err != nil {
			return nil, err
		}
	}
}
