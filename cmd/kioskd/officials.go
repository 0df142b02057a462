package main

import (
	"tiepdan/assist"
	"tiepdan/config"
	"tiepdan/kiosk"
)

// officials is the directory of who is responsible for what.
func officials(all []config.Official) []kiosk.Official {
	out := make([]kiosk.Official, 0, len(all))
	for _, o := range all {
		out = append(out, kiosk.Official{
			ID: o.ID, Title: kiosk.Text{Vi: o.TitleVI, En: o.TitleEN}, Doors: o.Doors, Procedures: o.Procedures, Groups: o.Groups,
			All: o.All, Hours: week(o.Hours), Deputy: o.Deputy, NoAlert: !o.LeaderAlert,
		})
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// plainName is how people call a procedure, for the doors' pages; the code of one
// that the catalogue does not have.
func plainName(all *assist.Catalogue) func(code string) string {
	return func(code string) string {
		if p, ok := all.Find(code); ok {
			return p.Plain.Vi
		}
		return code
	}
}
