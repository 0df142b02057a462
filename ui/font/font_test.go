package font_test

import (
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"

	"tiepdan/ui/font"
)

// vietnamese is every letter of the alphabet with every tone, both cases.
const vietnamese = "AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬBCDĐEÈẺẼÉẸÊỀỂỄẾỆGHIÌỈĨÍỊKLMNOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢPQRSTUÙỦŨÚỤƯỪỬỮỨỰVXYỲỶỸÝỴ"

func TestEveryCutHasEveryVietnameseLetter(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		ttf  []byte
	}{
		{"regular", font.Regular()},
		{"medium", font.Medium()},
		{"semibold", font.SemiBold()},
		{"bold", font.Bold()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, err := sfnt.Parse(tt.ttf)
			if err != nil {
				t.Fatalf("cannot parse: %v", err)
			}
			var buf sfnt.Buffer
			for _, r := range vietnamese + strings.ToLower(vietnamese) + "0123456789–—…₫“”·" {
				if i, err := f.GlyphIndex(&buf, r); err != nil || i == 0 {
					t.Errorf("glyph of %q: got index %d, error %v, want a glyph", r, i, err)
				}
			}
		})
	}
}

func TestLicenseIsTheOpenFontLicense(t *testing.T) {
	t.Parallel()
	for _, want := range []string{"SIL OPEN FONT LICENSE Version 1.1", "Be Vietnam Pro"} {
		if !strings.Contains(font.License(), want) {
			t.Errorf("license text: got no %q in %d bytes", want, len(font.License()))
		}
	}
}
