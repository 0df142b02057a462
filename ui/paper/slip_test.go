package paper_test

import (
	"image"
	"image/color"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiepdan/ui/paper"
)

// emblem is a logo with every shade, as a ward's might have.
func emblem() image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 300, 300))
	for y := range 300 {
		for x := range 300 {
			dx, dy := x-150, y-150
			switch r := dx*dx + dy*dy; {
			case r > 148*148:
			case r > 132*132:
				img.SetNRGBA(x, y, color.NRGBA{A: 255})
			case dx*dx < 400 || dy*dy < 400:
				img.SetNRGBA(x, y, color.NRGBA{R: 180, A: 255})
			default:
				img.SetNRGBA(x, y, color.NRGBA{R: uint8(x * 255 / 300), G: uint8(x * 255 / 300), B: uint8(x * 255 / 300), A: 255})
			}
		}
	}
	return img
}

func guide() paper.Slip {
	return paper.Slip{
		Ward: "Điểm phục vụ hành chính công phường Cửa Nam", WardEn: "Cua Nam Ward Public Service Point",
		TitleVi: "Chứng thực bản sao từ bản chính", TitleEn: "Certified copies of originals",
		Papers: []paper.Line{
			{"Bản chính giấy tờ, văn bản cần chứng thực", "The original document"},
			{"Bản sao cần chứng thực (nếu đã có)", "The copy, if you have one"},
			{"Căn cước hoặc hộ chiếu còn giá trị", "Valid identity card or passport"},
		},
		Facts: []paper.Fact{
			{paper.Line{"Thời hạn", "Time"}, paper.Line{"trong ngày làm việc", "the same working day"}},
			{paper.Line{"Lệ phí", "Fee"}, paper.Line{"2.000 đồng/trang", "2,000 VND a page"}},
		},
		Owner: "UBND phường Cửa Nam", Source: "Nghị định 23/2015/NĐ-CP",
		IssuedAt: time.Date(2026, 3, 9, 8, 5, 0, 0, time.FixedZone("ICT", 7*3600)),
		URL:      "https://cuanam.example.vn/tt/2.000815",
		Footer:   "Phiếu này không phải là số thứ tự.",
	}
}

