package assist

import (
	"slices"
	"strings"
)

// mostWords of a sentence are looked at: nobody asks for something in more.
const mostWords = 40

// sentence is what was said, word by word.
type sentence struct {
	words []token
	found []sighting // concepts, as last marked
	bare  bool       // typed without diacritics: they say nothing
	calm  bool       // no emergency, though its words may look like one
}

// token is one word of a sentence.
type token struct {
	spelt, plain string
	sound, rough string
	filler       bool // says nothing of what is needed
}

func newToken(spelt string) token {
	p := plain(spelt)
	return token{spelt: spelt, plain: p, sound: sound(p), rough: rough(p)}
}

// language is what is known of Vietnamese before any procedure.
type language struct {
	fillers  map[string]bool // spelt words
	bare     map[string]bool // fillers that stay fillers without their diacritics
	phrases  map[string]bool // plain words that go together and say nothing
	longest  int             // words of the longest of those
	concepts concepts
}

func newLanguage() *language {
	l := &language{fillers: map[string]bool{}, bare: map[string]bool{}, phrases: map[string]bool{}}
	for w := range strings.FieldsSeq(fillerWords) {
		l.fillers[spell(w)[0]] = true
	}
	for w := range strings.FieldsSeq(bareFillers) {
		l.bare[w] = true
	}
	for p := range strings.SplitSeq(fillerPhrases, ",") {
		words := spell(p)
		for i, w := range words {
			words[i] = plain(w)
		}
		l.phrases[strings.Join(words, " ")] = true
		l.longest = max(l.longest, len(words))
	}
	l.concepts = newConcepts()
	return l
}

// The words around a request. With their diacritics they mean nothing else here.
const fillerWords = `dạ vâng ạ à ơi nhé nhỉ nha nghen hen hả hử ừ ờ thưa tôi tui tao em bác cháu mình tớ tụi bọn chúng xin nhờ giùm dùm giúp hộ
muốn cần hỏi cho với thì là mà rằng được phải bị đang sẽ thế nào sao vậy rứa ri răng mô chi đâu gì giờ chừ bây lắm quá luôn cũng nữa cứ này kia nớ ni tê đó đấy
đây ấy chị anh cái chiếc của về và rồi chứ chớ những các mấy một làm mần thủ tục việc ở tại ra phường xã ủy có không hông`

// Those that are nothing else without diacritics either.
const bareFillers = `toi tui em bac a oi nhe nhi nha da xin nho gium dum giup muon hoi thi la ma the nao sao vay rua gi chu lam cung nua nay cai cua ve va nhung cac
thu tuc o ra phuong duoc chau cho voi i want to my the an for of how please need can you me we our us would like where should`

const fillerPhrases = `cho tôi hỏi,cho em hỏi,cho bác hỏi,cho hỏi,làm ơn,bác ơi,cháu ơi,em ơi,robot ơi,làm thế nào,thế nào,làm sao,ra sao,ở đâu,chỗ nào,bây giờ,
giúp tôi với,giúp với,không biết,tôi muốn,em muốn,xin hỏi,cô ơi,chú ơi,anh ơi,chị ơi,phải làm sao,thì làm sao,thì làm thế nào,mần răng,chỗ mô,ở mô,như thế nào,
có được không,được không,phải không,cho tôi,cho em,cho bác,giùm tôi,giúp em,giúp bác,nghe nói,tiện thể`

// read splits a text into words and marks those that say nothing. known tells
// which plain words the catalogue has, so that keys of Telex or VNI that were
// not converted can be told from words.
func (l *language) read(text string, known func(plain string) bool) sentence {
	spelt := spell(text)
	if len(spelt) > mostWords {
		spelt = spelt[:mostWords]
	}
	s := sentence{bare: true}
	for _, w := range spelt {
		w = meant(w, known)
		s.words = append(s.words, newToken(w))
	}
	s.words = numbered(s.words)
	for i := range s.words {
		s.bare = s.bare && s.words[i].spelt == s.words[i].plain
	}
	l.mark(&s)
	return s
}

// meant is the first reading of a word that is known, or the word as it is.
func meant(spelt string, known func(plain string) bool) string {
	for _, r := range readings(spelt) {
		if known(plain(r)) {
			return r
		}
	}
	return spelt
}

// mark finds the fillers. If nothing is left, all words count: "giúp tôi".
func (l *language) mark(s *sentence) {
	for i := range s.words {
		w := &s.words[i]
		w.filler = l.fillers[w.spelt] && (w.spelt != w.plain || !s.bare) || w.spelt == w.plain && l.bare[w.plain]
	}
	for n := min(l.longest, len(s.words)); n > 1; n-- {
		for i := 0; i+n <= len(s.words); i++ {
			if l.phrases[joinPlain(s.words[i:i+n])] {
				setFiller(s.words[i:i+n], true)
			}
		}
	}
	s.found = l.concepts.find(*s)
	for _, f := range s.found { // "sao y" is not the "sao" of a question
		if f.to > f.from+1 {
			setFiller(s.words[f.from:f.to], false)
		}
	}
	if !slices.ContainsFunc(s.words, func(w token) bool { return !w.filler }) {
		setFiller(s.words, false)
	}
}

func setFiller(words []token, isFiller bool) {
	for i := range words {
		words[i].filler = isFiller
	}
}

func joinPlain(words []token) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.plain)
	}
	return b.String()
}

// content returns the words that say something.
func (s sentence) content() []token {
	return slices.DeleteFunc(slices.Clone(s.words), func(t token) bool { return t.filler })
}
