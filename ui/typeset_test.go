package ui_test

import (
	"slices"
	"strings"
	"testing"

	"tiepdan/ui"
)

func TestLinesBreakWhereTheyMay(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		width int
		text  string
		want  []string
	}{
		{"one line", 2000, "Mời quý khách vào", []string{"Mời quý khách vào"}},
		{"at spaces", 300, "Mời quý khách vào cửa", []string{"Mời quý khách ", "vào cửa"}},
		{"not at a no-break space", 300, "Mời quý\u00a0khách vào\u00a0cửa", []string{"Mời quý\u00a0khách ", "vào\u00a0cửa"}},
		{"a word wider than the line", 100, "nghiêng", []string{"nghiêng"}},
		{"after a slash of a wide word", 200, "01/2025/NĐ-CP", []string{"01/2025/", "NĐ-CP"}},
		{"after a dash of a wide word", 145, "Đống–Đa–Hà", []string{"Đống–", "Đa–Hà"}},
		{"not after a dash that fits", 300, "từ 12–25 phút thôi nhé", []string{"từ 12–25 phút ", "thôi nhé"}},
		{"where the text says so", 2000, "Một\nhai\n\nba", []string{"Một\n", "hai\n", "\n", "ba"}},
		{"several spaces", 180, "Một   hai ba", []string{"Một   hai ", "ba"}},
		{"a space at the end", 2000, "Một ", []string{"Một "}},
		{"nothing", 100, "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := ui.Set(40, tt.width, tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.Lines, tt.want) {
				t.Errorf("got lines %q of widths %v, want %q", got.Lines, got.Widths, tt.want)
			}
			if strings.Join(got.Lines, "") != tt.text {
				t.Errorf("got lines %q, want them to hold every rune of %q", got.Lines, tt.text)
			}
		})
	}
}

// A space that ends a line has no width: a centred line stays in the middle.
func TestAnEndingSpaceHasNoWidth(t *testing.T) {
	t.Parallel()
	with, err := ui.Set(40, 2000, "Một ")
	if err != nil {
		t.Fatal(err)
	}
	without, err := ui.Set(40, 2000, "Một")
	if err != nil {
		t.Fatal(err)
	}
	if with.Width != without.Width || with.Width == 0 {
		t.Errorf("got width %d with a space and %d without, want the same", with.Width, without.Width)
	}
}

// Every size is a multiple of one shaping: widths grow with the size.
func TestWidthsScale(t *testing.T) {
	t.Parallel()
	const text = "Ưu tiên người cao tuổi: Ẵ Ế Ỗ ỵ"
	big, err := ui.Set(1000, 1<<20, text)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{22, 30, 34, 54, 300} {
		got, err := ui.Set(size, 1<<20, text)
		if err != nil {
			t.Fatal(err)
		}
		if want := (big.Width*size + 999) / 1000; got.Width < want-1 || got.Width > want+1 {
			t.Errorf("size %d: got width %d, want %d", size, got.Width, want)
		}
	}
}

// A letter with its marks apart looks like the letter that has them.
func TestMarksStandOnTheirLetters(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, apart, whole string }{
		{"circumflex and hook", "e\u0302\u0309", "ể"},
		{"horn and dot", "u\u031b\u0323", "ự"},
		{"breve and tilde, capital", "A\u0306\u0303", "Ẵ"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			n, _, _, err := ui.Glyphs(tt.whole)
			if err != nil {
				t.Fatal(err)
			}
			apart, x, y, err := ui.Glyphs(tt.apart)
			if err != nil {
				t.Fatal(err)
			}
			if n != 1 || apart != 1 || x != 0 || y != 0 {
				t.Errorf("got %d glyphs for %q and %d for its parts, the last at %g,%g, want one at 0,0", n, tt.whole, apart, x, y)
			}
		})
	}
}
