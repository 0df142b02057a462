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
}

// wording is one way to ask something.
type wording struct {
	text     string
	parts    [][]string // plain words; between parts up to three others
	words    int
	question Question
}

// generic are words that stand beside a question and name no procedure.
const generic = `giấy tờ hồ sơ thủ tục kết quả nộp lấy nhận cán bộ phường ủy ban ubnd việc này đó đây hôm nay thời gian đơn xong làm được không hết mất phải con
mình người vậy ạ tiền phí cửa số ngày giờ chiều sáng nữa qua mạng đi lại trung tâm i it this take does is do you required documents papers long will bao gồm tôi tại về cho`

func newAsking() *asking {
	a := &asking{}
	for _, r := range table(questionText) {
		for _, p := range r.phrases {
			q := wording{text: p, question: Question(r.name)}
			for part := range strings.SplitSeq(p, "…") {
				words := spell(part)
				for i, w := range words {
					words[i] = plain(w)
				}
				q.parts = append(q.parts, words)
				q.words += len(words)
			}
			a.phrases = append(a.phrases, q)
		}
	}
	slices.SortStableFunc(a.phrases, func(x, y wording) int {
		return cmp.Or(cmp.Compare(x.question.loose(), y.question.loose()), cmp.Compare(y.words, x.words))
	})
	return a
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
	asks     []bool
}

// find returns the question that takes most words and is not loose; of two, the
// first in the table.
func (a *asking) find(s sentence) found {
	if age, ok := s.age(); ok {
		return found{question: QuestionAge, age: age, only: isOnly(s, ageWords)}
	}
	for i := range a.phrases {
		if q := &a.phrases[i]; len(s.words) >= q.words {
			if asks := q.in(s.words); asks != nil {
				return found{question: q.question, only: isOnly(s, q.text), asks: asks}
			}
		}
	}
	return found{}
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
	out.words = nil
	n := 0
	for i, w := range s.words {
		if f.asks != nil && f.asks[i] {
			n++
			continue
		}
		out.words = append(out.words, w)
	}
	if n < 2 || !slices.ContainsFunc(out.words, func(w token) bool { return !w.filler }) {
		return s
	}
	return out
}
