package schema_test

import (
	"errors"
	"strings"
	"testing"

	"tiepdan/report/schema"
)

func TestCode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"ABCDE-FGH23": "ABCDEFGH23", "abcde fgh23": "ABCDEFGH23", "ABCDEFGH23": "ABCDEFGH23",
		"ABCDE-FGH2": "", "ABCDE-FGH234": "", "ABCDE-FGHO0": "", "": "", "ABCDE/FGH23": "",
	} {
		if got, err := schema.Code(text); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q, %v, want %q", text, got, err, want)
		}
	}
	if got := schema.ShowCode("ABCDEFGH23"); got != "ABCDE-FGH23" {
		t.Errorf("got %s, want it in two halves", got)
	}
}

func TestFingerprint(t *testing.T) {
	t.Parallel()
	der := []byte("a certificate")
	short := schema.Fingerprint(der)
	if len(short) != 39 || strings.Count(short, "-") != 7 {
		t.Errorf("got %s, want eight groups of four", short)
	}
	tests := []struct {
		name, text string
		match, bad bool
	}{
		{"as it is shown", short, true, false},
		{"in capitals with colons", "SHA256:" + strings.ToUpper(strings.ReplaceAll(short, "-", ":")), true, false},
		{"another", strings.Repeat("0", 32), false, false},
		{"too short", short[:30], false, true},
		{"nothing", "", false, true},
		{"no digits", strings.Repeat("g", 32), false, true},
		{"too long", strings.Repeat("0", 66), false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := schema.MatchFingerprint(tt.text, der)
			if (err == nil) != tt.match || errors.Is(err, schema.ErrFingerprint) != (!tt.match && !tt.bad) {
				t.Errorf("got %v, want match %v", err, tt.match)
			}
		})
	}
}

func invitation() schema.Invitation {
	return schema.Invitation{Ward: "https://192.168.1.10:8443", Commune: "cua-nam", Robot: "kb-01", Code: "ABCDE-FGH23", CA: strings.Repeat("0123-", 7) + "0123"}
}

func TestInvitation(t *testing.T) {
	t.Parallel()
	want := invitation()
	if got, err := schema.ParseInvitation(want.String()); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	for name, change := range map[string]func(*schema.Invitation){
		"http":         func(i *schema.Invitation) { i.Ward = "http://192.168.1.10:8443" },
		"no port":      func(i *schema.Invitation) { i.Ward = "https://192.168.1.10" },
		"a path":       func(i *schema.Invitation) { i.Ward += "/enrol" },
		"no commune":   func(i *schema.Invitation) { i.Commune = "" },
		"another unit": func(i *schema.Invitation) { i.Robot = "a/b" },
		"a code":       func(i *schema.Invitation) { i.Code = "1234" },
		"no authority": func(i *schema.Invitation) { i.CA = "" },
	} {
		i := invitation()
		change(&i)
		if err := i.Check(); err == nil {
			t.Errorf("%s: got no error, want it refused", name)
		}
	}
	if _, err := schema.ParseInvitation("https://example.vn/"); err == nil {
		t.Error("got no error for an address, want it refused")
	}
}

func FuzzParseInvitation(f *testing.F) {
	f.Add(invitation().String())
	f.Add("tiepdan-enrol:?ward=%zz")
	f.Fuzz(func(t *testing.T, text string) {
		i, err := schema.ParseInvitation(text)
		if err != nil {
			return
		}
		if again, err := schema.ParseInvitation(i.String()); err != nil || again != i {
			t.Errorf("got %+v, %v of %+v, want the same", again, err, i)
		}
	})
}
