package main

import (
	"image"
	"strings"
	"testing"

	"tiepdan/ui/paper"
	"tiepdan/ui/paper/papertest"
)

// TestEveryPaperReadByOthers: each kind of paper is decoded by npos, and every
// Vietnamese line on it read by tesseract, the code by zbarimg.
func TestEveryPaperReadByOthers(t *testing.T) {
	t.Parallel()
	press, err := paper.NewPress(paper.Options{DotsWide: 576})
	if err != nil {
		t.Fatal(err)
	}
	coarse, err := paper.NewPress(paper.Options{DotsWide: 576, Coarse: true})
	if err != nil {
		t.Fatal(err)
	}
	large := standardTicket()
	large.Large, large.WardEn = true, "Cua Nam Ward Public Service Point"
	slip := paper.Slip{
		Ward: large.Ward, WardEn: large.WardEn, TitleVi: large.ServiceVi, TitleEn: large.ServiceEn,
		Papers: []paper.Line{
			{Vi: "Bản chính giấy tờ, văn bản cần chứng thực", En: "The original document"},
			{Vi: "Bản sao cần chứng thực (nếu đã có)", En: "The copy, if you have one"},
			{Vi: "Căn cước hoặc hộ chiếu còn giá trị", En: "Valid identity card or passport"},
		},
		Facts: []paper.Fact{{Name: paper.Line{Vi: "Thời hạn", En: "Time"}, Value: paper.Line{Vi: "trong ngày làm việc", En: "the same working day"}}},
		Owner: "UBND phường Cửa Nam", Source: "Nghị định số 23/2015/NĐ-CP",
		IssuedAt: large.IssuedAt, URL: "https://cuanam.example.vn/tt/2.000815", Footer: "Phiếu này không phải là số thứ tự.",
	}
	tests := []struct {
		name string
		draw func() (*image.Paletted, error)
		url  string
		want []string
	}{
		{"large print", func() (*image.Paletted, error) { return press.Ticket(large) }, large.URL, []string{
			"Điểm phục vụ hành", "chính công phường", "Số thứ tự", "Chứng thực bản", "sao từ bản chính", "Cửa", "Phía trước", "4 người",
			"Dự kiến chờ", "10-20", "phút", "Quét mã", "để tra cứu", "08:05", "09/03/2026", "Xin vui lòng chờ gọi số.",
		}},
		{"coarse, for a serial line", func() (*image.Paletted, error) { return coarse.Ticket(standardTicket()) }, large.URL, []string{
			"Điểm phục vụ hành chính", "công phường Cửa Nam", "Số thứ tự", "Cửa 3", "Chứng thực bản sao từ bản chính", "Phía trước", "4 người",
			"Dự kiến chờ", "10-20 phút", "Quét mã để tra cứu", "08:05", "09/03/2026", "Xin vui lòng chờ gọi số.",
		}},
		{"slip", func() (*image.Paletted, error) { return press.Slip(slip) }, slip.URL, []string{
			"Điểm phục vụ hành chính", "công phường Cửa Nam", "PHIẾU HƯỚNG DẪN", "Chứng thực bản", "sao từ bản chính", "Giấy tờ cần mang",
			"Bản chính giấy tờ, văn", "bản cần chứng thực", "Bản sao cần chứng", "thực (nếu đã có)", "Căn cước hoặc hộ chiếu còn giá trị",
			"Thời hạn", "trong ngày làm việc", "Cơ quan trả lời: UBND phường Cửa Nam", "Theo: Nghị định số 23/2015/NĐ-CP",
			"Quét mã để xem đầy đủ", "08:05", "Phiếu này không phải là số thứ tự.",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			img, err := tt.draw()
			if err != nil {
				t.Fatal(err)
			}
			picture, err := papertest.Picture(t.Context(), "../../testpeers", printed(t, img))
			if err != nil {
				t.Fatal(err)
			}
			wantSamePaper(t, picture, img)
			if code, err := papertest.Code(t.Context(), picture); err != nil || code != tt.url {
				t.Errorf("QR code by zbarimg: got %q, %v, want %q", code, err, tt.url)
			}
			words, err := papertest.Words(t.Context(), picture)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range tt.want {
				isRead := strings.Contains
				if want == "08:05" {
					isRead = papertest.HasNumber
				}
				if !isRead(words, papertest.Squeeze(want)) {
					t.Errorf("words by tesseract: got no %q in %q", want, words)
				}
			}
		})
	}
}
