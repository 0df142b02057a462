package settings_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"tiepdan/ward/pki"
	"tiepdan/ward/settings"
)

func TestExample(t *testing.T) {
	t.Parallel()
	s, err := settings.Load("../wardd.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	if s.PageListen != "127.0.0.1:8080" || s.MQTTListen != "127.0.0.1:1883" || s.StateDir != "/var/lib/wardd" ||
		s.Location.String() != "Asia/Ho_Chi_Minh" || s.Broker != "" {
		t.Errorf("got %+v, want what the example says", s)
	}
	least, err := settings.Parse("w.toml", []byte(`state_dir = "/var/lib/wardd"`))
	if err != nil {
		t.Fatal(err)
	}
	if least.Unit != s.Unit || least.PageListen != s.PageListen || least.MQTTListen != s.MQTTListen {
		t.Errorf("got defaults %+v, want those that the example shows, %+v", least, s)
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	hash, err := bcrypt.GenerateFromPassword([]byte("x"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, text string
		want       []string // one for each line of the error; none for no error
	}{
		{"not TOML", "state_dir = \n", []string{"w.toml:1:"}},
		{"key twice", "state_dir = \"a\"\nstate_dir = \"b\"\n", []string{"w.toml:2:"}},
		{"all at once", `state_dir = 5
color = "red"
time_zone = "Hanoi"
[mqtt]
listen = "here"
liste = 1
[page]
  listen = "0.0.0.0:8080"
[users]
a = 1`, []string{
			"w.toml:1:1: state_dir: want a text",
			"w.toml:2:1: color: unknown setting, want one of catalogue, state_dir",
			"w.toml:6:1: mqtt.liste: unknown setting, want one of broker",
			"w.toml:9:2: [users]: unknown table, want one of [enrol mqtt page store tickets updates]",
			`w.toml:1:1: state_dir: missing`,
			`w.toml:3:1: time_zone: "Hanoi", want`,
			`w.toml:5:1: mqtt.listen: "here", want an IP address`,
			`w.toml:8:3: page.listen: "0.0.0.0:8080" is not a loopback address`,
		}},
		{"nothing", "", []string{"w.toml: state_dir: missing"}},
		{"inline table", `state_dir = "s"
page = { listen = "127.0.0.1:0", color = "red" }`, []string{"w.toml:2:34: page.color: unknown setting"}},
		{"open page with password", "state_dir=\"s\"\n[page]\nlisten=\":80\"\npassword_bcrypt=\"" + string(hash) + `"`, nil},
		{"open page without password", "state_dir=\"s\"\n[page]\nlisten=\":80\"", []string{"w.toml:3:1: page.listen"}},
		{"database server", "state_dir=\"s\"\n[store]\npostgres=\"postgres://u:p@db/ward\"", nil},
		{"database elsewhere", "state_dir=\"s\"\n[store]\npostgres=\"mysql://u:p@db/ward\"", []string{"w.toml:3:1: store.postgres: want postgres://"}},
		{"tickets for everybody", "state_dir=\"s\"\n[tickets]\nlisten=\":8081\"", nil},
		{"tickets nowhere", "state_dir=\"s\"\n[tickets]\nlisten=\"phones\"", []string{"w.toml:3:1: tickets.listen: \"phones\", want an IP address"}},
		{"plain password", "state_dir=\"s\"\n[page]\npassword_bcrypt=\"secret\"", []string{"w.toml:3:1: page.password_bcrypt: not a bcrypt hash"}},
		{"open broker", "state_dir=\"s\"\n[mqtt]\nlisten=\"0.0.0.0:1883\"", []string{"w.toml:3:1: mqtt.listen"}},
		{"no authority", "state_dir=\"s\"\n[mqtt]\nlisten=\":8883\"\ncertificates=\"none\"", []string{"w.toml:4:1: mqtt.certificates: cannot read certificates of none"}},
		{"two brokers", "state_dir=\"s\"\n[mqtt]\nlisten=\"127.0.0.1:1883\"\nbroker=\"tcp://a:1\"", []string{"w.toml:3:1: mqtt.listen: set together"}},
		{"keeps half of it", "state_dir=\"s\"\n[mqtt]\nkeeps=\"500MiB\"", nil},
		{"keeps nothing", "state_dir=\"s\"\n[mqtt]\nkeeps=\"1MiB\"", []string{"w.toml:3:1: mqtt.keeps: \"1MiB\", want 16MiB to 1024GiB"}},
		{"keeps what", "state_dir=\"s\"\n[mqtt]\nkeeps=\"9223372036854775807GiB\"", []string{"w.toml:3:1: mqtt.keeps"}},
		{"keeps outside", "state_dir=\"s\"\n[mqtt]\nbroker=\"tcp://a:1\"\nkeeps=\"2GiB\"", []string{"w.toml:4:1: mqtt.keeps: set together"}},
		{"broker's scheme", "state_dir=\"s\"\n[mqtt]\nbroker=\"http://a\"", []string{"w.toml:3:1: mqtt.broker: want tcp://"}},
		{"external broker", "state_dir=\"s\"\n[mqtt]\nbroker=\"tcp://u:p@a:1883\"", nil},
		{"cluster", "state_dir=\"s\"\n[mqtt]\nbroker=\"tls://a:8883 tls://b:8883\"", nil},
		{"cluster of two kinds", "state_dir=\"s\"\n[mqtt]\nbroker=\"tls://a:8883 tcp://b:1883\"", []string{"w.toml:3:1: mqtt.broker: some are"}},
		{"certificate for nothing", "state_dir=\"s\"\n[mqtt]\nca=\"a\"", []string{"w.toml:3:1: mqtt.ca: set without"}},
		{"update's rate", "state_dir=\"s\"\n[updates]\nrate=\"1MB\"", []string{"w.toml:3:1: updates.rate: \"1MB\", want 16KiB to 1024MiB"}},
		{"update's proof", "state_dir=\"s\"\n[updates]\nproof=\"soon\"", []string{"w.toml:3:1: updates.proof: \"soon\", want 0s to 168h"}},
		{"no release key", "state_dir=\"s\"\n[updates]\nrelease_key=\"RW\"", []string{"w.toml:3:1: updates.release_key: it is no public key"}},
		{"releases without enrol", "state_dir=\"s\"\n[updates]\nrelease_key=\"RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\"", []string{"w.toml:3:1: updates.release_key: set without enrol.listen"}},
		{"no certificate", "state_dir=\"s\"\n[mqtt]\nbroker=\"tls://a\"\nca=\"a\"\ncert=\"b\"", []string{"w.toml:4:1: mqtt.ca: open a", "w.toml:5:1: mqtt.cert: cannot load"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := settings.Parse("w.toml", []byte(tt.text))
			var got []string
			if err != nil {
				got = strings.Split(err.Error(), "\n")
			}
			if len(got) != len(tt.want) {
				t.Fatalf("got %d problems:\n%v\nwant %d", len(got), err, len(tt.want))
			}
			for i, line := range got {
				if !strings.HasPrefix(line, tt.want[i]) {
					t.Errorf("got %q, want it to begin with %q", line, tt.want[i])
				}
			}
		})
	}
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "pki")
	if _, err := pki.Create(pki.New{Dir: dir, Commune: "cua-nam", Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	text := "state_dir=\"s\"\n[mqtt]\nlisten=\":8883\"\ncertificates=\"pki\""
	s, err := settings.Parse(filepath.Join(filepath.Dir(dir), "w.toml"), []byte(text))
	if err != nil || s.Certificates != dir || s.BrokerTLS == nil || len(s.BrokerTLS.Certificates) != 1 {
		t.Errorf("got %+v, %v, want wardd's own certificate for the broker inside", s, err)
	}
	s, err = settings.Parse(filepath.Join(filepath.Dir(dir), "w.toml"), []byte(`state_dir="s"
[mqtt]
broker="tcp://127.0.0.1:1"
certificates="pki"`))
	if err != nil || s.Certificates != dir || s.BrokerTLS != nil {
		t.Errorf("got %+v, %v, want the authority known beside an external broker", s, err)
	}
}

func TestNoSecretInError(t *testing.T) {
	t.Parallel()
	_, err := settings.Parse("w.toml", []byte("state_dir=\"s\"\n[mqtt]\nbroker=\"ftp://u:hush@a:1883\""))
	if err == nil || strings.Contains(err.Error(), "hush") {
		t.Errorf("got %v, want an error without the password", err)
	}
}

func TestLoadMissing(t *testing.T) {
	t.Parallel()
	if _, err := settings.Load("no-such-file.toml"); err == nil {
		t.Error("got no error for a missing file, want one")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("state_dir=\"s\"\n[page]\nlisten=\"127.0.0.1:0\""))
	f.Add([]byte("a = { b = [1, {c=2}] }\n[[x]]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := settings.Parse("w.toml", data)
		if err == nil && (s.StateDir == "" || s.Location == nil || s.PageListen == "") {
			t.Fatalf("got %+v from %q, want an error", s, data)
		}
	})
}
