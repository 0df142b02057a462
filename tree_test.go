package tiepdan_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const (
	// maxLines of a Go file, and of a program's main.go.
	maxLines     = 500
	maxMainLines = 80
	// maxADRLines of a decision record.
	maxADRLines = 40
)

// unfinished marks, written so that this line is none.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`)

// link is an inline link of Markdown, with its target.
var link = regexp.MustCompile(`\]\(([^()\s]+)\)`)

func TestTree(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			switch d.Name() {
			case ".git", "bin", "build", "run", "node_modules", "testdata":
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		checkFile(t, filepath.ToSlash(name))
		return nil
	})
	if err != nil {
		t.Fatalf("cannot walk the tree: %v", err)
	}
}

func checkFile(t *testing.T, name string) {
	t.Helper()
	markdown, isGo := strings.HasSuffix(name, ".md"), strings.HasSuffix(name, ".go")
	script := name == "Makefile" || strings.HasPrefix(name, "scripts/")
	if !markdown && !isGo && !script {
		return
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Errorf("cannot read %s: %v", name, err)
		return
	}
	lines := bytes.Count(text, []byte("\n"))
	switch {
	case strings.HasPrefix(name, "cmd/") && strings.HasSuffix(name, "/main.go") && lines >= maxMainLines:
		t.Errorf("%s has %d lines, want under %d", name, lines, maxMainLines)
	case isGo && lines > maxLines:
		t.Errorf("%s has %d lines, want at most %d", name, lines, maxLines)
	case strings.HasPrefix(name, "docs/adr/") && lines > maxADRLines:
		t.Errorf("%s has %d lines, want at most %d", name, lines, maxADRLines)
	}
	if markdown {
		checkLinks(t, name, string(text))
		return
	}
	for i, line := range strings.Split(string(text), "\n") {
		if mark := unfinished.FindString(line); mark != "" {
			t.Errorf("%s:%d has a %s: finish it or file an issue", name, i+1, mark)
		}
	}
}

func checkLinks(t *testing.T, name, text string) {
	t.Helper()
	for _, found := range link.FindAllStringSubmatch(text, -1) {
		target, _, _ := strings.Cut(found[1], "#")
		if target == "" || strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
			continue
		}
		if _, err := os.Stat(filepath.Join(filepath.Dir(name), filepath.FromSlash(target))); err != nil {
			t.Errorf("%s links to %s: %v", name, target, err)
		}
	}
}
