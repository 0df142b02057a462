package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"aead.dev/minisign"
	"github.com/spf13/cobra"

	"tiepdan/agent/flash"
)

// imageKey is the public key of images, as minisign prints it. A build for the
// field bakes it in: -ldflags "-X main.imageKey=RWQ…".
var imageKey string //nolint:gochecknoglobals // the linker sets it, nobody else

// flashing is how flash was asked for.
type flashing struct {
	seed     seedFlags
	pubkey   string
	wish     flash.Wish
	yes      bool
	noEject  bool
	asJSON   bool
	machine  flash.Host
	terminal func(io.Reader, io.Writer) bool
}

func newFlashCommand() *cobra.Command { return flashCommand(flash.Machine()) }

// flashCommand is the command on a machine; a test has one of its own.
func flashCommand(machine flash.Host) *cobra.Command {
	f := flashing{machine: machine, terminal: onTerminal}
	cmd := &cobra.Command{
		Use:   "flash IMAGE[.zst] [DISK]",
		Short: "Write an image to a disk, read it back, and make it one unit's",
		Long: `Without DISK flash lists the disks, and says of each that cannot be written why not.

With DISK it checks the image's signature (IMAGE.minisig), writes, reads everything
back from the medium and compares it, gives the disk's partitions names of their own,
puts the unit's seed on it (the flags of "kioskctl seed make"), and lets go of it. What was done and
what was not is said of each step. The disk of this machine is never written.

The status is 0 only when everything was done.`,
		Example: `  kioskctl flash tiepdan.img.zst
  sudo kioskctl flash tiepdan.img.zst /dev/sdb --plan kb-01.toml`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return f.listed(cmd, args[0])
			}
			job, err := f.job(args[0], args[1])
			if err != nil { // nothing was begun: programs are told as they are of the rest
				if f.asJSON {
					err = errors.Join(err, f.print(cmd.OutOrStdout(), flash.NotBegun(args[0], job.Disk, err)))
				}
				return err
			}
			return f.run(cmd, job)
		},
	}
	f.seed.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.pubkey, "pubkey", "", "public key `FILE` of minisign, instead of the one that this program was built with")
	flags.BoolVar(&f.wish.ForceFixed, "force-fixed", false, "write to a disk that is built in; never to that of this machine")
	flags.BoolVar(&f.yes, "yes", false, "do not ask whether it is the right disk")
	flags.BoolVar(&f.noEject, "no-eject", false, "do not let go of the disk at the end")
	flags.BoolVar(&f.asJSON, "json", false, "print one JSON object")
	return cmd
}

// listed is a disk in the list.
type listed struct {
	flash.Disk

	Refusals []flash.Refusal `json:"refusals"`
}

// listed lists the disks, and tells programs why it cannot.
func (f *flashing) listed(cmd *cobra.Command, image string) error {
	err := f.list(cmd, image)
	if err != nil && f.asJSON {
		return errors.Join(err, json.NewEncoder(cmd.OutOrStdout()).Encode(map[string]any{"image": image, "error": err.Error()}))
	}
	return err
}

func (f *flashing) list(cmd *cobra.Command, image string) error {
	disks, err := f.machine.Disks()
	if err != nil {
		return err
	}
	wish := f.wish
	if wish.Need, err = flash.ImageSize(image); err != nil {
		return err
	}
	all := make([]listed, 0, len(disks))
	for _, d := range disks {
		all = append(all, listed{d, d.Refusals(wish)})
	}
	if f.asJSON {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(map[string]any{"image": image, "need": wish.Need, "disks": all})
	}
	return printDisks(cmd.OutOrStdout(), image, wish, all)
}

