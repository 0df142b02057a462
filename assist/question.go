package assist

import (
	"slices"
	"strconv"
	"strings"
)

// asking finds questions about a procedure in a sentence.
type asking struct {
	phrases []asked1
}

// asked1 is one way to ask something.
type asked1 struct {
	plain    []string
	question Question
}

// generic are words that stand beside a question and name no procedure.
const generic = `giay to ho so thu tuc ket qua nop lay nhan can bo phuong uy ban viec nay do day hom thoi gian don xong lam duoc khong het mat phai con ban minh nguoi nha thi vay a
tien phi cua so ngay gio chieu sang cho nua qua mang online i it this take does is required documents papers long will bay bao gom toi mai`

func newAsking() *asking {
	a := &asking{}
	for _, r := range table(questionText) {
		for _, p := range r.phrases {
			q := asked1{question: Question(r.name)}
			for _, w := range spell(p) {
				q.plain = append(q.plain, plain(w))
			}
			a.phrases = append(a.phrases, q)
		}
	}
	slices.SortStableFunc(a.phrases, func(x, y asked1) int { return len(y.plain) - len(x.plain) })
	return a
}

// found is a question of a sentence.
type found struct {
	question Question
	age      int
	only     bool // it names nothing else
}

// find returns the question that takes most words; of two, the first in the table.
func (a *asking) find(s sentence) found {
	if age, ok := s.age(); ok {
		return found{question: QuestionAge, age: age, only: a.isOnly(s, ageWords)}
	}
	for _, q := range a.phrases {
		for i := range s.words {
			if startsWith(s.words[i:], q.plain) {
				return found{question: q.question, only: a.isOnly(s, strings.Join(q.plain, " "))}
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

const ageWords = "tuoi thi sao con chau be em toi nha tre moi co can gi khong"

func (a *asking) isOnly(s sentence, besides string) bool {
	words := strings.Fields(generic + " " + besides)
	return !slices.ContainsFunc(s.words, func(w token) bool {
		return !w.filler && !slices.Contains(words, w.plain) && (w.plain[0] < '0' || w.plain[0] > '9')
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
