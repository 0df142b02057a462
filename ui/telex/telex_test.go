package telex_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tiepdan/ui/telex"
)

// strike types keys one after another.
func strike(m telex.Method, text, keys string) string {
	for _, key := range keys {
		text = telex.Apply(m, text, key)
	}
	return text
}

func TestApply(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		method telex.Method
		keys   string
		want   string
	}{
		{"letters as they are", telex.Plain, "dang ky", "dang ky"},
		{"plain digits", telex.Plain, "ss11", "ss11"},
		{"a sentence", telex.Telex, "ddawng kys khai sinh", "đăng ký khai sinh"},
		{"a sentence, marks last", telex.Telex, "dangwd kys tieengs vietej", "đăng ký tiếng việt"},
		{"a sentence in VNI", telex.VNI, "d9a8ng ky1 khai sinh", "đăng ký khai sinh"},
		{"VNI, marks last", telex.VNI, "dang89 ky1 tieng61 viet65", "đăng ký tiếng việt"},
		{"each mark", telex.Telex, "aa aw ee oo ow uw dd w", "â ă ê ô ơ ư đ ư"},
		{"each mark of VNI", telex.VNI, "a6 a8 e6 o6 o7 u7 d9", "â ă ê ô ơ ư đ"},
		{"each tone", telex.Telex, "as af ar ax aj", "á à ả ã ạ"},
		{"each tone of VNI", telex.VNI, "a1 a2 a3 a4 a5", "á à ả ã ạ"},
		{"another tone", telex.Telex, "asf", "à"},
		{"no tone", telex.Telex, "asz mootj", "a một"},
		{"no tone in VNI", telex.VNI, "a10", "a"},
		{"z and 0 without a tone", telex.Telex, "az", "az"},
		{"tone twice", telex.Telex, "ass aff arr axx ajj", "as af ar ax aj"},
		{"tone three times", telex.Telex, "asss", "ass"},
		{"tone twice in VNI", telex.VNI, "a11", "a1"},
		{"mark twice", telex.Telex, "aaa eee ooo aww oww tuww ddd", "aa ee oo aw ow tw dd"},
		{"mark twice in VNI", telex.VNI, "a66 o77 a88 d99", "a6 o7 a8 d9"},
		{"w alone twice", telex.Telex, "ww", "w"},
		{"one w for both", telex.Telex, "duowngf duongwf uow", "dường dường ươ"},
		{"w for each", telex.Telex, "ddwowngf ddueowng", "đường đueowng"},
		{"7 for both", telex.VNI, "d9uong72 chuo7ng", "đường chương"},
		{"open uơ", telex.Telex, "thuowr huow thuowng", "thuở huơ thương"},
		{"ưa and quă", telex.Telex, "muaw quawng xoawn luuw guiwr", "mưa quăng xoăn lưu gửi"},
		{"gi and qu", telex.Telex, "gif giaf giwx giuwax giees quys quoocs quowr", "gì già giữ giữa giế quý quốc quở"},
		{"the old style", telex.Telex, "hoaf thuys khoer hoanf toans muaf cuar lyss", "hòa thúy khỏe hoàn toán mùa của lys"},
		{"three vowels", telex.Telex, "ngoaif khuyur khoeof xoays khuyar nguyeenx", "ngoài khuỷu khoèo xoáy khuỷa nguyễn"},
		{"tone moves with the next letter", telex.Telex, "hofan tofan uyr uyern", "hoàn toàn ủy uyẻn"},
		{"tone before the mark", telex.Telex, "tieseng nguyexne", "tiếng nguyễn"},
		{"from circumflex to horn and back", telex.Telex, "oow aaw owo awa cuoongw cuongwo", "ơ ă ô â cương cuông"},
		{"xoong", telex.Telex, "xooongf", "xoòng"},
		{"capitals", telex.Telex, "DDAWNG Nguyeenx DDuwcs W UWOWNGF", "ĐĂNG Nguyễn Đức Ư ƯỜNG"},
		{"capital key of a mark", telex.Telex, "dD aA oS", "đ â ó"},
		{"a stop takes two tones only", telex.Telex, "macf macs macj", "macf mác mạc"},
		{"place names", telex.Telex, "DDawks Lawks", "Đắk Lắk"},
		{"foreign words without a syllable", telex.Telex, "class emails www.hanoi.gov.vn", "class emails ww.hanoi.gov.vn"},
		{"foreign words by doubling", telex.Telex, "tesst wwifi Gooogle inffo", "test wifi Google info"},
		{"digits in VNI where they are numbers", telex.VNI, "A 12 CT07 6 b5", "A 12 CT07 6 b5"},
		{"other signs", telex.Telex, "a, b. s-s (as)", "a, b. s-s (á)"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := strike(tc.method, "", tc.keys); got != tc.want {
				t.Errorf("%s: got %q, want %q", tc.keys, got, tc.want)
			}
		})
	}
}

