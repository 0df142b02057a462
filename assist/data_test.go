package assist_test

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"tiepdan/assist"
)

// The tables are written by hand: a slip in them would be silent.
func TestTables(t *testing.T) {
	t.Parallel()
	c, u := learnt()
	for file, columns := range map[string]int{"lexicon.tsv": 2, "talk.tsv": 2, "questions.tsv": 2, "other.tsv": 1, "attributes.tsv": 6, "emergency.tsv": 2} {
		data, err := os.ReadFile("data/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if !norm.NFC.IsNormal(data) {
			t.Errorf("%s: not in NFC", file)
		}
		seen := map[string]bool{}
		for line := range strings.Lines(string(data)) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if len(fields) != columns || seen[fields[0]] {
				t.Errorf("%s: %q has %d columns or is there twice, want %d and once", file, fields[0], len(fields), columns)
			}
			seen[fields[0]] = true
			if file == "attributes.tsv" {
				for code := range strings.FieldsSeq(fields[1] + " " + fields[2]) {
					if _, ok := c.Find(code); !ok {
						t.Errorf("%s: %s tells of %s, which is not in the catalogue", file, fields[0], code)
					}
				}
				question, yes, no, ok := u.Ask(assist.Attribute(fields[0]))
				for _, text := range []assist.Text{question, yes, no} {
					if !ok || text.Vi == "" || text.En == "" {
						t.Errorf("%s: %s lacks words in a language: %+v", file, fields[0], text)
					}
				}
			}
		}
	}
	for _, e := range assist.Talks() {
		if r := e.Talk.Reply(); r.Vi == "" || r.En == "" {
			t.Errorf("got no reply to %s, want one in both languages", e.Talk)
		}
	}
	if _, _, _, ok := u.Ask("nothing"); ok {
		t.Error("got a question of no attribute")
	}
}
