package flash

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// Wish is what a disk is wanted for.
type Wish struct {
	Need       int64 // bytes; 0 while it is not known
	ForceFixed bool  // a disk that is built in is meant
}

// Refusal is one reason why a disk is not written.
type Refusal struct {
	Code string `json:"code"`
	Text string `json:"text"` // the reason
	Mend string `json:"mend"` // what to do, if anything can be done
}

func (r Refusal) String() string {
	if r.Mend == "" {
		return r.Text
	}
	return r.Text + ": " + r.Mend
}

// Refusals are all reasons why a disk is not written; none for one that can be.
func (d Disk) Refusals(w Wish) []Refusal {
	all := []Refusal{}
	add := func(code, mend, format string, args ...any) {
		all = append(all, Refusal{Code: code, Text: fmt.Sprintf(format, args...), Mend: mend})
	}
	if slices.ContainsFunc(d.Uses, func(u Use) bool { return u.System }) {
		add("system", "", "this machine runs from it")
	}
	for _, u := range d.Uses {
		switch {
		case u.System:
		case u.As == useMounted:
			add("mounted", "umount "+u.Where, "%s", u)
		default:
			add("used", "take it out of there first", "%s", u)
		}
	}
	if !d.Removable && !w.ForceFixed {
		add("fixed", "if it is the right one, add --force-fixed", "it is built in, not removable")
	}
	if d.ReadOnly {
		add("read-only", "move the card's switch, or take another one", "it is read-only")
	}
	switch {
	case d.Size == 0:
		add("empty", "put a card into the reader", "there is no medium in it")
	case w.Need > d.Size:
		add("small", "take a larger one", "it has %s, the image needs %s", Bytes(d.Size), Bytes(w.Need))
	}
	if d.Block != sector {
		add("block", "take another one", "its blocks have %d bytes, the image is made for %d", d.Block, sector)
	}
	return all
}

// Refused means that a disk is not written, and why.
type Refused struct { //nolint:errname // it reads as it is used
	Disk    string
	Reasons []Refusal
}

func (r *Refused) Error() string {
	texts := make([]string, len(r.Reasons))
	for i, x := range r.Reasons {
		texts[i] = x.String()
	}
	return fmt.Sprintf("cannot write to %s: %s", r.Disk, strings.Join(texts, "; "))
}

// Choose finds the disk that somebody named, by its path or a link to it, and
// refuses it with every reason there is.
func (h Host) Choose(name string, w Wish) (Disk, error) {
	all, err := h.Disks()
	if err != nil {
		return Disk{}, err
	}
	path := name
	if !strings.Contains(path, "/") {
		path = "/dev/" + path
	}
	wanted := h.nodeName(path)
	for _, d := range all {
		if d.Name == wanted {
			if why := d.Refusals(w); len(why) > 0 {
				return d, &Refused{Disk: name, Reasons: why}
			}
			return d, nil
		}
		for _, p := range d.Partitions {
			if p.Name == wanted {
				return d, &Refused{Disk: name, Reasons: []Refusal{{
					Code: "partition", Text: fmt.Sprintf("it is a partition of %s, and the image has partitions of its own", d.Path), Mend: "if the whole disk is meant, name " + d.Path,
				}}}
			}
		}
	}
	return Disk{}, &Refused{Disk: name, Reasons: []Refusal{{
		Code: "none", Text: "there is no such disk", Mend: "kioskctl flash " + "IMAGE lists those that there are",
	}}}
}

// again looks at a disk once more.
func (h Host) again(d Disk, w Wish) error {
	now, err := h.Choose(filepath.Base(d.Path), w)
	if err != nil {
		return err
	}
	if !d.Same(now) {
		return &Refused{Disk: d.Path, Reasons: []Refusal{{
			Code: "changed", Text: fmt.Sprintf("it is another disk than the one that was chosen: %s now, %s then", now.what(), d.what()), Mend: "look at the list again",
		}}}
	}
	return nil
}

func (d Disk) what() string {
	return fmt.Sprintf("%q, %s, serial %q, number %d of the kernel", d.Model, Bytes(d.Size), d.Serial, d.Sequence)
}

// Bytes writes a size as it stands on disks, in powers of ten.
func Bytes(n int64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.1f GB", float64(n)/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%d bytes", n)
}
