package printer

import (
	"errors"
	"slices"
)

// UnconfirmedError is the error of a job whose bytes went out and whose end is not
// known: an [ErrUnknown]. The printer may tell the end yet, for instance once a
// cover is closed.
type UnconfirmedError struct {
	error

	p   *Printer
	job *job
}

// Unwrap gives the outcome and the reason.
func (u *UnconfirmedError) Unwrap() error { return u.error }

// Later calls f once the printer says that the job is done after all: at once if
// it has said so by now, and never if it does not. f is called by whoever reads
// the printer or talks to it, and must not wait.
func (u *UnconfirmedError) Later(f func()) {
	u.p.mu.Lock()
	done := u.job.done
	if !done {
		u.job.tell = append(u.job.tell, f)
	}
	u.p.mu.Unlock()
	if done {
		f()
	}
}

// openJobs is how many jobs are remembered that were not confirmed: what a
// printer has buffered, 90 KB, is a few tickets.
const openJobs = 32

// job is one picture on its way. Its id and how
// do not change; the rest belongs to the printer's lock.
type job struct {
	id   [4]byte
	how  Completion // by which its end is told
	done bool
	tell []func() // of those who were told that the end is not known
}

// begin names a job and remembers it, so that its confirmation is known on
// whichever link and however late it comes.
func (p *Printer) begin(how Completion) *job {
	j := &job{id: p.nextID(), how: how}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open = append(p.open, j)
	if len(p.open) > openJobs {
		p.open = slices.Delete(p.open, 0, len(p.open)-openJobs)
	}
	return j
}

// finished takes the printer's word for the end of a job. One that is not known
// is another host's, or an earlier process'.
func (p *Printer) finished(id [4]byte) {
	p.mu.Lock()
	i := slices.IndexFunc(p.open, func(j *job) bool { return j.id == id })
	var tell []func()
	if i >= 0 {
		j := p.open[i]
		p.open = slices.Delete(p.open, i, i+1)
		j.done, tell, j.tell = true, j.tell, nil
	}
	p.mu.Unlock()
	for _, f := range tell {
		f()
	}
}

func (p *Printer) isDone(j *job) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return j.done
}

// overdue is a job whose answer to GS r was not waited for any longer. Nothing
// else that the printer answers so was asked since.
type overdue struct {
	job  *job
	link *link
	then heard // when the job was given up
	need int   // answers on this link with the job's own
}

// leave notes what a job that was given up still waits for, if it was sent whole.
// An answer to GS ( H needs no note: it bears its number.
func (p *Printer) leave(j *job, l *link, before heard, err error) {
	p.late = nil
	then, _ := l.peek()
	// An answer that came already was noise.
	if j.how != ByTransmit || p.torn || !errors.Is(err, ErrUnknown) || then.transmits > before.transmits {
		return
	}
	p.late = &overdue{job: j, link: l, then: then, need: before.transmits + 1}
}

// lookLate looks for the answer that p.late waits for. Its one byte without a
// number proves nothing by itself: a printer that is switched off says the same.
// It counts when the printer has told of the trouble's end by itself, which one
// that was off in between does not, when it is well now and the line is clean. The
// caller holds the turn and has just heard the status.
func (p *Printer) lookLate(l *link) {
	o := p.late
	if o == nil || o.link != l {
		return
	}
	h, _ := l.peek()
	if h.transmits == o.need && h.automatic > o.then.automatic && h.skipped == o.then.skipped && h.status.ready() {
		p.late, p.owed = nil, 0
		p.finished(o.job.id)
	}
}
