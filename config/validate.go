package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Longest texts, in letters, that the screens and the 80 mm ticket hold.
const (
	maxName         = 60
	maxTitle        = 250
	maxAnnouncement = 600
)

// maxSpeedMPS is the speed above which the robot is not to drive among people:
// it stops within 0.88 m there (0.3 s to react, 0.5 m/s²).
const maxSpeedMPS = 0.8

// validate checks what types cannot say: ranges, formats, and that names lead
// somewhere.
func validate(c *Config, d *document) {
	k := check{d}
	k.unit(c.Unit)
	k.screen(c.Screen)
	// What is named before what names it: a bad name is reported once.
	k.nav(c)
	k.doors(c)
	k.services(c)
	k.officials(c)
	k.queue(c.Queue)
	k.hours(c.Hours)
	k.printer(c.Printer)
	k.panel(c.Panel)
	k.callBoxes(c)
	k.base(c.Base)
	k.tray(c.Tray)
	k.speech(c.Speech)
	k.report(c.Report)
	k.ward(c.Ward)
	k.console(c.Console)
	k.control(c.Control)
	k.line(c.Line)
	k.rating(c.Rating)
	k.loopback("diagnostics.metrics", c.Diagnostics.Metrics, "127.0.0.1:9464", "figures are for this computer's own collector")
	k.optionalPath("queue.reservations_file", c.Queue.ReservationsFile)
	k.optionalPath("catalogue.ward_file", c.Catalogue.WardFile)
	k.assist(c.Assist)
	k.announcements(c.Announcements)
}

func (k check) unit(u Unit) {
	k.slug("unit.id", u.ID)
	k.slug("unit.commune", u.Commune)
	k.text("unit.ward", u.Ward, maxName, `the ward's name, as "Phường Cửa Nam"`)
	k.text("unit.ward_en", u.WardEN, maxName, `the ward's name in English, as "Cua Nam Ward"`)
	if _, err := time.LoadLocation(u.TimeZone); err != nil || u.TimeZone == "" || u.TimeZone == "Local" {
		k.bad("unit.time_zone", "is %q, expected an IANA name such as Asia/Ho_Chi_Minh", u.TimeZone)
	}
	k.path("unit.state_dir", u.StateDir, "a directory for the database and keys")
	k.form("unit.day_reset", u.DayReset, timeOfDay, "a time of day from 00:00 to 23:59")
	k.portal("unit.portal_url", u.PortalURL)
	k.publicURL("unit.feedback_url", u.FeedbackURL)
	if u.HelpURL != u.PortalURL { // else it is checked already
		k.publicURL("unit.help_url", u.HelpURL)
	}
	k.ticketURL("unit.ticket_url", u.TicketURL)
}

var (
	prefix    = regexp.MustCompile(`^[A-Z]$`)
	timeOfDay = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
)

func (k check) services(c *Config) {
	k.some("services", len(c.Services), "at least one [[services]]")
	key := func(name string) func(int) string {
		return func(i int) string { return fmt.Sprintf("services[%d].%s", i, name) }
	}
	ids, prefixes := make([]string, len(c.Services)), make([]string, len(c.Services))
	for i, s := range c.Services {
		n := i + 1
		ids[i], prefixes[i] = s.ID, s.Prefix
		k.slug(key("id")(n), s.ID)
		if k.required(key("prefix")(n), s.Prefix, "one letter from A to Z") {
			k.form(key("prefix")(n), s.Prefix, prefix, "one letter from A to Z")
		}
		k.text(key("name_vi")(n), s.NameVI, maxTitle, "the service's name in Vietnamese")
		k.text(key("name_en")(n), s.NameEN, maxTitle, "the service's name in English")
		k.serviceDoors(key("doors")(n), s, c)
		k.serviceGroups(key("groups")(n), s, c)
		k.week(key("hours")(n), s.Hours)
	}
	unique(k, ids, key("id"))
	unique(k, prefixes, key("prefix"))
}

