package assist

import "strings"

// sound folds a word without diacritics to what it sounds like where dialects
// mix sounds up, and to what speech recognition confuses: tr and ch, s and x,
// gi, d, r and v, l and n, c, k and q at its beginning; n, ng and nh, t, c and
// ch at its end; i and y.
func sound(plain string) string {
	if plain == "" || plain[0] >= '0' && plain[0] <= '9' {
		return plain
	}
	initial, rest := cutInitial(plain)
	rime, final := cutFinal(strings.ReplaceAll(rest, "y", "i"))
	return initial + rime + final
}

// rough is what is left of a sound that was heard badly: how the word begins,
// its main vowel, and whether it is open, nasal or stopped.
func rough(plain string) string {
	if plain == "" || plain[0] >= '0' && plain[0] <= '9' {
		return plain
	}
	initial, rest := cutInitial(plain)
	rime, final := cutFinal(strings.ReplaceAll(rest, "y", "i"))
	switch final {
	case "m":
		final = "n"
	case "p":
		final = "t"
	}
	vowel := ""
	for _, r := range rime {
		switch r {
		case 'a', 'e', 'o':
			vowel = string(r)
		case 'i', 'u':
			if vowel == "" {
				vowel = string(r)
			}
		}
	}
	return initial + vowel + final
}

func cutInitial(w string) (initial, rest string) {
	for _, of := range [...]struct{ written, sounds string }{
		{"ngh", "g"},
		{"ng", "g"},
		{"nh", "nh"},
		{"tr", "c"},
		{"ch", "c"},
		{"th", "th"},
		{"ph", "p"},
		{"kh", "kh"},
		{"gh", "g"},
		{"gi", "d"},
		{"qu", "w"},
		{"k", "k"},
		{"c", "k"},
		{"q", "k"},
		{"x", "s"},
		{"s", "s"},
		{"r", "d"},
		{"v", "d"},
		{"d", "d"},
		{"l", "n"},
		{"n", "n"},
		{"h", "h"},
		{"g", "g"},
		{"t", "t"},
		{"b", "b"},
		{"m", "m"},
		{"p", "p"},
		{"f", "p"},
	} {
		if after, ok := strings.CutPrefix(w, of.written); ok {
			if of.written == "gi" && (after == "" || !strings.ContainsAny(after[:1], "aeou")) {
				after = "i" + after // "gì", "gìn"
			}
			return of.sounds, after
		}
	}
	return "", w
}

func cutFinal(rest string) (rime, final string) {
	for _, of := range [...]struct{ written, sounds string }{
		{"ng", "n"}, {"nh", "n"}, {"ch", "t"}, {"n", "n"}, {"c", "t"}, {"t", "t"}, {"m", "m"}, {"p", "p"},
	} {
		if before, ok := strings.CutSuffix(rest, of.written); ok && before != "" {
			return before, of.sounds
		}
	}
	return rest, ""
}
