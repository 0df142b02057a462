package queue_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/queue"
)

func TestBlocks(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		block, i, want int
		ok             bool
	}{{9, 1, 901, true}, {9, 99, 999, true}, {9, 100, 9001, true}, {9, queue.BlockMost, 9999, true}, {9, queue.BlockMost + 1, 0, false}, {1, 0, 0, false}, {1, 1, 101, true}} {
		if got, ok := queue.BlockNumber(tc.block, tc.i); got != tc.want || ok != tc.ok {
			t.Errorf("BlockNumber(%d, %d) = %d, %t, want %d, %t", tc.block, tc.i, got, ok, tc.want, tc.ok)
		}
	}
	seen := map[int]int{}
	for block := 1; block <= 9; block++ {
		for i := 1; i <= queue.BlockMost; i++ {
			n, _ := queue.BlockNumber(block, i)
			if other, twice := seen[n]; twice {
				t.Fatalf("%d is of the blocks %d and %d", n, other, block)
			}
			seen[n] = block
		}
	}
	l := sharedLine()
	for i := range 1200 {
		var tk queue.Ticket
		var err error
		l, tk, err = l.Issue(queue.Ticket{ID: "t" + queue.Number("", i), Service: "a"}, day)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(tk.Number, "A9") && len(tk.Number) == 4 && tk.Number != "A900" {
			t.Fatalf("the keeper gave %s, which is of block 9", tk.Number)
		}
	}
}

var day = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

func sharedLine() queue.Line {
	l := queue.NewLine([]queue.Service{{ID: "a", Prefix: "A", Doors: []int{1}}}, queue.Policy{Strict: true, RecallLimit: 2})
	l.Blocks = []int{9}
	return l.Tick(day)
}

// joined adopts a ticket and lets it join at a minute of the day.
func joined(t *testing.T, l queue.Line, id, number string, minute int) queue.Line {
	t.Helper()
	at := day.Add(time.Duration(minute) * time.Minute)
	if number != "" {
		l, _ = l.Adopt(queue.Ticket{ID: id, Number: number, Service: "a"}, at)
	} else {
		var err error
		if l, _, err = l.Issue(queue.Ticket{ID: id, Service: "a"}, at); err != nil {
			t.Fatal(err)
		}
	}
	l, _, err := l.JoinAt(id, at)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestAdoptedStandByJoining(t *testing.T) {
	t.Parallel()
	l := sharedLine()
	for _, p := range []struct {
		id, number string
		minute     int
	}{{"n1", "", 0}, {"n2", "", 10}, {"m5", "A905", 15}, {"m2", "A902", 5}, {"m1", "A901", 3}, {"n3", "", 20}, {"m9", "A909", 12}, {"m0", "A910", 30}, {"n4", "", 40}} {
		l = joined(t, l, p.id, p.number, p.minute)
	}
	var got []string
	for _, tk := range l.Tick(day.Add(time.Hour)).Order(1) {
		got = append(got, tk.ID)
	}
	if want := []string{"n1", "m1", "m2", "n2", "m9", "m5", "n3", "m0", "n4"}; !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
	if got := l.Given(9)["A"]; got != 10 {
		t.Errorf("block 9 is used up to its number %d, want 10", got)
	}
}

func TestAdoptNeverGivesANumberTwice(t *testing.T) {
	t.Parallel()
	l := joined(t, sharedLine(), "n1", "", 0)
	l, again := l.Adopt(queue.Ticket{ID: "x", Number: "A001", Service: "gone", Class: "gone", Plan: []string{"gone"}}, day)
	if again.Number != "A001B" || again.Class != "" || again.Plan != nil {
		t.Errorf("adopted %+v, want A001B without what the ward gave up", again)
	}
	l, ahead := l.Adopt(queue.Ticket{ID: "y", Number: "A003", Service: "a"}, day)
	l, a, _ := l.Issue(queue.Ticket{ID: "n2", Service: "a"}, day)
	l, b, _ := l.Issue(queue.Ticket{ID: "n3", Service: "a"}, day)
	if ahead.Number != "A003" || a.Number != "A004" || b.Number != "A005" {
		t.Errorf("got %s, then %s and %s, want A003, A004, A005: who gave A003 gave A002 too", ahead.Number, a.Number, b.Number)
	}
	l = l.Lapse("n3")
	if _, found := l.Find("n3"); found {
		t.Error("a lapsed ticket is still there")
	}
	if _, c, _ := l.Issue(queue.Ticket{ID: "n4", Service: "a"}, day); c.Number != "A006" {
		t.Errorf("after a lapse the next number is %s, want A006", c.Number)
	}
}

func TestResetKeepsBlockNumbersAtADoor(t *testing.T) {
	t.Parallel()
	l := joined(t, sharedLine(), "m1", "A901", 0)
	l, _, err := l.CallNext(1, day)
	if err != nil {
		t.Fatal(err)
	}
	l = l.Reset(day.Add(20 * time.Hour))
	if got := l.Given(9)["A"]; got != 1 {
		t.Errorf("after the reset block 9 is used up to %d, want 1: A901 is still at its door", got)
	}
	if _, tk, _ := l.Issue(queue.Ticket{ID: "n", Service: "a"}, day); tk.Number != "A001" {
		t.Errorf("the new day begins with %s, want A001", tk.Number)
	}
}
