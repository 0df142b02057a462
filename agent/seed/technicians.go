package seed

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"tiepdan/agent/place"
)

// Where sshd finds them, below the root. They are root's, not the agent's: who can
// write them can come in.
const (
	fileTechnicians = "etc/ssh/technician_keys"
	fileHostKey     = "etc/ssh/ssh_host_ed25519_key"
)

// technicianUser is who comes in by ssh on a unit made from the image.
const technicianUser = "technician"

// options that a technician's key may have (sshd(8), AUTHORIZED_KEYS FILE FORMAT):
// those that let fewer people in, or for a shorter time.
func keyOptions() []string { return []string{"cert-authority", "principals", "expiry-time", "from"} }

// technicianKeys reads public keys, one a line as in authorized_keys, and gives them
// without the comments, which often name a person. None is an empty file.
func technicianKeys(text []byte) (clean []byte, n int, err error) {
	var out bytes.Buffer
	for i, line := range bytes.Split(text, []byte("\n")) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		key, _, options, _, err := ssh.ParseAuthorizedKey(line)
		if err != nil {
			if bytes.Contains(text, []byte("PRIVATE KEY")) {
				return nil, 0, errors.New("it is a private key, which stays where it is: want the public one, whose name ends in .pub")
			}
			return nil, 0, fmt.Errorf("line %d: no public key of OpenSSH, want one a line, as ssh-ed25519 AAAA…", i+1)
		}
		for _, o := range options {
			if name, _, _ := strings.Cut(o, "="); !slices.Contains(keyOptions(), strings.ToLower(name)) {
				return nil, 0, fmt.Errorf("line %d: option %q, want none but %s", i+1, name, strings.Join(keyOptions(), ", "))
			}
		}
		if len(options) > 0 {
			out.WriteString(strings.Join(options, ",") + " ")
		}
		out.Write(ssh.MarshalAuthorizedKey(key)) // with its line's end
		n++
	}
	return out.Bytes(), n, nil
}

// readTechnicians reads the file that a plan names.
func readTechnicians(name string) ([]byte, error) {
	if name == "" {
		return nil, nil
	}
	text, err := os.ReadFile(name) //nolint:gosec // the file that the command line names
	if err != nil {
		return nil, fmt.Errorf("technician_keys: %w", err)
	}
	clean, n, err := technicianKeys(text)
	if err == nil && n == 0 {
		err = errors.New("it has no key")
	}
	if err != nil {
		return nil, fmt.Errorf("technician_keys: %s: %w", name, err)
	}
	return clean, nil
}

// technicians are the files with which technicians come in, and what is said of
// them. A seed without keys takes those of the one before away.
func technicians(root *os.Root, s Seed) (files []place.File, detail string, err error) {
	keys, n, err := technicianKeys(s.Technicians)
	if err != nil {
		return nil, "", err
	}
	if n == 0 {
		if _, err := root.Stat(fileTechnicians); errors.Is(err, fs.ErrNotExist) {
			return nil, "", nil
		}
		return []place.File{{Name: fileTechnicians, Mode: 0o644}}, "nobody comes in by ssh any more", nil
	}
	files = append(files, place.File{Name: fileTechnicians, Data: keys, Mode: 0o644})
	key, fingerprint, err := hostKey(root)
	if err != nil {
		return nil, "", err
	}
	return append(files, key...), fmt.Sprintf("%d come in as %s@%s; the unit's own key is %s", n, technicianUser, s.Manifest.Hostname, fingerprint), nil
}

// hostKey is the unit's own key; it is made, and then has files, when there is none: a
// technician who knows a unit is to know it after another seed, too.
func hostKey(root *os.Root) (files []place.File, fingerprint string, err error) {
	old, err := root.ReadFile(fileHostKey)
	if err == nil {
		if signer, err := ssh.ParsePrivateKey(old); err == nil {
			return nil, ssh.FingerprintSHA256(signer.PublicKey()), nil
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, "", fmt.Errorf("cannot read the unit's own key: %w", err)
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, "", fmt.Errorf("cannot make the unit's own key: %w", err)
	}
	block, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		return nil, "", fmt.Errorf("cannot make the unit's own key: %w", err)
	}
	public, err := ssh.NewPublicKey(key.Public())
	if err != nil {
		return nil, "", fmt.Errorf("cannot make the unit's own key: %w", err)
	}
	return []place.File{
		{Name: fileHostKey, Data: pem.EncodeToMemory(block), Mode: 0o600},
		{Name: fileHostKey + ".pub", Data: ssh.MarshalAuthorizedKey(public), Mode: 0o644},
	}, ssh.FingerprintSHA256(public), nil
}
