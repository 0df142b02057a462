package broker

import (
	"fmt"
	"os"
	"strings"

	"tiepdan/ward/pki"
)

// File is one file of the configuration of a broker outside wardd.
type File struct {
	Name string // with / between folders
	Data []byte
	Mode os.FileMode
	// Keep leaves a file that is there alone: a key, with what vouches for it.
	Keep bool
}

const (
	secret = 0o600
	plain  = 0o644
)

// written says at the head of a file where it comes from.
func written(command, more string) string {
	return fmt.Sprintf("# Written by: wardd broker %s\n# Write it again after each wardd robot add or revoke, then %s.\n", command, more)
}

// ours copies files of the authority, into a folder of the configuration.
func ours(dir, folder string, names ...pki.File) ([]File, error) {
	files := make([]File, len(names))
	for i, name := range names {
		data, err := pki.Read(dir, name)
		if err != nil {
			return nil, err
		}
		mode := os.FileMode(plain)
		if strings.HasSuffix(string(name), ".key") {
			mode = secret
		}
		files[i] = File{Name: folder + string(name), Data: data, Mode: mode}
	}
	return files, nil
}

// guests are wardd and the robots that may come now.
func guests(live []pki.Identity) []pki.Identity {
	all := make([]pki.Identity, 0, len(live)+1)
	all = append(all, pki.Identity{Role: pki.Ward})
	return append(all, live...)
}
