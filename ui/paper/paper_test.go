package paper_test

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiepdan/ui/paper"
)

var update = flag.Bool("update", false, "rewrite the golden pictures")

func standard() paper.Ticket {
	return paper.Ticket{
		Number:    "A012",
		ServiceVi: "Chứng thực bản sao từ bản chính",
		ServiceEn: "Certified copies of originals",
		Door:      "3",
		Ahead:     4,
		Wait:      paper.Wait{MinMinutes: 10, MaxMinutes: 20, Known: true},
		IssuedAt:  time.Date(2026, 3, 9, 8, 5, 0, 0, time.FixedZone("ICT", 7*3600)),
		Ward:      "Điểm phục vụ hành chính công phường Cửa Nam",
		URL:       "https://cuanam.example.vn/t/7Q2MK9XW4D",
		Footer:    "Xin vui lòng chờ gọi số.",
	}
}

type golden struct {
	name   string
	dots   int
	change func(t *paper.Ticket)
}

func goldens() []golden {
	return []golden{
		{"standard-576", 576, func(*paper.Ticket) {}},
		{"standard-384", 384, func(*paper.Ticket) {}},
		{"reprint-priority-576", 576, func(t *paper.Ticket) {
			t.Reprint, t.Priority = true, true
			t.Wait = paper.Wait{}
			t.Ahead = 0
		}},
		{"reprint-priority-384", 384, func(t *paper.Ticket) {
			t.Reprint, t.Priority = true, true
			t.Wait = paper.Wait{}
			t.Ahead = 0
		}},
		{"long-576", 576, func(t *paper.Ticket) {
			t.Number = "UT-1024"
			t.ServiceVi = "Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con và cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi"
			t.ServiceEn = "Birth registration together with recognition of parents and a health insurance card for children under 6"
			t.Door = "3 hoặc 4"
			t.Ahead = 117
			t.Wait = paper.Wait{MinMinutes: 110, MaxMinutes: 145, Known: true}
			t.URL += "?" + strings.Repeat("x", 60)
		}},
		{"follow-576", 576, func(t *paper.Ticket) {
			t.Follow, t.WardEn, t.FooterEn = true, "Cua Nam Ward Public Service Point", "Please wait for your number."
		}},
		{"long-address-384", 384, func(t *paper.Ticket) { t.URL += "?" + strings.Repeat("x", 200) }},
		{"capitals-576", 576, func(t *paper.Ticket) {
			t.Ward = "ẴẾỖ ĐIỂM PHỤC VỤ HÀNH CHÍNH CÔNG PHƯỜNG NGỌC HÀ ẨM THỰC"
			t.ServiceVi = "XÁC NHẬN TÌNH TRẠNG HÔN NHÂN, ẴM BẾ, ỖI ỔI ẤP Ủ"
			t.ServiceEn, t.URL, t.Footer = "", "", ""
			t.Ahead = 1
			t.Wait = paper.Wait{MaxMinutes: 5, Known: true}
		}},
		{"test-576", 576, trial},
		{"test-384", 384, trial},
	}
}

// trial is the page that the technician's test of the printer prints.
func trial(t *paper.Ticket) {
	*t = paper.Ticket{
		Number: "0000", ServiceVi: "Kiểm tra máy in", ServiceEn: "Printer test", Ward: t.Ward, URL: "https://cuanam.example.vn/",
		IssuedAt: t.IssuedAt, Test: true,
	}
}

func drawn(t *testing.T, ticket paper.Ticket, dots int) *image.Paletted {
	t.Helper()
	img, err := paper.Draw(ticket, paper.Options{DotsWide: dots})
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestGoldens(t *testing.T) {
	t.Parallel()
	for _, g := range goldens() {
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			ticket := standard()
			g.change(&ticket)
			got := drawn(t, ticket, g.dots)
			path := filepath.Join("testdata", g.name+".png")
			if *update {
				save(t, path, got)
			}
			want := load(t, path)
			if got.Bounds() != want.Bounds() || !samePixels(got, want) {
				save(t, filepath.Join("testdata", "got-"+g.name+".png"), got)
				t.Errorf("%s: got another picture (%v) than the golden (%v); see got-%s.png, and -update if it is right", g.name, got.Bounds().Size(), want.Bounds().Size(), g.name)
			}
		})
	}
}

