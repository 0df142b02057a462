package config

import (
	"fmt"
	"regexp"
	"slices"
	"time"
)

// Longest texts of the catalogue, in letters. The longest official title of the
// national list has 308.
const (
	maxOfficial = 400
	maxPlain    = 60
	maxLine     = 400
	maxSay      = 120
)

// catalogueCheck checks one file against those before it.
type catalogueCheck struct {
	check
	*merger
	group    string // of procedures that name none
	isChange bool   // the entry changes one of an earlier file
}

func (k catalogueCheck) file(f *catalogueFile) {
	if f.Version != catalogueVersion {
		k.bad("version", "is %d, expected %d: this program reads no other format", f.Version, catalogueVersion)
	}
	k.pair("defaults.owner", f.Defaults.Owner, maxLine)
	k.pair("defaults.source", f.Defaults.Source, maxLine)
	k.date("defaults.checked", f.Defaults.Checked)
	ids := make([]string, len(f.Ways))
	for i, w := range f.Ways {
		key := fmt.Sprintf("ways[%d].", i+1)
		ids[i] = w.ID
		k.slug(key+"id", w.ID)
		if len(w.Steps) == 0 {
			k.missing(key+"steps", "the steps, each {vi = \"…\", en = \"…\"}")
		}
		k.pairs(key+"steps", w.Steps)
	}
	unique(k.check, ids, func(i int) string { return fmt.Sprintf("ways[%d].id", i) })
	k.groupEntries(f.Groups)
	codes := make([]string, len(f.Procedures))
	for i, e := range f.Procedures {
		codes[i] = e.Code
		k.procedure(fmt.Sprintf("procedures[%d].", i+1), e, f)
	}
	unique(k.check, codes, func(i int) string { return fmt.Sprintf("procedures[%d].code", i) })
}

func (k catalogueCheck) groupEntries(groups []groupEntry) {
	ids := make([]string, len(groups))
	for i, g := range groups {
		ids[i] = g.ID
		key := fmt.Sprintf("groups[%d].", i+1)
		k.slug(key+"id", g.ID)
		isKnown := slices.ContainsFunc(k.groups, func(has groupEntry) bool { return has.ID == g.ID })
		switch {
		case g.Hidden && !isKnown:
			k.unknown(key+"id", g.ID, "hidden", k.groupIDs(nil))
		case !isKnown:
			k.required(key+"name.vi", g.Name.VI, "the group's name in Vietnamese")
		}
		k.isChange = isKnown
		k.pair(key+"name", g.Name, maxPlain)
	}
	unique(k.check, ids, func(i int) string { return fmt.Sprintf("groups[%d].id", i) })
}

// unknown reports a name that leads nowhere.
func (k catalogueCheck) unknown(key, value, verb string, known []string) {
	if k.isSpoilt(key) || value == "" {
		return
	}
	if meant := nearest(value, known); meant != "" {
		k.bad(key, "is %q, which cannot be %s: there is none, did you mean %q?", value, verb, meant)
		return
	}
	k.bad(key, "is %q, which cannot be %s: there is none", value, verb)
}

// groupIDs returns the groups that are shown once a file's are taken in.
func (k catalogueCheck) groupIDs(more []groupEntry) []string {
	var ids []string
	for _, g := range slices.Concat(k.groups, more) {
		ids = slices.DeleteFunc(ids, func(id string) bool { return id == g.ID })
		if !g.Hidden {
			ids = append(ids, g.ID)
		}
	}
	return ids
}

