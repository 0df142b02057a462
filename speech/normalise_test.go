package speech_test

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tiepdan/speech"
)

func TestNormaliseVietnamese(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"call", "Xin mời số thứ tự A012, đến quầy số 3.", "Xin mời số thứ tự A không một hai, đến quầy số ba."},
		{"ticket without zeros", "A112", "A một một hai"},
		{"ticket with hyphen", "B-007", "B không không bảy"},
		{"ticket of two letters", "AB12", "A B một hai"},
		{"ticket with Đ", "Đ001", "Đ không không một"},
		{"ticket range", "Từ A001-A005", "Từ A không không một đến A không không năm"},
		{"zero", "0", "không"},
		{"four alone", "4", "bốn"},
		{"five alone", "quầy 5", "quầy năm"},
		{"ten", "10", "mười"},
		{"eleven", "11", "mười một"},
		{"fourteen", "14", "mười bốn"},
		{"fifteen", "15", "mười lăm"},
		{"twenty", "20", "hai mươi"},
		{"mốt", "21", "hai mươi mốt"},
		{"tư", "24 người", "hai mươi tư người"},
		{"lăm", "95", "chín mươi lăm"},
		{"hundred", "100", "một trăm"},
		{"lẻ", "105", "một trăm lẻ năm"},
		{"hundred and ten", "110", "một trăm mười"},
		{"hundred twenty-one", "121", "một trăm hai mươi mốt"},
		{"thousand with empty hundreds", "1005", "một nghìn không trăm lẻ năm"},
		{"thousands", "1.234.567", "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy"},
		{"round million", "2000000", "hai triệu"},
		{"billion", "1.000.000.001", "một tỷ không trăm lẻ một"},
		{"decimal", "3,5", "ba phẩy năm"},
		{"decimal with zero", "3,05", "ba phẩy không năm"},
		{"negative", "nhiệt độ -5°C", "nhiệt độ âm năm độ xê"},
		{"number range", "chờ 5-10 phút", "chờ năm đến mười phút"},
		{"percent", "85%", "tám mươi lăm phần trăm"},
		{"percent with comma", "99,5 %", "chín mươi chín phẩy năm phần trăm"},
		{"time with colon", "lúc 14:30", "lúc mười bốn giờ ba mươi phút"},
		{"time on the hour", "8:00", "tám giờ"},
		{"time with h", "7h30", "bảy giờ ba mươi phút"},
		{"time with h alone", "11h", "mười một giờ"},
		{"time with minute below ten", "08:05", "tám giờ năm phút"},
		{"time range", "7h30–11h30", "bảy giờ ba mươi phút đến mười một giờ ba mươi phút"},
		{"no such time", "tỷ số 25:70", "tỷ số hai mươi lăm:bảy mươi"},
		{"date", "22/11/2026", "ngày hai mươi hai tháng mười một năm hai nghìn không trăm hai mươi sáu"},
		{"date after ngày", "ngày 02/09/2025", "ngày mùng hai tháng chín năm hai nghìn không trăm hai mươi lăm"},
		{"date with hyphens", "15-04-2026", "ngày mười lăm tháng tư năm hai nghìn không trăm hai mươi sáu"},
		{"ISO date", "2026-11-22", "ngày hai mươi hai tháng mười một năm hai nghìn không trăm hai mươi sáu"},
		{"short date", "ngày 1/5", "ngày mùng một tháng năm"},
		{"month and year", "tháng 4/2026", "tháng tư năm hai nghìn không trăm hai mươi sáu"},
		{"no such day", "40/13/2026", "bốn mươi trên mười ba hai nghìn không trăm hai mươi sáu"},
		{"weekday", "Thứ 4 và thứ 7", "Thứ tư và thứ bảy"},
		{"first", "lần thứ 1", "lần thứ nhất"},
		{"fraction", "3/4", "ba trên bốn"},
		{"money", "50.000đ", "năm mươi nghìn đồng"},
		{"money in VNĐ", "8000 VNĐ", "tám nghìn đồng"},
		{"money in words", "50.000 đồng", "năm mươi nghìn đồng"},
		{"phone with dots", "024.382.5123", "không hai bốn, ba tám hai, năm một hai ba"},
		{"phone", "gọi 0912 345 678", "gọi không chín một hai, ba bốn năm, sáu bảy tám"},
		{"hotline", "19001009", "một chín không không một không không chín"},
		{"long number", "001099012345", "không không một không chín chín không một hai ba bốn năm"},
		{"counter with zero", "quầy 03", "quầy không ba"},
		{"UBND", "UBND phường", "Ủy ban nhân dân phường"},
		{"CCCD and BHYT", "CCCD, BHYT", "căn cước công dân, bảo hiểm y tế"},
		{"TP", "TP. Hà Nội, TP Huế", "thành phố Hà Nội, thành phố Huế"},
		{"TP.HCM", "TP.HCM", "thành phố Hồ Chí Minh"},
		{"QR", "quét mã QR", "quét mã kiu a"},
		{"unknown abbreviation", "KCN", "K C N"},
		{"capitals stay words", "XIN MỜI", "XIN MỜI"},
		{"either or", "ông/bà", "ông bà"},
		{"square metres", "30 m2", "ba mươi mét vuông"},
		{"brackets", "cửa 2 (tầng 1)", "cửa hai, tầng một"},
		{"phoneme codes", "[[h@]] xin", "h a còng xin"},
		{"NFD", norm.NFD.String("Xin mời đến quầy số 3"), "Xin mời đến quầy số ba"},
		{"blanks and controls", " xin\t mời \n\x00 ông\u200b ", "xin mời ông"},
		{"bad UTF-8", "xin\xff mời", "xin mời"},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := speech.Normalise(tt.in, "vi", speech.Digits); got != tt.want {
				t.Errorf("Normalise(%q): got %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestNormaliseStylesAndEnglish(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in, lang string
		style          speech.Style
		want           string
	}{
		{"grouped", "A012 đến quầy 03", "vi", speech.Grouped, "A mười hai đến quầy ba"},
		{"grouped hundred", "A105", "vi", speech.Grouped, "A một trăm lẻ năm"},
		{"grouped zero", "A000", "vi", speech.Grouped, "A không"},
		{"grouped long code", "0123456", "vi", speech.Grouped, "không một hai ba bốn năm sáu"},
		{"English digits", "Number A012, please go to door 3.", "en", speech.Digits, "Number A zero one two, please go to door 3."},
		{"English grouped", "Number A012", "en", speech.Grouped, "Number A 12"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := speech.Normalise(tt.in, tt.lang, tt.style); got != tt.want {
				t.Errorf("Normalise(%q): got %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

// No digit survives, and the answer is clean text whatever comes in.
func FuzzNormalise(f *testing.F) {
	for _, s := range []string{"A012", "14:30 22/11/2026", "50.000đ 85,5%", "x1y2", "[[h@]]", "-5", "\xff\x00", "1-2-3/4.5,6", "1.001193.H26 123/2015/NĐ-CP", "Cửa 1–2 · 0:05… x.gov.vn", "cấp III 08/2023 p.m."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		for _, style := range []speech.Style{speech.Digits, speech.Grouped} {
			got := speech.Normalise(in, "vi", style)
			if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
				t.Fatalf("Normalise(%q): got %q, want valid NFC", in, got)
			}
			for _, r := range got {
				if r >= '0' && r <= '9' || r < ' ' || r == '[' {
					t.Fatalf("Normalise(%q): got %q, want no %q", in, got, r)
				}
			}
			if got := speech.Normalise(in, "en", style); !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
				t.Fatalf("Normalise(%q) in English: got %q, want valid NFC", in, got)
			}
		}
	})
}
