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
			if _, err := press.Slip(kioskd.SlipOf(pr, kiosk.SlipPaper{Code: pr.Code, IssuedAt: time.Unix(1, 0), Large: i%2 == 0})); err != nil {
				t.Errorf("%d dots: %v", dots, err)
			}
		}
	}
	if n < 20 {
		t.Errorf("%d slips were drawn, want the catalogue's", n)
	}
}
