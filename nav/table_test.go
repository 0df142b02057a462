package nav_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"tiepdan/nav"
)

var update = flag.Bool("update", false, "rewrite the tables of docs/motion.md")

const motionPage = "../docs/motion.md"

// TestThePageShowsTheTables compares docs/motion.md with the program.
func TestThePageShowsTheTables(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(motionPage)
	if err != nil {
		t.Fatalf("cannot read the page: %v", err)
	}
	got := string(page)
	want := got
	for name, table := range map[string]string{"states": statesTable(), "interlocks": interlocksTable(), "priorities": prioritiesTable()} {
		begin, end := "<!-- "+name+" -->\n", "<!-- end of "+name+" -->"
		before, rest, ok := strings.Cut(want, begin)
		_, after, ok2 := strings.Cut(rest, end)
		if !ok || !ok2 {
			t.Fatalf("the page has no place for the %s", name)
		}
		want = before + begin + table + end + after
	}
	if got == want {
		return
	}
	if !*update {
		t.Fatal("docs/motion.md does not show the tables of nav; run the test with -update")
	}
	if err := os.WriteFile(motionPage, []byte(want), 0o644); err != nil {
		t.Fatalf("cannot write the page: %v", err)
	}
}

func statesTable() string {
	var b strings.Builder
	b.WriteString("| state | means | then |\n| --- | --- | --- |\n")
	for _, s := range nav.States() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", s.State, s.Means, s.Next)
	}
	return b.String()
}

func interlocksTable() string {
	var b strings.Builder
	b.WriteString("| rule | when | then | until |\n| --- | --- | --- | --- |\n")
	for _, l := range nav.Table() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", l.Rule, l.When, l.Then, l.Until)
	}
	return b.String()
}

func prioritiesTable() string {
	var b strings.Builder
	b.WriteString("| | wanted | what runs |\n| --- | --- | --- |\n")
	for i, p := range nav.Priorities() {
		fmt.Fprintf(&b, "| %d | %s | %s |\n", i+1, p.What, p.Gives)
	}
	return b.String()
}

// TestEveryRuleHasALine: the table names each rule once.
func TestEveryRuleHasALine(t *testing.T) {
	t.Parallel()
	seen := map[nav.Rule]bool{}
	for _, l := range nav.Table() {
		if seen[l.Rule] || l.When == "" || l.Then == "" {
			t.Errorf("got the line %+v, want each rule once, with words", l)
		}
		seen[l.Rule] = true
		if _, ok := mutations()[l.Rule]; !ok {
			t.Errorf("no test breaks %s", l.Rule)
		}
	}
	if len(seen) != len(mutations()) {
		t.Errorf("got %d lines and %d tests that break one, want as many", len(seen), len(mutations()))
	}
}
