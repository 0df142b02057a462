package speechtest

import "fmt"

const (
	// reach is where a stretch is looked for, from a little before its due place on: a sound
	// server that cannot keep up inserts silence, never more than this at once.
	reach = rate * 9 / 8
	// short is the piece that Heard counts.
	short = rate / 10
	// sure is the stretch with which it finds its place: a piece alone may look
	// like any other vowel.
	sure = 3 * short
	// patience is how many pieces in a row may be missing before the rest is
	// given up.
	patience = 6
)

// MatchHeard is the share from which a sentence counts as heard.
const MatchHeard = 0.75

// Heard is for the recording of a sound server on a busy machine, which has
// gaps and holes: it returns the share of the sentence's tenths of a second
// that are found, each by Match or better, in their order. Another sentence
// has a share below 0.3; unlike Contains it cannot tell one word from another.
func Heard(wavPath, lang, text string) (share float64, err error) {
	sound, err := decode(wavPath)
	if err != nil {
		return 0, err
	}
	ref, err := speak(lang, text)
	if err != nil {
		return 0, err
	}
	ref = trim(ref)
	if len(ref) < sure {
		return 0, fmt.Errorf("cannot look for %q: it is shorter than %d samples", text, sure)
	}
	// A gap may have cut through the beginning.
	for at := 0; at+sure <= len(ref) && at <= sure; at += sure {
		if len(sound) >= sure {
			share = max(share, follow(sound, ref, place(sound, ref[at:at+sure])-at))
		}
	}
	return share, nil
}

// follow counts the pieces of ref that stand at shift in sound. Where one does
// not, the stretch that begins with it is looked for nearby.
func follow(sound, ref []float64, shift int) float64 {
	mean := energy(ref) / float64(len(ref))
	found, missing, all := 0, 0, 0
	for at := 0; at+short <= len(ref); at += short {
		r := ref[at : at+short]
		if energy(r)/short < quiet*mean {
			continue
		}
		all++
		if alike(sound, r, at+shift) {
			found, missing = found+1, 0
			continue
		}
		if missing++; missing > patience {
			continue
		}
		stretch := ref[at:min(at+sure, len(ref))]
		from := max(at+shift-sure, 0)
		to := min(from+reach, len(sound))
		if to-from < len(stretch) {
			continue
		}
		if lag := from + place(sound[from:to], stretch); alike(sound, stretch, lag) {
			found, missing = found+1, 0
			shift = lag - at
		}
	}
	return float64(found) / float64(max(1, all))
}

// alike tells whether r stands in sound at this place.
func alike(sound, r []float64, at int) bool {
	return at >= 0 && at+len(r) <= len(sound) && normalised(sound[at:at+len(r)], r) >= Match
}
