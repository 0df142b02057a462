package doctor

import (
	"bytes"
	"io/fs"
	"strings"

	"golang.org/x/crypto/ssh"
)

// comeIn says how a technician comes in by ssh, on a unit whose seed let somebody
// in: the address, and the unit's own key, by which she knows that it is this one.
func (n Network) comeIn() []Result {
	keys, err := fs.ReadFile(n.Kernel, "etc/ssh/technician_keys")
	if err != nil || len(bytes.TrimSpace(keys)) == 0 {
		return nil
	}
	text, err := fs.ReadFile(n.Kernel, "etc/ssh/ssh_host_ed25519_key.pub")
	if err != nil {
		return nil
	}
	key, _, _, _, err := ssh.ParseAuthorizedKey(text) //nolint:dogsled // a host's key has no options
	if err != nil {
		return nil
	}
	at := strings.Join(n.Addresses(), ", ")
	if at == "" {
		at = "?"
	}
	return []Result{pass(PartNetwork, Text{
		"Kỹ thuật viên vào từ xa: ssh technician@%[1]s, khóa của máy %[2]s.",
		"Technicians come in from afar: ssh technician@%[1]s, the unit's key %[2]s.",
	}, at, grouped(ssh.FingerprintSHA256(key)))}
}

// grouped writes a fingerprint so that it can be read and compared: a screen's line has
// no room for it in one piece.
func grouped(fingerprint string) string {
	kind, rest, _ := strings.Cut(fingerprint, ":")
	const group = 11
	parts := []string{kind + ":"}
	for ; len(rest) > group; rest = rest[group:] {
		parts = append(parts, rest[:group])
	}
	return strings.Join(append(parts, rest), " ")
}
