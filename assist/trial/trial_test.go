package trial_test

import (
	"strings"
	"testing"
	"time"

	"tiepdan/assist"
	"tiepdan/assist/trial"
)

func TestRead(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		want       int
		err        string
	}{
		{"nothing", "", 0, ""},
		{"lines", "# a comment\n1.001193\tkhai sinh\n\n-\tgiá vàng\r\n", 2, ""},
		{"a byte order mark", "\ufeff1\tkhai sinh", 1, ""},
		{"no tab", "1.001193 khai sinh\n1\ta\n2\t \n", 0, "line 1: want a code, a tab and a sentence\nline 3: want"},
		{"two tabs", "1\ta\tb", 0, "line 1: more than one tab"},
		{"bytes", "1\t\xff", 0, "line 1: not UTF-8"},
		{"too long", "1\t" + strings.Repeat("a", 1<<17), 0, "cannot read further"},
	} {
		got, err := trial.Read(strings.NewReader(tc.text))
		if len(got) != tc.want || (err == nil) != (tc.err == "") || err != nil && !strings.Contains(err.Error(), tc.err) {
			t.Errorf("%s: got %d lines, %v, want %d, %q", tc.name, len(got), err, tc.want, tc.err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("1.001193\tkhai sinh\n-\tgiá vàng\n")
	f.Add("\ufeff#\n\t\n1\t\xff")
	f.Fuzz(func(t *testing.T, text string) {
		lines, err := trial.Read(strings.NewReader(text))
		if err != nil && lines != nil {
			t.Fatalf("got %v and %v, want one of them", lines, err)
		}
		for _, l := range lines {
			again, err := trial.Read(strings.NewReader(l.Code + "\t" + l.Text + "\n"))
			if err != nil || len(again) != 1 || again[0] != l {
				t.Fatalf("got %v, %v, want %v again", again, err, l)
			}
		}
	})
}

func TestNoise(t *testing.T) {
	t.Parallel()
	const said = "tôi muốn đăng ký tạm trú cho người thuê nhà ở phường này"
	if got := trial.Noise(said, 0, 1); got != said {
		t.Errorf("got %q, want no change", got)
	}
	if a, b := trial.Noise(said, 0.5, 1), trial.Noise(said, 0.5, 1); a != b || a == said || len(strings.Fields(a)) != len(strings.Fields(said)) {
		t.Errorf("got %q, then %q, want the same change of some words", a, b)
	}
	changed, n := 0, 0
	for seed := range uint64(200) {
		for i, w := range strings.Fields(trial.Noise(said, 0.25, seed)) {
			n++
			if w != strings.Fields(said)[i] {
				changed++
			}
		}
	}
	if share := float64(changed) / float64(n); share < 0.22 || share > 0.28 {
		t.Errorf("got %.2f of the words changed, want a quarter", share)
	}
}

func small() *assist.Catalogue {
	p := func(code, group, name string, say ...string) assist.Procedure {
		return assist.Procedure{Code: code, Group: group, Plain: assist.Text{Vi: name}, Title: assist.Text{Vi: name}, Say: say}
	}
	return assist.New([]assist.Group{{ID: "a"}, {ID: "b"}}, []assist.Procedure{
		p("1", "a", "Đăng ký khai sinh", "làm giấy khai sinh", "khai sinh cho con", "khai sinh cho bé"),
		p("2", "a", "Đăng ký kết hôn", "làm giấy kết hôn", "lấy vợ lấy chồng", "kết hôn ở phường"),
		p("3", "b", "Đăng ký tạm trú", "làm giấy tạm trú", "tạm trú cho người thuê nhà", "tạm trú ở trọ"),
	})
}

func TestEvaluate(t *testing.T) {
	t.Parallel()
	c := small()
	now := time.Unix(0, 0)
	clock := func() time.Time { now = now.Add(time.Millisecond); return now }
	lines := []trial.Line{
		{"1", "làm giấy khai sinh"},
		{"3", "tạm trú ở trọ"},
		{"2", "làm giấy khai sinh"},
		{"-", "giá vàng hôm nay bao nhiêu"},
		{"9.9", "không có"},
	}
	r := trial.Evaluate(c, assist.NewUnderstander(c), lines, trial.Options{Now: clock})
	if r.N != 3 || r.OutOfScopeN != 1 || r.Unknown != 1 || r.Top1*3 < 1.99 || r.Top1 > r.Top3 || r.OutOfScopeDirect != 0 || r.P99 != 1 {
		t.Errorf("got %+v, want two of three right and the rest told", r)
	}
	if len(r.Fields) != 2 || r.Fields[0].Group != "a" || r.Fields[0].N != 2 || len(r.Confusions) != 1 || r.Confusions[0].Code != "2" || r.Confusions[0].As != "1" {
		t.Errorf("got %+v, want both groups, and a marriage taken for a birth", r)
	}
	if r := trial.Evaluate(c, assist.NewUnderstander(c), nil, trial.Options{}); r.N != 0 || r.Top1 != 0 || r.P99 != 0 {
		t.Errorf("got %+v of nothing, want zeros", r)
	}
	if r := trial.CrossValidate(c, 3, trial.Options{Noise: 0.25, NoDiacritics: true}); r.N != 9 || r.OutOfScopeN != len(assist.Others()) {
		t.Errorf("got %+v, want each phrase and each example once", r)
	}
}
