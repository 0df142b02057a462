package edit_test

import (
	"testing"

	"tiepdan/config/edit"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, before, after, want string }{
		{"same", "a\nb\n", "a\nb\n", ""},
		{"one line", "a\nb\nc\nd\ne\nf\n", "a\nb\nc\nD\ne\nf\n", "@@ line 2 @@\n b\n c\n-d\n+D\n e\n f\n"},
		{"two places", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1x\n2\n3\n4\n5\n6\n7\n8\n", "@@ line 1 @@\n-1\n+1x\n 2\n 3\n@@ line 7 @@\n 7\n 8\n-9\n"},
		{"moved", "q\na\nb\nc\n", "a\nb\nc\nq\n", "@@ line 1 @@\n-q\n a\n b\n c\n+q\n"},
		{"from nothing", "", "a\n", "@@ line 1 @@\n+a\n"},
	} {
		if got := edit.Diff(tc.before, tc.after); got != tc.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tc.name, got, tc.want)
		}
	}
}