func (k check) serviceDoors(key string, s Service, c *Config) {
	k.some(key, len(s.Doors), "the numbers of the doors that serve it, as [1, 3]")
	if len(s.Doors) == 0 {
		return
	}
	unique(k, s.Doors, func(i int) string { return fmt.Sprintf("%s[%d]", key, i) })
	numbers := make([]string, len(c.Doors))
	for i, d := range c.Doors {
		numbers[i] = strconv.Itoa(d.Number)
		if k.isSpoilt(fmt.Sprintf("doors[%d].number", i+1)) {
			return // it may be the one that is named
		}
	}
	if k.isSpoilt("doors") || len(c.Doors) == 0 {
		return
	}
	for i, number := range s.Doors {
		if !slices.Contains(numbers, strconv.Itoa(number)) {
			k.bad(fmt.Sprintf("%s[%d]", key, i+1), "is door %d, which no [[doors]] has, expected one of %s",
				number, strings.Join(numbers, ", "))
		}
	}
}

// serviceGroups checks the catalogue groups of a service. Several services may
// name the same group: who comes with such a matter may choose.
func (k check) serviceGroups(key string, s Service, c *Config) {
	item := func(i int) string { return fmt.Sprintf("%s[%d]", key, i) }
	for i, id := range s.Groups {
		k.slug(item(i+1), id)
		if c.Catalogue.WardFile == "" { // else see CheckGroups: the file may not be here
			k.among(item(i+1), id, baseGroupIDs()...)
		}
	}
	unique(k, s.Groups, item)
}

func (k check) doors(c *Config) {
	k.some("doors", len(c.Doors), "at least one [[doors]]")
	key := func(name string) func(int) string {
		return func(i int) string { return fmt.Sprintf("doors[%d].%s", i, name) }
	}
	numbers := make([]int, len(c.Doors))
	for i, d := range c.Doors {
		n := i + 1
		numbers[i] = d.Number
		k.set(key("number")(n), "the door's number, 1 to 99")
		k.between(key("number")(n), d.Number, 1, 99, "")
		k.text(key("name_vi")(n), d.NameVI, maxTitle, "the door's name in Vietnamese")
		k.text(key("name_en")(n), d.NameEN, maxTitle, "the door's name in English")
		k.placeName(key("place")(n), d.Place, c)
		if k.required(key("pin_hash")(n), d.PINHash, wantPINHash) {
			k.pinHash(key("pin_hash")(n), d.PINHash)
		}
	}
	unique(k, numbers, key("number"))
}

// bcryptHash is the modular crypt format: version, cost 04 to 31, then 22
// characters of salt and 31 of hash in bcrypt's own base 64.
var bcryptHash = regexp.MustCompile(`^\$2[abxy]?\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}$`)

const wantPINHash = `a bcrypt hash of the PIN, as "kioskctl config hash-pin" prints it`

func (k check) pinHash(key, value string) {
	k.note(key, rule{pattern: bcryptHash.String()})
	if !bcryptHash.MatchString(value) {
		// The value is not repeated: it may be the PIN itself.
		k.bad(key, "is not a bcrypt hash, expected %s", wantPINHash)
	}
}

// placeName checks the name of a place in nav.places. Without a base nothing
// drives, and the name may be left out.
func (k check) placeName(key, name string, c *Config) {
	if name == "" {
		if c.Base.Kind != "none" {
			k.missing(key, "the name of one of nav.places: the base drives there")
		}
		return
	}
	names := make([]string, len(c.Nav.Places))
	for i, p := range c.Nav.Places {
		names[i] = p.Name
		if k.isSpoilt(fmt.Sprintf("nav.places[%d].name", i+1)) {
			return // it may be the one that is named
		}
	}
	switch {
	case k.isSpoilt("nav.places") || slices.Contains(names, name):
	case len(names) == 0:
		k.bad(key, "is %q, which nav.places does not have, expected a [[nav.places]] of that name", name)
	default:
		if meant := nearest(name, names); meant != "" {
			k.bad(key, "is %q, which nav.places does not have, did you mean %q?", name, meant)
			return
		}
		k.bad(key, "is %q, which nav.places does not have, expected one of %s", name, strings.Join(names, ", "))
	}
}
