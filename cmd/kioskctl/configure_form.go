package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"charm.land/huh/v2"

	"tiepdan/config"
	"tiepdan/config/edit"
)

// form asks for the values of a file's settings.
type form struct {
	text     []byte
	language string
	fields   []formField
	answers  map[string]*string // by key
	was      map[string]string
	agreed   bool
}

func newForm(text []byte, language string) (*form, error) {
	m, err := config.Migrate(text)
	if err != nil {
		return nil, fmt.Errorf("cannot fill in the form: %w", err)
	}
	f := &form{text: m.Text, language: language, fields: formFields(), answers: map[string]*string{}, was: map[string]string{}}
	file, err := edit.Parse(m.Text)
	if err != nil {
		return nil, fmt.Errorf("cannot fill in the form: %w", err)
	}
	for _, field := range f.fields {
		s, err := config.FindSetting(field.key)
		if err != nil {
			return nil, err
		}
		now := s.Now(file)
		f.answers[field.key], f.was[field.key] = &now, now
	}
	return f, nil
}

// assignments are the answers to what was asked and is different now, with one
// answer in the place of another when key is not "".
func (f *form) assignments(key, value string) []config.Assignment {
	answer := func(k string) string {
		if k == key {
			return value
		}
		return *f.answers[k]
	}
	var all []config.Assignment
	for _, field := range f.fields {
		if asked := field.when == nil || field.when(answer); asked && answer(field.key) != f.was[field.key] {
			all = append(all, config.Assignment{Key: field.key, Value: answer(field.key)})
		}
	}
	return all
}

// wrong says in words what is wrong with an answer, as the loader would.
func (f *form) wrong(key, value string) error {
	s, err := config.FindSetting(key)
	if err != nil {
		return err
	}
	if _, err := s.Literal(value); err != nil {
		return err
	}
	plan, err := config.NewPlan(f.text, f.assignments(key, value))
	if err != nil {
		return nil //nolint:nilerr // of another answer, which says so itself
	}
	return config.ProblemOf(key, plan.Text)
}

// changes are shown before anything is written.
func (f *form) changes() string {
	plan, err := config.NewPlan(f.text, f.assignments("", ""))
	if err != nil {
		return err.Error()
	}
	if len(plan.Changes) == 0 {
		return f.word("Không có gì thay đổi.", "Nothing changes.")
	}
	lines := make([]string, len(plan.Changes))
	for i, c := range plan.Changes {
		lines[i] = c.String()
	}
	_, err = config.Parse("", plan.Text)
	bad, ok := errors.AsType[*config.Errors](err)
	if !ok {
		return strings.Join(lines, "\n")
	}
	lines = append(lines, "", f.word("Tệp chưa dùng được, nên sẽ không được ghi:", "The file would not check, so it will not be written:"))
	for _, p := range bad.Problems {
		lines = append(lines, p.Key+": "+p.Message)
	}
	return strings.Join(lines, "\n")
}

func (f *form) word(vi, en string) string {
	if f.language == "vi" {
		return vi
	}
	return en
}

func (f *form) groups() []*huh.Group {
	var groups []*huh.Group
	var fields []huh.Field
	var hide func() bool
	flush := func() {
		if len(fields) > 0 {
			g := huh.NewGroup(fields...)
			if hide != nil {
				g = g.WithHideFunc(hide)
			}
			groups = append(groups, g)
		}
		fields, hide = nil, nil
	}
	for _, field := range f.fields {
		if field.page {
			flush()
			if field.when != nil {
				hide = func() bool { return !field.when(func(key string) string { return *f.answers[key] }) }
			}
		}
		fields = f.ask(fields, field)
	}
	flush()
	return append(groups, huh.NewGroup(
		huh.NewNote().Title(f.word("Thay đổi", "Changes")).DescriptionFunc(f.changes, f.answers),
		huh.NewConfirm().Title(f.word("Ghi tệp?", "Write the file?")).
			Affirmative(f.word("Ghi", "Write")).Negative(f.word("Không", "No")).Value(&f.agreed),
	))
}

func (f *form) ask(before []huh.Field, field formField) []huh.Field {
	value := f.answers[field.key]
	check := func(answer string) error { return f.wrong(field.key, answer) }
	if field.options == nil {
		return append(before, huh.NewInput().Title(field.title(f.language)).Description(field.key).Value(value).Validate(check))
	}
	return append(before, huh.NewSelect[string]().Title(field.title(f.language)).Description(field.key).
		Options(huh.NewOptions(field.options...)...).Height(min(8, len(field.options)+2)).Value(value))
}

// askForm shows the form. What is stopped, or not agreed to, changes nothing.
func askForm(ctx context.Context, in, out *os.File, language string, text []byte) ([]config.Assignment, error) {
	f, err := newForm(text, language)
	if err != nil {
		return nil, err
	}
	err = huh.NewForm(f.groups()...).WithInput(in).WithOutput(out).WithTheme(huh.ThemeFunc(huh.ThemeBase)).RunWithContext(ctx)
	switch {
	case errors.Is(err, huh.ErrUserAborted) || ctx.Err() != nil:
		return nil, errors.New("the form was left, nothing was written")
	case err != nil:
		return nil, fmt.Errorf("cannot show the form, use flags (--help): %w", err)
	case !f.agreed:
		return nil, errors.New("not agreed to, nothing was written")
	}
	return f.assignments("", ""), nil
}
