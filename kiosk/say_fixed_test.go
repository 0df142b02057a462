package kiosk_test

import (
	"slices"
	"strings"
	"testing"

	"tiepdan/kiosk"
)

func TestFixedWords(t *testing.T) {
	t.Parallel()
	all := kiosk.FixedWords(kiosk.Setup{
		Doors:     []kiosk.Door{{Number: 1}, {Number: 7}},
		Officials: []kiosk.Official{{ID: "a", Title: kiosk.Text{Vi: "cán bộ hộ tịch", En: "the registrar"}}},
	})
	seen := map[kiosk.Speak]bool{}
	for _, s := range all {
		if s.Text == "" || s.Lang != kiosk.Vi && s.Lang != kiosk.En || strings.Contains(s.Text, "%") || seen[s] {
			t.Errorf("got %+v, want each sentence once, with its words", s)
		}
		seen[s] = true
	}
	for _, want := range []string{
		"Xin chào quý khách. Mời quý khách chạm vào dịch vụ để lấy số.", "Thank you for your rating.", "Đã đến cửa số 7. Xin mời quý khách.",
		"Xin phép cho tôi đi qua ạ.", "Đang nghỉ trưa.", "Tôi đã gọi cán bộ hộ tịch. Xin quý khách chờ tại đây.",
	} {
		if !slices.ContainsFunc(all, func(s kiosk.Speak) bool { return s.Text == want }) {
			t.Errorf("%q is not among the fixed sentences", want)
		}
	}
	if len(all) < 60 || len(all) > 200 {
		t.Errorf("got %d sentences, want 60 to 200", len(all))
	}
}