func TestApplyTouchesTheLastWordOnly(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		key        rune
		want       string
	}{
		{"a word before", "đăng ky", 's', "đăng ký"},
		{"after a space", "ky ", 's', "ky s"},
		{"after a digit", "a1", 's', "a1s"},
		{"a letter of others", "mañana", 's', "mañanas"},
		{"apart letters are composed", "ky\u0301", 'n', "kýn"},
		{"two tones are left alone", "áà", 's', "áàs"},
		{"a key with a mark", "ti", 'ế', "tiế"},
		{"a space", "ký", ' ', "ký "},
		{"nothing before", "", 'đ', "đ"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := telex.Apply(telex.Telex, tc.text, tc.key); got != tc.want {
				t.Errorf("Apply(%q, %q): got %q, want %q", tc.text, tc.key, got, tc.want)
			}
		})
	}
}

func TestBackspace(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"a letter with its marks", "ký ế", "ký "},
		{"the same apart", "ky e\u0302\u0301", "ky "},
		{"a space", "ký ", "ký"},
		{"a coda", "tiếng", "tiến"},
		{"a mark that has no letter", "a\u030b", ""},
		{"a letter outside the first plane", "a𝄞", "a"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := telex.Backspace(tc.text); got != tc.want {
				t.Errorf("Backspace(%q): got %q, want %q", tc.text, got, tc.want)
			}
		})
	}
}

func FuzzApply(f *testing.F) {
	f.Add("đăng ky", "s", 1)
	f.Add("hoà thuo", "wnsszdd", 1)
	f.Add("D9u", "o7ng255", 2)
	f.Add("\xff a\u0302\u0301", "\u0301K", 1)
	f.Fuzz(func(t *testing.T, text, keys string, method int) {
		if len(keys) > 40 || len(text) > 200 {
			return
		}
		m := telex.Method(method)
		for _, key := range keys {
			before := norm.NFC.String(strings.ToValidUTF8(text, "\ufffd"))
			text = telex.Apply(m, text, key)
			if !norm.NFC.IsNormalString(text) {
				t.Fatalf("after %q: got %q, want NFC", key, text)
			}
			cut := strings.LastIndexByte(before, ' ') + 1
			if !strings.HasPrefix(text, before[:cut]) {
				t.Fatalf("Apply(%q, %q): got %q, want the words before untouched", before, key, text)
			}
			n, had := utf8.RuneCountInString(text), utf8.RuneCountInString(before)
			if key < utf8.RuneSelf && (n > had+1 || n < had-1) { // a mark may be two by itself
				t.Fatalf("Apply(%q, %q): got %q, want at most a letter more or less", before, key, text)
			}
		}
		text = norm.NFC.String(strings.ToValidUTF8(text, "\ufffd"))
		for range utf8.RuneCountInString(text) + 1 {
			shorter := telex.Backspace(text)
			if text != "" && utf8.RuneCountInString(shorter) >= utf8.RuneCountInString(text) {
				t.Fatalf("Backspace(%q): got %q, want less", text, shorter)
			}
			text = shorter
		}
		if text != "" {
			t.Fatalf("got %q left, want all deleted", text)
		}
	})
}
