package main

import (
	"archive/tar"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"tiepdan/ward/command"
	"tiepdan/ward/pki"
	"tiepdan/ward/settings"
)

// Files that a robot gets; its configuration names them in /etc/tiepdan.
const (
	fileRobotKey   = "robot.key"
	fileRobotCert  = "robot.pem"
	fileWardCA     = "ward-ca.pem"
	fileRobotLines = "ward.toml"
	robotFolder    = "/etc/tiepdan/"
)

// robotLines is what the robot's configuration needs of the ward.
func robotLines(s settings.Settings, who pki.Identity, brokers []string) ([]byte, error) {
	quoted := make([]string, len(brokers))
	for i, b := range brokers {
		quoted[i] = strconv.Quote(b)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `# Lines for /etc/tiepdan/tiepdan.toml of %s. Its [unit] must have
#   id = %q
#   commune = %q
# The other files belong into %s, %s with mode 0600.

[report]
enabled = true
broker = [%s]
ca_file = %q
cert_file = %q
key_file = %q
`, who, who.Robot, who.Commune, robotFolder, fileRobotKey, strings.Join(quoted, ", "),
		robotFolder+fileWardCA, robotFolder+fileRobotCert, robotFolder+fileRobotKey)
	key, err := command.LoadKey(filepath.Join(s.StateDir, fileCommands))
	if errors.Is(err, fs.ErrNotExist) {
		return []byte(b.String()), nil
	}
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, "\n# Whose commands the robot obeys.\n[ward]\nkeys = [%q]\n", command.Public(key))
	return []byte(b.String()), nil
}

// packed is one file of a pack.
type packed struct {
	name string
	data []byte
	mode os.FileMode
}

// pack is a new folder, or a new .tar file.
type pack struct {
	name string
	file *os.File // of a .tar
	tar  *tar.Writer
}

func newPack(name string) (*pack, error) {
	p := &pack{name: name}
	if !strings.HasSuffix(name, ".tar") {
		if err := os.Mkdir(name, 0o700); err != nil {
			return nil, fmt.Errorf("cannot write for the robot: %w", err)
		}
		return p, nil
	}
	var err error
	if p.file, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err != nil { //nolint:gosec // the file that the command line names
		return nil, fmt.Errorf("cannot write for the robot: %w", err)
	}
	p.tar = tar.NewWriter(p.file)
	return p, nil
}

// fill writes all files and ends the pack, or takes it away.
func (p *pack) fill(files ...packed) error {
	for _, f := range files {
		if err := p.add(f); err != nil {
			return errors.Join(err, p.drop())
		}
	}
	return p.end()
}

func (p *pack) add(f packed) error {
	if p.tar == nil {
		return writeNew(filepath.Join(p.name, f.name), f.data, f.mode)
	}
	err := p.tar.WriteHeader(&tar.Header{Name: f.name, Mode: int64(f.mode), Size: int64(len(f.data)), ModTime: time.Now()})
	if err == nil {
		_, err = p.tar.Write(f.data)
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", p.name, err)
	}
	return nil
}

func (p *pack) end() error {
	if p.tar == nil {
		return nil
	}
	if err := errors.Join(p.tar.Close(), p.file.Sync(), p.file.Close()); err != nil {
		return fmt.Errorf("cannot write %s: %w", p.name, err)
	}
	return nil
}

// drop takes away what was begun.
func (p *pack) drop() error {
	if p.file != nil {
		_ = p.file.Close() // it is deleted
	}
	return os.RemoveAll(p.name)
}
