package assist

import (
	"slices"
	"strings"
)

// corrections put right what somebody said first and took back: "không phải kết
// hôn mà là khai tử" is about a death.
type corrections struct {
	instead []phrasing // "à nhầm": what was said before does not count
	not     []phrasing // "không phải": what follows is not wanted,
	unlike  []phrasing // "chứ không phải": and what stands before is
	but     []phrasing // "mà là": what follows is
	will    []phrasing // "không muốn": not wanted, and perhaps nothing else is
	plainly []phrasing // "không", where what is done follows: "không chia"
	more    []phrasing // "nữa đâu" and the like, which belong to what is denied
}

type phrasing []token

const (
	insteadWords = `à nhầm,ờ nhầm,ấy nhầm,ơ nhầm,í nhầm,ý nhầm,à lộn,ấy lộn,à không,ờ không,ấy không,ủa không,à quên,ấy quên,í quên,ấy chết,ý tôi là,ý em là,ý bác là,ý mình là,ý cháu là,ý con là,
nói nhầm,nói lộn,nhầm rồi,lộn rồi,xin lỗi nhầm,tôi nhầm,em nhầm,bác nhầm,i mean,i meant,sorry no,no wait,oh no`
	notWords = `không phải là,không phải,hông phải,hổng phải,ko phải,chẳng phải,chả phải,đâu phải là,đâu phải,not,instead of`
	// What is not wanted here though it has no word of its own for that.
	unlikeWords = `chứ không phải là,chứ không phải,chứ đâu phải,chứ chẳng phải,chứ chả phải,chứ hổng phải,chớ không phải,chớ hổng phải,chứ không làm,chứ không xin,chứ không,rather than,and not`
	butWords    = `mà là,nhưng là,mà chỉ,nhưng chỉ,chỉ là,mà làm,mà xin,mà,chỉ,but rather,but just,but only,but,just,only`
	willWords   = `không muốn làm,không muốn đăng ký,không muốn xin,không muốn,không cần làm,không cần,không làm,không xin,không đăng ký,không định,không có ý,không có làm,không có nhu cầu,không nhập,không khai,
chưa muốn,chưa cần,chẳng muốn,chả muốn,chẳng cần,chả cần,chẳng làm,hổng muốn,hông muốn,ko muốn,ko cần,ko làm,đừng làm,đừng,khỏi làm,khỏi cần,thôi khỏi,đâu có làm,đâu có muốn,đâu muốn,thôi không làm,
thôi không,thôi hổng,thôi hông,hổng làm,hông làm,hổng cần,hông cần,khỏi đăng ký,khỏi xin,chả làm,không đi làm,chưa làm nữa,don t want to,don t want,do not want to,do not want,don t need,do not need,no need for`
	plainlyWords = `không,hổng,hông,ko,chẳng,đâu có,chớ có`
	// Said after what is denied, they are part of it.
	moreOfIt = `nữa đâu,nữa nhé,nữa nha,nữa ạ,nữa rồi,nữa thôi,nữa,đâu nhé,đâu nha,đâu ạ,anymore,any more`
)

func newCorrections() corrections {
	read := func(list string) []phrasing {
		var all []phrasing
		for p := range strings.SplitSeq(list, ",") {
			all = append(all, written(p).words)
		}
		slices.SortStableFunc(all, func(a, b phrasing) int { return len(b) - len(a) })
		return all
	}
	return corrections{read(insteadWords), read(notWords), read(unlikeWords), read(butWords), read(willWords), read(plainlyWords), read(moreOfIt)}
}

// at returns how many words of a sentence make up one of the phrasings at a word.
func at(all []phrasing, s sentence, i int) int {
	for _, p := range all {
		if i+len(p) <= len(s.words) && sameWords(s.words[i:i+len(p)], p, s.bare) {
			return len(p)
		}
	}
	return 0
}

// may reports at little cost whether a sentence can have a correction at all.
func (c *corrections) may(s sentence) bool {
	for i := range s.words {
		switch s.words[i].plain {
		case "khong", "hong", "ko", "chang", "cha", "dau", "nham", "lon", "quen", "chet", "y", "not", "no", "mean", "meant", "dung", "khoi", "chua", "instead", "rather", "don":
			return true
		}
	}
	return false
}

// span is some words of a sentence in a row.
type span struct{ from, to int }

