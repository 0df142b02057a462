package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tiepdan/ward"
	"tiepdan/ward/command"
	"tiepdan/ward/office"
	"tiepdan/ward/pki"
	"tiepdan/ward/settings"
	"tiepdan/ward/store"
)

// founding is what wardd init makes a ward from.
type founding struct {
	dir, state         string
	unit, unitEn       string
	commune, user      string
	hosts              []string
	mqttListen, pageAt string
	enrolAt            string
	folder, keys       string // where the parts go
}

// Names in the folder of the configuration.
const (
	fileConfig = "wardd.toml"
	folderPKI  = "pki"
)

// fileCommands is the key of commands, in the folder of the state.
const fileCommands = "commands.key"

func initCommand() *cobra.Command {
	var f founding
	cmd := &cobra.Command{
		Use:   "init --dir DIR",
		Short: "Make a ward: its certificates, its configuration and its first user",
		Long: `init makes the ward's own certificate authority, the certificates of the broker and
of wardd, the key that commands are signed with, the configuration DIR/wardd.toml,
and the first user of the page, a leader, with a password that is printed once and
must be changed at the first log-in. Nothing that is there is written over.

What is not given is asked for, on a terminal.`,
		Example: "  wardd init --dir /etc/wardd --commune cua-nam --host ward.example.vn --host 192.168.1.10 --user lan",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return found(cmd, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.dir, "dir", "/etc/wardd", "`DIR` for the configuration, the certificates and keys")
	flags.StringVar(&f.state, "state-dir", "/var/lib/wardd", "`DIR` for the database and the broker's files")
	flags.StringVar(&f.commune, "commune", "", "the ward's `NAME` in topics, as cua-nam; the robots' unit.commune")
	flags.StringArrayVar(&f.hosts, "host", nil, "`NAME` or address that robots reach this machine by; can be repeated, the first is the usual one")
	flags.StringVar(&f.user, "user", "", "log-in `NAME` of the first user")
	flags.StringVar(&f.unit, "unit", "Điểm phục vụ hành chính công", "`NAME` of the service point in Vietnamese")
	flags.StringVar(&f.unitEn, "unit-en", "Public administration service point", "`NAME` of the service point in English")
	flags.StringVar(&f.mqttListen, "mqtt", ":8883", "`ADDRESS:PORT` where robots connect")
	flags.StringVar(&f.enrolAt, "enrol", ":8443", "`ADDRESS:PORT` where robots that were invited ask for certificates; empty for nowhere")
	flags.StringVar(&f.pageAt, "page", "127.0.0.1:8080", "`ADDRESS:PORT` of the page")
	return cmd
}

func found(cmd *cobra.Command, f founding) error {
	if err := f.ask(cmd); err != nil {
		return err
	}
	if err := f.ready(); err != nil {
		return err
	}
	password, err := f.make(cmd.Context())
	if err != nil {
		return err
	}
	file := filepath.Join(f.dir, fileConfig)
	cmd.Printf(`made %s
and %s, %s: keep them secret, and a copy elsewhere (wardd keys backup)
first user: %s
one-time password: %s
start it:       wardd --config %s
add a robot:    wardd robot add --config %s NAME
`, file, f.folder, f.keys, f.user, password, file, file)
	return nil
}

// ask asks a person for what is missing, if there is one.
func (f *founding) ask(cmd *cobra.Command) error {
	var host string
	if len(f.hosts) > 0 {
		host = f.hosts[0]
	}
	in := bufio.NewReader(cmd.InOrStdin())
	for _, q := range []struct {
		flag, text string
		into       *string
	}{
		{"--commune", "The ward's name in topics (a-z, 0-9, -), as cua-nam", &f.commune},
		{"--host", "Name or address that robots reach this machine by", &host},
		{"--user", "Log-in name of the first user", &f.user},
	} {
		if *q.into != "" {
			continue
		}
		if !terminal(cmd) {
			return usageError{fmt.Errorf("%s is missing, and there is nobody to ask", q.flag)}
		}
		cmd.PrintErr(q.text + ": ")
		line, err := in.ReadString('\n')
		if *q.into = strings.TrimSpace(line); *q.into == "" {
			return usageError{errors.Join(fmt.Errorf("%s is missing", q.flag), err)}
		}
	}
	if len(f.hosts) == 0 {
		f.hosts = []string{host}
	}
	return nil
}

func terminal(cmd *cobra.Command) bool {
	in, ok := cmd.InOrStdin().(*os.File)
	if !ok {
		return false
	}
	info, err := in.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// ready looks before anything is made, so that a second try finds nothing in
// its way.
func (f *founding) ready() error {
	var err error
	if f.dir, err = filepath.Abs(f.dir); err != nil {
		return err
	}
	if f.state, err = filepath.Abs(f.state); err != nil {
		return err
	}
	f.folder, f.keys = filepath.Join(f.dir, folderPKI), filepath.Join(f.state, fileCommands)
	for _, name := range []string{filepath.Join(f.dir, fileConfig), f.folder} {
		if _, err := os.Lstat(name); err == nil {
			return fmt.Errorf("cannot make a ward: %s is there already", name)
		}
	}
	// The text is checked as it will be read, but for what does not exist yet.
	text, _, _ := strings.Cut(f.config(), headEnrol) // it wants certificates
	text = strings.Replace(text, "certificates =", "# certificates =", 1)
	text = strings.Replace(text, strconv.Quote(f.mqttListen), `"127.0.0.1:0"`, 1)
	if _, err := settings.Parse(fileConfig, []byte(text)); err != nil {
		return usageError{err}
	}
	return nil
}

// config is the text of the configuration.
func (f *founding) config() string {
	text := fmt.Sprintf(`# Configuration of wardd, made by wardd init. ward/wardd.example.toml explains
# every setting.
unit = %q
unit_en = %q
state_dir = %q

[mqtt]
listen = %q
certificates = %q

[page]
listen = %q
`, f.unit, f.unitEn, f.state, f.mqttListen, folderPKI, f.pageAt)
	if f.enrolAt != "" {
		text += fmt.Sprintf("%slisten = %q\n", headEnrol, f.enrolAt)
	}
	return text
}

// headEnrol begins where robots enrol.
const headEnrol = "\n[enrol]\n"

// make makes everything; the configuration, without which nothing of it is
// used, last. What a failure leaves behind is taken away again.
func (f *founding) make(ctx context.Context) (password string, err error) {
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return "", fmt.Errorf("cannot make a ward: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(f.folder))
		}
	}()
	if _, err := pki.Create(pki.New{Dir: f.folder, Unit: f.unit, Commune: f.commune, Hosts: f.hosts, Now: time.Now}); err != nil {
		return "", err
	}
	password = rand.Text()[:20]
	if err := f.firstUser(ctx, password); err != nil { // it makes the folder of the state
		return "", err
	}
	if _, err := command.MakeKey(f.keys); err != nil && !errors.Is(err, fs.ErrExist) { // robots may obey the one that is there
		return "", err
	}
	return password, writeNew(filepath.Join(f.dir, fileConfig), []byte(f.config()), 0o640)
}

func (f *founding) firstUser(ctx context.Context, password string) (err error) {
	free, err := ward.Claim(f.state)
	if err != nil {
		return err
	}
	defer free()
	s, err := settings.Parse(fileConfig, fmt.Appendf(nil, "state_dir = %q", f.state))
	if err != nil {
		return err
	}
	data, err := store.Open(ctx, ward.Store(s))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, data.Close()) }()
	users := office.Users{Store: data}
	if has, err := users.Exist(ctx); err != nil || has {
		return errors.Join(err, fmt.Errorf("cannot make the first user: %s has users already", f.state))
	}
	_, err = users.Create(ctx, office.Program(), office.NewUser{
		Name: f.user, Role: office.Leader, Password: password, MustChange: true,
	}, time.Now())
	return err
}

// writeNew writes a file that must not be there.
func writeNew(name string, data []byte, mode os.FileMode) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode) //nolint:gosec // the file that the command line names
	if err != nil {
		return fmt.Errorf("cannot write: %w", err)
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}
