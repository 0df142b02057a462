package assist

import "strings"

// Where one need may end and the next begin.
const (
	joints     = ",;.!?\n"
	jointWords = " và | rồi | sau đó | tiện thể | ngoài ra | với lại | luôn tiện | đồng thời | còn muốn | nữa là | xong rồi | với cả | với | xong | and | then | va | roi | sau do | tien the | ngoai ra | voi lai "
)

// Parts of a sentence are needs of their own only if each is likely by itself,
// and the whole is not clear. Cross-validation: of a hundred sentences with one
// need, one is parted.
const (
	partP     = 0.70
	partNear  = 0.50
	wholeP    = 0.90
	mostNeeds = 4
)

// several returns the needs of a sentence that has more than one, in the order
// said; nil if it has one.
func (u *Understander) several(text string, whole judged) []Need {
	if len(whole.Candidates) > 0 && whole.Candidates[0].P >= wholeP {
		return nil
	}
	var needs []Need
	for _, part := range parts(text) {
		s := u.language.read(part, u.knows)
		if len(s.words) < 2 {
			continue
		}
		j := u.judge(s)
		if !j.isLikely() || len(needs) > 0 && needs[len(needs)-1].Code() == j.Code() {
			continue
		}
		if needs = append(needs, j.Need); len(needs) == mostNeeds {
			break
		}
	}
	if len(needs) < 2 {
		return nil
	}
	return needs
}

func (j *judged) isLikely() bool {
	return j.talk == TalkNone && j.Kind != OutOfScope && j.Candidates[0].P >= partP && j.near >= partNear && j.cover >= directCover
}

func parts(text string) []string {
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune(joints, r) {
			return '\n'
		}
		return r
	}, text)
	for w := range strings.SplitSeq(jointWords, "|") {
		text = strings.ReplaceAll(text, " "+strings.TrimSpace(w)+" ", "\n")
	}
	return strings.Split(text, "\n")
}