// taken are what was said and is not wanted: words to leave out, and the words
// of what was denied, if anything was.
type taken struct {
	out    span
	denied span
	sure   bool // said with words that nothing else is said with
	over   bool // "thôi không … nữa": it was wanted, and is no more
}

// find returns the first correction of a sentence. Commas end what is denied.
func (c *corrections) find(s sentence, commas []cut) (taken, bool) {
	n := len(s.words)
	for i := range n {
		if k := at(c.instead, s, i); k > 0 && c.restarts(s, commas, i, i+k) {
			return taken{out: span{0, i + k}, sure: true}, true
		}
		if k := at(c.unlike, s, i); k > 0 {
			end, _ := c.end(s, commas, i+k)
			return taken{out: span{i, end}, denied: span{i + k, end}, sure: true}, true
		}
		k, isWill := at(c.will, s, i), true
		if k == 0 {
			k, isWill = at(c.not, s, i), false
		}
		if k > 0 {
			end, over := c.end(s, commas, i+k)
			out := span{i, end}
			if b := at(c.but, s, end); b > 0 {
				out.to += b
			}
			return taken{out: out, denied: span{i + k, end}, sure: out.to > end && (!isWill || onlyThat(s, end)), over: over || s.words[i].plain == "thoi"}, true
		}
	}
	return taken{}, false
}

// onlyThat reports whether somebody wants nothing but what follows: "không cần bảo
// hiểm, chỉ khai sinh thôi". After "mà" it may be why she does not want the other.
func onlyThat(s sentence, i int) bool {
	for _, w := range s.words[i:min(i+2, len(s.words))] {
		if w.plain == "chi" || w.plain == "just" || w.plain == "only" {
			return true
		}
	}
	return false
}

// restarts reports whether a sentence begins anew after words of correction: if
// nothing was said before them, or something is after them.
func (c *corrections) restarts(s sentence, commas []cut, from, to int) bool {
	if !hasContent(s, 0, from) {
		return to < len(s.words)
	}
	return hasContent(s, to, len(s.words)) && (to-from > 2 || c.stands(s, commas, from))
}

// stands reports whether a short word of correction can be one where it stands:
// "nhầm rồi" at the beginning of a clause, "à nhầm" anywhere.
func (c *corrections) stands(s sentence, commas []cut, i int) bool {
	if w := s.words[i].plain; w != "nham" && w != "lon" && w != "noi" {
		return true
	}
	return i == 0 || slices.ContainsFunc(commas, func(c cut) bool { return c.from == i })
}

// end is where what is denied ends: at a comma, at "mà là", behind "nữa", or with
// the sentence. over tells of "nữa".
func (c *corrections) end(s sentence, commas []cut, from int) (i int, over bool) {
	for i = from + 1; i < len(s.words); i++ {
		if k := at(c.more, s, i); k > 0 {
			return i + k, true
		}
		if slices.ContainsFunc(commas, func(c cut) bool { return c.from == i }) || at(c.but, s, i) > 0 {
			return i, false
		}
	}
	return len(s.words), false
}

func hasContent(s sentence, from, to int) bool {
	return slices.ContainsFunc(s.words[from:to], func(w token) bool { return !w.filler })
}

// want is what is left of a sentence in which something was denied.
type want struct {
	wanted
	not string // code of what is not wanted, of wantedUnsure
}

type wanted int

const (
	wantedAll     wanted = iota // nothing was denied, or something else is wanted
	wantedUnsure                // something is not wanted, and nothing else is said to be
	wantedNothing               // what was wanted is no more
)

// setRight leaves out of a sentence what was taken back.
func (u *Understander) setRight(text string, read sentence) (s sentence, commas []cut, changed bool, left want) {
	s, commas = u.clauses(text, read)
	for range mostNeeds {
		u.language.mark(&s)
		t, ok := u.corrections.find(s, commas)
		if !ok || t.denied.to > 0 && t.denied.to == t.denied.from {
			return s, commas, changed, want{}
		}
		rest, at := u.leaveOut(s, commas, t.out)
		if t.denied.to == 0 {
			s, commas, changed = rest, at, true
			continue
		}
		is, isOther := u.denial(s, rest, t)
		switch {
		case !is:
			return s, commas, changed, want{}
		case !isOther && t.over && !hasContent(rest, 0, len(rest.words)):
			return s, commas, changed, want{wanted: wantedNothing}
		case !isOther:
			return s, commas, changed, want{wantedUnsure, u.judge(u.piece(s, t.denied.from, t.denied.to)).Code()}
		}
		if whole, ok := u.ofWhat(s, rest, t.denied); ok {
			rest, at = whole, nil
		}
		s, commas, changed = rest, at, true
	}
	return s, commas, changed, want{}
}

