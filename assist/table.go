package assist

import (
	_ "embed"
	"strings"
)

// What the program knows of the language, as texts that a person can read and
// add to.
var (
	//go:embed data/lexicon.tsv
	lexiconText string
	//go:embed data/talk.tsv
	talkText string
	//go:embed data/questions.tsv
	questionText string
	//go:embed data/attributes.tsv
	attributeText string
	//go:embed data/other.tsv
	otherText string
	//go:embed data/emergency.tsv
	emergencyText string
)

// row is a line of a table: a name, and phrases that mean it.
type row struct {
	name    string
	phrases []string
}

// table reads lines of a name, a tab and phrases apart by " | ". Lines that
// begin with # are comments.
func table(text string) []row {
	var rows []row
	for line := range strings.Lines(text) {
		name, phrases, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		rows = append(rows, row{name, strings.Split(phrases, " | ")})
	}
	return rows
}

// sentences reads one sentence from each line.
func sentences(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, line)
		}
	}
	return all
}
