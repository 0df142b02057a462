package main

import (
	"bufio"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/bcrypt"

	"tiepdan/ward"
	"tiepdan/ward/settings"
)

// Exit codes.
const (
	exitFailed = 1 // something in the way: a port, a folder, a disk
	exitUsage  = 2 // the command line or the configuration
)

// usageError is a mistake in the command line or the configuration.
type usageError struct{ error }

func exitCode(err error) int {
	if errors.As(err, new(usageError)) {
		return exitUsage
	}
	return exitFailed
}

func program() *cobra.Command {
	var file string
	var verbose bool
	root := &cobra.Command{
		Use:   "wardd --config FILE",
		Short: "The ward's server: receives, stores and shows what the robots report",
		Long: `wardd receives ratings and status from the service-point robots over MQTT, keeps
each event exactly once, and shows them on a live page. When it is ready it
prints one line: ready mqtt=URL page=URL. It stops on SIGINT or SIGTERM.

Exit status: 0 stopped, 1 something was in the way, 2 wrong usage or configuration.`,
		Version:       version(),
		Args:          noArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if file == "" {
				return usageError{errors.New("no configuration, want --config FILE")}
			}
			return serve(cmd, file, verbose)
		},
	}
	root.SetOut(os.Stdout) // cobra would print to standard error
	root.Flags().StringVar(&file, "config", "", "configuration `FILE` (TOML), see ward/wardd.example.toml")
	root.Flags().BoolVarP(&verbose, "verbose", "v", false, "log the broker's notices too")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(&cobra.Command{
		Use:   "hash-password",
		Short: "Read a password from standard input and print its hash for page.password_bcrypt",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return hashPassword(cmd) },
	})
	root.AddCommand(initCommand(), robotCommand(), renewCommand(), keysCommand(), brokerCommand(), leaderCommand(), updateCommand())
	root.AddCommand(keepCommands()...)
	return root
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Errorf("unknown argument %q for %s", args[0], cmd.CommandPath())}
	}
	return nil
}

func serve(cmd *cobra.Command, file string, verbose bool) error {
	s, err := settings.Load(file)
	if err != nil {
		return usageError{err}
	}
	level := slog.LevelInfo
	if verbose {
		level = slog.LevelDebug
	}
	logger := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: level}))
	named, err := procedures(cmd.Context(), s.Catalogue, logger)
	if err != nil {
		return err
	}
	return ward.Run(cmd.Context(), ward.Options{
		Settings:  s,
		Procedure: named,
		Ready: func(mqtt, page string) {
			cmd.Printf("ready mqtt=%s page=%s\n", mqtt, page)
		},
		Logger: logger,
	})
}

// leastPassword is the shortest password in characters, and mostPassword the
// longest in bytes that bcrypt takes.
const (
	leastPassword = 10
	mostPassword  = 72
)

func hashPassword(cmd *cobra.Command) error {
	const cost = 12 // about a quarter of a second for each try
	line, err := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
	password := strings.TrimRight(line, "\r\n")
	if password == "" && err != nil {
		return usageError{fmt.Errorf("cannot read a password from standard input: %w", err)}
	}
	if n := len([]rune(password)); n < leastPassword || len(password) > mostPassword {
		return usageError{fmt.Errorf("the password has %d characters, want at least %d and at most %d bytes", n, leastPassword, mostPassword)}
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(password), cost)
	if err != nil {
		return fmt.Errorf("cannot hash the password: %w", err)
	}
	cmd.Println(string(hash))
	return nil
}

// version is the module's version, and the revision that it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	words := []string{info.Main.Version}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			words = append(words, s.Value)
		}
	}
	return strings.Join(words, " ")
}
