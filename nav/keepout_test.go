package nav_test

import (
	"reflect"
	"strings"
	"testing"

	"tiepdan/nav"
)

func TestParseKeepOut(t *testing.T) {
	t.Parallel()
	got, err := nav.ParseKeepOut([]byte("# the stairs\n1,1 2,1 2,2.5  # and more\n\n 0,0 -1,0 -1,-1e0\r\n"))
	want := []nav.Polygon{{{XM: 1, YM: 1}, {XM: 2, YM: 1}, {XM: 2, YM: 2.5}}, {{XM: 0, YM: 0}, {XM: -1, YM: 0}, {XM: -1, YM: -1}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v (%v), want %v", got, err, want)
	}
	_, err = nav.ParseKeepOut([]byte("1,1 2,1\n1,1 2;1 3,3\nok\n1,1 NaN,1 3,3\n" + strings.Repeat("1,2 ", 65)))
	for _, want := range []string{"line 1: it has 2 corners", `line 2: "2;1"`, `line 3: "ok"`, "line 4: corner 2", "line 5: 65 corners"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	for _, text := range []string{"\xff", strings.Repeat(" ", 1<<20+1), strings.Repeat("0,0 1,0 1,1\n", 257)} {
		if _, err := nav.ParseKeepOut([]byte(text)); err == nil {
			t.Errorf("got no error for %.8q", text)
		}
	}
}

func FuzzParseKeepOut(f *testing.F) {
	for _, s := range []string{"1,1 2,1 2,2.5 # x\n", "0,0 4,4 4,0 0,4", "0,0 1e300,1 1,-1e-300", "\n\n#", "1,2,3 4,5 6,7", "0,0 4,0 2,0 2,3"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		areas, err := nav.ParseKeepOut(text)
		if err != nil {
			return
		}
		again, err := nav.ParseKeepOut(nav.FormatKeepOut(areas))
		if err != nil || !reflect.DeepEqual(again, areas) {
			t.Fatalf("got %v (%v), want %v", again, err, areas)
		}
		for _, a := range areas {
			if err := a.Check(); err != nil {
				t.Fatalf("got %v, which does not hold its own check: %v", a, err)
			}
			if a.DistanceM(a[0]) > 1e-6 {
				t.Fatalf("a corner of %v is %v m away from it", a, a.DistanceM(a[0]))
			}
		}
	})
}
