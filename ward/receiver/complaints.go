package receiver

import (
	"context"
	"log/slog"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

// complaints are what is logged of refused messages: a line for each robot and
// batch, because one robot can send thousands in a second.
type complaints struct {
	of    map[schema.Topic]*complaint // of a robot: without a channel
	order []schema.Topic
}

type complaint struct {
	n       int
	channel schema.Channel // of the first
	reason  string         // of the first
}

func (c *complaints) add(topic schema.Topic, reason string) {
	robot := topic.On("")
	if c.of == nil {
		c.of = make(map[schema.Topic]*complaint)
	}
	if c.of[robot] == nil {
		c.of[robot] = &complaint{channel: topic.Channel, reason: reason}
		c.order = append(c.order, robot)
	}
	c.of[robot].n++
}

func (c *complaints) log(ctx context.Context, logger *slog.Logger) {
	for _, robot := range c.order {
		of := c.of[robot]
		logger.LogAttrs(ctx, slog.LevelWarn, "messages refused", slog.Int("messages", of.n),
			slog.String("topic", robot.On(store.ChannelName(of.channel)).String()), slog.String("reason", of.reason))
	}
}
