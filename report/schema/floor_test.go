package schema_test

import (
	"reflect"
	"strings"
	"testing"

	"tiepdan/report/schema"
)

func floor() schema.Floor {
	return schema.Floor{
		V: 1, Hash: "5f1c2a9b",
		Outline: [][][]int{{{0, 0}, {2000, 0}, {2000, 1500}, {0, 1500}}},
		Places:  []schema.FloorPlace{{Place: "door-3", Kind: schema.PlaceDoor, XCM: 1650, YCM: 1240, Doors: []int{3}}},
		Zones:   []schema.FloorZone{{Zone: "chairs", Kind: schema.ZoneWaiting, Area: [][]int{{500, 400}, {900, 400}, {900, 800}}}},
		Rounds:  []string{"morning"},
	}
}

func TestFloor(t *testing.T) {
	t.Parallel()
	data, err := schema.Encode(floor())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := schema.Decode[schema.Floor](data); err != nil || !reflect.DeepEqual(got, floor()) {
		t.Errorf("got %+v, %v, want %+v", got, err, floor())
	}
	for _, tt := range []struct{ name, from, to string }{
		{"a person", `"rounds"`, `"visitor":"0912","rounds"`},
		{"a person at a place", `"x_cm":1650`, `"x_cm":1650,"owner":"Lan"`},
		{"no version", `"v":1`, `"v":2`},
		{"no hash", `"5f1c2a9b"`, `""`},
		{"a hash of a path", `"5f1c2a9b"`, `"../x"`},
		{"half a point", `[0,0]`, `[0]`},
		{"three numbers", `[0,0]`, `[0,0,0]`},
		{"a point far away", `[0,0]`, `[0,-100001]`},
		{"a line", `[[500,400],[900,400],[900,800]]`, `[[500,400],[900,400]]`},
		{"parts of centimetres", `[0,0]`, `[0.5,0]`},
		{"another kind of place", `"kind":"door"`, `"kind":"desk"`},
		{"another kind of zone", `"kind":"waiting"`, `"kind":"fast"`},
		{"a place without a name", `"place":"door-3"`, `"place":""`},
		{"no such door", `"doors":[3]`, `"doors":[0]`},
		{"a long name", `"morning"`, `"` + strings.Repeat("ữ", 65) + `"`},
		{"a control character", `"morning"`, `"a\u0007"`},
	} {
		bad := strings.Replace(string(data), tt.from, tt.to, 1)
		if _, err := schema.Decode[schema.Floor]([]byte(bad)); err == nil || bad == string(data) {
			t.Errorf("%s: got no error, want one", tt.name)
		}
	}
	many := floor()
	for range schema.MaxFloorPoints / 4 {
		many.Outline = append(many.Outline, many.Outline[0])
	}
	if _, err := schema.Encode(many); err == nil {
		t.Error("got no error for too many points, want one")
	}
}

func FuzzDecodeFloor(f *testing.F) {
	data, err := schema.Encode(floor())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"v":1,"hash":"a","outline":[],"places":[],"zones":[],"rounds":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		floor, err := schema.Decode[schema.Floor](data)
		if err != nil {
			return
		}
		out, err := schema.Encode(floor)
		if err != nil {
			t.Fatalf("a decoded floor cannot be encoded: %v", err)
		}
		if again, err := schema.Decode[schema.Floor](out); err != nil || !reflect.DeepEqual(again, floor) {
			t.Fatalf("got %+v, %v of what was encoded, want %+v", again, err, floor)
		}
	})
}
