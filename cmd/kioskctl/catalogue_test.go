package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiepdan/config"
)

const wardExample = "../../config/catalogue.example.toml"

func TestCatalogueCheck(t *testing.T) {
	out, err := runCommand(t, "", "catalogue", "check")
	if err != nil || !strings.HasPrefix(out, "147 procedures in 14 groups") {
		t.Errorf("the program's own: got %q, %v, want its counts and no error", out, err)
	}
	if want := "1.000656 Khai tử: several times: 1 ngày / 2 ngày / 5 ngày làm việc\n"; !strings.Contains(out, want) {
		t.Errorf("got %q, want %q in it", out, want)
	}
	out, err = runCommand(t, "", "catalogue", "check", wardExample)
	if err != nil || !strings.HasPrefix(out, "145 procedures in 14 groups") || !strings.Contains(out, "doi-thoai") {
		t.Errorf("the ward's example: got %.80q, %v, want its counts and no error", out, err)
	}
	bad := filepath.Join(t.TempDir(), "ward.toml")
	if err := os.WriteFile(bad, []byte("version = 1\n[[procedures]]\ncode = \"1.001193\"\ngroup = \"x\"\nonlin = true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err = runCommand(t, "", "catalogue", "check", bad)
	if err == nil || strings.Count(out, "\n") != 2 || !strings.HasPrefix(out, bad+":4:") {
		t.Errorf("a bad file: got %q, %v, want two problems with their places and an error", out, err)
	}
	if _, err := runCommand(t, "", "catalogue", "check", bad+".none"); err == nil {
		t.Error("a file that is not there: got no error")
	}
}

func TestCatalogueCheckJSON(t *testing.T) {
	for _, tc := range []struct {
		name string
		args []string
		want int // procedures
	}{
		{"the program's own", nil, 147},
		{"the ward's example", []string{wardExample}, 145},
	} {
		out, err := runCommand(t, "", append([]string{"catalogue", "check", "--json"}, tc.args...)...)
		var got catalogueChecked
		dec := json.NewDecoder(strings.NewReader(out))
		if jsonErr := dec.Decode(&got); err != nil || jsonErr != nil || dec.More() {
			t.Fatalf("%s: got %.80q, %v, %v, want one JSON object", tc.name, out, err, jsonErr)
		}
		sum := 0
		for _, g := range got.Groups {
			sum += g.Procedures
		}
		if !got.OK || got.Procedures != tc.want || sum != tc.want || got.Problems == nil || len(got.Warnings) == 0 {
			t.Errorf("%s: got %d procedures, %d in groups, want %d and warnings", tc.name, got.Procedures, sum, tc.want)
		}
	}
}

func TestGaps(t *testing.T) {
	t.Parallel()
	both := config.Text{VI: "a", EN: "b"}
	whole := config.Procedure{
		Code: "1", Title: both, Plain: config.Text{VI: "Khai sinh", EN: "Birth"}, Papers: []config.Text{both}, Steps: []config.Text{both},
		Time: []config.Text{both}, Result: both, Owner: both, Source: both, Checked: "2026-07", PortalURL: "https://a.example", Online: true,
		Say: []string{"một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"},
	}
	for _, tc := range []struct {
		name   string
		change func(p *config.Procedure)
		want   string // kind field
	}{
		{"nothing", func(*config.Procedure) {}, ""},
		{"no papers", func(p *config.Procedure) { p.Papers = nil }, "missing papers"},
		{"a paper without English", func(p *config.Procedure) { p.Papers = []config.Text{{VI: "a"}} }, "missing papers"},
		{"no owner", func(p *config.Procedure) { p.Owner = config.Text{} }, "missing owner"},
		{"no English", func(p *config.Procedure) { p.Title.EN = "" }, "missing title"},
		{"no other words", func(p *config.Procedure) { p.Say = nil }, "missing say"},
		{"few other words", func(p *config.Procedure) { p.Say = p.Say[:9] }, "missing say"},
		{"two times", func(p *config.Procedure) { p.Time = []config.Text{both, both} }, "contradictory time"},
		{"words of another", func(p *config.Procedure) { p.Say = append(p.Say[:9:9], "ket  HÔN!") }, "contradictory say"},
		{"words of any", func(p *config.Procedure) { p.Say = append(p.Say[:9:9], "xin cấp lại giấy tờ") }, "vague say"},
		{"never checked", func(p *config.Procedure) { p.Checked = "" }, "stale checked"},
		{"checked long ago", func(p *config.Procedure) { p.Checked = "2025-10-31" }, "stale checked"},
		{"checked a year ago", func(p *config.Procedure) { p.Checked = "2025-11-23" }, ""},
		{"checked tomorrow", func(p *config.Procedure) { p.Checked = "2026-11-23" }, "stale checked"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p, other := whole, whole
			tc.change(&p)
			other.Code, other.Plain.VI, other.Say = "2", "Kết hôn", strings.Fields("cưới chồng vợ rể dâu hôn lễ thiếp nhẫn tiệc")
			found := gaps(&config.Catalogue{Procedures: []config.Procedure{p, other}}, time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), freshMonths)
			got := ""
			if len(found) > 0 {
				got = found[0].Kind + " " + found[0].Field
				if found[0].Code != "1" || found[0].Message == "" {
					t.Errorf("got %+v, want the code 1 and a message", found[0])
				}
			}
			if got != tc.want {
				t.Errorf("got %q of %+v, want %q", got, found, tc.want)
			}
		})
	}
}

// A pipe that closes is told, not ignored.
func TestCatalogueCheckTellsWriteErrors(t *testing.T) {
	t.Parallel()
	for _, asJSON := range []bool{false, true} {
		if err := checkCatalogue(closed{}, "", time.Now(), freshMonths, asJSON); err == nil {
			t.Errorf("json %v: got no error from a closed pipe", asJSON)
		}
	}
	var out bytes.Buffer
	if err := checkCatalogue(&out, "", time.Now(), freshMonths, false); err != nil || out.Len() == 0 {
		t.Errorf("got %d bytes, %v, want text", out.Len(), err)
	}
}

type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, os.ErrClosed }
