package config_test

import (
	"strings"
	"testing"

	"tiepdan/config"
)

// TestAssistModel: a model is on the ward's own network, and nothing is sent there
// that the ward has not agreed to.
func TestAssistModel(t *testing.T) {
	t.Parallel()
	const rest = "\nname = \"m\"\nsend_words = true\n"
	tests := []struct{ name, text, want string }{
		{"private", `url = "http://192.168.1.20:8080/v1"` + rest, ""},
		{"private IPv6", `url = "https://[fd00::5]/v1"` + rest, ""},
		{"this machine", `url = "http://127.0.0.1:8080/v1"` + rest, ""},
		{"off", "timeout_ms = 500\n", ""},
		{"public", `url = "https://8.8.8.8/v1"` + rest, "leads to 8.8.8.8, expected a private address"},
		{"public by another form", `url = "https://[::ffff:8.8.8.8]/v1"` + rest, "leads to 8.8.8.8, expected a private address"},
		{"not one address", `url = "http://0.0.0.0/v1"` + rest, "leads to 0.0.0.0, expected a private address"},
		{"a name", `url = "https://api.example.com/v1"` + rest, `names its machine "api.example.com", expected a private IP address`},
		{"a local name", `url = "http://localhost:8080"` + rest, `names its machine "localhost"`},
		{"another scheme", `url = "ftp://192.168.1.20"` + rest, "is not an address as"},
		{"a password", `url = "http://u:secret@192.168.1.20"` + rest, "is not an address as"},
		{"no consent", `url = "http://192.168.1.20/v1"` + "\nname = \"m\"\n", "assist.model.send_words: is false, expected true"},
		{"no name", `url = "http://192.168.1.20/v1"` + "\nsend_words = true\n", "what its server calls the model"},
		{"slow", "timeout_ms = 5000\n", "assist.model.timeout_ms"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Parse("tiepdan.toml", []byte(strings.TrimSpace(readExampleWithout(t, "[assist.model]"))+"\n[assist.model]\n"+tt.text))
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("got %v, want no problem", err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "secret")):
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// readExampleWithout is the example without one of its tables.
func readExampleWithout(t *testing.T, table string) string {
	t.Helper()
	before, rest, found := strings.Cut(readExample(t), table)
	if !found {
		t.Fatalf("the example has no %s", table)
	}
	_, after, _ := strings.Cut(rest, "\n[")
	return before + "[" + after
}
