package config_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tiepdan/config"
)

const wardExample = "catalogue.example.toml"

// ward loads the catalogue with a ward's file of that text.
func ward(t *testing.T, text string) (*config.Catalogue, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ward.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return config.LoadCatalogue(path)
}

func procedure(t *testing.T, c *config.Catalogue, code string) config.Procedure {
	t.Helper()
	i := slices.IndexFunc(c.Procedures, func(p config.Procedure) bool { return p.Code == code })
	if i < 0 {
		t.Fatalf("the catalogue has no %s", code)
	}
	return c.Procedures[i]
}

// The program's own catalogue is complete in what it promises and promises
// nothing about money.
func TestBaseCatalogue(t *testing.T) {
	t.Parallel()
	c, err := config.LoadCatalogue("")
	if err != nil {
		t.Fatalf("got\n%v\nwant no error", err)
	}
	if len(c.Procedures) != 147 || len(c.Groups) != 14 {
		t.Errorf("got %d procedures in %d groups, want 147 in 14", len(c.Procedures), len(c.Groups))
	}
	plain := map[string]string{}
	for _, p := range c.Procedures {
		for name, text := range map[string]config.Text{"title": p.Title, "plain": p.Plain, "owner": p.Owner, "source": p.Source} {
			if text.VI == "" || text.EN == "" {
				t.Errorf("%s: got %s %+v, want both languages", p.Code, name, text)
			}
		}
		for _, text := range slices.Concat(p.Papers, p.Steps, p.Time) {
			if text.EN == "" {
				t.Errorf("%s: got %q without English", p.Code, text.VI)
			}
		}
		if p.Fee != (config.Text{}) {
			t.Errorf("%s: got the fee %+v, want none: only wards know", p.Code, p.Fee)
		}
		if n := len(p.Steps); n < 3 || n > 5 {
			t.Errorf("%s: got %d steps, want 3 to 5", p.Code, n)
		}
		if p.Checked != "2026-07" || !strings.HasPrefix(p.PortalURL, "https://dichvucong.gov.vn/") {
			t.Errorf("%s: got checked %q at %q, want July 2026 on the portal", p.Code, p.Checked, p.PortalURL)
		}
		for _, text := range []string{p.Plain.VI, p.Plain.EN} {
			if n := len([]rune(text)); n > 45 {
				t.Errorf("%s: got a plain name of %d letters, want at most 45: %s", p.Code, n, text)
			}
			if other, taken := plain[text]; taken {
				t.Errorf("%s and %s: got the same plain name %q", p.Code, other, text)
			}
			plain[text] = p.Code
		}
	}
	for _, g := range c.Groups {
		if !slices.ContainsFunc(c.Procedures, func(p config.Procedure) bool { return p.Group == g.ID }) {
			t.Errorf("group %s: got no procedures", g.ID)
		}
	}
}

func TestWardExample(t *testing.T) {
	t.Parallel()
	c, err := config.LoadCatalogue(wardExample)
	if err != nil {
		t.Fatalf("got\n%v\nwant no error", err)
	}
	if birth := procedure(t, c, "1.001193"); birth.Time[0].VI != "Trong ngày, nếu nộp trước 15 giờ" || birth.Fee.EN != "As posted at door 2" ||
		birth.Checked != "2026-11-16" || birth.Plain.VI != "Khai sinh cho con" || len(birth.Papers) != 4 {
		t.Errorf("a changed procedure: got %+v, want the ward's time, fee and date, and the rest as it was", birth)
	}
	added := procedure(t, c, "CN-01")
	if added.Source.EN == "" || added.Checked != "2026-11" || len(added.Steps) != 2 || !strings.HasPrefix(added.Owner.VI, "Văn phòng") {
		t.Errorf("an added procedure: got %+v, want its own owner, the file's source, and the steps of its way", added)
	}
	for _, p := range c.Procedures {
		if p.Code == "1.115231" || p.Group == "xuat-nhap-canh" {
			t.Errorf("got %s, want it hidden", p.Code)
		}
	}
	if n := len(c.Groups); n != 14 || c.Groups[n-1].ID != "doi-thoai" {
		t.Errorf("got groups %+v, want one hidden and one more at the end", c.Groups)
	}
}

