package assist

import (
	"slices"
	"strings"
)

// signs tell a question from what only has the words of one: "mai táng phí" asks
// for no fee, and "làm hộ chiếu" for nobody else.
type signs struct {
	anywhere, last map[string]bool // words that ask, spelt
	plain          map[string]bool // the same as typed without diacritics
	lastPlain      map[string]bool
	things         [][]token // by what stands in them no question is asked
}

// Words that make a question of a sentence, and those that do so at its end only.
const (
	askWords = `đâu mô gì chi nào bao nhiêu ai sao răng hỏi hả hở hử nhỉ hay what how where who whom which when can does`
	askLast  = `không hông hong ko chưa à hè`
)

// otherBare are words that are mostly something else without diacritics: "mở" and
// "mỗ", "chị", "hãy".
const otherBare = " mo chi hay "

// What has a name with a word of a question in it, beside the concepts of the
// lexicon.
const thingNames = `hộ chiếu,hộ khẩu,hộ nghèo,hộ cận,hộ tịch,hộ gia đình,hộ cá thể,hộ nông,hộ lâm,hộ ngư,hộ dân,hộ riêng,hộ mới,hộ kinh doanh,hộ có,hộ thoát,chủ hộ,
mai táng phí,tán phí,chi phí mai táng,chi phí học tập,học phí,viện phí,đảng phí,hội phí,lệ phí môn bài,lệ phí trước bạ,án phí,phí bảo hiểm,sao y,không ai,chẳng ai,person who,con dấu,mẫu dấu,đóng dấu,khắc dấu`

// telling are wordings that mostly tell, whatever else a sentence asks: how long
// somebody is away, or where something is done.
const telling = `mấy tháng,mấy tuần,mấy hôm,mấy bữa,mấy chục,mấy trăm,mấy bản,tại nhà,ở nhà`

func newSigns() signs {
	s := signs{anywhere: map[string]bool{}, last: map[string]bool{}, plain: map[string]bool{}, lastPlain: map[string]bool{}}
	for _, of := range [...]struct {
		words        string
		spelt, plain map[string]bool
	}{{askWords, s.anywhere, s.plain}, {askLast, s.last, s.lastPlain}} {
		for _, w := range spell(of.words) {
			of.spelt[w] = true
			if p := plain(w); !strings.Contains(otherBare, " "+p+" ") {
				of.plain[p] = true
			}
		}
	}
	for p := range strings.SplitSeq(thingNames, ",") {
		s.things = append(s.things, written(p).words)
	}
	return s
}

// written reads a text of the program's own.
func written(text string) sentence {
	s := sentence{bare: true}
	for _, w := range spell(text) {
		t := newToken(w)
		s.words = append(s.words, t)
		s.bare = s.bare && t.spelt == t.plain
	}
	return s
}

// asks reports whether a sentence has a word that asks.
func (g *signs) asks(s sentence) bool {
	end := true
	for i := len(s.words) - 1; i >= 0; i-- {
		w := &s.words[i]
		anywhere, last := g.anywhere[w.spelt], g.last[w.spelt]
		if s.bare {
			anywhere, last = g.plain[w.plain], g.lastPlain[w.plain]
		}
		if w.plain == "chi" && i+1 < len(s.words) && s.words[i+1].plain == "phi" {
			continue // a cost
		}
		if (anywhere || end && last) && !g.inThing(s, i) {
			return true
		}
		end = end && w.filler
	}
	return false
}

// weak reports whether a wording has no word that asks, and whether it tells even
// beside one.
func (g *signs) weak(wording string) (weak, tells bool) {
	for p := range strings.SplitSeq(telling, ",") {
		if p == wording {
			return true, true
		}
	}
	s := written(wording)
	counts := slices.ContainsFunc(s.words, func(w token) bool { return w.plain == "may" })
	return !counts && !g.asks(s), false
}

func (g *signs) inThing(s sentence, at int) bool {
	for _, t := range g.things {
		for i := max(0, at-len(t)+1); i <= at && i+len(t) <= len(s.words); i++ {
			if sameWords(s.words[i:i+len(t)], t, s.bare) {
				return true
			}
		}
	}
	return false
}

func sameWords(has, want []token, bare bool) bool {
	for i := range want {
		if !has[i].is(&want[i], !bare) {
			return false
		}
	}
	return true
}

// named reports whether words of a question are part of the name of a thing. Of
// what is asked about, only fees and "for somebody else" are parts of concepts:
// what else is asked is often asked by the names of papers.
func (g *signs) named(s sentence, q *wording, asks []bool) bool {
	never := false
	for i, is := range asks {
		never = never || s.words[i].spelt == "chuHa" || s.bare && s.words[i].plain == "chua"
		if is && (g.inThing(s, i) || never && q.text == "bao giờ") {
			return true
		}
	}
	return (q.question == QuestionFee || q.question == QuestionProxy) && s.breaks(asks)
}

// breaks reports whether some words of a concept are marked, but not all.
func (s sentence) breaks(asks []bool) bool {
	for _, f := range s.found {
		n := 0
		for i := f.from; i < f.to && i < len(asks); i++ {
			if asks[i] {
				n++
			}
		}
		if n > 0 && n < f.to-f.from {
			return true
		}
	}
	return false
}