func pressed(t *testing.T, o paper.Options) *paper.Press {
	t.Helper()
	p, err := paper.NewPress(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func slip(t *testing.T, s paper.Slip, dots int) *image.Paletted {
	t.Helper()
	img, err := pressed(t, paper.Options{DotsWide: dots}).Slip(s)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func full(large bool) paper.Ticket {
	t := standard()
	t.WardEn, t.FooterEn, t.Large = "Cua Nam Ward Public Service Point", "Please wait until your number is called.", large
	return t
}

// TestOtherGoldens holds what is not a plain ticket.
func TestOtherGoldens(t *testing.T) {
	t.Parallel()
	withLogo := func(dots int, ticket paper.Ticket) *image.Paletted {
		img, err := pressed(t, paper.Options{DotsWide: dots, Logo: emblem()}).Ticket(ticket)
		if err != nil {
			t.Fatal(err)
		}
		return img
	}
	large, ticked := guide(), guide()
	large.Large = true
	ticked.Have, ticked.Lacking = []int{0, 2}, paper.Line{"Đã có giấy tờ chính. Ô trống chỉ cần trong một số trường hợp.", "You have the main papers. Empty boxes are for some cases only."}
	largeTicked := ticked
	largeTicked.Large = true
	plan := standard()
	plan.Priority, plan.Class = true, paper.Line{"Người cao tuổi", "Elderly people"}
	plan.Due = plan.IssuedAt.Add(85 * time.Minute)
	plan.Then = []paper.Line{{"Đăng ký khai sinh", "Birth registration"}, {"Xác nhận cư trú", ""}}
	coarse, err := pressed(t, paper.Options{DotsWide: 576, Coarse: true}).Ticket(standard())
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]*image.Paletted{
		"full-576": withLogo(576, full(false)), "full-384": withLogo(384, full(false)), "coarse-576": coarse, "plan-576": drawn(t, plan, 576), "plan-384": drawn(t, plan, 384),
		"large-576": withLogo(576, full(true)), "large-384": withLogo(384, full(true)),
		"slip-576": slip(t, guide(), 576), "slip-384": slip(t, guide(), 384), "slip-large-576": slip(t, large, 576),
		"slip-ticked-576": slip(t, ticked, 576), "slip-ticked-384": slip(t, ticked, 384), "slip-ticked-large-576": slip(t, largeTicked, 576),
	} {
		path := filepath.Join("testdata", name+".png")
		if *update {
			save(t, path, got)
		}
		if want := load(t, path); got.Bounds() != want.Bounds() || !samePixels(got, want) {
			save(t, filepath.Join("testdata", "got-"+name+".png"), got)
			t.Errorf("%s: got another picture (%v) than the golden (%v)", name, got.Bounds().Size(), want.Bounds().Size())
		}
	}
}

// TestPressForgetsNothing: letters that were remembered look like new ones.
func TestPressForgetsNothing(t *testing.T) {
	t.Parallel()
	p := pressed(t, paper.Options{DotsWide: 576})
	for range 2 {
		for _, ticket := range []paper.Ticket{standard(), full(true), full(false)} {
			got, err := p.Ticket(ticket)
			if err != nil {
				t.Fatal(err)
			}
			if want := drawn(t, ticket, 576); !samePixels(got, want) {
				t.Errorf("ticket %+v: got another picture from a press that has drawn before", ticket)
			}
		}
	}
}

func TestEveryWordOfTheSlipShows(t *testing.T) {
	t.Parallel()
	base := slip(t, guide(), 576)
	for name, change := range map[string]func(*paper.Slip){
		"ward":   func(s *paper.Slip) { s.Ward = "Phường Ba Đình" },
		"title":  func(s *paper.Slip) { s.TitleVi = "Chứng thực chữ ký" },
		"paper":  func(s *paper.Slip) { s.Papers = s.Papers[:2] },
		"tick":   func(s *paper.Slip) { s.Have = []int{1} },
		"lack":   func(s *paper.Slip) { s.Lacking.Vi = "Còn thiếu 2 giấy tờ" },
		"fact":   func(s *paper.Slip) { s.Facts = s.Facts[:1] },
		"owner":  func(s *paper.Slip) { s.Owner = "UBND phường Ba Đình" },
		"source": func(s *paper.Slip) { s.Source = "Luật Hộ tịch" },
		"time":   func(s *paper.Slip) { s.IssuedAt = s.IssuedAt.Add(time.Minute) },
		"qr":     func(s *paper.Slip) { s.URL += "x" },
		"footer": func(s *paper.Slip) { s.Footer = "Cảm ơn ông/bà." },
		"large":  func(s *paper.Slip) { s.Large = true },
	} {
		other := guide()
		other.Papers, other.Facts = append([]paper.Line(nil), other.Papers...), append([]paper.Fact(nil), other.Facts...)
		change(&other)
		if got := slip(t, other, 576); got.Bounds() == base.Bounds() && samePixels(got, base) {
			t.Errorf("another %s: got the same picture, want it to show", name)
		}
	}
}

// An answer without its owner and its source is none.
func TestSlipsThatCannotBeDrawn(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*paper.Slip){
		"no title":          func(s *paper.Slip) { s.TitleVi = "" },
		"no owner":          func(s *paper.Slip) { s.Owner = " " },
		"no source":         func(s *paper.Slip) { s.Source = "" },
		"no time of issue":  func(s *paper.Slip) { s.IssuedAt = time.Time{} },
		"nothing to say of": func(s *paper.Slip) { s.Papers, s.Facts = nil, nil },
		"QR code of 900":    func(s *paper.Slip) { s.URL = strings.Repeat("x", 900) },
	} {
		s := guide()
		change(&s)
		if _, err := pressed(t, paper.Options{DotsWide: 384}).Slip(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("slip: got error %v, want one with %q", err, want)
		}
	}
}

// TestLogoTouchesNoText: the logo alone is dithered, so that no text is grey.
func TestLogoTouchesNoText(t *testing.T) {
	t.Parallel()
	// Without a code, which begins at an even row from the top.
	ticket := standard()
	ticket.URL = ""
	plain := drawn(t, ticket, 576)
	img, err := pressed(t, paper.Options{DotsWide: 576, Logo: emblem()}).Ticket(ticket)
	if err != nil {
		t.Fatal(err)
	}
	// Below the rule of the masthead nothing differs.
	const tail = 700
	a := plain.SubImage(image.Rect(0, plain.Rect.Dy()-tail, 576, plain.Rect.Dy()))
	b := img.SubImage(image.Rect(0, img.Rect.Dy()-tail, 576, img.Rect.Dy()))
	for y := range tail {
		for x := range 576 {
			if a.At(x, a.Bounds().Min.Y+y) != b.At(x, b.Bounds().Min.Y+y) {
				t.Fatalf("dot %d,%d from the end differs with a logo", x, tail-y)
			}
		}
	}
}
