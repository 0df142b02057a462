package assist_test

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"tiepdan/assist"
)

// saidOf reads a table of sentences by kind.
func saidOf(t *testing.T, name string) map[string][]string {
	t.Helper()
	data, err := os.ReadFile("testdata/emergency/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if !norm.NFC.IsNormal(data) {
		t.Errorf("%s: not in NFC", name)
	}
	by := map[string][]string{}
	for line := range strings.Lines(string(data)) {
		kind, said, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok {
			t.Fatalf("%s: %q has no kind", name, line)
		}
		by[kind] = append(by[kind], said)
	}
	return by
}

func isEmergency(u *assist.Understander, said string) bool {
	got := u.Understand(said)
	return got.Kind == assist.Staff && got.Talk == assist.TalkEmergency
}

// Every kind of emergency, as people say it. Without diacritics some words of one
// are others too ("rò điện", "rõ diện"): those are only seen as they are spelt.
func TestEmergenciesOfEveryKind(t *testing.T) {
	t.Parallel()
	_, u := learnt()
	for _, name := range []string{"said.tsv", "aside.tsv"} {
		n, bare := 0, 0
		for kind, all := range saidOf(t, name) {
			for _, said := range all {
				if n++; !isEmergency(u, said) {
					t.Errorf("%s: %q: got %+v, want a person at once", kind, said, u.Understand(said))
				}
				if isEmergency(u, assist.Fold(said)) {
					bare++
				}
			}
		}
		t.Logf("%s: %d of %d seen without diacritics", name, bare, n)
		if bare*100 < n*93 {
			t.Errorf("%s: got %d of %d without diacritics, want 93 %%", name, bare, n)
		}
	}
}

func TestWordsOfEveryKindThatAreNoEmergency(t *testing.T) {
	t.Parallel()
	_, u := learnt()
	for kind, all := range saidOf(t, "none.tsv") {
		for _, said := range all {
			for _, text := range []string{said, assist.Fold(said)} {
				if isEmergency(u, text) {
					t.Errorf("%s: %q: got an emergency, want none", kind, text)
				}
			}
		}
	}
}

// What nobody wants cried out through the hall is told apart.
func TestDiscreetEmergencies(t *testing.T) {
	t.Parallel()
	_, u := learnt()
	for said, want := range map[string]bool{
		"chồng tôi đánh tôi": true, "tôi bị hiếp dâm": true, "tôi không muốn sống nữa": true, "i want to kill myself": true,
		"có người ngất": false, "có cháy": false, "đang đánh nhau": false, "khai sinh": false,
	} {
		if got := u.Understand(said).Discreet; got != want {
			t.Errorf("%q: got discreet %v, want %v", said, got, want)
		}
	}
}

// Who types without diacritics is spared the alarm in the hall as well.
func TestDiscreetWithoutDiacritics(t *testing.T) {
	t.Parallel()
	_, u := learnt()
	n := 0
	for _, file := range []string{"said.tsv", "aside.tsv"} {
		for kind, all := range saidOf(t, file) {
			for _, said := range all {
				with, bare := u.Understand(said), u.Understand(assist.Fold(said))
				if !bare.Talk.FetchesPerson() || !with.Talk.FetchesPerson() { // counted elsewhere
					continue
				}
				n++
				if with.Discreet != bare.Discreet {
					t.Errorf("%s: %q: got discreet %v, without diacritics %v", kind, said, with.Discreet, bare.Discreet)
				}
			}
		}
	}
	if n < 200 {
		t.Errorf("compared %d sentences, want at least 200", n)
	}
}
