// Command speechd is the voice of the robot: a child of kioskd that speaks
// the sentences it reads from standard input, hears requests, and answers on
// standard output, one JSON object a line (package speech/wire). It ends when
// its standard input does. A bad voice, model or sound library costs this
// process and one sentence, never kioskd.
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

	"tiepdan/speech/ear"
	"tiepdan/speech/engine"
	"tiepdan/speech/wire"
)

func main() {
	debug.SetTraceback("none") // of a library that ends the process the reason is enough
	if err := run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "speechd:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out, complaints io.Writer) error {
	o, err := parse(args, complaints)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	switch {
	case o.version:
		_, err := fmt.Fprintln(out, "speechd", version())
		return err
	case o.transcribe:
		return transcribe(o, out)
	case o.speak != "", o.sweep != 0:
		return speak(o, out, complaints)
	}
	output, err := engine.NewOutput(engine.OutputOptions{Mode: engine.Mode(o.output), WAVDir: o.wavDir})
	if err != nil {
		return err
	}
	defer output.Close()
	send := wire.NewEncoder[wire.Event](out)
	options := engine.Options{
		Output:  output,
		Program: version(),
		Logger:  slog.New(slog.NewTextHandler(complaints, nil)),
	}
	o.addMusic(&options)
	l := &loads{send: send}
	o.synth(&options, l)
	switch o.input {
	case "none":
	case "auto":
		mic := &engine.Microphone{}
		defer mic.Close()
		options.Ear = ear.New(o.ear(mic, l))
	default:
		options.Ear = ear.New(o.ear(ear.WAVFile{Path: o.input}, l))
	}
	return engine.New(options, send).Serve(context.Background(), wire.NewDecoder[wire.Request](in))
}

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "unknown"
}
