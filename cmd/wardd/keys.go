package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tiepdan/ward/pki"
	"tiepdan/ward/settings"
)

func keysCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "Keep what the robots know the ward by: certificates, keys, configuration",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			return usageError{errors.New("got no command, want one of: backup, restore")}
		},
	}
	cmd.AddCommand(keysBackup(), keysRestore())
	return cmd
}

func keysBackup() *cobra.Command {
	return certified(&cobra.Command{
		Use:   "backup --config FILE KEYS.tar",
		Short: "Write the configuration, the authority and the key of commands to a new file",
		Long: `backup writes what a new machine needs beside the backup of the data: the
configuration, the ward's authority with all that it issued and revoked, and the key
that commands are signed with. Do it after each wardd robot add or revoke: what was
revoked later, an older file does not know.

Whoever has the file is the ward: keep it as a key, and apart from this machine.`,
		Args: oneFile,
	}, func(cmd *cobra.Command, s settings.Settings, args []string) error {
		config, err := cmd.Flags().GetString("config")
		if err != nil {
			return err
		}
		return backupKeys(cmd, s, config, args[0])
	})
}

func backupKeys(cmd *cobra.Command, s settings.Settings, config, name string) error {
	kept := make(pki.Kept)
	if err := kept.Add(pki.KeptConfig, config); err != nil {
		return err
	}
	whole, err := kept.AddAuthority(s.Certificates)
	if err != nil {
		return err
	}
	commands := kept.Add(pki.KeptCommands, filepath.Join(s.StateDir, fileCommands))
	if commands != nil && !errors.Is(commands, fs.ErrNotExist) {
		return commands
	}
	var data bytes.Buffer
	if err := kept.Write(&data, time.Now()); err != nil {
		return err
	}
	if err := writeNew(name, data.Bytes(), 0o600); err != nil {
		return err
	}
	cmd.Printf("%d files in %s: keep it as a key\n", len(kept), name)
	if !whole {
		cmd.Println("ca.key is not in its folder and not in the file: keep it too")
	}
	if commands != nil {
		cmd.Println("there is no key of commands")
	}
	return nil
}

func keysRestore() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "restore --dir DIR KEYS.tar",
		Short: "Put what backup wrote on a new machine, or bring revocations together",
		Long: `restore writes the configuration to DIR/wardd.toml, the authority to DIR/pki and the key
of commands to the folder of the state. Files that are there stay. A list of
certificates that is there gets what the backup knows besides; what either of the two
has revoked stays revoked.`,
		Args: oneFile,
		RunE: func(cmd *cobra.Command, args []string) error { return restoreKeys(cmd, dir, args[0]) },
	}
	cmd.Flags().StringVar(&dir, "dir", "/etc/wardd", "`DIR` for the configuration, the certificates and keys")
	return cmd
}

func restoreKeys(cmd *cobra.Command, dir, name string) error {
	file, err := os.Open(name) //nolint:gosec // the file that the command line names
	if err != nil {
		return fmt.Errorf("cannot restore the keys: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	kept, err := pki.ReadKept(file)
	if err != nil {
		return err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	folder := filepath.Join(dir, folderPKI)
	written, err := kept.RestoreAuthority(folder, time.Now)
	if err != nil {
		return err
	}
	if len(written) > 0 {
		cmd.Printf("%s: %s\n", folder, strings.Join(written, " "))
	}
	config := filepath.Join(dir, fileConfig)
	if err := putBack(cmd, config, kept[pki.KeptConfig], 0o640); err != nil {
		return err
	}
	s, err := settings.Load(config)
	if err != nil {
		return err
	}
	if s.Certificates != folder {
		cmd.Printf("the configuration has its certificates in %s: move %s there\n", s.Certificates, folder)
	}
	if err := os.MkdirAll(s.StateDir, 0o700); err != nil {
		return fmt.Errorf("cannot restore the keys: %w", err)
	}
	if err := putBack(cmd, filepath.Join(s.StateDir, fileCommands), kept[pki.KeptCommands], 0o600); err != nil {
		return err
	}
	cmd.Printf("look at it: wardd robot list --config %s\nWhat was revoked or certified after the backup it does not know.\n", config)
	return nil
}

// putBack writes a file that is not there, and leaves one alone that is.
func putBack(cmd *cobra.Command, name string, data []byte, mode os.FileMode) error {
	if data == nil {
		return nil
	}
	switch err := writeNew(name, data, mode); {
	case err == nil:
		cmd.Println(name)
		return nil
	case !errors.Is(err, fs.ErrExist):
		return err
	}
	has, err := os.ReadFile(name) //nolint:gosec // as above
	if err != nil {
		return fmt.Errorf("cannot restore the keys: %w", err)
	}
	if !bytes.Equal(has, data) {
		cmd.Printf("%s is there and stays; it is not that of the backup\n", name)
	}
	return nil
}
