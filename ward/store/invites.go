package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tiepdan/ward/enrol"
	"tiepdan/ward/office"
)

// invitesTable are robots that were invited to enrol, see package enrol.
const invitesTable = `
CREATE TABLE office_invites (
	commune  TEXT NOT NULL,
	robot    TEXT NOT NULL,
	hash     TEXT NOT NULL, -- bcrypt of the code
	replaces {whole} NOT NULL,
	name     TEXT NOT NULL, -- who invited it
	made_ms  {whole} NOT NULL,
	ends_ms  {whole} NOT NULL,
	used_ms  {whole} NOT NULL,
	used_by  TEXT NOT NULL, -- SHA-256 of the public key
	cert     TEXT NOT NULL, -- that was given, PEM
	PRIMARY KEY (commune, robot)
){keyed};
`

const inviteColumns = `commune, robot, hash, replaces, name, made_ms, ends_ms, used_ms, used_by, cert`

func (s *Store) scanInvite(rows *sql.Rows) (i enrol.Invite, err error) {
	var hash string
	var made, ends, used int64
	err = rows.Scan(&i.Commune, &i.Robot, &hash, &i.Replaces, &i.MadeBy, &made, &ends, &used, &i.Key, &i.Cert)
	i.Hash = []byte(hash)
	i.Made, i.Ends, i.Used = s.instant(made), s.instant(ends), s.instant(used)
	return i, err
}

// PutInvite keeps an invitation in place of the one that the robot has.
func (s *Store) PutInvite(ctx context.Context, i enrol.Invite, e office.Entry) error {
	err := s.recorded(ctx, e, func(t tx) error {
		if _, err := t.ExecContext(ctx, `DELETE FROM office_invites WHERE commune = ? AND robot = ?`, i.Commune, i.Robot); err != nil {
			return err
		}
		_, err := t.ExecContext(ctx, `INSERT INTO office_invites (`+inviteColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			i.Commune, i.Robot, string(i.Hash), i.Replaces, i.MadeBy, ms(i.Made), ms(i.Ends), ms(i.Used), i.Key, i.Cert)
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot keep an invitation: %w", err)
	}
	return nil
}

// Invite finds the invitation of a robot.
func (s *Store) Invite(ctx context.Context, commune, robot string) (i enrol.Invite, found bool, err error) {
	err = s.each(ctx, func(rows *sql.Rows) error {
		found = true
		i, err = s.scanInvite(rows)
		return err
	}, `SELECT `+inviteColumns+` FROM office_invites WHERE commune = ? AND robot = ?`, commune, robot)
	if err != nil {
		return enrol.Invite{}, false, fmt.Errorf("cannot find an invitation: %w", err)
	}
	return i, found, nil
}

// Invites gives the invitations that end after a time, the newest first.
func (s *Store) Invites(ctx context.Context, after time.Time) ([]enrol.Invite, error) {
	var all []enrol.Invite
	err := s.each(ctx, func(rows *sql.Rows) error {
		i, err := s.scanInvite(rows)
		all = append(all, i)
		return err
	}, `SELECT `+inviteColumns+` FROM office_invites WHERE ends_ms > ? ORDER BY made_ms DESC, commune, robot`, ms(after))
	if err != nil {
		return nil, fmt.Errorf("cannot list invitations: %w", err)
	}
	return all, nil
}

// errOtherInvite means that an invitation is used up, or replaced.
var errOtherInvite = errors.New("it is not this invitation any more")

// UseInvite uses an invitation up for a key. The record tells of the first time
// alone.
func (s *Store) UseInvite(ctx context.Context, i enrol.Invite, key string, at time.Time, e office.Entry) (bool, error) {
	err := s.recorded(ctx, e, func(t tx) error {
		done, err := t.ExecContext(ctx, `UPDATE office_invites SET used_ms = ?, used_by = ? WHERE commune = ? AND robot = ? AND hash = ? AND used_ms = 0`,
			ms(at), key, i.Commune, i.Robot, string(i.Hash))
		return one(done, err, errOtherInvite)
	})
	if err == nil {
		return true, nil
	}
	if !errors.Is(err, errOtherInvite) {
		return false, fmt.Errorf("cannot use an invitation: %w", err)
	}
	now, found, err := s.Invite(ctx, i.Commune, i.Robot)
	return found && string(now.Hash) == string(i.Hash) && now.Key == key, err
}

// KeepInviteCert keeps the certificate that was given for an invitation.
func (s *Store) KeepInviteCert(ctx context.Context, i enrol.Invite, cert string) error {
	err := s.change(ctx, func(t tx) error {
		done, err := t.ExecContext(ctx, `UPDATE office_invites SET cert = ? WHERE commune = ? AND robot = ? AND hash = ?`, cert, i.Commune, i.Robot, string(i.Hash))
		return one(done, err, errOtherInvite)
	})
	if err != nil {
		return fmt.Errorf("cannot keep a certificate: %w", err)
	}
	return nil
}
