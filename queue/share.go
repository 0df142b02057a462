package queue

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Blocks are 1 to 9. Block 9 has the numbers 901 to 999 of every letter, and
// then 9001 to 9999.
const (
	blockFirst  = 99
	blockSecond = 999
	// BlockMost is how many numbers a block has for one letter in a day.
	BlockMost = blockFirst + blockSecond
)

// BlockNumber is the i-th number of a block, from 1, or false when the block has no more.
func BlockNumber(block, i int) (int, bool) {
	switch {
	case i < 1 || i > BlockMost:
		return 0, false
	case i <= blockFirst:
		return block*100 + i, true
	}
	return block*1000 + i - blockFirst, true
}

// blockIndex is the inverse of BlockNumber, 0 for a number that is not of the block.
func blockIndex(block, n int) int {
	switch {
	case n > block*100 && n <= block*100+blockFirst:
		return n - block*100
	case n > block*1000 && n <= block*1000+blockSecond:
		return n - block*1000 + blockFirst
	}
	return 0
}

// Number writes a ticket's number: "A001".
func Number(prefix string, n int) string { return number(prefix, n) }

// Prefix is the letter of a service, "" for none.
func (l Line) Prefix(service string) string {
	s, _ := l.service(service)
	return s.Prefix
}

// next is the number of its own that the line gives next: blocks are left to
// the robots that have them, and what was adopted under its number is given,
// with all that an earlier keeper gave before it.
func (l Line) next(prefix string) int {
	n := l.Numbers[prefix]
	for _, of := range l.Used {
		if p, i, ok := l.digits(of); ok && p == prefix && !l.inBlock(i) {
			n = max(n, i)
		}
	}
	for n++; l.inBlock(n); n++ {
	}
	return n
}

func (l Line) inBlock(n int) bool {
	return slices.ContainsFunc(l.Blocks, func(b int) bool { return blockIndex(b, n) > 0 })
}

// digits reads a number that begins with the letter of a service.
func (l Line) digits(of string) (prefix string, n int, ok bool) {
	for _, s := range l.Services {
		if rest, found := strings.CutPrefix(of, s.Prefix); found {
			if n, err := strconv.Atoi(rest); err == nil {
				return s.Prefix, n, true
			}
		}
	}
	return "", 0, false
}

// Given is how far a block is used up today, by letter.
func (l Line) Given(block int) map[string]int {
	out := map[string]int{}
	note := func(of string) {
		if prefix, n, ok := l.digits(of); ok && blockIndex(block, n) > out[prefix] {
			out[prefix] = blockIndex(block, n)
		}
	}
	for _, of := range l.Used {
		note(of)
	}
	for i := range l.Live {
		note(l.Live[i].Number)
	}
	return out
}

// taken reports whether a number was given today to another ticket.
func (l Line) taken(of, id string) bool {
	if slices.Contains(l.Used, of) || slices.ContainsFunc(l.Live, func(t Ticket) bool { return t.Number == of && t.ID != id }) {
		return true
	}
	prefix, n, ok := l.digits(of)
	return ok && !l.inBlock(n) && n <= l.Numbers[prefix]
}

// Adopt takes in a ticket that another robot has given by itself, under its
// number, as reserved. Its holder is never sent away: what the ward has given
// up since is left out, and a number that this line gave too gets a letter. A
// ticket that the line has already, from a request that was given up, takes the
// number on its paper.
func (l Line) Adopt(t Ticket, issued time.Time) (Line, Ticket) {
	have, known := l.Find(t.ID)
	if known && have.Number == t.Number {
		return l, have
	}
	for of, letter := t.Number, 'B'; l.taken(t.Number, t.ID) && letter <= 'Z'; letter++ {
		t.Number = of + string(letter)
	}
	l.Used = append(slices.Clip(l.Used), t.Number)
	if known {
		have.Number = t.Number
		return l.with(have), have
	}
	if !l.Policy.Knows(t.Class) {
		t.Class, t.Priority = "", false
	}
	t.Plan = slices.DeleteFunc(slices.Clone(t.Plan), func(id string) bool { _, ok := l.service(id); return !ok })
	if len(t.Plan) == 0 {
		t.Plan = nil
	}
	t.State, t.Issued, t.Joined, t.Rank = Reserved, issued, time.Time{}, Rank{}
	l.Live = append(slices.Clip(l.Live), t)
	return l, t
}

// JoinAt lets a reserved ticket into the line at the time at which its holder
// had it in another robot's hands: before those who joined later. The dealer
// orders those who have one rank by their times.
func (l Line) JoinAt(id string, joined time.Time) (Line, Ticket, error) {
	if !slices.ContainsFunc(l.Live, func(o Ticket) bool { return o.inOrder() && o.Joined.After(joined) }) {
		return l.Join(id, joined)
	}
	behind := int64(0)
	for _, o := range l.Live {
		if o.inOrder() && !o.Joined.After(joined) {
			behind = max(behind, o.Rank.At)
		}
	}
	last := l.LastRank
	l, t, err := l.Join(id, joined)
	if err != nil {
		return l, t, err
	}
	l.LastRank, t.Rank = last, Rank{At: behind}
	return l.with(t), t, nil
}

// inOrder reports whether a ticket's rank is that of its joining.
func (t Ticket) inOrder() bool { return !t.Joined.IsZero() && t.Rank.Sub == 0 }

// Lapse takes out a ticket that nobody holds, or whose day is over. It is in
// no figure, its number is not given again today, and a reservation that it
// was for can be used again.
func (l Line) Lapse(id string) Line {
	t, err := l.in(id, Reserved, Waiting)
	if err != nil {
		return l
	}
	l.Used = append(slices.Clip(l.Used), t.Number)
	for _, b := range l.Bookings {
		if b.Ticket == id {
			b.State, b.Ticket, b.Number = Booked, "", ""
			l = l.withBooking(b)
		}
	}
	return l.without(id)
}

// Mirrored is the line with the tickets and doors of another line, of which it
// is the picture.
func (l Line) Mirrored(of Line) Line {
	l.Live, l.Samples, l.Desks, l.Turns = slices.Clone(of.Live), maps.Clone(of.Samples), slices.Clone(of.Desks), of.Turns
	l.LastRank, l.Favoured = of.LastRank, of.Favoured
	l.Numbers, l.Used, l.Bookings, l.Tallies = map[string]int{}, nil, nil, nil
	return l
}

// Resumed is a picture of another line as a line of its own: it goes on after
// the numbers that were given, as far as it knows them, and not after those of a
// block.
func (l Line) Resumed(numbers map[string]int) Line {
	l.Numbers, l.Used = map[string]int{}, nil
	maps.Copy(l.Numbers, numbers)
	for i := range l.Live {
		if prefix, n, ok := l.digits(l.Live[i].Number); ok && !l.inBlock(n) {
			l.Numbers[prefix] = max(l.Numbers[prefix], n)
		}
	}
	return l
}