func save(t *testing.T, path string, img image.Image) {
	t.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, buf.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, path string) image.Image {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func samePixels(a, b image.Image) bool {
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r1, _, _, _ := a.At(x, y).RGBA()
			r2, _, _, _ := b.At(x, y).RGBA()
			if r1 != r2 {
				return false
			}
		}
	}
	return true
}

// TestNothingIsClipped: letters with two marks above, and the longest texts,
// keep clear of every edge of the paper.
func TestNothingIsClipped(t *testing.T) {
	t.Parallel()
	for _, dots := range []int{384, 576} {
		for _, g := range goldens() {
			ticket := standard()
			g.change(&ticket)
			img := drawn(t, ticket, dots)
			b := img.Bounds()
			if b.Dx() != dots {
				t.Errorf("%s: got %d dots wide, want %d", g.name, b.Dx(), dots)
			}
			const margin = 2
			inside := b.Inset(margin)
			for i, ink := range img.Pix {
				if at := image.Pt(i%img.Stride, i/img.Stride); ink == 1 && !at.In(inside) {
					t.Errorf("%s on %d dots: ink at %v, want a margin of %d dots in %v", g.name, dots, at, margin, b)
					break
				}
			}
		}
	}
}

// TestMarksStayOnTheLine: the marks above and below a line never touch the next.
func TestMarksStayOnTheLine(t *testing.T) {
	t.Parallel()
	one, four := standard(), standard()
	one.ServiceVi = "ẴẾỖỢ"
	four.ServiceVi = strings.Repeat("ẴẾỖỢẴẾỖỢẴẾỖỢẴẾỖỢẴẾỖỢ ", 4)
	_, count1 := runs(drawn(t, one, 576))
	_, count4 := runs(drawn(t, four, 576))
	if count4-count1 < 3 {
		t.Errorf("four lines of stacked capitals: got %d more blank gaps than one line, want at least 3", count4-count1)
	}
}

// runs counts the runs of rows with ink, and their rows.
func runs(img *image.Paletted) (rows, count int) {
	before := false
	for y := range img.Rect.Dy() {
		ink := bytes.IndexByte(img.Pix[y*img.Stride:(y+1)*img.Stride], 1) >= 0
		if ink {
			rows++
			if !before {
				count++
			}
		}
		before = ink
	}
	return rows, count
}

func TestLongNamesGrowThePaper(t *testing.T) {
	t.Parallel()
	short := standard()
	long := standard()
	long.ServiceVi = strings.Repeat("rất dài ", 40)
	unbroken := standard()
	unbroken.ServiceVi = strings.Repeat("nghiêng", 30)
	least := drawn(t, short, 576).Rect.Dy() + 200
	for name, ticket := range map[string]paper.Ticket{"long": long, "unbroken": unbroken} {
		if got := drawn(t, ticket, 576).Rect.Dy(); got < least {
			t.Errorf("%s name: got %d rows, want more than %d", name, got, least)
		}
	}
}

func TestDecomposedLettersLookTheSame(t *testing.T) {
	t.Parallel()
	composed, decomposed := standard(), standard()
	decomposed.ServiceVi = "Chu\u031b\u0301ng thu\u031b\u0323c ba\u0309n sao tu\u031b\u0300 ba\u0309n chi\u0301nh"
	if !samePixels(drawn(t, composed, 576), drawn(t, decomposed, 576)) {
		t.Error("decomposed letters: got another picture than composed ones, want the same")
	}
}

