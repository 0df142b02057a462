package speech

import (
	"errors"
	"fmt"
	"time"

	"tiepdan/speech/wire"
)

func (o *Options) checkMusic() error {
	switch {
	case o.Music != "off" && o.Music != "built-in" && o.Music != "files":
		return fmt.Errorf("music %q, want off, built-in or files", o.Music)
	case o.Music == "files" && o.MusicDir == "":
		return errors.New("music files need a directory")
	case o.MusicDB < 1 || o.MusicDB > 60:
		return fmt.Errorf("music %d dB below speech, want 1 to 60", o.MusicDB)
	}
	return nil
}

// Music lets quiet music play, or ends it at once. Speech lowers it, and while a
// request is heard there is none. It may be called from any goroutine and as
// often as one likes; a voice process that comes back goes on with it.
func (c *Client) Music(on bool) {
	if c.music.Swap(on) != on {
		c.queue.rouse()
	}
}

// volumeOf is how loud a sentence is. People must hear an alarm in the quiet
// hours too.
func (c *Client) volumeOf(s Sentence) int {
	if s.Alarm {
		return 100
	}
	return c.opts.VolumeAt(time.Now())
}

// tune tells the process about music when that has changed, the hour's volume
// included: serve comes by with every heartbeat.
func (l *link) tune() error {
	volume := 0
	if l.c.opts.Music != "off" && l.c.music.Load() {
		volume = l.c.opts.VolumeAt(time.Now())
	}
	if !l.up || volume == l.music {
		return nil
	}
	l.music = volume
	return l.child.send.Encode(wire.Request{Op: wire.OpMusic, Volume: volume})
}