func printDisks(out io.Writer, image string, wish flash.Wish, all []listed) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	lines := []string{"DISK\tSIZE\tBUS\tMODEL\tSERIAL\tPARTITIONS\tCAN BE WRITTEN"}
	for _, d := range all {
		can := "yes"
		if len(d.Refusals) > 0 {
			reasons := make([]string, len(d.Refusals))
			for i, r := range d.Refusals {
				reasons[i] = r.String()
			}
			can = "no: " + strings.Join(reasons, "; ")
		}
		parts := make([]string, len(d.Partitions))
		for i, p := range d.Partitions {
			parts[i] = p.Name
		}
		lines = append(lines, strings.Join([]string{d.Path, flash.Bytes(d.Size), dash(d.Bus), dash(d.Model), dash(d.Serial), dash(strings.Join(parts, " ")), can}, "\t"))
	}
	if len(all) == 0 {
		lines = append(lines, "there is no disk")
	}
	if _, err := io.WriteString(w, strings.Join(lines, "\n")+"\n"); err != nil {
		return fmt.Errorf("cannot print the disks: %w", err)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("cannot print the disks: %w", err)
	}
	_, err := fmt.Fprintf(out, "%s needs %s; to write it: kioskctl flash %s DISK\n", image, needs(wish.Need), image)
	return err
}

func needs(n int64) string {
	if n == 0 {
		return "an amount of room that it does not say"
	}
	return flash.Bytes(n)
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// job is what was asked for, as far as it can be said before anything is read or
// written; with an error it has the disk, if that was found.
func (f *flashing) job(image, name string) (job flash.Job, err error) {
	job = flash.Job{Host: f.machine, Image: image, Disk: flash.Disk{Path: name}, Wish: f.wish, Keep: f.noEject}
	if _, err = flash.ImageSize(image); err != nil { // before anybody looks for its key
		return job, err
	}
	if job.Key, err = f.key(); err != nil {
		return job, err
	}
	disk, err := f.machine.Choose(name, f.wish)
	if disk.Path != "" {
		job.Disk = disk
	}
	if err != nil || !f.seed.given() {
		return job, err
	}
	s, err := f.seed.make()
	if err != nil {
		return job, err
	}
	job.Seed, err = s.Bytes()
	return job, err
}

func (f *flashing) run(cmd *cobra.Command, job flash.Job) error {
	people := f.terminal(cmd.InOrStdin(), cmd.ErrOrStderr())
	show := newShown(cmd.ErrOrStderr(), people)
	job.Progress = show.progress
	job.Confirm = func(i flash.Image) error {
		show.end()
		return f.confirm(cmd, people, job.Disk, i)
	}
	r, err := flash.Run(cmd.Context(), job)
	show.end()
	return errors.Join(err, f.print(cmd.OutOrStdout(), r))
}

func (f *flashing) print(out io.Writer, r flash.Report) error {
	if f.asJSON {
		return json.NewEncoder(out).Encode(r)
	}
	_, err := io.WriteString(out, r.Text())
	return err
}

func (f *flashing) key() (key minisign.PublicKey, err error) {
	switch {
	case f.pubkey != "":
		key, err = minisign.PublicKeyFromFile(f.pubkey)
	case imageKey != "":
		err = key.UnmarshalText([]byte(imageKey))
	default:
		err = errors.New("this program was built without one: want --pubkey FILE")
	}
	if err != nil {
		return key, fmt.Errorf("cannot use the public key of images: %w", err)
	}
	return key, nil
}

// confirm lets somebody write the disk's name, so that she has read it.
func (f *flashing) confirm(cmd *cobra.Command, people bool, d flash.Disk, i flash.Image) error {
	if f.yes {
		return nil
	}
	if !people {
		return errors.New("there is nobody to ask whether it is the right disk: add --yes")
	}
	cmd.PrintErrf("%s, signed: %s\nEVERYTHING on %s (%s, %s, serial %s) will be lost.\nTo go on write its name, %s: ",
		i.Name, i.Comment, d.Path, d.Model, flash.Bytes(d.Size), dash(d.Serial), d.Name)
	line, err := readLine(cmd.Context(), cmd.InOrStdin())
	if err != nil || strings.TrimSpace(line) != d.Name {
		return errors.Join(errors.New("the disk was not named: nothing was written"), err)
	}
	return nil
}

// onTerminal says whether there is somebody to ask.
func onTerminal(in io.Reader, out io.Writer) bool {
	for _, end := range []any{in, out} {
		file, ok := end.(*os.File)
		if !ok {
			return false
		}
		if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
			return false
		}
	}
	return true
}
