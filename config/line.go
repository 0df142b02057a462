package config

import (
	"fmt"
	"net"
)

// Line says whether several robots give numbers for one line.
type Line struct {
	Role    string `toml:"role"`     // "alone", "keeper" or "member"
	KeyFile string `toml:"key_file"` // path of the secret that all robots of the line have

	Listen  string       `toml:"listen"`  // keeper: HOST:PORT for the members
	Members []LineMember `toml:"members"` // keeper: the robots that issue through it

	Keeper        string `toml:"keeper"`         // member: HOST:PORT of the keeper's listen
	KeeperConsole string `toml:"keeper_console"` // member: address of the keeper's door console
	Name          string `toml:"name"`           // member: its name in the keeper's members
	Block         int    `toml:"block"`          // member: of numbers, as in the keeper's members
	SpeakCalls    bool   `toml:"speak_calls"`    // member: says the calls as the keeper does
}

// LineMember is one robot that issues through the keeper.
type LineMember struct {
	Name  string `toml:"name"`
	Block int    `toml:"block"` // of numbers that it gives while it is cut off: 9 is A901 to A999
}

// line checks what is set whatever the role, so that a robot takes another one
// by changing one word, and asks for what the role needs.
func (k check) line(l Line) {
	k.oneOf("line.role", l.Role, "alone", "keeper", "member")
	k.optionalPath("line.key_file", l.KeyFile)
	k.address("line.listen", l.Listen)
	names, blocks := make([]string, len(l.Members)), make([]int, len(l.Members))
	for i, m := range l.Members {
		names[i], blocks[i] = m.Name, m.Block
		key := memberKey(i+1, "")
		k.slug(key+"name", m.Name)
		k.between(key+"block", m.Block, 1, 9, "")
	}
	unique(k, names, func(i int) string { return memberKey(i, "name") })
	unique(k, blocks, func(i int) string { return memberKey(i, "block") })
	if l.Keeper != "" {
		k.address("line.keeper", l.Keeper)
	}
	k.optionalSlug("line.name", l.Name)
	k.betweenOr0("line.block", l.Block, 1, 9, "")
	k.publicURL("line.keeper_console", l.KeeperConsole)
	k.lineRole(l)
}

// lineRole asks for what a role needs.
func (k check) lineRole(l Line) {
	if l.Role == "keeper" || l.Role == "member" {
		k.required("line.key_file", l.KeyFile, "a file that is the same on all robots of the line")
	}
	switch l.Role {
	case "keeper":
		k.some("line.members", len(l.Members), "at least one [[line.members]]")
	case "member":
		k.required("line.keeper", l.Keeper, "HOST:PORT of the robot that keeps the line")
		k.required("line.name", l.Name, "this robot's name in the keeper's [[line.members]]")
		k.note("line.block", rule{needed: true, bounds: &bounds{1, 9}})
		if l.Block == 0 {
			k.missing("line.block", "1 to 9, as in the keeper's [[line.members]]")
		}
	}
}

// address checks a HOST:PORT.
func (k check) address(key, value string) {
	k.note(key, rule{pattern: `:[0-9]+$`, orZero: key != "line.listen"})
	_, port, err := net.SplitHostPort(value)
	if err != nil {
		k.bad(key, "is %q, expected HOST:PORT, as 192.168.1.20:7443", value)
		return
	}
	k.port(key, port, key == "line.listen")
}

func memberKey(i int, name string) string { return fmt.Sprintf("line.members[%d].%s", i, name) }
