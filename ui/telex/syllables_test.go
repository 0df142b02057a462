package telex_test

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"tiepdan/ui/telex"
)

// onsets of Vietnamese; gi and qu stand before some rimes only.
const onsets = " b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"

// rimes, with the acute or grave where a dictionary writes the tone. It is
// written here, letter by letter, and not worked out by a rule.
const rimes = `á é ế í ó ố ớ ú ứ ý ái áo áu áy ấu ấy éo ếu ía íu óa óe ói ối ới
	úa uế úi uớ úy ứa ứi ứu iếu oái oáo oáy oéo uấy uối uýa uýu ưới ướu yếu
	ám án áng ánh ắm ắn ắng ấm ấn ấng ém én éng ếm ến ếnh ím ín ính óm ón óng ốm ốn ống ớm ớn
	úm ún úng ứm ứn ứng iếm iến iếng oám oán oáng oánh oắm oắn oắng oén uấn uấng uếnh uốm uốn uống
	uýn uýnh uyến ướm ướn ướng yếm yến yếng oóng
	ác ách áp át ắc ắp ắt ấc ấp ất éc ép ét ếch ếp ết ích íp ít óc óp ót ốc ốp ốt ớp ớt úc úp út
	ức ứt iếc iếp iết oác oách oát oắc oắt oét uất uếch uốc uốt uých uýt uyết ướp ước ướt oóc yết`

// tones as marks of their own, in the order of the keys below.
var toneMarks = []string{"", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"}

const (
	telexTones = " fsrxj"
	vniTones   = " 21345"
)

// syllables returns every syllable that the lists make, in NFC.
func syllables() []string {
	var all []string
	onset := append([]string{""}, strings.Fields(onsets)...)
	for rime := range strings.FieldsSeq(rimes) {
		apart := norm.NFD.String(rime)
		bare := norm.NFC.String(strings.ReplaceAll(apart, "\u0301", ""))
		isStop := strings.HasSuffix(bare, "c") || strings.HasSuffix(bare, "ch") || strings.HasSuffix(bare, "p") || strings.HasSuffix(bare, "t")
		for _, on := range onset {
			if !fits(on, bare) {
				continue
			}
			for i, mark := range toneMarks {
				if isStop && i != 2 && i != 5 {
					continue
				}
				all = append(all, on+norm.NFC.String(strings.Replace(apart, "\u0301", mark, 1)))
			}
		}
	}
	return all
}

// fits leaves out what would be written otherwise, and so read otherwise.
func fits(onset, rime string) bool {
	switch onset {
	case "qu":
		return !strings.HasPrefix(rime, "u") && !strings.HasPrefix(rime, "o") && !strings.HasPrefix(rime, "ư") &&
			!strings.HasPrefix(rime, "i") || rime == "ơ" || rime == "ôc"
	case "gi":
		return !strings.HasPrefix(rime, "i") && !strings.HasPrefix(rime, "y") && rime != "uơ"
	case "g":
		return (!strings.HasPrefix(rime, "i") || rime == "i" || rime == "in") && rime != "uơ"
	case "h", "kh", "th":
		return true
	default:
		return rime != "uơ" // elsewhere it is on the way to ươ
	}
}

// keysOf spells a syllable for a keyboard: the letters with their marks in
// order, and the tone at the end, or at once if it is early.
func keysOf(syllable string, marks map[rune]string, tones string, early bool) string {
	var keys strings.Builder
	tone := 0
	for _, r := range norm.NFC.String(syllable) {
		apart := norm.NFD.String(string(r))
		here := 0
		for i, mark := range toneMarks[1:] {
			if strings.Contains(apart, mark) {
				here = i + 1
				apart = strings.Replace(apart, mark, "", 1)
			}
		}
		letter := []rune(norm.NFC.String(apart))[0]
		if spelt, ok := marks[letter]; ok {
			keys.WriteString(spelt)
		} else {
			keys.WriteRune(letter)
		}
		if here > 0 && early {
			keys.WriteByte(tones[here])
		} else {
			tone += here
		}
	}
	if tone > 0 {
		keys.WriteByte(tones[tone])
	}
	// The third o takes the circumflex back.
	if isTelex := marks['ô'] == "oo"; isTelex && !strings.ContainsRune(norm.NFD.String(syllable), '\u0302') {
		return strings.Replace(keys.String(), "oo", "ooo", 1)
	}
	return keys.String()
}

func TestEverySyllable(t *testing.T) {
	t.Parallel()
	telexMarks := map[rune]string{'ă': "aw", 'â': "aa", 'ê': "ee", 'ô': "oo", 'ơ': "ow", 'ư': "uw", 'đ': "dd"}
	vniMarks := map[rune]string{'ă': "a8", 'â': "a6", 'ê': "e6", 'ô': "o6", 'ơ': "o7", 'ư': "u7", 'đ': "d9"}
	all := syllables()
	if len(all) < 2000 {
		t.Fatalf("got %d syllables, want at least 2000", len(all))
	}
	for _, s := range all {
		for _, tc := range []struct {
			name   string
			method telex.Method
			keys   string
		}{
			{"Telex", telex.Telex, keysOf(s, telexMarks, telexTones, false)},
			{"Telex, tone first", telex.Telex, keysOf(s, telexMarks, telexTones, true)},
			{"Telex, one w for both", telex.Telex, strings.Replace(keysOf(s, telexMarks, telexTones, false), "uwow", "uow", 1)},
			{"Telex, capitals", telex.Telex, strings.ToUpper(keysOf(s, telexMarks, telexTones, false))},
			{"VNI", telex.VNI, keysOf(s, vniMarks, vniTones, false)},
			{"VNI, tone first", telex.VNI, keysOf(s, vniMarks, vniTones, true)},
		} {
			if got := strike(tc.method, "", tc.keys); strings.ToLower(got) != s {
				t.Errorf("%s %q: got %q, want %q", tc.name, tc.keys, got, s)
			}
		}
	}
	t.Logf("%d syllables, each typed in six ways", len(all))
}