func TestWardChangesOneLanguageOnly(t *testing.T) {
	t.Parallel()
	c, err := ward(t, "version = 1\n[[procedures]]\ncode = \"1.001193\"\nplain.en = \"My baby\"\npapers = []\nway = \"portal\"\n"+
		"[[groups]]\nid = \"ho-tich\"\nname = {vi = \"Hộ tịch\"}\n")
	if err != nil {
		t.Fatal(err)
	}
	p := procedure(t, c, "1.001193")
	if p.Plain != (config.Text{VI: "Khai sinh cho con", EN: "My baby"}) || len(p.Papers) != 0 || len(p.Steps) != 4 {
		t.Errorf("got %+v, %d papers, %d steps, want new English, no papers, the portal's steps", p.Plain, len(p.Papers), len(p.Steps))
	}
	if got := c.Groups[0].Name; got != (config.Text{VI: "Hộ tịch", EN: "Births, marriages, deaths"}) {
		t.Errorf("got the name %+v, want new Vietnamese beside the English", got)
	}
}

// Each row is a file with exactly one problem.
func TestWardProblems(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		line       int
		want       string
	}{
		{"no version", "", 1, "version: is 0, expected 1"},
		{"unknown setting", "version = 1\n[[procedures]]\ncode = \"1.001193\"\npaper = []", 4, "procedures[1].paper: is not a setting, did you mean papers?"},
		{"wrong type", "version = 1\n[[procedures]]\ncode = 1.001193", 3, "procedures[1].code: is a number"},
		{"text without its table", "version = 1\n[[procedures]]\ncode = \"1.001193\"\nplain = \"Khai sinh\"", 4, "procedures[1].plain: is a text, expected a table"},
		{"no code", "version = 1\n[[procedures]]\nonline = true", 2, "procedures[1].code: is missing"},
		{"a code twice", "version = 1\n[[procedures]]\ncode = \"1.001193\"\n[[procedures]]\ncode = \"1.001193\"", 5, "which procedures[1].code (line 3) has already"},
		{"a new procedure without title", "version = 1\n[[procedures]]\ncode = \"X1\"\ngroup = \"ho-tich\"", 2, "procedures[1].title.vi: is missing"},
		{"a new procedure without group", "version = 1\n[[procedures]]\ncode = \"X1\"\ntitle.vi = \"a\"", 2, "procedures[1].group: is missing"},
		{"an unknown group", "version = 1\n[[procedures]]\ncode = \"1.001193\"\ngroup = \"ho-tch\"", 4, `did you mean "ho-tich"?`},
		{"a hidden group", "version = 1\n[[groups]]\nid = \"cu-tru\"\nhidden = true\n[[procedures]]\ncode = \"1.001193\"\ngroup = \"cu-tru\"", 7, "procedures[1].group: "},
		{"no group", "version = 1\n[[procedures]]\ncode = \"1.001193\"\ngroup = \"\"", 4, "procedures[1].group: is empty"},
		{"hiding nothing", "version = 1\n[[procedures]]\ncode = \"1.001194\"\nhidden = true", 3, `did you mean`},
		{"hiding no group", "version = 1\n[[groups]]\nid = \"zzzzzzzzzzz\"\nhidden = true", 3, "groups[1].id: is \"zzzzzzzzzzz\""},
		{"a group without a name", "version = 1\n[[groups]]\nid = \"moi\"", 2, "groups[1].name.vi: is missing"},
		{"not https", "version = 1\n[[procedures]]\ncode = \"1.001193\"\nportal_url = \"http://a.example\"", 4, "procedures[1].portal_url: "},
		{"NFD", "version = 1\n[[procedures]]\ncode = \"1.001193\"\nplain.vi = \"a\u0301\"", 4, "procedures[1].plain.vi: has accents apart"},
		{"a promise", "version = 1\n[[procedures]]\ncode = \"1.001193\"\nresult.vi = \"Bản sao, miễn phí\"", 4, `says "miễn phí"`},
		{"a promise in English", "version = 1\n[[procedures]]\ncode = \"1.001193\"\nsay = [\"free of charge\"]", 4, `procedures[1].say[1]: says`},
		{"a fee in one language", "version = 1\n[[procedures]]\ncode = \"1.001193\"\nfee.vi = \"8.000 đồng\"", 4, "procedures[1].fee: is in one language"},
		{"English alone", "version = 1\n[[procedures]]\ncode = \"X1\"\ngroup = \"ho-tich\"\ntitle.vi = \"a\"\nresult.en = \"b\"", 6, "procedures[1].result.vi: is missing"},
		{"a paper without Vietnamese", "version = 1\n[[procedures]]\ncode = \"1.001193\"\npapers = [{en = \"a\"}]", 4, "procedures[1].papers[1].vi: is missing"},
		{"no date", "version = 1\n[[procedures]]\ncode = \"1.001193\"\nchecked = \"11/2026\"", 4, "procedures[1].checked: "},
		{"an unknown way", "version = 1\n[[procedures]]\ncode = \"1.001193\"\nway = \"onlin\"", 4, `did you mean "online"?`},
		{"way and steps", "version = 1\n[[procedures]]\ncode = \"1.001193\"\nway = \"online\"\nsteps = [{vi = \"a\"}]", 4, "procedures[1].way: is \"online\" beside steps"},
		{"a way without steps", "version = 1\n[[ways]]\nid = \"a\"", 2, "ways[1].steps: is missing"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := ward(t, tc.text)
			errs, ok := errors.AsType[*config.Errors](err)
			if !ok || len(errs.Problems) != 1 || errs.Problems[0].Line != tc.line || !strings.Contains(errs.Problems[0].String(), tc.want) {
				t.Errorf("got\n%v\nwant one problem on line %d, %q", err, tc.line, tc.want)
			}
		})
	}
}

