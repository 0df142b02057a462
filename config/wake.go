package config

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// maxWakeWords is how many a spotter is given: each is one more to be mistaken.
const maxWakeWords = 4

// modelName is the form of names of models.
var modelName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// wakeForm is how many syllables there are: fewer are said by chance.
const wakeForm = `^[^ ]+( +[^ ]+){2,7}$`

// wake checks what wakes the robot. A microphone that is off stays off.
func (k check) wake(s Speech) {
	k.betweenFloat("speech.wake_threshold", s.WakeThreshold, 0.05, 0.95, "")
	if k.note("speech.wake_words", rule{most: maxWakeWords}); len(s.WakeWords) > maxWakeWords {
		k.bad("speech.wake_words", "has %d, expected at most %d", len(s.WakeWords), maxWakeWords)
	}
	if len(s.WakeWords) > 0 && !s.Listen {
		k.bad("speech.wake_words", "wait at an open microphone, and listen = false keeps it closed")
	}
	k.note("speech.wake_words[]", rule{pattern: wakeForm})
	k.note("speech.wake_model", rule{pattern: modelName.String(), orZero: true})
	for i, words := range s.WakeWords {
		key := fmt.Sprintf("speech.wake_words[%d]", i+1)
		if n := len(strings.Fields(words)); n < 3 || n > 8 {
			k.bad(key, "has %d syllables, expected 3 to 8: fewer are said by chance", n)
		}
		if strings.ContainsFunc(words, func(r rune) bool { return !unicode.IsLetter(r) && r != ' ' }) {
			k.bad(key, "is %q, expected words of letters, with their accents composed", words)
		}
	}
	if s.WakeModel != "" && !modelName.MatchString(s.WakeModel) {
		k.bad("speech.wake_model", "is %q, expected a name as kioskctl models list shows it", s.WakeModel)
	}
}
