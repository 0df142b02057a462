package config_test

import (
	"strings"
	"testing"

	"tiepdan/config"
)

func TestPlan(t *testing.T) {
	t.Parallel()
	assign := func(pairs ...string) []config.Assignment {
		var all []config.Assignment
		for _, p := range pairs {
			key, value, _ := strings.Cut(p, "=")
			all = append(all, config.Assignment{Key: key, Value: value})
		}
		return all
	}
	for _, tc := range []struct {
		name string
		set  []config.Assignment
		want []string // changes
	}{
		{"nothing new", assign("unit.id=cua-nam-01", "speech.voice=vi", "queue.rating_s=30"), nil},
		{"one", assign("unit.id=a-2"), []string{`unit.id: "cua-nam-01" → "a-2"`}},
		{"several", assign("services[3].doors=3, 4", "nav.speed_mps=0.5"), []string{`services[3].doors: "3" → "3, 4"`, `nav.speed_mps: "0.6" → "0.5"`}},
		{"not in the file", assign("services[2].hours.mon=08:00-11:00"), []string{`services[2].hours.mon: "" → "08:00-11:00"`}},
		{
			"secrets", assign("doors[1].pin_hash=$2a$10$FqX7S.zJ8i9ewtEsKX3mxO7SnmM26t8MenfNOgvgUsmFMt6Ve.eB.x", "report.broker=mqtts://u:word@a.example"),
			[]string{`doors[1].pin_hash: "(hidden)" → "(hidden)"`, `report.broker: "mqtts://tiepdan.cua-nam.example:8883" → "mqtts://u:xxxxx@a.example"`},
		},
		{"a screen that turns", assign("screen.orientation=portrait"), []string{
			`screen.orientation: "landscape" → "portrait"`, `screen.width_px: "1920" → "1080"`, `screen.height_px: "1080" → "1920"`, `screen.height_mm: "268" → "476"`,
		}},
		{"a screen with its size", assign("screen.orientation=portrait", "screen.width_px=800", "screen.height_px=1280"), []string{
			`screen.orientation: "landscape" → "portrait"`, `screen.width_px: "1920" → "800"`, `screen.height_px: "1080" → "1280"`,
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			text := readExample(t)
			p, err := config.NewPlan([]byte(text), tc.set)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range p.Changes {
				got = append(got, c.String())
			}
			if strings.Join(got, "\n") != strings.Join(tc.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tc.want, "\n"))
			}
			if len(tc.want) == 0 && string(p.Text) != text {
				t.Error("nothing changes, and the text does")
			}
			if was, now := strings.Count(text, "#"), strings.Count(string(p.Text), "#"); was != now {
				t.Errorf("got %d comments, want %d", now, was)
			}
			if _, err := config.Parse("plan", p.Text); err != nil && tc.name != "secrets" {
				t.Error(err)
			}
		})
	}
	_, err := config.NewPlan([]byte(minimal), assign("unit.idd=x", "queue.rating_s=many", "version=3", "services[9].id=x"))
	for _, want := range []string{"did you mean unit.id?", "expected a whole number", "config migrate", "there is no services[9]"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
	p, err := config.NewPlan([]byte(strings.Replace(minimal, "version = 2\n", "", 1)+"[screen]\n"), assign("screen.theme=contrast"))
	if err != nil || p.Format != 1 || len(p.Changes) != 1 || p.Changes[0].String() != `screen.theme: "normal" (default) → "contrast"` {
		t.Errorf("an old file: got %+v, %v", p, err)
	}
}