// ofWhat adds the thing that is denied to what is wanted of it instead: "không khai
// sinh mới, chỉ xin bản sao".
func (u *Understander) ofWhat(s, rest sentence, denied span) (sentence, bool) {
	if left := u.judge(rest); left.isClear() {
		return rest, false
	}
	both := sentence{words: slices.Concat(rest.words, denied.words(s)), bare: s.bare, calm: s.calm}
	u.language.mark(&both)
	j, not := u.judge(both), u.judge(u.piece(s, denied.from, denied.to))
	return both, j.isClear() && j.Code() != not.Code()
}

// denies reports whether a clause begins by saying that its need is none: "tôi không
// chia thừa kế" before "tôi từ chối nhận".
func (u *Understander) denies(s sentence) bool {
	for i := range s.words {
		if k := at(u.corrections.will, s, i); k > 0 {
			return !u.refuses(s, i)
		}
		if k := at(u.corrections.plainly, s, i); k > 0 {
			return !u.refuses(s, i) && u.acts(s, i+k)
		}
		if !s.words[i].filler {
			return false
		}
	}
	return false
}

// refuses reports whether what begins with "không" has a name of its own: "không
// nhận" is a refusal that is certified.
func (u *Understander) refuses(s sentence, i int) bool {
	return slices.ContainsFunc(s.found, func(f sighting) bool { return f.from == i })
}

// acts reports whether something is done from a word on.
func (u *Understander) acts(s sentence, i int) bool {
	if i >= len(s.words) {
		return false
	}
	if j, ok := u.joins(s, i); ok && j.joint == jointVerb {
		return true
	}
	return slices.ContainsFunc(s.found, func(f sighting) bool { return f.from == i && u.isAction(f.concept) })
}

// denial reports whether what is denied is a need that somebody might have had,
// and whether the rest of the sentence tells of another.
func (u *Understander) denial(s, rest sentence, t taken) (is, other bool) {
	not := u.judge(u.piece(s, t.denied.from, t.denied.to))
	left := judged{}
	if hasContent(rest, 0, len(rest.words)) {
		left = u.judge(rest)
	}
	other = left.may() && left.Code() != not.Code()
	if t.sure {
		return true, other
	}
	whole := u.judge(s)
	if len(whole.Candidates) > 0 && u.says(whole.class, s, t.out) {
		return false, false // to want none of it is the need: "không nhận thừa kế"
	}
	if other && left.isNamed() && whole.Kind != Direct {
		return true, true // whatever it is that is not wanted
	}
	isSame := whole.Code() == not.Code()
	return not.isNamed() && (isSame || other && whole.Kind != Direct), other
}

func (j *judged) isNamed() bool {
	return len(j.Candidates) > 0 && j.Candidates[0].P >= deniedP && j.near >= directNear
}

// deniedP is how probable it must be that a need is denied.
const deniedP = 0.40

func (p span) words(s sentence) []token { return s.words[p.from:p.to] }

// says reports whether a procedure is asked for with the same denial.
func (u *Understander) says(class int, s sentence, out span) bool {
	w := out.words(s)
	return len(w) > 1 && u.own[class][w[0].plain+" "+w[1].plain]
}

// leaveOut takes words out of a sentence.
func (u *Understander) leaveOut(s sentence, commas []cut, out span) (sentence, []cut) {
	rest := sentence{bare: s.bare, calm: s.calm}
	moved := make([]int, len(s.words)+1)
	for i, w := range s.words {
		moved[i] = len(rest.words)
		if i < out.from || i >= out.to {
			rest.words = append(rest.words, w)
		}
	}
	moved[len(s.words)] = len(rest.words)
	var at []cut
	for _, c := range commas {
		if n := moved[c.from]; n > 0 && n < len(rest.words) && (len(at) == 0 || at[len(at)-1].from != n) {
			at = append(at, cut{n, n, jointComma})
		}
	}
	u.language.mark(&rest)
	return rest, at
}