var code = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z.-]{0,31}$`)

func (k catalogueCheck) procedure(key string, e procedureEntry, f *catalogueFile) {
	k.isChange = k.identity(key, e)
	if e.Group != "" {
		if known := k.groupIDs(f.Groups); !slices.Contains(known, e.Group) {
			k.unknown(key+"group", e.Group, "its group", known)
		}
	}
	k.procedureWay(key, e, f)
	k.pair(key+"title", e.Title, maxOfficial)
	k.pair(key+"plain", e.Plain, maxPlain)
	k.pairs(key+"papers", e.Papers)
	k.pairs(key+"steps", e.Steps)
	k.pairs(key+"time", e.Time)
	k.pair(key+"result", e.Result, maxLine)
	k.pair(key+"owner", e.Owner, maxLine)
	k.pair(key+"source", e.Source, maxLine)
	k.fee(key+"fee", e.Fee)
	k.date(key+"checked", e.Checked)
	k.publicURL(key+"portal_url", e.PortalURL)
	for i, s := range e.Say {
		k.text(fmt.Sprintf("%ssay[%d]", key, i+1), s, maxSay, "a way to ask for it")
	}
}

// identity checks what says which procedure an entry is about, and returns
// whether it changes one of an earlier file.
func (k catalogueCheck) identity(key string, e procedureEntry) bool {
	const wantCode = "the procedure's code, as 1.001193"
	if k.required(key+"code", e.Code, wantCode) && !code.MatchString(e.Code) {
		k.bad(key+"code", "is %q, expected %s", e.Code, wantCode)
	}
	_, isChange := k.byCode[e.Code]
	switch {
	case k.isSpoilt(key + "code"): // it may be one that there is
	case isChange:
		if k.isSet(key + "group") {
			k.required(key+"group", e.Group, "the id of a group")
		}
	case e.Hidden:
		k.unknown(key+"code", e.Code, "hidden", k.codes())
	default:
		k.required(key+"title.vi", e.Title.VI, "the official title in Vietnamese, for there is no such code to change")
		if k.group == "" {
			k.required(key+"group", e.Group, "the id of a group")
		}
	}
	return isChange
}

func (k catalogueCheck) procedureWay(key string, e procedureEntry, f *catalogueFile) {
	switch {
	case e.Way == "":
	case len(e.Steps) > 0:
		k.bad(key+"way", "is %q beside steps, expected one of the two", e.Way)
	default:
		var known []string
		for _, w := range slices.Concat(k.ways, f.Ways) {
			known = append(known, w.ID)
		}
		if !slices.Contains(known, e.Way) {
			k.oneOf(key+"way", e.Way, known...)
		}
	}
}

func (k catalogueCheck) codes() []string {
	known := make([]string, len(k.entries))
	for i, e := range k.entries {
		known[i] = e.Code
	}
	return known
}

// pair checks a text that may be left out. Vietnamese is always needed; English
// may be missing, and kioskctl catalogue check says where.
func (k catalogueCheck) pair(key string, t Text, maxLetters int) {
	if t.EN != "" && !k.isChange {
		k.required(key+".vi", t.VI, "the Vietnamese beside the English")
	}
	if t.VI != "" {
		k.text(key+".vi", t.VI, maxLetters, "a text")
	}
	if t.EN != "" {
		k.text(key+".en", t.EN, maxLetters, "a text")
	}
}

func (k catalogueCheck) pairs(key string, texts []Text) {
	for i, t := range texts {
		item := fmt.Sprintf("%s[%d]", key, i+1)
		k.required(item+".vi", t.VI, "a text in Vietnamese")
		k.pair(item, t, maxLine)
	}
}

// fee checks what a procedure costs. Councils set fees: this program knows none.
func (k catalogueCheck) fee(key string, t Text) {
	if k.isBase && t != (Text{}) {
		k.bad(key, "is set, expected no fee in the program's own catalogue: only the ward knows")
	}
	k.written(key+".vi", t.VI, maxLine)
	k.written(key+".en", t.EN, maxLine)
	if (t.VI == "") != (t.EN == "") {
		k.bad(key, "is in one language, expected vi and en: it must not be told to some only")
	}
}

func (k catalogueCheck) date(key, value string) {
	if value == "" {
		return
	}
	if _, err := time.Parse("2006-01", value); err == nil {
		return
	}
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		k.bad(key, "is %q, expected when it was checked, as 2026-07 or 2026-07-31", value)
	}
}
