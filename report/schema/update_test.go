package schema_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"tiepdan/report/schema"
)

func update() schema.Update {
	return schema.Update{
		Rev: 3, Version: "v1.3.0", URL: "https://capnhat.example.vn:8443/kb-1/v1.3.0.json?a=%20b", SHA256: strings.Repeat("0f", 32),
	}
}

func TestUpdateRefused(t *testing.T) {
	t.Parallel()
	topic, data, err := schema.SignUpdate(keyOf(1), robot(), update())
	if err != nil || topic != robot().On("upd/desired") {
		t.Fatalf("got %v, %v, want it signed for upd/desired", topic, err)
	}
	if got, err := schema.OpenUpdate(publicOf(1), topic, data); err != nil || got != update() {
		t.Errorf("got %+v, %v, want %+v", got, err, update())
	}
	other := topic
	other.Robot = "kb-02"
	for name, of := range map[string]schema.Topic{"another robot": other, "settings": robot().On(schema.ChannelDesired)} {
		if _, err := schema.OpenUpdate(publicOf(1), of, data); !errors.Is(err, schema.ErrForged) {
			t.Errorf("%s: got %v, want that it is forged", name, err)
		}
	}
	if _, err := schema.OpenUpdate(publicOf(2), topic, data); !errors.Is(err, schema.ErrForged) {
		t.Errorf("another key: got %v, want that it is forged", err)
	}
	tests := []struct {
		name   string
		change func(*schema.Update)
		want   string
	}{
		{"no revision", func(u *schema.Update) { u.Rev = 0 }, "rev is 0"},
		{"no version", func(u *schema.Update) { u.Version = "" }, "version is missing"},
		{"no encryption", func(u *schema.Update) { u.URL = "http://example.vn/x" }, "url is not"},
		{"a password", func(u *schema.Update) { u.URL = "https://u:p@example.vn/x" }, "url is not"},
		{"no path", func(u *schema.Update) { u.URL = "https://example.vn" }, "url is not"},
		{"a fragment", func(u *schema.Update) { u.URL = "https://example.vn/x#y" }, "url is not"},
		{"a space", func(u *schema.Update) { u.URL = "https://example.vn/x y" }, "url is not"},
		{"a bad escape", func(u *schema.Update) { u.URL = "https://example.vn/%zz" }, "url is not"},
		{"a file", func(u *schema.Update) { u.URL = "file:///etc/passwd" }, "url is not"},
		{"no sum", func(u *schema.Update) { u.SHA256 = "" }, "sha256 is"},
		{"half a sum", func(u *schema.Update) { u.SHA256 = u.SHA256[:32] }, "sha256 is"},
		{"a sum in upper case", func(u *schema.Update) { u.SHA256 = strings.ToUpper(u.SHA256) }, "sha256 is"},
	}
	for _, tt := range tests {
		u := update()
		tt.change(&u)
		if _, _, err := schema.SignUpdate(keyOf(1), robot(), u); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v from signing, want %q", tt.name, err, tt.want)
		}
		part, err := json.Marshal(u)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := schema.OpenUpdate(publicOf(1), topic, sign(t, schema.ChannelUpdate, string(part))); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v from opening, want %q", tt.name, err, tt.want)
		}
	}
}

// FuzzOpenUpdate: an update opens to what is signed again as it was.
func FuzzOpenUpdate(f *testing.F) {
	f.Add(`{"rev":1,"version":"v1","url":"https://a/","sha256":"` + strings.Repeat("0", 64) + `"}`)
	f.Fuzz(func(t *testing.T, part string) {
		u, err := schema.OpenUpdate(publicOf(1), robot().On(schema.ChannelUpdate), sign(t, schema.ChannelUpdate, part))
		if err != nil {
			return
		}
		topic, again, err := schema.SignUpdate(keyOf(1), robot(), u)
		if err != nil {
			t.Fatalf("what was opened cannot be signed: %v", err)
		}
		if back, err := schema.OpenUpdate(publicOf(1), topic, again); err != nil || back != u {
			t.Fatalf("got %+v, %v, want %+v", back, err, u)
		}
	})
}
