package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
	"golang.org/x/crypto/bcrypt"
)

// pinForm is what the console's number pad can type.
var pinForm = regexp.MustCompile(`^[0-9]{4,12}$`)

// pinCost is bcrypt's work factor: some 0.1 s for each guess on the robot. Six
// digits fall to somebody who has the file and a day all the same, so the file
// is kept secret and the console limits attempts.
const pinCost = 10

func newHashPINCommand() *cobra.Command {
	var pin string
	cmd := &cobra.Command{
		Use:   "hash-pin",
		Short: "Print the hash of a door's PIN, for pin_hash",
		Long: `Print the bcrypt hash of a door's PIN, for doors.pin_hash of the configuration.

The PIN, 4 to 12 digits, is read from standard input; at a terminal it is asked for twice, and not shown. --pin is for scripts: other users of the
machine can see it while the command runs.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("pin") {
				var err error
				if pin, err = readPIN(cmd.Context(), cmd.InOrStdin(), cmd.ErrOrStderr()); err != nil {
					return err
				}
			}
			hash, err := hashPIN(pin)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintln(cmd.OutOrStdout(), hash); err != nil {
				return fmt.Errorf("cannot print the hash: %w", err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&pin, "pin", "", "the `PIN` instead of standard input")
	return cmd
}

func readPIN(ctx context.Context, in io.Reader, talk io.Writer) (string, error) {
	if file, ok := in.(*os.File); ok && term.IsTerminal(file.Fd()) {
		pin, err := askHidden(ctx, file, talk, "PIN: ")
		if err != nil || !pinForm.MatchString(pin) { // hashPIN says what is wrong with it
			return pin, err
		}
		again, err := askHidden(ctx, file, talk, "PIN, once more: ")
		if err == nil && again != pin {
			err = errors.New("cannot hash the PIN: the two are not the same")
		}
		return pin, err
	}
	line, err := readLine(ctx, in)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("cannot read the PIN: %w", err)
	}
	return strings.TrimSpace(line), nil
}

func hashPIN(pin string) (string, error) {
	if !pinForm.MatchString(pin) {
		return "", errors.New("cannot hash the PIN: want 4 to 12 digits")
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(pin), pinCost)
	if err != nil {
		return "", fmt.Errorf("cannot hash the PIN: %w", err)
	}
	return string(hash), nil
}
