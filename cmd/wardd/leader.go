package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tiepdan/ward"
	"tiepdan/ward/office"
	"tiepdan/ward/settings"
	"tiepdan/ward/store"
)

// leaderCommand makes a leader at the machine: the page itself never makes the
// first one for somebody who has not logged in.
func leaderCommand() *cobra.Command {
	return configured(&cobra.Command{
		Use:   "leader --config FILE NAME",
		Short: "Make a leader of all communes, with a password that is printed once",
		Long: `leader makes a user of the page who can make all others: the first one of a server
that has none, or one more when no leader can log in any more. The password is
printed once and must be changed at the first log-in. wardd must be stopped.`,
		Example: "  wardd leader --config /etc/wardd/wardd.toml lan",
		Args:    oneFile,
	}, func(cmd *cobra.Command, s settings.Settings, args []string) error {
		password, err := makeLeader(cmd.Context(), s, args[0])
		if err != nil {
			return err
		}
		cmd.Printf("leader: %s\none-time password: %s\n", args[0], password)
		return nil
	})
}

func makeLeader(ctx context.Context, s settings.Settings, name string) (password string, err error) {
	free, err := ward.Claim(s.StateDir)
	if err != nil {
		return "", err
	}
	defer free()
	data, err := store.Open(ctx, ward.Store(s))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, data.Close()) }()
	password = rand.Text()[:20]
	users := office.Users{Store: data}
	if _, err = users.Create(ctx, office.Program(), office.NewUser{
		Name: name, Role: office.Leader, Password: password, MustChange: true,
	}, time.Now()); err != nil {
		return "", fmt.Errorf("cannot make a leader: %w", err)
	}
	return password, nil
}
