// Command speechd is the voice of the robot: a child of kioskd that speaks
// the sentences it reads from standard input and answers on standard output,
// one JSON object a line (package speech/wire). It ends when its standard
// input does. A bad voice or sound library costs this process and one
// sentence, never kioskd.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"

	"tiepdan/speech/engine"
	"tiepdan/speech/wire"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "speechd:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out, complaints io.Writer) error {
	fs := flag.NewFlagSet("speechd", flag.ContinueOnError)
	fs.SetOutput(complaints)
	mode := fs.String("output", string(engine.Auto), "where sound goes: auto (a device, else files), device, wav")
	dir := fs.String("wav-dir", "", "directory for WAV files, one a sentence, the newest 200 kept")
	voice := fs.String("voice", "vi", "espeak-ng voice for Vietnamese: vi, vi-vn-x-central, vi-vn-x-south")
	speed := fs.Int("speed", engine.DefaultSpeed, "words a minute, 80 to 450")
	espeak := fs.String("espeak", "espeak-ng", "the espeak-ng program")
	showVersion := fs.Bool("version", false, "print the version and exit")
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return fmt.Errorf("cannot read the flags: %w", err)
	}
	if *showVersion {
		_, err := fmt.Fprintln(out, "speechd", version())
		return err
	}
	if fs.NArg() > 0 || *speed < 80 || *speed > 450 {
		return fmt.Errorf("cannot start: speed %d (80 to 450), unexpected arguments %q", *speed, fs.Args())
	}
	output, err := engine.NewOutput(engine.OutputOptions{Mode: engine.Mode(*mode), WAVDir: *dir})
	if err != nil {
		return err
	}
	defer output.Close()
	e := engine.New(engine.Options{
		Synth:   engine.Espeak{Path: *espeak, Voice: *voice, Speed: *speed},
		Output:  output,
		Program: version(),
		Logger:  slog.New(slog.NewTextHandler(complaints, nil)),
	}, wire.NewEncoder[wire.Event](out))
	return e.Serve(context.Background(), wire.NewDecoder[wire.Request](in))
}

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "unknown"
}
