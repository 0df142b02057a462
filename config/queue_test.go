package config_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"tiepdan/config"
)

func TestClasses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"not named", "", []string{"cao-tuoi", "khuyet-tat", "thai-san", "nguoi-co-cong", "tre-em"}},
		{"none", "[queue]\nclasses = []\n", nil},
		{"the ward's own", "[[queue.classes]]\nid = \"vip\"\nname_vi = \"Một\"\nname_en = \"One\"\n", []string{"vip"}},
	} {
		c, err := config.Parse("unit.toml", []byte(minimal+tc.text))
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		var got []string
		for _, k := range c.Queue.Classes {
			got = append(got, k.ID)
		}
		if !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, got, tc.want)
		}
	}
}

func TestHours(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, parts, want string }{
		{"a night", `["20:00-02:00"]`, ""},
		{"until midnight", `["20:00-24:00"]`, ""},
		{"no day", `[]`, ""},
		{"no time", `["8-12"]`, `hours.mon[1]: is "8-12", expected a part of the day`},
		{"no length", `["08:00-08:00"]`, "hours.mon[1]: "},
		{"after midnight", `["20:00-24:30"]`, "hours.mon[1]: "},
		{"not in order", `["13:00-17:00", "08:00-12:00"]`, "hours.mon[2]: "},
		{"overlap", `["08:00-12:00", "11:00-17:00"]`, "hours.mon[2]: "},
		{"into the next day's", `["20:00-09:00"]`, "hours.mon[1]: "},
	} {
		_, err := config.Parse("unit.toml", []byte(minimal+"[hours]\nmon = "+tc.parts+"\ntue = [\"08:00-12:00\"]\n"))
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%s: got %v, want %q", tc.name, err, tc.want)
		}
	}
	for _, tc := range []struct{ dates, want string }{
		{`["2027-02-06"]`, ""},
		{`["2027-02-30"]`, `hours.days_off[1]: is "2027-02-30", expected a date`},
		{`["2027-02-06", "2027-02-06"]`, "hours.days_off[2]: "},
	} {
		_, err := config.Parse("unit.toml", []byte(minimal+"[hours]\ndays_off = "+tc.dates+"\n"))
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("days off %s: got %v, want %q", tc.dates, err, tc.want)
		}
	}
	c, err := config.Parse("unit.toml", []byte(minimal+"[hours]\nsun = [\"20:00-02:00\"]\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []config.DayPart{{From: 20 * time.Hour, To: 26 * time.Hour}}
	if got := c.Hours.Week().Parts()[time.Sunday]; !reflect.DeepEqual(got, want) {
		t.Errorf("Sunday: got %v, want %v", got, want)
	}
}
