package trial

import (
	"hash/fnv"
	"strings"
)

// Noise replaces a share of the words by others that sound like them, as speech
// recognition does: another beginning, end, vowel or tone. The same sentence and
// seed always give the same.
func Noise(sentence string, share float64, seed uint64) string {
	words := strings.Fields(sentence)
	for i, w := range words {
		d := newDice(sentence, w, seed, i)
		if d.roll(1_000_000) < int(share*1_000_000) {
			words[i] = misheard(w, d)
		}
	}
	return strings.Join(words, " ")
}

// misheard changes one thing of a word: the first that can be of four in an
// order that the dice choose.
func misheard(word string, d *dice) string {
	ways := [...]func(string, *dice) string{otherInitial, otherFinal, otherVowel, otherTone}
	first := d.roll(len(ways))
	for i := range ways {
		if got := ways[(first+i)%len(ways)](word, d); got != word {
			return got
		}
	}
	return word
}

type swap struct{ from, to string }

func otherInitial(word string, d *dice) string {
	all := [...]swap{
		{"tr", "ch"},
		{"ch", "tr"},
		{"th", "t"},
		{"ph", "h"},
		{"kh", "h"},
		{"nh", "n"},
		{"gi", "d"},
		{"ng", "n"},
		{"s", "x"},
		{"x", "s"},
		{"d", "gi"},
		{"r", "d"},
		{"l", "n"},
		{"n", "l"},
		{"v", "d"},
		{"đ", "t"},
		{"b", "p"},
		{"t", "th"},
		{"k", "c"},
		{"h", "kh"},
		{"c", "g"},
		{"m", "b"},
		{"g", "c"},
	}
	at := d.roll(len(all))
	for i := range all {
		s := all[(at+i)%len(all)]
		if rest, ok := strings.CutPrefix(word, s.from); ok && rest != "" && (len(s.from) > 1 || rest[0] != 'h') {
			return s.to + rest
		}
	}
	return word
}

func otherFinal(word string, d *dice) string {
	all := [...]swap{{"ng", "n"}, {"nh", "n"}, {"ch", "t"}, {"n", "ng"}, {"t", "c"}, {"c", "t"}, {"m", "n"}, {"p", "t"}}
	at := d.roll(len(all))
	for i := range all {
		s := all[(at+i)%len(all)]
		if rest, ok := strings.CutSuffix(word, s.from); ok && rest != "" {
			return rest + s.to
		}
	}
	return word
}

func otherVowel(word string, d *dice) string {
	all := [...]swap{
		{"ươ", "ư"},
		{"iê", "i"},
		{"uô", "u"},
		{"a", "ă"},
		{"ă", "a"},
		{"â", "ă"},
		{"o", "ô"},
		{"ô", "o"},
		{"ơ", "â"},
		{"e", "ê"},
		{"ê", "e"},
		{"i", "ê"},
		{"u", "ô"},
		{"ư", "u"},
	}
	at := d.roll(len(all))
	for i := range all {
		if s := all[(at+i)%len(all)]; strings.Contains(word, s.from) {
			return strings.Replace(word, s.from, s.to, 1)
		}
	}
	return word
}

func otherTone(word string, d *dice) string {
	letters := []rune(word)
	for i, r := range letters {
		for _, row := range [...]string{
			"aàáảãạ", "ăằắẳẵặ", "âầấẩẫậ", "eèéẻẽẹ", "êềếểễệ", "iìíỉĩị", "oòóỏõọ", "ôồốổỗộ", "ơờớởỡợ", "uùúủũụ", "ưừứửữự", "yỳýỷỹỵ",
		} {
			tones := []rune(row)
			for n, t := range tones {
				if t == r && (n > 0 || i == len(letters)-1) {
					letters[i] = tones[(n+1+d.roll(5))%6]
					return string(letters)
				}
			}
		}
	}
	return word
}

// dice are rolled from a hash: nothing here is left to chance.
type dice struct{ state uint64 }

func newDice(sentence, word string, seed uint64, place int) *dice {
	h := fnv.New64a()
	_, _ = h.Write([]byte(sentence + "\x00" + word)) // a hash takes everything
	return &dice{h.Sum64() ^ seed*0x9e3779b97f4a7c15 ^ uint64(place)<<32}
}

// roll returns a number below n (SplitMix64).
func (d *dice) roll(n int) int {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(n))
}
