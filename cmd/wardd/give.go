package main

import (
	"errors"
	"fmt"
	"os/user"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"tiepdan/ward/store"
)

// maxBecause bounds a reason, in characters.
const maxBecause = 200

func threeArgs(cmd *cobra.Command, args []string) error {
	if len(args) != 3 {
		return usageError{fmt.Errorf("got %d arguments, want ROBOT, EPOCH and FROM-TO: %s", len(args), cmd.UseLine())}
	}
	return nil
}

// giveNumbersUp is wardd verify --give-up ROBOT EPOCH FROM-TO.
func giveNumbersUp(cmd *cobra.Command, o store.Options, args []string, because string) error {
	g, err := givenUp(args, because)
	if err != nil {
		return usageError{err}
	}
	events, err := store.Open(cmd.Context(), o)
	if err != nil {
		return err
	}
	by := "wardd"
	if who, err := user.Current(); err == nil {
		by += " (" + who.Username + ")"
	}
	n, err := events.GiveUp(cmd.Context(), g, time.Now(), by)
	if err = errors.Join(err, events.Close()); err != nil {
		return err
	}
	cmd.Printf("%d numbers of %s/%s %s are given up\n", n, g.Commune, g.Robot, g.Epoch)
	return nil
}

func givenUp(args []string, because string) (store.GivenUp, error) {
	g := store.GivenUp{Epoch: args[1], Because: strings.TrimSpace(because)}
	var found bool
	if g.Commune, g.Robot, found = strings.Cut(args[0], "/"); !found {
		return g, fmt.Errorf("robot %q, want COMMUNE/ROBOT as verify shows it", args[0])
	}
	from, to, _ := strings.Cut(args[2], "-")
	if to == "" {
		to = from
	}
	var errs [2]error
	g.From, errs[0] = strconv.ParseUint(from, 10, 54)
	g.To, errs[1] = strconv.ParseUint(to, 10, 54)
	switch {
	case errors.Join(errs[:]...) != nil || g.From == 0 || g.To < g.From:
		return g, fmt.Errorf("numbers %q, want FROM-TO, such as 101-200", args[2])
	case g.Because == "":
		return g, errors.New("no reason, want --because TEXT")
	case utf8.RuneCountInString(g.Because) > maxBecause:
		return g, fmt.Errorf("a reason of %d characters, want at most %d", utf8.RuneCountInString(g.Because), maxBecause)
	}
	return g, nil
}
