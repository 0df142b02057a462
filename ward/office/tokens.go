package office

import (
	"context"
	"crypto/rand"
	"strings"
	"time"
	"unicode/utf8"

	"tiepdan/report/schema"
)

// Token opens the read-only interface to a program. It is shown once; the
// store has its hash.
type Token struct {
	ID      string
	Key     string // of the token, see KeyOf
	Title   string // what it is for
	Commune string // the only one that it opens; "" for all that the server has
	MadeBy  string // name of the leader
	Made    time.Time
	Revoked time.Time // zero while it holds
	Used    time.Time // zero before the first use; exact to a minute
}

// tokenMark begins every token, so that one which leaked can be recognised.
const tokenMark = "tdw_"

// TokenStore keeps tokens.
type TokenStore interface {
	AddToken(ctx context.Context, t Token, e Entry) error
	Tokens(ctx context.Context) ([]Token, error)
	Token(ctx context.Context, key string) (Token, bool, error)
	TouchToken(ctx context.Context, id string, at time.Time) error
	RevokeToken(ctx context.Context, id string, at time.Time, e Entry) error
}

// Tokens are what programs read the ward's figures by.
type Tokens struct {
	Store TokenStore
	// Warn is told what could not be written though the caller goes on; may be nil.
	Warn func(context.Context, error)

	touch touch
}

// Make makes a token for the figures of a commune, or of all with ""; that is for
// leaders of all.
func (s *Tokens) Make(ctx context.Context, by Actor, title, commune string, at time.Time) (token string, err error) {
	title = strings.TrimSpace(title)
	switch {
	case !by.User.Heads():
		return "", ErrRights
	case commune != "" && schema.CheckLevel(commune) != nil:
		return "", ErrCommune
	case title == "" || utf8.RuneCountInString(title) > mostTitle:
		return "", ErrTitle
	}
	token = tokenMark + rand.Text()
	t := Token{ID: rand.Text(), Key: KeyOf(token), Title: title, Commune: commune, MadeBy: by.User.Name, Made: at}
	if err := s.Store.AddToken(ctx, t, by.did(at, "token-make", t.ID)); err != nil {
		return "", err
	}
	return token, nil
}

// Revoke ends a token; that is for leaders of all communes.
func (s *Tokens) Revoke(ctx context.Context, by Actor, id string, at time.Time) error {
	if !by.User.Heads() {
		return ErrRights
	}
	return s.Store.RevokeToken(ctx, id, at, by.did(at, "token-revoke", id))
}

// Use says whether a token holds, and counts as use, also when that cannot be
// written.
func (s *Tokens) Use(ctx context.Context, token string, at time.Time) (Token, bool, error) {
	if !strings.HasPrefix(token, tokenMark) {
		return Token{}, false, nil
	}
	t, found, err := s.Store.Token(ctx, KeyOf(token))
	if err != nil || !found || !t.Revoked.IsZero() {
		return Token{}, false, err
	}
	if at.Sub(t.Used) >= touchEvery && s.touch.due(at) {
		s.touch.failed(ctx, at, s.Store.TouchToken(ctx, t.ID, at), s.Warn)
	}
	return t, true, nil
}
