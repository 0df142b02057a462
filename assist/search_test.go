package assist_test

import (
	"fmt"
	"slices"
	"testing"

	"golang.org/x/text/unicode/norm"

	"tiepdan/assist"
)

// small is a catalogue of a few procedures that are easy to mix up.
func small() *assist.Catalogue {
	p := func(code, group, plain, plainEn, title string, say ...string) assist.Procedure {
		return assist.Procedure{
			Code: code, Group: group, Plain: assist.Text{Vi: plain, En: plainEn}, Title: assist.Text{Vi: title}, Say: say,
		}
	}
	return assist.New(
		[]assist.Group{
			{ID: "ho-tich", Name: assist.Text{Vi: "Hộ tịch", En: "Civil status"}},
			{ID: "dat-dai", Name: assist.Text{Vi: "Đất đai", En: "Land"}},
		},
		[]assist.Procedure{
			p("1.1", "ho-tich", "Đăng ký khai sinh", "Register a birth", "Thủ tục đăng ký khai sinh", "làm giấy khai sinh", "khai sinh cho con"),
			p("1.2", "ho-tich", "Đăng ký lại khai sinh", "Register a birth again", "Thủ tục đăng ký lại khai sinh", "mất khai sinh gốc"),
			p("1.3", "ho-tich", "Đăng ký khai tử", "Register a death", "Thủ tục đăng ký khai tử", "làm giấy chứng tử"),
			p("1.4", "ho-tich", "Đăng ký kết hôn", "Register a marriage", "Thủ tục đăng ký kết hôn", "làm hôn thú", "lấy vợ lấy chồng"),
			p("1.5", "ho-tich", "Bản sao giấy khai sinh", "Copy of a birth certificate", "Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh"),
			p("2.1", "dat-dai", "Làm sổ đỏ lần đầu", "First land certificate", "Đăng ký đất đai, cấp Giấy chứng nhận quyền sử dụng đất lần đầu", "giấy tờ đất", "sổ hồng"),
			p("2.2", "dat-dai", "Hòa giải tranh chấp đất đai", "Settle a land dispute", "Hòa giải tranh chấp đất đai"),
			p("2.3", "nobody", "Công nhận hộ nghèo", "Recognition as a poor household", "Công nhận hộ nghèo, hộ cận nghèo"),
			p("2.4", "", "Hồ sơ người Nguyễn", "", ""),
		},
	)
}

// codes are those of the hits, best first.
func codes(hits []assist.Hit) []string {
	found := make([]string, len(hits))
	for i, h := range hits {
		found[i] = h.Procedure.Code
	}
	return found
}

func TestSearch(t *testing.T) {
	t.Parallel()
	c := small()
	for _, tc := range []struct {
		name, query string
		want        []string // the best of the hits, in order
		exactly     bool     // and no more
	}{
		{"nothing", "", nil, true},
		{"signs only", " .,-–!", nil, true},
		{"a word that nothing has", "xyz", nil, true},
		{"the plain name", "Đăng ký khai sinh", []string{"1.1"}, false},
		{"without diacritics", "dang ky khai sinh", []string{"1.1", "1.2"}, true},
		{"capitals", "KHAI SINH", []string{"1.1"}, false},
		{"as it is typed", "khai s", []string{"1.1"}, false},
		{"a letter", "k", []string{"1.3"}, false},
		{"words in any order", "sinh khai lại", []string{"1.2"}, true},
		{"telex not converted", "ddawng kys khai tuwr", []string{"1.3"}, true},
		{"telex without spaces of tones", "dangw kys keets honff", []string{"1.4"}, false},
		{"telex unfinished", "nguyee", []string{"2.4"}, true},
		{"VNI not converted", "d9a8ng ky1 khai tu73", []string{"1.3"}, true},
		{"a synonym", "hôn thú", []string{"1.4"}, true},
		{"a synonym without diacritics", "giay to dat", []string{"2.1"}, true},
		{"another synonym", "so hong", []string{"2.1"}, true},
		{"a request in words", "tôi muốn làm giấy khai sinh cho con", []string{"1.1"}, true},
		{"some words unknown", "khai sinh cho cháu ngoại", []string{"1.1"}, false},
		{"diacritics decide", "hồ", []string{"2.4"}, false},
		{"and others too", "hộ", []string{"2.3"}, false},
		{"without spaces", "khaisinh", []string{"1.1"}, false},
		{"English", "marriage", []string{"1.4"}, true},
		{"English as it is typed", "birth cert", []string{"1.5"}, true},
		{"an English request", "I want to register a birth", []string{"1.1", "1.2"}, true},
		{"the code", "2.2", []string{"2.2"}, false},
		{"the group", "đất đai", []string{"2.2", "2.1"}, true},
		{"fillers only", "thủ tục", []string{"1.3"}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for _, query := range []string{tc.query, norm.NFD.String(tc.query), "  " + tc.query + " "} {
				got := codes(c.Search(query, 5))
				if len(got) < len(tc.want) || !slices.Equal(got[:len(tc.want)], tc.want) || tc.exactly && len(got) > len(tc.want) {
					t.Errorf("Search(%q): got %v, want %v, and no more: %v", query, got, tc.want, tc.exactly)
				}
			}
		})
	}
}

