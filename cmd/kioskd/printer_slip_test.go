package main_test

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"tiepdan/assist"
	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/config"
	"tiepdan/kiosk"
	"tiepdan/ui/paper"
)

func TestSlipSaysWhatTheScreenSays(t *testing.T) {
	t.Parallel()
	pr := &assist.Procedure{
		Code: "2.000815", Title: assist.Text{Vi: "Thủ tục chứng thực bản sao", En: "Certification"}, Plain: assist.Text{Vi: "Sao y bản chính", En: "Certified copies"},
		Papers: []assist.Text{{Vi: "Bản chính", En: "The original"}}, Time: []assist.Text{{Vi: "Trong ngày", En: "Today"}, {Vi: "Hai ngày", En: "Two days"}},
		Owner: assist.Text{Vi: "UBND phường"}, Source: assist.Text{Vi: "Nghị định"}, PortalURL: "https://dichvucong.gov.vn/x",
	}
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	got := kioskd.SlipOf(pr, kiosk.SlipPaper{Code: pr.Code, Ward: kiosk.Text{Vi: "Phường", En: "Ward"}, IssuedAt: at, Large: true})
	if got.TitleVi != "Sao y bản chính" || got.Owner != "UBND phường" || got.Source != "Nghị định" || got.URL != pr.PortalURL || !got.Large || got.WardEn != "Ward" || !got.IssuedAt.Equal(at) {
		t.Errorf("got %+v, want the everyday name, owner, source, code and large print", got)
	}
	if want := []paper.Line{{Vi: "Bản chính", En: "The original"}}; !slices.Equal(got.Papers, want) {
		t.Errorf("papers %v, want %v", got.Papers, want)
	}
	if len(got.Facts) != 2 || got.Facts[0].Name.Vi != "Thời hạn" || got.Facts[1].Name.Vi != "" {
		t.Errorf("facts %+v, want the two times under one name, and no fee", got.Facts)
	}
}

// TestSlipSaysWhatIsLacking of what the visitor has ticked, and nothing to one
// who has ticked none.
func TestSlipSaysWhatIsLacking(t *testing.T) {
	t.Parallel()
	pr := &assist.Procedure{Papers: []assist.Text{{Vi: "Tờ khai"}, {Vi: "Giấy chứng sinh"}, {Vi: "Văn bản ủy quyền nếu nhờ người khác"}}}
	for _, tt := range []struct {
		name   string
		have   []int
		vi, en string
	}{
		{"nothing ticked", nil, "", ""},
		{"one", []int{1}, "Còn thiếu 1 giấy tờ. Ô trống khác chỉ cần trong một số trường hợp.", "1 still missing. Other empty boxes are for some cases only."},
		{"without the others", []int{2}, "Còn thiếu 2 giấy tờ.", "2 still missing."},
		{"the main ones", []int{0, 1}, "Đã có giấy tờ chính. Ô trống chỉ cần trong một số trường hợp.", "You have the main papers. Empty boxes are for some cases only."},
		{"all", []int{0, 1, 2}, "Đã đủ giấy tờ trong danh sách. Cán bộ sẽ kiểm tra tại cửa.", "You have all on the list. The official checks it at the door."},
	} {
		got := kioskd.SlipOf(pr, kiosk.SlipPaper{Have: tt.have})
		if want := (paper.Line{Vi: tt.vi, En: tt.en}); got.Lacking != want || !slices.Equal(got.Have, tt.have) {
			t.Errorf("%s: got %+v with %v, want %+v", tt.name, got.Lacking, got.Have, want)
		}
	}
}

// TestEveryProcedureHasASlip draws the whole catalogue, in both prints and on
// both widths.
func TestEveryProcedureHasASlip(t *testing.T) {
	t.Parallel()
	all, err := kioskd.Catalogue(&config.Config{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, dots := range []int{384, 576} {
		press, err := paper.NewPress(paper.Options{DotsWide: dots})
		if err != nil {
			t.Fatal(err)
		}
		for i := range all.Procedures {
			pr := &all.Procedures[i]
			if len(pr.Papers) == 0 {
				continue // the screen offers none
			}
			n++
			if _, err := press.Slip(kioskd.SlipOf(pr, kiosk.SlipPaper{Code: pr.Code, IssuedAt: time.Unix(1, 0), Large: i%2 == 0, Have: []int{i % 3}})); err != nil {
				t.Errorf("%d dots: %v", dots, err)
			}
		}
	}
	if n < 20 {
		t.Errorf("%d slips were drawn, want the catalogue's", n)
	}
}
