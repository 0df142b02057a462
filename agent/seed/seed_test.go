package seed_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiepdan/agent/seed"
	"tiepdan/config"
	"tiepdan/ward/pki"
)

const example = "../../config/tiepdan.example.toml"

func checked(text []byte) (seed.About, error) {
	c, err := config.Parse("tiepdan.toml", text)
	if err != nil {
		return seed.About{}, err
	}
	return seed.About{Unit: c.Unit.ID, Commune: c.Unit.Commune}, nil
}

// pack is what wardd robot add writes.
func pack(t *testing.T, commune, unit string) string {
	t.Helper()
	a, err := pki.Create(pki.New{Dir: filepath.Join(t.TempDir(), "pki"), Unit: "Cửa Nam", Commune: commune, Hosts: []string{"127.0.0.1"}, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	pair, err := a.Issue(pki.RobotOf(commune, unit), false)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, data := range map[string][]byte{
		"robot.key": pair.Key, "robot.pem": pair.Cert, "ward-ca.pem": a.CA(),
		"ward.toml": []byte("[report]\nenabled = true\nbroker = [\"mqtts://10.0.0.5:8883\"]\n[ward]\nkeys = [\"" + strings.Repeat("A", 43) + "=\"]\n"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func plan(t *testing.T) seed.Plan {
	t.Helper()
	return seed.Plan{
		Unit: "kb-07", Commune: "cua-nam", Config: example, Pack: pack(t, "cua-nam", "kb-07"),
		Network: seed.Network{Kind: seed.Static, Address: "192.168.1.20/24", Gateway: "192.168.1.1", DNS: []string{"192.168.1.1"}},
	}
}

func made(t *testing.T, p seed.Plan) seed.Seed {
	t.Helper()
	s, err := seed.Make(p, checked, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func bytesOf(t *testing.T, s seed.Seed) []byte {
	t.Helper()
	data, err := s.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestMake(t *testing.T) {
	t.Parallel()
	s := made(t, plan(t))
	back, err := seed.Parse(bytesOf(t, s))
	if err != nil {
		t.Fatal(err)
	}
	if back.Manifest.Unit != "kb-07" || back.Manifest.Hostname != "kb-07" || back.Manifest.Network.Address != "192.168.1.20/24" {
		t.Errorf("got %+v, want what was planned", back.Manifest)
	}
	c, err := config.Parse("seed", back.Config)
	if err != nil {
		t.Fatal(err)
	}
	if c.Unit.ID != "kb-07" || !c.Report.Enabled || c.Report.Broker[0] != "mqtts://10.0.0.5:8883" || c.Report.KeyFile != seed.PathKey || len(c.Ward.Keys) != 1 {
		t.Errorf("got %+v %+v %+v, want the unit's own in the configuration", c.Unit, c.Report, c.Ward)
	}
}

func TestMakeRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(t *testing.T, p *seed.Plan)
		want   string
	}{
		{"no configuration", func(_ *testing.T, p *seed.Plan) { p.Config = "" }, "config: missing"},
		{"a configuration that is not there", func(_ *testing.T, p *seed.Plan) { p.Config = "/nonexistent" }, "no such file"},
		{"a configuration with a mistake", func(t *testing.T, p *seed.Plan) {
			t.Helper()
			text, err := os.ReadFile(example)
			if err != nil {
				t.Fatal(err)
			}
			p.Config = filepath.Join(t.TempDir(), "c.toml")
			if err := os.WriteFile(p.Config, bytes.Replace(text, []byte("volume_pct"), []byte("volume_pvt"), 1), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "volume_pvt"},
		{"a unit's name", func(_ *testing.T, p *seed.Plan) { p.Unit = "KB 7" }, "unit"},
		{"certificates of another unit", func(_ *testing.T, p *seed.Plan) { p.Unit = "kb-08" }, "not of this unit"},
		{"a folder without certificates", func(t *testing.T, p *seed.Plan) {
			t.Helper()
			p.Pack = t.TempDir()
		}, "there are none"},
		{"a gateway elsewhere", func(_ *testing.T, p *seed.Plan) { p.Network.Gateway = "10.0.0.1" }, "network.gateway"},
		{"the network as an address", func(_ *testing.T, p *seed.Plan) { p.Network.Address = "192.168.1.0/24" }, "network.address"},
		{"static without an address", func(_ *testing.T, p *seed.Plan) { p.Network = seed.Network{Kind: seed.Static} }, "network.address: missing"},
		{"DHCP with an address", func(_ *testing.T, p *seed.Plan) { p.Network.Kind = seed.DHCP }, "network.address"},
		{"a network of no kind", func(_ *testing.T, p *seed.Plan) { p.Network.Kind = "lan" }, "network.kind"},
		{"a name server's name", func(_ *testing.T, p *seed.Plan) { p.Network.DNS = []string{"ns\nDHCP=yes"} }, "network.dns"},
		{"a time server with a line", func(_ *testing.T, p *seed.Plan) { p.Network.NTP = []string{"a\nb"} }, "network.ntp"},
		{"Wi-Fi by wire", func(_ *testing.T, p *seed.Plan) { p.Network.SSID = "x" }, "network.ssid"},
		{"Wi-Fi without a name", func(_ *testing.T, p *seed.Plan) { p.Network = seed.Network{Kind: seed.WiFi} }, "network.ssid"},
		{"a short passphrase", func(_ *testing.T, p *seed.Plan) {
			p.Network, p.Passphrase = seed.Network{Kind: seed.WiFi, SSID: "Ward"}, "1234567"
		}, "passphrase"},
		{"an invitation beside certificates", func(_ *testing.T, p *seed.Plan) {
			p.Enrol = seed.Enrol{Ward: "https://ward:8443", Code: "X", CA: "Y"}
		}, "one of the two"},
		{"an invitation without a fingerprint", func(_ *testing.T, p *seed.Plan) {
			p.Pack, p.Enrol = "", seed.Enrol{Ward: "https://ward:8443", Code: "X"}
		}, "enrol.ca"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := plan(t)
			tt.change(t, &p)
			if _, err := seed.Make(p, checked, time.Now()); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestWiFiKey(t *testing.T) {
	t.Parallel()
	// IEEE 802.11-2020, J.4.2, test vector 1.
	const want = "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e"
	if got, err := seed.WiFiKey("password", "IEEE"); err != nil || got != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	for _, bad := range []string{"", "1234567", strings.Repeat("a", 64), "mật khẩu 1"} {
		if got, err := seed.WiFiKey(bad, "IEEE"); err == nil {
			t.Errorf("got %s for %q, want it refused", got, bad)
		}
	}
}

func TestReadPlan(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "plan.toml")
	text := "unit = \"kb-01\"\nconfig = \"ward.toml\"\n[network]\nkind = \"wifi\"\nssid = \"Phường\"\n"
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := seed.ReadPlan(name)
	if err != nil || p.Unit != "kb-01" || p.Config != filepath.Join(dir, "ward.toml") || p.Network.SSID != "Phường" {
		t.Errorf("got %+v, %v, want the plan, with its files beside it", p, err)
	}
	if err := os.WriteFile(name, []byte("unti = \"kb-01\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := seed.ReadPlan(name); err == nil || !strings.Contains(err.Error(), "unti") {
		t.Errorf("got %v, want the key that is not known", err)
	}
}

// tarOf makes a tar file of anything.
func tarOf(tb testing.TB, files ...tar.Header) []byte {
	tb.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, h := range files {
		if err := w.WriteHeader(&h); err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write(make([]byte, h.Size)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	good := bytesOf(t, made(t, plan(t)))
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "SHA256SUMS is missing"},
		{"a bit turned", bytes.Replace(good, []byte("version = "), []byte("versioo = "), 1), "damaged on its way"},
		{"no tar", bytes.Repeat([]byte{1}, 1024), "cannot read"},
		{"too large", make([]byte, seed.Most+1), "at most"},
		{"cut", good[:len(good)/2], "cannot read"},
		{"another file", tarOf(t, tar.Header{Name: "etc/shadow", Mode: 0o600, Size: 1}), "does not belong"},
		{"a way out", tarOf(t, tar.Header{Name: "../seed.toml", Mode: 0o600}), "does not belong"},
		{"a link", tarOf(t, tar.Header{Name: "seed.toml", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}), "does not belong"},
		{"twice", tarOf(t, tar.Header{Name: "tiepdan.toml", Mode: 0o600}, tar.Header{Name: "tiepdan.toml", Mode: 0o600}), "does not belong"},
		{"files without their sums", tarOf(t, tar.Header{Name: "seed.toml", Mode: 0o600}), "SHA256SUMS is missing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := seed.Parse(tt.data); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	s, err := seed.Make(seed.Plan{Unit: "kb-07", Commune: "cua-nam", Config: example}, checked, time.Now())
	if err != nil {
		f.Fatal(err)
	}
	s.Config = []byte("version = 1\n")
	data, err := s.Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(tarOf(f, tar.Header{Name: "seed.toml", Mode: 0o600, Size: 3}))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := seed.Parse(data)
		if err != nil {
			return
		}
		once, err := s.Bytes()
		if err != nil {
			t.Skip(err) // larger than it was
		}
		again, err := seed.Parse(once)
		if err != nil {
			t.Fatalf("got %v for what was written, want it read", err)
		}
		if twice, err := again.Bytes(); err != nil || !bytes.Equal(once, twice) {
			t.Errorf("got %v, another file for the same seed, want the same", err)
		}
	})
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	p := plan(t)
	p.Network, p.Passphrase = seed.Network{Kind: seed.WiFi, SSID: "Ward"}, "mat-khau-wifi"
	s := made(t, p)
	text := strings.Join(s.Describe(checked, time.Now()), "\n")
	for _, want := range []string{"cua-nam/kb-07", "wifi, Ward, VN, wlan0", "configuration: checks", "certificates: of this unit"} {
		if !strings.Contains(text, want) {
			t.Errorf("got %s, want %q", text, want)
		}
	}
	if s.Manifest.Network.PSK == "" || strings.Contains(text, s.Manifest.Network.PSK) {
		t.Errorf("got %s, want it without the key of the Wi-Fi", text)
	}
}

var errCut = errors.New("the power is off")
