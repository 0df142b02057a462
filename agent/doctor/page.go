package doctor

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
)

//go:embed page.html
var pageHTML string

// pageRow is one line of the page.
type pageRow struct {
	State                   State
	Word, Part, Found, Next string
}

// WriteHTML writes the report as a page for printing, one sheet of A4, in "vi"
// or "en".
func (r *Report) WriteHTML(out io.Writer, lang string) error {
	page, err := template.New("page").Parse(pageHTML)
	if err != nil {
		return fmt.Errorf("cannot write the page: %w", err)
	}
	w := wordsIn(lang)
	rows := make([]pageRow, len(r.Results))
	for i, found := range r.Results {
		rows[i] = pageRow{State: found.State, Word: w.state[found.State], Part: found.Part.Name().In(lang), Found: found.Found.In(lang)}
		if found.State != Pass {
			rows[i].Next = found.Next.In(lang)
		}
	}
	by, signed := "Người kiểm tra:", "Ký, ngày:"
	if lang == "en" {
		by, signed = "Examined by:", "Signature, date:"
	} else {
		lang = "vi"
	}
	if err := page.Execute(out, map[string]any{
		"Lang": lang, "Title": w.title, "Unit": r.Unit, "When": r.when(w), "Version": r.Version, "Sum": r.sum(w), "Rows": rows, "By": by, "Signed": signed,
	}); err != nil {
		return fmt.Errorf("cannot write the page: %w", err)
	}
	return nil
}
