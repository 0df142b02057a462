package edit

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Set gives a setting a value, written as TOML. A setting that is not there is
// added behind the others of its table, a table that is not there at the end.
func (f *File) Set(key, value string) error {
	if err := f.set(key, value); err != nil {
		return fmt.Errorf("cannot set %s: %w", key, err)
	}
	return nil
}

func (f *File) set(key, value string) error {
	if e := f.find(key); e != nil {
		if e.table {
			return errors.New("is a table, expected one of its settings")
		}
		f.replaceValue(*e, value)
		return f.scan()
	}
	if slices.ContainsFunc(f.headers, func(h header) bool { return h.path == key }) {
		return errors.New("is a table, expected one of its settings")
	}
	if strings.HasSuffix(key, "]") {
		return errors.New("is an item of a list, expected the whole list")
	}
	table, name := "", key
	if cut := strings.LastIndexByte(key, '.'); cut >= 0 {
		table, name = key[:cut], key[cut+1:]
	}
	if e := f.find(table); e != nil && table != "" {
		if !e.table {
			return fmt.Errorf("%s is no table", table)
		}
		f.addInBraces(*e, name+" = "+value)
		return f.scan()
	}
	return f.add(table, name, value)
}

// add puts a new setting into its table.
func (f *File) add(table, name, value string) error {
	if table == "" {
		f.insert(f.rootEnd(), name+" = "+value)
		return f.scan()
	}
	for i, h := range f.headers {
		if h.path == table {
			f.insert(f.tableEnd(i), name+" = "+value)
			return f.scan()
		}
	}
	// Its table may be spread over dotted keys: printer.address = ….
	for _, e := range slices.Backward(f.entries) {
		if rest, ok := strings.CutPrefix(e.path, table+"."); ok && !e.inline && !strings.ContainsAny(rest, ".[") {
			key := string(f.text[e.keyFrom:e.keyTo])
			if cut := strings.LastIndexByte(key, '.'); cut >= 0 {
				f.insert(f.lineTo(e.valueTo), key[:cut+1]+name+" = "+value)
				return f.scan()
			}
		}
	}
	return f.addTable(table, name, value)
}

// addTable puts a new table at the end, or behind what belongs to the item of a
// list that it is in.
func (f *File) addTable(table, name, value string) error {
	at, header := len(f.text), withoutCounts(table)
	if cut := strings.LastIndexByte(table, ']'); cut >= 0 {
		item := table[:cut+1]
		if cut == len(table)-1 {
			return fmt.Errorf("there is no %s", item)
		}
		last := -1
		for i, h := range f.headers {
			if h.path == item || strings.HasPrefix(h.path, item+".") {
				last = i
			}
		}
		if last < 0 {
			return fmt.Errorf("there is no %s", item)
		}
		at = f.tableEnd(last)
	}
	before := f.newline
	if at == 0 || bytes.HasSuffix(f.text[:at], []byte("\n\n")) || bytes.HasSuffix(f.text[:at], []byte("\n\r\n")) {
		before = ""
	}
	f.insert(at, before+"["+header+"]"+f.newline+name+" = "+value)
	return f.scan()
}

// withoutCounts is a path as a header has it.
func withoutCounts(path string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(path, ".") {
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		name, _, _ := strings.Cut(part, "[")
		b.WriteString(name)
	}
	return b.String()
}

// Remove takes a setting out, with the comment on its line, and says whether it
// was there.
func (f *File) Remove(key string) (bool, error) {
	e := f.find(key)
	if e == nil {
		return false, nil
	}
	if e.inline {
		f.removeInBraces(*e)
	} else {
		f.splice(f.lineFrom(e.keyFrom), f.lineTo(e.valueTo), "")
	}
	return true, f.scan()
}

// Move gives a setting another name or table, with its value and the comment on
// its line. Comments above it stay where they are. Where the new name is set
// already, that one counts and the old one goes.
func (f *File) Move(from, to string) (bool, error) {
	e := f.find(from)
	if e == nil || e.table {
		return false, nil
	}
	value := string(f.text[e.valueFrom:e.valueTo])
	origin := f.Origin(f.Line(from))
	comment := ""
	if !e.inline {
		comment = strings.TrimRight(string(f.text[e.valueTo:f.lineTo(e.valueTo)]), "\r\n")
	}
	if _, err := f.Remove(from); err != nil || f.find(to) != nil {
		return true, err
	}
	if err := f.Set(to, value); err != nil {
		return true, err
	}
	now := f.find(to)
	if !now.inline && strings.TrimSpace(comment) != "" {
		f.splice(now.valueTo, now.valueTo, comment)
		if err := f.scan(); err != nil {
			return true, err
		}
	}
	line := f.Line(to) - 1
	for i := line; i <= line+strings.Count(value, "\n") && i < len(f.lines); i++ {
		f.lines[i] = origin + i - line
	}
	return true, nil
}

// replaceValue keeps the comment behind the value in its column.
func (f *File) replaceValue(e entry, value string) {
	to := e.valueTo
	old := string(f.text[e.valueFrom:to])
	rest := string(f.text[to:f.lineTo(to)])
	space := len(rest) - len(strings.TrimLeft(rest, " "))
	if strings.HasPrefix(rest[space:], "#") && space > 0 && !strings.Contains(old+value, "\n") {
		width := max(1, space+utf8.RuneCountInString(old)-utf8.RuneCountInString(value))
		value, to = value+strings.Repeat(" ", width), to+space
	}
	f.splice(e.valueFrom, to, value)
}

func (f *File) addInBraces(e entry, keyValue string) {
	inner := f.text[e.valueFrom+1 : e.valueTo-1]
	end := e.valueFrom + 1 + len(bytes.TrimRight(inner, " \t\r\n"))
	if len(bytes.TrimSpace(inner)) > 0 {
		keyValue = ", " + keyValue
	}
	f.splice(end, end, keyValue)
}

// removeInBraces takes the comma with it, that behind or else that before.
func (f *File) removeInBraces(e entry) {
	from, to := e.keyFrom, e.valueTo
	rest := bytes.TrimLeft(f.text[to:], " \t")
	if bytes.HasPrefix(rest, []byte(",")) {
		to = len(f.text) - len(rest) + 1
		to += len(f.text[to:]) - len(bytes.TrimLeft(f.text[to:], " \t"))
	} else if before := bytes.TrimRight(f.text[:from], " \t"); bytes.HasSuffix(before, []byte(",")) {
		from = len(before) - 1
	}
	f.splice(from, to, "")
}
