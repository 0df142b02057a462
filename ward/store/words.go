package store

import (
	"regexp"
	"slices"
	"strings"

	"tiepdan/report/schema"
)

// maxWords bounds how many things are said of one message.
const maxWords = 8

// Words says why a message was refused in words of ours: errors quote what they
// are about, and that may be about a person. It takes its own words too.
func Words(reason string) string {
	const sep = "; "
	what := ""
	if rest, found := strings.CutPrefix(reason, "cannot decode "); found {
		if kind, words, found := strings.Cut(rest, ": "); found && schema.Kind(kind).Valid() {
			what, reason = "cannot decode "+kind+": ", words
		}
	} else if rest, found := strings.CutPrefix(reason, "cannot split bundle: "); found {
		what, reason = "cannot split bundle: ", rest
	}
	known := contractFields()
	var all []string
	for line := range strings.SplitSeq(strings.ReplaceAll(reason, sep, "\n"), "\n") {
		if words := wordsOf(line, known); !slices.Contains(all, words) && len(all) < maxWords {
			all = append(all, words)
		}
	}
	return what + strings.Join(all, sep)
}

// ownWords are said as they are: they quote nothing.
func ownWords() []string {
	return []string{
		unknownField, doubleField, anotherForm, takenByRefused, tooFar, tooManyEpochs,
		"not UTF-8", "not JSON", "not a JSON object", "data after the object", "a field is missing", "no events", "not an object",
		"events is no list", "kind is no text", "event is no object",
		"the contract has no such channel", "the contract has no such kind",
		"a rating of the panel belongs to no visit, want only face, burst and no_visit",
		"burst is set, want it for the panel only", "no_visit is set, want it for the panel only",
	}
}

const (
	unknownField   = "a field that the contract does not have"
	doubleField    = "a field is given twice"
	anotherForm    = "not as the contract wants it"
	takenByRefused = "number is taken by an event that was refused"
	takenBy        = "number is taken by event "
	tooFar         = "number is too far ahead of what came before"
	tooManyEpochs  = "too many new outboxes in one day: what comes of more is not stored"
)

// ChannelName is a channel as it is stored and logged of a refused message: a
// robot can put any text into the name of one, or into the kind of an event in a
// bundle, so only those of the contract are named.
func ChannelName(c schema.Channel) schema.Channel {
	_, isEvent := c.Kind() // results too
	switch {
	case isEvent, slices.Contains(ownChannels(), c):
		return c
	case c.IsEvent():
		return unknownEvent
	default:
		return unknownChannel
	}
}

const (
	unknownEvent   = "evt/unknown"
	unknownChannel = "unknown"
)

func ownChannels() []schema.Channel {
	return []schema.Channel{
		schema.ChannelState, schema.ChannelInfo, schema.ChannelStatus, schema.ChannelLine, schema.ChannelFloor,
		schema.ChannelReported, schema.ChannelUpdated, schema.ChannelBundle,
	}
}

var (
	inBundle = regexp.MustCompile(`^events\[\d{1,3}\]: `)
	tooLong  = regexp.MustCompile(`^\d{1,9} bytes, want at most \d{1,9}$`)
	ofType   = regexp.MustCompile(`Go struct field [\w.]*?([a-z0-9_]+) of type`)
)

func wordsOf(line string, known map[string]bool) string {
	line = inBundle.ReplaceAllString(line, "")
	if id, found := strings.CutPrefix(line, takenBy); found {
		if isUUID(id) {
			return line
		}
		return takenByRefused
	}
	if slices.Contains(ownWords(), line) || tooLong.MatchString(line) {
		return line
	}
	if words := shapeWords(line); words != "" {
		return words
	}
	return fieldWords(line, known)
}

// shapeWords are about what is no field of the contract.
func shapeWords(line string) string {
	ofField := strings.HasPrefix(line, "field ")
	switch {
	case strings.HasPrefix(line, "not a JSON object"):
		return "not a JSON object"
	case strings.Contains(line, "unknown field"), ofField && strings.Contains(line, "want lower-case"):
		return unknownField
	case ofField && strings.HasSuffix(line, "is given twice"):
		return doubleField
	}
	return ""
}

// fieldWords name the field of the contract that a line is about.
func fieldWords(line string, known map[string]bool) string {
	if m := ofType.FindStringSubmatch(line); m != nil && known[m[1]] {
		return m[1] + " is " + anotherForm
	}
	name, rest, _ := strings.Cut(line, " ")
	switch {
	case !known[name]:
		return anotherForm
	case rest == "is missing":
		return line
	default:
		return name + " is " + anotherForm
	}
}