// A ward may promise what it owns, and everything wrong is told at once.
func TestWardFeeAndAllProblems(t *testing.T) {
	t.Parallel()
	free := "version = 1\n[[procedures]]\ncode = \"1.001193\"\nfee = {vi = \"Miễn phí\", en = \"Free of charge\"}\n"
	if c, err := ward(t, free); err != nil || procedure(t, c, "1.001193").Fee.VI != "Miễn phí" {
		t.Errorf("the ward's own promise: got %v, want it taken", err)
	}
	_, err := ward(t, free+"portal_url = \"ftp://a\"\nonlin = true\nchecked = \"x\"\n")
	if errs, ok := errors.AsType[*config.Errors](err); !ok || len(errs.Problems) != 3 {
		t.Errorf("got\n%v\nwant 3 problems", err)
	}
	if _, err := config.LoadCatalogue(filepath.Join(t.TempDir(), "none.toml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: got %v, want fs.ErrNotExist", err)
	}
}

// The services of a unit name groups of the catalogue.
func TestGroupsOfServices(t *testing.T) {
	t.Parallel()
	text := edit(t, readExample(t), `groups = ["chung-thuc"]`, `groups = ["doi-thoai"]`)
	got := problems(t, text)
	if len(got) != 1 || !strings.Contains(got[0].String(), `services[1].groups[1]: is "doi-thoai", expected one of`) {
		t.Errorf("got %v, want one problem", got)
	}
	c, err := config.Parse("unit.toml", []byte(edit(t, text, `ward_file = ""`, `ward_file = "ward.toml"`)))
	if err != nil {
		t.Fatalf("with a ward's file: got\n%v\nwant no error before that is read", err)
	}
	catalogue, err := config.LoadCatalogue(wardExample)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.CheckGroups(catalogue); err == nil || !strings.Contains(err.Error(), `services[3].groups: "xuat-nhap-canh"`) {
		t.Errorf("got %v, want the group that the ward hides", err)
	}
	c.Services = c.Services[:2]
	if err := c.CheckGroups(catalogue); err != nil {
		t.Errorf("got %v, want no error", err)
	}
}

func FuzzLoadCatalogue(f *testing.F) {
	f.Add([]byte("version = 1\n[[procedures]]\ncode = \"1.001193\"\nplain.en = \"a\"\npapers = [{vi = \"a\"}]\nway = \"x\""))
	f.Add([]byte("[[groups]]\nid = \"a\"\nname = {vi = 1}\n[[ways]]\n[defaults]\nowner.vi.x = 1\nprocedures = 1"))
	read, err := config.WardReader()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := read(text)
		if (c == nil) == (err == nil) {
			t.Fatalf("got %v, %v, want one of the two", c, err)
		}
		errs, ok := errors.AsType[*config.Errors](err)
		if err != nil && (!ok || len(errs.Problems) == 0) {
			t.Fatalf("got %v (%T), want *config.Errors with problems", err, err)
		}
	})
}
