package assist

import "slices"

// Lacking counts the papers that somebody has not who has those at some places
// of the list, from 0: those that everybody brings, and those that the list asks
// for in some cases only ("nếu nhờ người khác", "tùy trường hợp"). Nobody but the
// person herself knows whether hers is one of these.
func (p *Procedure) Lacking(have []int) (always, sometimes int) {
	for i, t := range p.Papers {
		switch {
		case slices.Contains(have, i):
		case conditional(t):
			sometimes++
		default:
			always++
		}
	}
	return always, sometimes
}

// conditional reports whether a paper is asked for in some cases only: its text
// says "if" or "depending", which "giấy tờ tùy thân" does not.
func conditional(t Text) bool {
	words := spell(t.Vi)
	for i, word := range words {
		if word == "neAuS" || word == "tuyF" && i+1 < len(words) && words[i+1] != "thaAn" { // nếu, tùy, thân in the form of spell
			return true
		}
	}
	return false
}
