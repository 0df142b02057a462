package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"tiepdan/ward"
	"tiepdan/ward/settings"
	"tiepdan/ward/store"
)

// keepCommands are those that keep the ward's data safe.
func keepCommands() []*cobra.Command {
	return []*cobra.Command{backupCommand(), restoreCommand(), verifyCommand()}
}

// configured adds --config to a command, and gives run what it says.
func configured(cmd *cobra.Command, run func(cmd *cobra.Command, s settings.Settings, args []string) error) *cobra.Command {
	var file string
	cmd.Flags().StringVar(&file, "config", "", "configuration `FILE` (TOML) of the ward")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if file == "" {
			return usageError{errors.New("no configuration, want --config FILE")}
		}
		s, err := settings.Load(file)
		if err != nil {
			return usageError{err}
		}
		return run(cmd, s, args)
	}
	return cmd
}

func oneFile(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usageError{fmt.Errorf("got %d arguments, want one: %s", len(args), cmd.UseLine())}
	}
	return nil
}

func backupCommand() *cobra.Command {
	return configured(&cobra.Command{
		Use:   "backup --config FILE BACKUP",
		Short: "Write all data as it is at one moment to the new file BACKUP",
		Long: `backup writes every table to one file, also while wardd runs. It is the same for
SQLite and PostgreSQL: what one gave the other can restore. Keep the file safe: it
holds what citizens wrote, and it goes to no other machine than your own. What is
erased on the page later stays in it: delete backups that are no longer needed.

It prints the file's SHA-256 as sha256sum does.`,
		Args: oneFile,
	}, func(cmd *cobra.Command, s settings.Settings, args []string) error {
		events, err := store.Inspect(cmd.Context(), ward.Store(s))
		if err != nil {
			return err
		}
		sum, err := writeBackup(cmd, events, args[0])
		if err = errors.Join(err, events.Close()); err != nil {
			return err
		}
		cmd.Printf("%s  %s\n", sum, args[0])
		return nil
	})
}

// writeBackup writes beside the file first: one with the name is whole.
func writeBackup(cmd *cobra.Command, events *store.Store, name string) (sum string, err error) {
	if _, err := os.Stat(name); err == nil {
		return "", fmt.Errorf("cannot back up: %s is there already", name)
	}
	part := name + ".part"
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the file that the command line names
	if err != nil {
		return "", fmt.Errorf("cannot back up: %w", err)
	}
	hash := sha256.New()
	told := newTelling(cmd, "backup")
	about, err := events.Backup(cmd.Context(), io.MultiWriter(file, hash), time.Now(), told.progress)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(part, name)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(name))
	}
	if err != nil {
		_ = os.Remove(part) // it may be gone or in place already
		return "", err
	}
	told.end("%d rows of %d tables, as of %s", about.Rows, about.Tables, about.Made.Format(time.RFC3339))
	told.end("what is erased on the page later stays in this file: delete it when it is no longer needed")
	return hex.EncodeToString(hash.Sum(nil)), nil
}

func syncFolder(folder string) error {
	f, err := os.Open(folder) //nolint:gosec // that of the file that the command line names
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func restoreCommand() *cobra.Command {
	var replace bool
	cmd := configured(&cobra.Command{
		Use:   "restore --config FILE [--replace] BACKUP",
		Short: "Make the database anew from BACKUP; wardd must not run",
		Long: `restore reads and checks the whole backup before it changes anything. It refuses to
touch a database that is there; with --replace that one is kept beside the new
one, under a name that restore prints.

Nobody is logged in afterwards. Accounts have the passwords and rights, and tokens
and erased texts are revoked and erased, as the database says that was there. Where
there is none, or it cannot be read, all tokens are ended, and accounts are as in
the backup: look at once who should no longer be there.

When wardd is started again, each robot learns that the ward has less than it
believed, and sends what is missing: robots keep events for 90 days.`,
		Args: oneFile,
	}, func(cmd *cobra.Command, s settings.Settings, args []string) error {
		free, err := ward.Claim(s.StateDir)
		if err != nil {
			return err
		}
		defer free()
		return restore(cmd.Context(), cmd, store.Restoring{Options: ward.Store(s), Replace: replace, Now: time.Now()}, args[0])
	})
	cmd.Flags().BoolVar(&replace, "replace", false, "put a database that is there aside")
	return cmd
}

func restore(ctx context.Context, cmd *cobra.Command, o store.Restoring, name string) error {
	file, err := os.Open(name) //nolint:gosec // the file that the command line names
	if err != nil {
		return fmt.Errorf("cannot restore: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	about, err := store.CheckBackup(file)
	if err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("cannot restore: %w", err)
	}
	told := newTelling(cmd, "restore")
	o.Progress = told.progress
	done, err := store.Restore(ctx, o, file)
	if errors.Is(err, store.ErrExists) {
		return fmt.Errorf("%w: add --replace to keep that one aside", err)
	}
	if err != nil {
		return err
	}
	told.end("%d rows, as of %s", about.Rows, about.Made.Format(time.RFC3339))
	sayRestored(cmd, done)
	return nil
}

func sayRestored(cmd *cobra.Command, done store.Restored) {
	if done.Aside != "" {
		cmd.Printf("the database before is kept as %s\n", done.Aside)
		cmd.Println("it still holds what was erased on the page: delete it when it is no longer needed")
	}
	cmd.Printf("ended: %d log-ins and %d tokens\n", done.Sessions, done.Tokens)
	switch {
	case !done.Known:
		why := "there was no database"
		if done.Unasked != nil {
			why = fmt.Sprintf("the database that was there cannot be read (%v)", done.Unasked)
		}
		cmd.Printf("%s: all tokens are ended, and all %d accounts have the passwords and rights of the backup; look at once who should no longer be there\n",
			why, done.Accounts)
	case done.Accounts > 0:
		cmd.Printf("%d accounts that only the backup knows have the passwords and rights of then: look at once whether they should\n", done.Accounts)
	}
}

// telling says on standard error how far something is.
type telling struct {
	cmd  *cobra.Command
	what string
	next time.Time
}

const tellEvery = 2 * time.Second

func newTelling(cmd *cobra.Command, what string) *telling {
	return &telling{cmd: cmd, what: what, next: time.Now().Add(tellEvery)}
}

func (t *telling) progress(done, total int64) {
	if now := time.Now(); now.After(t.next) {
		t.next = now.Add(tellEvery)
		t.cmd.PrintErrf("%s: %d of %d rows\n", t.what, done, total)
	}
}

func (t *telling) end(format string, args ...any) {
	t.cmd.PrintErrf(t.what+": "+format+"\n", args...)
}
