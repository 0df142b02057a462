package flash

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"

	"aead.dev/minisign"
)

// Job is one disk to be written.
type Job struct {
	Host     Host
	Image    string
	Key      minisign.PublicKey
	Disk     Disk // as it was chosen
	Wish     Wish
	Seed     []byte // TIEPDAN/SEED.TAR; none when empty
	Keep     bool   // do not eject
	Progress Progress
	// Confirm is asked once the image is known to be good, before the disk is
	// touched; nil asks nobody.
	Confirm func(Image) error
}

// ErrFailed means that not everything was done; the report says what.
var ErrFailed = errors.New("not everything was done")

// Run does a job. The report is whole, however it ends.
func Run(ctx context.Context, j Job) (Report, error) {
	r := Report{Image: j.Image, Disk: j.Disk, Holds: HoldsBefore}
	err := j.run(ctx, &r)
	r.rest()
	if r.Next == "" {
		r.Next = j.next(ctx, &r, err)
	}
	if err != nil {
		err = fmt.Errorf("%w: %w", ErrFailed, err)
		r.failed(err)
		return r, err
	}
	return r, nil
}

func (j Job) run(ctx context.Context, r *Report) error {
	var img Image
	err := r.step(StepCheck, func() (string, error) {
		var err error
		if img, err = CheckImage(ctx, j.Image, j.Key, j.Progress); err != nil {
			return "", err
		}
		j.Wish.Need = img.Size
		// Now that it is known how large it is.
		if why := j.Disk.Refusals(j.Wish); len(why) > 0 {
			return "", &Refused{Disk: j.Disk.Path, Reasons: why}
		}
		return fmt.Sprintf("signed by %016X: %s", j.Key.ID(), img.Comment), nil
	})
	if err != nil {
		return err
	}
	if j.Confirm != nil {
		if err := j.Confirm(img); err != nil {
			return err
		}
	}
	return j.disk(ctx, img, r)
}

// disk does what is done with the disk taken.
func (j Job) disk(ctx context.Context, img Image, r *Report) (err error) {
	var d Device
	var w written
	defer func() {
		if d != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	err = r.step(StepWrite, func() (string, error) {
		room, err := j.take(&d)
		if err != nil {
			return "", err
		}
		w, err = write(ctx, img, d, room, j.Progress)
		if w.began {
			r.Holds = HoldsNothing
		}
		if err != nil {
			return "", err
		}
		r.Size, r.SHA256 = w.size, hex.EncodeToString(w.sum[:])
		return fmt.Sprintf("%d bytes, SHA-256 %s", w.size, r.SHA256), nil
	})
	if err != nil {
		return err
	}
	if err := r.step(StepVerify, func() (string, error) { return "read back and the same", verify(ctx, w, d, j.Progress) }); err != nil {
		return err
	}
	r.Holds = HoldsImage
	if err := r.step(StepCustomise, func() (string, error) { return customise(ctx, d, j.Seed) }); err != nil {
		return err
	}
	r.Holds = HoldsComplete
	if j.Keep {
		r.unasked(StepEject)
		return nil
	}
	return r.step(StepEject, func() (string, error) {
		closing := d
		d = nil
		if err := errors.Join(closing.Sync(), closing.Close()); err != nil {
			return "", err
		}
		return j.Host.release(j.Disk)
	})
}

// take takes the disk, looks whether it is still the one that was chosen, and
// says how much room it has.
func (j Job) take(into *Device) (int64, error) {
	if err := j.Host.again(j.Disk, j.Wish); err != nil {
		return 0, err
	}
	d, err := j.Host.Open(j.Disk.Path)
	if err != nil {
		return 0, err
	}
	*into = d
	// Once more: now that it is taken nobody can put another in its place unseen.
	if err := j.Host.again(j.Disk, j.Wish); err != nil {
		return 0, err
	}
	room, err := d.Size()
	if err == nil && room != j.Disk.Size {
		err = fmt.Errorf("cannot write to %s: it has %d bytes, and had %d when it was chosen", j.Disk.Path, room, j.Disk.Size)
	}
	return room, err
}

// release lets the kernel let go of a disk that is plugged in.
func (h Host) release(d Disk) (string, error) {
	if d.Bus != "usb" {
		return "everything is on it; it can be taken out", nil
	}
	// The kernel flushes the disk's own cache, and stops it (sd_remove).
	err := os.WriteFile(h.at("sys/block", d.Name, "device/delete"), []byte("1"), 0)
	if err != nil {
		return "", fmt.Errorf("everything is on it, but the kernel did not let go of it (%w): wait until its lamp is still", err)
	}
	return "it can be pulled", nil
}

// next says what to do.
func (j Job) next(ctx context.Context, r *Report, err error) string {
	again := "Run the same command again: nothing has to be repaired before."
	var refused *Refused
	switch {
	case err == nil:
		return "Put it into the unit and start that."
	case r.Holds == HoldsBefore && errors.As(err, &refused):
		return "Choose a disk again."
	case r.Holds == HoldsBefore:
		return ""
	case r.Holds == HoldsComplete:
		return "It can be used."
	case r.Holds == HoldsImage:
		return again + " Or copy a seed (kioskctl seed make) to TIEPDAN/SEED.TAR on its FAT partition."
	case ctx.Err() != nil:
		return "It was interrupted. " + again
	case full(err):
		return "Take a larger disk."
	case errors.Is(err, ErrSignature):
		return "The file changed while it was read: look for what writes to it, and get the image anew."
	case gone(err):
		return "The disk is gone, or gives errors: plug it in again, without a hub, and run the same command again. If that happens again, take another disk or reader."
	case errors.Is(err, errDiffers):
		return "Do not use this disk: take another one, or another reader."
	}
	return again
}