func TestSearchTellsAtMost(t *testing.T) {
	t.Parallel()
	c := small()
	for most, want := range map[int]int{-1: 0, 0: 0, 1: 1, 2: 2, 100: 3} {
		if got := c.Search("khai sinh", most); len(got) != want || want == 0 && got != nil {
			t.Errorf("at most %d: got %d hits, want %d", most, len(got), want)
		}
	}
	if got := assist.New(nil, nil).Search("khai sinh", 5); got != nil {
		t.Errorf("an empty catalogue: got %v, want nil", got)
	}
	var none assist.Catalogue
	if got := none.Search("khai sinh", 5); got != nil {
		t.Errorf("no catalogue: got %v, want nil", got)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	c := small()
	if p, ok := c.Find("1.3"); !ok || p.Plain.Vi != "Đăng ký khai tử" {
		t.Errorf("Find(1.3): got %+v, %v, want the death", p, ok)
	}
	if p, ok := c.Find("9.9"); ok || p != nil {
		t.Errorf("Find(9.9): got %+v, %v, want none", p, ok)
	}
	if got := c.Group("dat-dai"); len(got) != 2 || got[0].Code != "2.1" {
		t.Errorf("Group(dat-dai): got %v, want 2.1 and 2.2", got)
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"NFC", "Đăng KÝ  kết-hôn.", "dang ky ket hon"},
		{"NFD", norm.NFD.String("Đường Nguyễn Huệ"), "duong nguyen hue"},
		{"both places of the tone", "hoà hòa", "hoa hoa"},
		{"all letters", "ÀẢÃÁẠ ẰẲẴẮẶ ẦẨẪẤẬ ÈẺẼÉẸ ỀỂỄẾỆ ÌỈĨÍỊ ÒỎÕÓỌ ỒỔỖỐỘ ỜỞỠỚỢ ÙỦŨÚỤ ỪỬỮỨỰ ỲỶỸÝỴ", "aaaaa aaaaa aaaaa eeeee eeeee iiiii ooooo ooooo ooooo uuuuu uuuuu yyyyy"},
		{"digits", "CT07/2026", "ct07 2026"},
		{"letters of others", "Ðà Nẵng, Ωmega", "da nang ωmega"},
	} {
		if got := assist.Fold(tc.text); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
	}
}

func FuzzSearch(f *testing.F) {
	c := small()
	f.Add("đăng ký khai sinh", 5)
	f.Add("nguye6nx ddw uow9", 1)
	f.Add("\u0301\u031b \xff Đ", 3)
	f.Fuzz(func(t *testing.T, query string, most int) {
		got := c.Search(query, most)
		if len(got) > max(0, most) || got != nil && len(got) == 0 {
			t.Fatalf("got %d hits, want nil or at most %d", len(got), most)
		}
		for i, h := range got {
			if h.Procedure == nil || !(h.Score > 0) || i > 0 && h.Score > got[i-1].Score {
				t.Fatalf("got hit %d %+v, want scores from high to low", i, h)
			}
		}
		if again := c.Search(query, most); fmt.Sprint(codes(again)) != fmt.Sprint(codes(got)) {
			t.Fatalf("got %v, then %v, want the same", codes(got), codes(again))
		}
	})
}
