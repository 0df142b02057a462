package assist

import (
	"slices"
	"strings"
)

// cut is a place where one need may end and the next begin.
type cut struct {
	from, to int // words that only join; none at a comma and before a verb
	joint    joint
}

// joint is what stands between two needs.
type joint int

const (
	jointVerb  joint = iota // a word that begins a request
	jointComma              // no word
	jointWith               // "với", which joins people, too
	jointAnd                // "và"
	jointMore               // what is said of a second need only: "tiện thể"
	jointsAll
)

// least is how sure two needs must be at a joint: found by cross-validation, so
// that of a hundred sentences with one need no more than one or two are parted.
func (j joint) least() float64 { return [jointsAll]float64{0.8, 0.6, 0.3, -0.5, -1.5}[j] }

// Where one need may end and the next begin: at what is no word, at words that
// join, and before words that begin a request. Of those that join, the longest
// is taken.
const (
	commas    = ",;.!?\n"
	moreWords = `sau đó,tiện thể,ngoài ra,với lại,luôn tiện,sẵn tiện,nhân tiện,nhân thể,và nhân tiện,và tiện thể,và luôn tiện,đồng thời,và còn,và cần,và xin,và muốn,rồi xin,còn muốn,còn cần,còn phải,
với cả,cùng với,kèm theo,thêm nữa,rồi còn,rồi sau đó,và sau đó,và cả,chưa kể,lại còn,and then,and also,as well as`
	andWords  = "và,rồi,xong,xong rồi,rồi thì,xong thì,sẵn,tiện,kèm,thêm,còn,nữa là,and,then,also,plus"
	withWords = "với"
	mayBegin  = "xin,làm,đăng ký,nộp,cấp,đổi,sao y,chứng thực,xác nhận,khai,nhập,mở,hỏi,sửa,gia hạn,báo,xóa,chuyển,tách,công chứng,bổ sung,hủy,tôi muốn,em muốn,bác muốn,cho tôi,cho em,tôi cần,em cần"
)

// joining are words that stand between needs.
type joining struct {
	words []token
	joint joint
}

func newJoints() []joining {
	var all []joining
	for _, list := range [...]struct {
		words string
		joint joint
	}{{moreWords, jointMore}, {andWords, jointAnd}, {withWords, jointWith}, {mayBegin, jointVerb}} {
		for p := range strings.SplitSeq(list.words, ",") {
			j := joining{joint: list.joint}
			for _, w := range spell(p) {
				j.words = append(j.words, newToken(w))
			}
			all = append(all, j)
		}
	}
	slices.SortStableFunc(all, func(a, b joining) int { return len(b.words) - len(a.words) })
	return all
}

// clauses reads a text between its commas, and says where these are. read is the
// whole text as it was read without them.
func (u *Understander) clauses(text string, read sentence) (s sentence, cuts []cut) {
	if !strings.ContainsAny(text, commas) {
		read.words = slices.Clone(read.words)
		return read, nil
	}
	s.bare = true
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(commas, r) }) {
		clause := u.language.read(part, u.knows)
		if len(clause.words) == 0 {
			continue
		}
		if n := len(s.words); n > 0 {
			cuts = append(cuts, cut{n, n, jointComma})
		}
		s.words = append(s.words, clause.words...)
		s.bare = s.bare && clause.bare
	}
	s.words = s.words[:min(len(s.words), mostWords)]
	return s, cuts
}

// cuts finds the places inside a sentence, the surest first. At a comma, what
// joins after it counts if it says more.
func (u *Understander) cuts(s sentence, commas []cut) []cut {
	var at []cut
	for i := 1; i < len(s.words)-1; i++ {
		j, ok := u.joins(s, i)
		if !ok {
			j, ok = u.pairs(s, i)
		}
		if !ok {
			continue
		}
		n := len(j.words)
		if j.joint == jointVerb {
			n = 0
		}
		if i+n < len(s.words) && (len(at) == 0 || at[len(at)-1].to < i) {
			at = append(at, cut{i, i + n, j.joint})
			i += max(n-1, 0)
		}
	}
	for _, c := range commas {
		i := slices.IndexFunc(at, func(o cut) bool { return o.from <= c.from && c.from <= o.to })
		switch {
		case i < 0:
			at = append(at, c)
		case at[i].joint < c.joint:
			at[i] = c
		}
	}
	slices.SortStableFunc(at, func(a, b cut) int { return int(b.joint) - int(a.joint) })
	return at
}

func newPaired() [][2]token {
	var all [][2]token
	for _, p := range [...]string{"vừa vừa", "cả lẫn", "both and"} {
		w := written(p).words
		all = append(all, [2]token{w[0], w[1]})
	}
	return all
}

// pairs finds the second of two words that go together around two needs: "vừa …
// vừa …", "cả … lẫn …".
func (u *Understander) pairs(s sentence, at int) (joining, bool) {
	for i := range u.paired {
		p := &u.paired[i]
		if s.words[at].is(&p[1], !s.bare) && slices.ContainsFunc(s.words[:at], func(w token) bool { return w.is(&p[0], !s.bare) }) {
			return joining{p[1:], jointMore}, true
		}
	}
	return joining{}, false
}

// joins finds the longest joint that stands at a word.
func (u *Understander) joins(s sentence, at int) (joining, bool) {
	i := slices.IndexFunc(u.joints, func(j joining) bool {
		if len(j.words) > len(s.words)-at {
			return false
		}
		for n := range j.words {
			if !s.words[at+n].is(&j.words[n], !s.bare && len(j.words) == 1) {
				return false
			}
		}
		return true
	})
	if i < 0 {
		return joining{}, false
	}
	return u.joints[i], true
}

// piece is some words of a sentence in a row.
func (u *Understander) piece(s sentence, from, to int) sentence {
	p := sentence{words: slices.Clone(s.words[from:to]), bare: s.bare, calm: s.calm}
	u.language.mark(&p)
	return p
}
