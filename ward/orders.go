package ward

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"path/filepath"

	"tiepdan/ward/command"
	"tiepdan/ward/settings"
)

// CommandKey is the file in the state folder that holds the key of commands.
// Without it nothing is sent to robots, and no page offers it.
const CommandKey = "commands.key"

// orders gives the way to the robots, nil without a key, with what was sent
// before.
func orders(ctx context.Context, s settings.Settings, events command.Store, mqtt string, logger *slog.Logger) (*command.Sender, error) {
	key, err := command.LoadKey(filepath.Join(s.StateDir, CommandKey))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // no key is no fault
	}
	if err != nil {
		return nil, err
	}
	sender, err := command.New(command.Options{Broker: mqtt, TLS: s.BrokerTLS, Key: key, Store: events, Logger: logger})
	if err != nil {
		return nil, err
	}
	return sender, sender.Recall(ctx)
}