func TestEveryWordOfTheTicketShows(t *testing.T) {
	t.Parallel()
	base := drawn(t, standard(), 576)
	for name, change := range map[string]func(*paper.Ticket){
		"number":     func(t *paper.Ticket) { t.Number = "A013" },
		"service":    func(t *paper.Ticket) { t.ServiceVi = "Chứng thực chữ ký" },
		"english":    func(t *paper.Ticket) { t.ServiceEn = "Certified copies of original" },
		"door":       func(t *paper.Ticket) { t.Door = "4" },
		"ahead":      func(t *paper.Ticket) { t.Ahead = 5 },
		"wait":       func(t *paper.Ticket) { t.Wait.MaxMinutes = 25 },
		"no data":    func(t *paper.Ticket) { t.Wait.Known = false },
		"time":       func(t *paper.Ticket) { t.IssuedAt = t.IssuedAt.Add(time.Minute) },
		"ward":       func(t *paper.Ticket) { t.Ward = "Phường Ba Đình" },
		"qr":         func(t *paper.Ticket) { t.URL += "x" },
		"footer":     func(t *paper.Ticket) { t.Footer = "Cảm ơn ông/bà." },
		"reprint":    func(t *paper.Ticket) { t.Reprint = true },
		"priority":   func(t *paper.Ticket) { t.Priority = true },
		"exact wait": func(t *paper.Ticket) { t.Wait.MinMinutes = 20 },
		"no wait":    func(t *paper.Ticket) { t.Wait.MinMinutes, t.Wait.MaxMinutes = 0, 0 },
	} {
		ticket := standard()
		change(&ticket)
		if got := drawn(t, ticket, 576); got.Bounds() == base.Bounds() && samePixels(got, base) {
			t.Errorf("another %s: got the same picture, want it to show", name)
		}
	}
}

// TestTrialHasNoNumber: nobody must take a test page for a ticket.
func TestTrialHasNoNumber(t *testing.T) {
	t.Parallel()
	one, other := standard(), standard()
	trial(&one)
	trial(&other)
	other.Number, other.Door, other.Ahead = "A012", "3", 7
	if !samePixels(drawn(t, one, 576), drawn(t, other, 576)) {
		t.Error("another number: got another picture of the test page, want it without a number")
	}
}

func TestTicketsThatCannotBeDrawn(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		dots   int
		change func(*paper.Ticket)
		want   string
	}{
		{"narrow paper", 200, func(*paper.Ticket) {}, "200 dots wide, want 320 to 1024"},
		{"no number", 576, func(t *paper.Ticket) { t.Number = " " }, "no number"},
		{"no service", 576, func(t *paper.Ticket) { t.ServiceVi = "" }, "no service"},
		{"no door", 576, func(t *paper.Ticket) { t.Door = "" }, "no door"},
		{"negative ahead", 576, func(t *paper.Ticket) { t.Ahead = -1 }, "-1 people ahead"},
		{"wait backwards", 576, func(t *paper.Ticket) { t.Wait.MinMinutes = 30 }, "wait of 30 to 20 minutes"},
		{"no time", 576, func(t *paper.Ticket) { t.IssuedAt = time.Time{} }, "no time of issue"},
		{"test without a time", 576, func(t *paper.Ticket) { *t = paper.Ticket{Test: true} }, "no time of issue"},
		{"address too long", 384, func(t *paper.Ticket) { t.URL = strings.Repeat("x", 900) }, "QR code of 900 bytes"},
		{"address far too long", 576, func(t *paper.Ticket) { t.URL = strings.Repeat("x", 9000) }, "QR code of 9000 bytes"},
	}
	for _, tt := range tests {
		ticket := standard()
		tt.change(&ticket)
		_, err := paper.Draw(ticket, paper.Options{DotsWide: tt.dots})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, err, tt.want)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	p, err := paper.NewPress(paper.Options{DotsWide: 576})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := p.Ticket(standard()); err != nil {
			b.Fatal(err)
		}
	}
}
