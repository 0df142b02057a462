package web

import (
	"net/http"
	"strconv"

	"tiepdan/ward/office"
)

// mostListed is how many alerts or cases stand on one page of a list.
const mostListed = 100

// pager leads from one page of a list to the next.
type pager struct {
	Back, Next string // addresses, "" for none
	Page       int
}

// lists are the addresses' names of the two lists of a page.
const (
	listOpen = "open"
	listOver = "over"
)

// listing is the part of a list that a request asks for, and one more: whether
// there is a next page.
func listing(r *http.Request, x who, name string) office.Listing {
	return office.Listing{For: x.User, Over: name == listOver, Skip: (pageOf(r, name) - 1) * mostListed, Limit: mostListed + 1}
}

// pageOf is the page of a list that a request asks for, from 1.
func pageOf(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil {
		return 1
	}
	return min(max(n, 1), 1_000_000)
}

// paged cuts a list to its page, and says where the others are.
func paged[T any](r *http.Request, name string, all []T) ([]T, pager) {
	p := pager{Page: pageOf(r, name)}
	at := func(page int) string {
		q := r.URL.Query()
		q.Del("said")
		q.Set(name, strconv.Itoa(page))
		return r.URL.Path + "?" + q.Encode()
	}
	if p.Page > 1 {
		p.Back = at(p.Page - 1)
	}
	if len(all) > mostListed {
		all, p.Next = all[:mostListed], at(p.Page+1)
	}
	return all, p
}

// leaf is a pager in a language.
type leaf struct {
	words
	pager
}

// Leaf is a pager as its template takes it.
func (w words) Leaf(p pager) leaf { return leaf{w, p} }
