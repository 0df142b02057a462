package assist

import "math"

// learnOwn notes which words, and which concepts, the lessons of each class have.
func (u *Understander) learnOwn(lessons []lesson) {
	u.own = make([]map[string]bool, len(u.classes))
	u.in = map[string]int{}
	for i := range u.own {
		u.own[i] = map[string]bool{}
	}
	for _, l := range lessons {
		own := u.own[l.class]
		for _, w := range l.words {
			if !own[w.plain] {
				own[w.plain] = true
				u.in[w.plain]++
			}
		}
		for i, w := range l.words[min(1, len(l.words)):] {
			if before := l.words[i].plain; denies(before) {
				own[before+" "+w.plain] = true
			}
		}
		for _, f := range l.found {
			own[conceptKey(f.concept)] = true
		}
	}
}

// denies reports whether a word may begin a denial.
func denies(plain string) bool {
	switch plain {
	case "khong", "chua", "thoi", "hong", "khoi", "dung", "ko", "chang", "cha", "not":
		return true
	default:
		return false
	}
}

// conceptKey cannot be a word: those have no capitals when plain.
func conceptKey(concept int) string { return "C" + string(rune(concept+1)) }

// cover is the share of a sentence that the lessons of a class have, in words or
// in meaning; rare words count more.
func (u *Understander) cover(s sentence, class int) float64 {
	own := u.own[class]
	covered := make([]bool, len(s.words))
	for _, f := range s.found {
		if own[conceptKey(f.concept)] {
			for i := f.from; i < f.to; i++ {
				covered[i] = true
			}
		}
	}
	has, all := 0.0, 0.0
	for i, w := range s.words {
		if w.filler {
			continue
		}
		weight := math.Log(1 + float64(len(u.classes))/float64(1+u.in[w.plain]))
		all += weight
		if covered[i] || own[w.plain] {
			has += weight
		}
	}
	if all == 0 {
		return 0
	}
	return has / all
}
