package assist

import (
	"slices"
	"strconv"
)

// asking finds questions about a procedure in a sentence.
type asking struct {
	phrases []wording
}

// wording is one way to ask something.
type wording struct {
	text     string
	plain    []string
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
			for _, w := range spell(p) {
				q.plain = append(q.plain, plain(w))
			}
			a.phrases = append(a.phrases, q)
		}
	}
	slices.SortStableFunc(a.phrases, func(x, y wording) int { return len(y.plain) - len(x.plain) })
	return a
}

// found is a question of a sentence.
type found struct {
	question Question
	age      int
	only     bool // it names nothing else
	from, to int  // words that ask it
}

// find returns the question that takes most words; of two, the first in the table.
func (a *asking) find(s sentence) found {
	if age, ok := s.age(); ok {
		return found{question: QuestionAge, age: age, only: a.isOnly(s, ageWords)}
	}
	for _, q := range a.phrases {
		for i := range s.words {
			if startsWith(s.words[i:], q.plain) {
				return found{question: q.question, only: a.isOnly(s, q.text), from: i, to: i + len(q.plain)}
			}
		}
	}
	return found{}
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
func (a *asking) isOnly(s sentence, besides string) bool {
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
	if f.to-f.from < 2 {
		return s
	}
	out := s
	out.words = slices.Delete(slices.Clone(s.words), f.from, f.to)
	if len(out.content()) == 0 {
		return s
	}
	return out
}
