package ui_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"tiepdan/kiosk"
	"tiepdan/ui/uitest"
)

// Every screen that the core names is among those that must say what they are:
// a new one without a view of its own fails here.
func TestEveryNamedScreenIsAmongThoseThatSpeak(t *testing.T) {
	t.Parallel()
	has := map[kiosk.Screen]bool{}
	for _, s := range drawn(kiosk.Vi) {
		has[s.View.Screen] = true
	}
	file, err := parser.ParseFile(token.NewFileSet(), "../kiosk/view.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Names) != 1 || !strings.HasPrefix(v.Names[0].Name, "Screen") || len(v.Values) != 1 {
			return true
		}
		if lit, ok := v.Values[0].(*ast.BasicLit); ok {
			named++
			if name, err := strconv.Unquote(lit.Value); err != nil || !has[kiosk.Screen(name)] {
				t.Errorf("%s: no view of it in uitest, so nobody knows whether it speaks", v.Names[0].Name)
			}
		}
		return true
	})
	if named < 15 || len(uitest.Languages()) != 2 {
		t.Errorf("got %d screens, want all of them", named)
	}
}
