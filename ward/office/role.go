package office

import (
	"slices"
	"time"
)

// Role says what a user is for.
type Role string

// The roles.
const (
	Leader     Role = "leader"     // sees and does everything
	Officer    Role = "officer"    // sees her doors and services, and what was given to her
	Technician Role = "technician" // sees robots and their faults, no ratings by door
)

// Roles lists the roles.
func Roles() []Role { return []Role{Leader, Officer, Technician} }

// User is somebody who may log in.
type User struct {
	ID         string
	Name       string // that she logs in with
	Title      string // that others see
	Role       Role
	Commune    string   // the only one whose data she sees; "" for all that the server has
	Doors      []int    // of an officer
	Services   []string // of an officer, as the catalogue names them
	Hash       []byte   // bcrypt of the password
	MustChange bool     // somebody else knows the password
	Disabled   bool
	Created    time.Time
}

// Leads says whether she is a leader.
func (u User) Leads() bool { return u.Role == Leader }

// Heads says whether she is a leader of all communes that the server has: users,
// settings, tokens and the record are theirs alone.
func (u User) Heads() bool { return u.Leads() && u.Commune == "" }

// NoCommune is the commune of whom no leader has given one on a server of
// several. None has that name, so that she sees nothing of any.
const NoCommune = "?"

// Among gives her as she is on a server of these communes: who is no leader and
// has no commune sees the only one, and none of several.
func (u User) Among(communes []string) User {
	if u.Commune == "" && !u.Leads() && len(communes) > 1 {
		u.Commune = NoCommune
	}
	return u
}

// SeesCommune says whether she may see what is of a commune.
func (u User) SeesCommune(commune string) bool { return u.Commune == "" || u.Commune == commune }

// Manages says whether she works on ratings, alerts and cases at all.
func (u User) Manages() bool { return u.Role == Leader || u.Role == Officer }

// SeesDoor says whether she may see the figures of a door, of a commune that she
// sees.
func (u User) SeesDoor(door int) bool {
	return u.Leads() || u.Role == Officer && slices.Contains(u.Doors, door)
}

// SeesService says the same of a service.
func (u User) SeesService(service string) bool {
	return u.Leads() || u.Role == Officer && slices.Contains(u.Services, service)
}

// Called is what others see of her: her title, else her name.
func (u User) Called() string {
	if u.Title != "" {
		return u.Title
	}
	return u.Name
}

// Entry is one line of the record of who did what. It names things by their
// number or name and never carries the text of a case.
type Entry struct {
	At    time.Time
	User  string // who did it, by the name she logs in with; "" for the program itself
	Did   string // a word of this package: log-in, user-create, alert-ack, …
	About string // what it was done to
	From  string // the address that it came from
}

// Actor is who does something, and from where.
type Actor struct {
	User User
	From string
}

// did makes a line of the record.
func (a Actor) did(at time.Time, what, about string) Entry {
	return Entry{At: at, User: a.User.Name, Did: what, About: about, From: a.From}
}

// Program is the actor of what nobody did.
func Program() Actor { return Actor{} }
