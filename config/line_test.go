package config_test

import (
	"strings"
	"testing"

	"tiepdan/config"
)

func TestLine(t *testing.T) {
	t.Parallel()
	const member = "role = \"member\"\nkey_file = \"/etc/tiepdan/line.key\"\nkeeper = \"192.168.1.20:7443\"\nname = \"hall\"\nblock = 9\n"
	const keeper = "role = \"keeper\"\nkey_file = \"/etc/tiepdan/line.key\"\n[[line.members]]\nname = \"hall\"\nblock = 9\n"
	for _, tc := range []struct{ name, text, want string }{
		{"alone", "", ""},
		{"member", member, ""},
		{"keeper", keeper, ""},
		{"no such role", `role = "boss"`, "line.role: "},
		{"member without a keeper", strings.Replace(member, "keeper = \"192.168.1.20:7443\"\n", "", 1), "line.keeper: is missing"},
		{"member without a block", strings.Replace(member, "block = 9\n", "", 1), "line.block: is missing"},
		{"member of block 10", strings.Replace(member, "block = 9", "block = 10", 1), "line.block: is 10, expected 1 to 9"},
		{"keeper's port", strings.Replace(member, ":7443", "", 1), "line.keeper: is "},
		{"keeper alone", "role = \"keeper\"\nkey_file = \"/k\"\n", "line.members: is missing"},
		{"keeper without a key", strings.Replace(keeper, "key_file = \"/etc/tiepdan/line.key\"\n", "", 1), "line.key_file: is missing"},
		{"one block twice", keeper + "[[line.members]]\nname = \"door\"\nblock = 9\n", "line.members[2].block: is 9, which"},
		{"one name twice", keeper + "[[line.members]]\nname = \"hall\"\nblock = 8\n", "line.members[2].name: is \"hall\", which"},
	} {
		_, err := config.Parse("unit.toml", []byte(minimal+"[line]\n"+tc.text))
		switch {
		case tc.want == "" && err != nil:
			t.Errorf("%s: got %v, want no error", tc.name, err)
		case tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)):
			t.Errorf("%s: got %v, want %q", tc.name, err, tc.want)
		}
	}
}
