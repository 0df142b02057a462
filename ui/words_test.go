package ui_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// phrases reads every text of the screen from the source.
func phrases(t *testing.T) (vi, en []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if id, ok := lit.Type.(*ast.Ident); !ok || id.Name != "phrase" {
				return true
			}
			text := map[string]string{}
			for _, e := range lit.Elts {
				kv := e.(*ast.KeyValueExpr)
				s, err := strconv.Unquote(kv.Value.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				text[kv.Key.(*ast.Ident).Name] = s
			}
			vi, en = append(vi, text["Vi"]), append(en, text["En"])
			return true
		})
	}
	return vi, en
}

func TestWordsAreCompleteInBothLanguages(t *testing.T) {
	t.Parallel()
	vi, en := phrases(t)
	if len(vi) < 150 {
		t.Fatalf("got %d texts of the screen, want at least 150", len(vi))
	}
	for i := range vi {
		if vi[i] == "" || en[i] == "" {
			t.Errorf("text %d: got %q and %q, want both", i, vi[i], en[i])
		}
		if !norm.NFC.IsNormalString(vi[i]) {
			t.Errorf("%q: got letters with marks apart, want NFC", vi[i])
		}
		for _, verb := range []string{"%d", "%s"} {
			if got, want := strings.Count(en[i], verb), strings.Count(vi[i], verb); got != want {
				t.Errorf("%q: got %d of %s, want %d as in %q", en[i], got, verb, want, vi[i])
			}
		}
	}
}
