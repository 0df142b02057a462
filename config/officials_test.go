package config_test

import (
	"strings"
	"testing"

	"tiepdan/config"
)

func TestOfficials(t *testing.T) {
	t.Parallel()
	official := func(id, more string) string {
		return "[[officials]]\nid = \"" + id + "\"\ntitle_vi = \"cán bộ\"\ntitle_en = \"the official\"\ndoors = [1]\n" + more
	}
	for _, tc := range []struct{ name, text, want string }{
		{"good", official("a", "groups = [\"ho-tich\"]\ndeputy = \"b\"\n") + official("b", "procedures = [\"1.001193\"]\n"), ""},
		{"for all", official("a", "all = true\n[officials.hours]\nmon = [\"08:00-12:00\"]\n"), ""},
		{"for nothing", official("a", ""), "officials[1].groups: is empty, expected groups or procedures"},
		{"twice", official("a", "all = true\n") + official("a", "all = true\n"), `officials[2].id: is "a", which officials[1].id`},
		{"no such door", strings.Replace(official("a", "all = true\n"), "[1]", "[7]", 1), "officials[1].doors[1]: is door 7, which no [[doors]] has"},
		{"no door", strings.Replace(official("a", "all = true\n"), "[1]", "[]", 1), "officials[1].doors: "},
		{"no title", strings.Replace(official("a", "all = true\n"), "cán bộ", "", 1), "officials[1].title_vi: is empty"},
		{"a group misspelt", official("a", "groups = [\"ho-tick\"]\n"), `officials[1].groups[1]: is "ho-tick", did you mean "ho-tich"?`},
		{"a procedure misspelt", official("a", "procedures = [\"1.00119\"]\n"), `officials[1].procedures[1]: is "1.00119", did you mean "1.00`},
		{"no procedure", official("a", "procedures = [\"khai sinh\"]\n"), `officials[1].procedures[1]: is "khai sinh", expected the code`},
		{"a procedure of the ward's file", "[catalogue]\nward_file = \"ward.toml\"\n" + official("a", "procedures = [\"9.1\"]\n"), ""},
		{"deputy misspelt", official("land", "all = true\ndeputy = \"civl\"\n") + official("civil", "all = true\n"), `officials[1].deputy: is "civl", did you mean "civil"?`},
		{"her own deputy", official("a", "all = true\ndeputy = \"a\"\n") + official("b", "all = true\n"), "officials[1].deputy: "},
		{"nobody else", official("a", "all = true\ndeputy = \"a\"\n"), "expected the id of another official"},
		{"a round of deputies", official("a", "all = true\ndeputy = \"b\"\n") + official("b", "all = true\ndeputy = \"a\"\n"), `lead back to "a"`},
		{"bad hours", official("a", "all = true\n[officials.hours]\nmon = [\"8-12\"]\n"), "officials[1].hours.mon[1]: "},
	} {
		c, err := config.Parse("unit.toml", []byte(minimal+tc.text))
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%s: got %v, want %q", tc.name, err, tc.want)
		}
		if tc.want == "" && err == nil && !c.Officials[0].LeaderAlert {
			t.Errorf("%s: leaders are not told, want them told unless the file says so", tc.name)
		}
	}
}

func TestUnanswered(t *testing.T) {
	t.Parallel()
	all, err := config.LoadCatalogue("")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name      string
		officials []config.Official
		want      int // groups
	}{
		{"no directory", nil, 0},
		{"for all", []config.Official{{All: true}}, 0},
		{"two groups", []config.Official{{Groups: []string{"ho-tich", "dat-dai"}}}, len(all.Groups) - 2},
		{"one procedure", []config.Official{{Procedures: []string{"1.001193"}}}, len(all.Groups)},
	} {
		c := config.Config{Officials: tc.officials}
		if got := c.Unanswered(all); len(got) != tc.want {
			t.Errorf("%s: got %q, want %d", tc.name, got, tc.want)
		}
	}
}
