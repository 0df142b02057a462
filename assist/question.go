package assist

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// asking finds questions about a procedure in a sentence.
type asking struct {
	phrases []wording
	begin   map[string][]int // by first plain word: which phrases
	signs
}

// wording is one way to ask something.
type wording struct {
	text     string
	parts    [][]string // plain words; between parts up to three others
	spelt    []string   // its words with their diacritics
	words    int
	question Question
	weak     bool // has no word that asks: it may as well tell,
	tells    bool // and does so beside a word that asks, too
}

// generic are words that stand beside a question and name no procedure.
const generic = `giấy tờ hồ sơ thủ tục kết quả nộp lấy nhận cán bộ phường ủy ban ubnd việc này đó đây hôm nay thời gian đơn xong làm được không hết mất phải con
mình người vậy ạ tiền phí cửa số ngày giờ chiều sáng nữa qua mạng đi lại trung tâm i it this take does is do you required documents papers long will bao gồm tôi tại về cho`

func newAsking() *asking {
	a := &asking{signs: newSigns()}
	for _, r := range table(questionText) {
		for _, p := range r.phrases {
			q := wording{text: p, question: Question(r.name)}
			for part := range strings.SplitSeq(p, "…") {
				words := spell(part)
				q.spelt = append(q.spelt, words...)
				words = slices.Clone(words)
				for i, w := range words {
					words[i] = plain(w)
				}
				q.parts = append(q.parts, words)
				q.words += len(words)
			}
			q.weak, q.tells = a.weak(p)
			a.phrases = append(a.phrases, q)
		}
	}
	slices.SortStableFunc(a.phrases, func(x, y wording) int {
		return cmp.Or(cmp.Compare(x.question.loose(), y.question.loose()), cmp.Compare(y.words, x.words))
	})
	a.begin = map[string][]int{}
	for i, q := range a.phrases {
		a.begin[q.parts[0][0]] = append(a.begin[q.parts[0][0]], i)
	}
	return a
}

// mayBe lists the phrases whose first word a sentence has, in their order.
func (a *asking) mayBe(s sentence) []int {
	var all []int
	for i := range s.words {
		all = append(all, a.begin[s.words[i].plain]...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// loose is 1 for what words ask that stand in other questions too, as "được
// không": such a question counts if nothing else is asked.
func (q Question) loose() int {
	if q == QuestionEligible || q == QuestionSteps {
		return 1
	}
	return 0
}

// found is a question of a sentence.
type found struct {
	question Question
	age      int
	only     bool // it names nothing else
	weak     bool // it has no word that asks
	asks     []bool
}

// find returns the question that takes most words and is not loose; of two, the
// first in the table.
func (a *asking) find(s sentence) found {
	if age, ok := s.age(); ok {
		return found{question: QuestionAge, age: age, only: isOnly(s, ageWords)}
	}
	tells := !a.asks(s)
	var weak found
	for _, i := range a.mayBe(s) {
		f := a.worded(s, &a.phrases[i], tells)
		if f.asks != nil && !f.weak {
			return f
		}
		if weak.asks == nil {
			weak = f
		}
	}
	return weak
}

// worded is the question of one wording, if a sentence asks it. tells is whether
// the sentence has no word that asks.
func (a *asking) worded(s sentence, q *wording, tells bool) found {
	if len(s.words) < q.words {
		return found{}
	}
	asks := q.in(s.words)
	if asks == nil {
		return found{}
	}
	f := found{question: q.question, only: isOnly(s, q.text), asks: asks}
	if f.only {
		return f
	}
	f.weak = q.weak && (tells || q.tells)
	switch {
	case a.named(s, q, asks), !s.bare && q.misspelt(s, asks):
		return found{}
	case f.weak && q.words == 1 && s.bare: // may be another word
		return found{}
	default:
		return f
	}
}

// widest is how many words may stand at a gap of a wording.
const widest = 3

// in returns which words make up a wording; nil if it is not there.
func (q *wording) in(words []token) []bool {
	for i := range words {
		if !startsWith(words[i:], q.parts[0]) { // most are not, and nothing is made for these
			continue
		}
		asks := make([]bool, len(words))
		if q.from(words, i, 0, 0, asks) {
			return asks
		}
	}
	return nil
}

// misspelt reports whether half of the words of a wording have other diacritics
// in a sentence that has some: "cho mấy" does not wait.
func (q *wording) misspelt(s sentence, asks []bool) bool {
	n, other := 0, 0
	for i, is := range asks {
		if is {
			if s.words[i].spelt != q.spelt[n] {
				other++
			}
			n++
		}
	}
	return 2*other >= n
}

// from tries to find the parts from the n-th on, the first of them at a word or
// up to so many words later.
func (q *wording) from(words []token, at, n, gap int, asks []bool) bool {
	if n == len(q.parts) {
		return true
	}
	for skip := range gap + 1 {
		if at+skip > len(words) || !startsWith(words[at+skip:], q.parts[n]) {
			continue
		}
		end := at + skip + len(q.parts[n])
		if q.from(words, end, n+1, widest, asks) {
			for i := at + skip; i < end; i++ {
				asks[i] = true
			}
			return true
		}
	}
	return false
}

func startsWith(words []token, plain []string) bool {
	if len(words) < len(plain) {
		return false
	}
	for i, p := range plain {
		if words[i].plain != p {
			return false
		}
	}
	return true
}

const ageWords = "tuổi thì sao con cháu bé em tôi nhà trẻ mới có cần gì không"

// isOnly reports whether a sentence has nothing besides a question and words
// that say nothing. Written with diacritics, words must have the right ones.
func isOnly(s sentence, besides string) bool {
	words := spell(generic + " " + besides)
	return !slices.ContainsFunc(s.words, func(w token) bool {
		return !w.filler && w.plain[0] > '9' && !slices.ContainsFunc(words, func(g string) bool {
			return g == w.spelt || w.spelt == w.plain && plain(g) == w.plain
		})
	})
}

// age reads "con tôi 3 tuổi thì sao": how old somebody is, if that is what is
// asked about.
func (s sentence) age() (years int, ok bool) {
	asks := false
	for i, w := range s.words {
		if w.plain == "sao" && i > 0 && s.words[i-1].plain == "thi" {
			asks = true
		}
		if w.plain != "tuoi" || i == 0 {
			continue
		}
		before := s.words[i-1].plain
		if n, err := strconv.Atoi(before); err == nil && n < 150 {
			years, ok = n, true
		} else if d := digitOf(before); d > 0 {
			years, ok = d, true
		}
	}
	return years, ok && asks
}

// without is the sentence without the words that ask: what is left names the
// procedure. "Mất bao lâu" is about no loss.
func (f found) without(s sentence) sentence {
	switch f.question {
	case QuestionTime, QuestionFee, QuestionHours, QuestionPapers, QuestionDoor, QuestionOwner:
	default:
		return s // their words may name what is needed: "tại nhà", "điều kiện"
	}
	out := s
	out.words, out.found = nil, nil
	n := 0
	at := make([]int, len(s.words)+1) // of the words that stay
	for i, w := range s.words {
		at[i] = len(out.words)
		if f.asks != nil && f.asks[i] {
			n++
			continue
		}
		out.words = append(out.words, w)
	}
	at[len(s.words)] = len(out.words)
	for _, c := range s.found {
		if from, to := at[c.from], at[c.to]; to-from == c.to-c.from {
			out.found = append(out.found, sighting{c.concept, from, to})
		}
	}
	if n < 2 || !slices.ContainsFunc(out.words, func(w token) bool { return !w.filler }) {
		return s
	}
	return out
}
