package store

import "context"

// officeTables are what people of the ward do on its page, see package office.
// Instants are Unix milliseconds, 0 for never.
const officeTables = `
CREATE TABLE office_users (
	id          TEXT PRIMARY KEY,
	name        TEXT NOT NULL UNIQUE,
	title       TEXT NOT NULL,
	role        TEXT NOT NULL,
	doors       TEXT NOT NULL, -- 3,4
	services    TEXT NOT NULL, -- land,civil
	hash        TEXT NOT NULL, -- bcrypt
	must_change {whole} NOT NULL,
	disabled    {whole} NOT NULL,
	created_ms  {whole} NOT NULL
){strict};
CREATE TABLE office_sessions (
	id       TEXT PRIMARY KEY, -- SHA-256 of its name
	user_id  TEXT NOT NULL,
	begun_ms {whole} NOT NULL,
	used_ms  {whole} NOT NULL,
	address  TEXT NOT NULL,
	agent    TEXT NOT NULL
){strict};
CREATE INDEX office_sessions_user ON office_sessions (user_id);
CREATE TABLE office_record ( -- who did what
	id      TEXT PRIMARY KEY,
	at_ms   {whole} NOT NULL,
	name    TEXT NOT NULL,
	did     TEXT NOT NULL,
	about   TEXT NOT NULL,
	address TEXT NOT NULL
){strict};
CREATE INDEX office_record_at ON office_record (at_ms);
CREATE TABLE office_alerts (
	id        TEXT PRIMARY KEY,
	number    {whole} NOT NULL UNIQUE,
	scope     TEXT NOT NULL,
	door      {whole} NOT NULL,
	robot     TEXT NOT NULL,
	bad       {whole} NOT NULL,
	ratings   {whole} NOT NULL,
	from_ms   {whole} NOT NULL,
	opened_ms {whole} NOT NULL,
	owner     TEXT NOT NULL,
	due_ms    {whole} NOT NULL,
	acked_ms  {whole} NOT NULL,
	acked_by  TEXT NOT NULL,
	closed_ms {whole} NOT NULL
){strict};
CREATE UNIQUE INDEX office_alerts_open ON office_alerts (scope) WHERE closed_ms = 0;
CREATE INDEX office_alerts_closed ON office_alerts (closed_ms);
CREATE INDEX office_alerts_opened ON office_alerts (opened_ms);
CREATE TABLE office_cases (
	id          TEXT PRIMARY KEY,
	number      {whole} NOT NULL UNIQUE,
	token       TEXT NOT NULL UNIQUE, -- SHA-256 of the citizen's token
	opened_ms   {whole} NOT NULL,
	day         TEXT NOT NULL, -- of the ward, 2006-01-02
	topic       TEXT NOT NULL,
	service     TEXT NOT NULL,
	lang        TEXT NOT NULL,
	words       TEXT NOT NULL, -- the citizen's
	erased      {whole} NOT NULL,
	status      TEXT NOT NULL,
	owner       TEXT NOT NULL,
	due_ms      {whole} NOT NULL,
	answer      TEXT NOT NULL,
	answered_ms {whole} NOT NULL,
	answered_day TEXT NOT NULL,
	answered_by TEXT NOT NULL
){strict};
CREATE INDEX office_cases_day ON office_cases (day, status, answered_day);
CREATE INDEX office_cases_opened ON office_cases (opened_ms);
CREATE TABLE office_notes (
	id    TEXT PRIMARY KEY,
	about TEXT NOT NULL, -- id of an alert or a case
	at_ms {whole} NOT NULL,
	name  TEXT NOT NULL,
	words TEXT NOT NULL
){strict};
CREATE INDEX office_notes_about ON office_notes (about, at_ms);
CREATE TABLE office_tokens (
	id         TEXT PRIMARY KEY,
	token      TEXT NOT NULL UNIQUE, -- SHA-256
	title      TEXT NOT NULL,
	made_by    TEXT NOT NULL,
	made_ms    {whole} NOT NULL,
	revoked_ms {whole} NOT NULL,
	used_ms    {whole} NOT NULL
){strict};
CREATE TABLE office_options (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
){strict};
`

// officeTables2 adds whose an account, an alert, a case and a token is when one
// server serves several communes, and what was sent to robots.
const officeTables2 = `
ALTER TABLE office_users ADD COLUMN commune TEXT NOT NULL DEFAULT ''; -- '' for all
ALTER TABLE office_alerts ADD COLUMN commune TEXT NOT NULL DEFAULT '';
ALTER TABLE office_cases ADD COLUMN commune TEXT NOT NULL DEFAULT ''; -- '' for one that is not known
ALTER TABLE office_tokens ADD COLUMN commune TEXT NOT NULL DEFAULT ''; -- '' for all
CREATE TABLE office_commands ( -- that were sent to robots
	id         TEXT PRIMARY KEY,
	commune    TEXT NOT NULL,
	robot      TEXT NOT NULL,
	verb       TEXT NOT NULL,
	body       TEXT NOT NULL, -- of the contract
	issued_ms  {whole} NOT NULL,
	expires_ms {whole} NOT NULL,
	state      TEXT NOT NULL,
	reason     TEXT NOT NULL,
	at_ms      {whole} NOT NULL, -- when the state was learnt
	name       TEXT NOT NULL -- who sent it
){strict};
CREATE INDEX office_commands_issued ON office_commands (issued_ms);
CREATE TABLE office_desired ( -- what robots' settings shall be
	commune     TEXT NOT NULL,
	robot       TEXT NOT NULL,
	rev         {whole} NOT NULL,
	body        TEXT NOT NULL, -- of the contract
	at_ms       {whole} NOT NULL,
	name        TEXT NOT NULL, -- who desired it
	state       TEXT NOT NULL, -- '' before the robot has answered
	error       TEXT NOT NULL,
	field       TEXT NOT NULL,
	answered_ms {whole} NOT NULL,
	PRIMARY KEY (commune, robot)
){keyed};
CREATE INDEX events_results ON events (n) WHERE kind = 'result';
`

// fillCommunes gives what was there before to the only commune, if there is
// only one.
func fillCommunes(ctx context.Context, _ *Store, t tx) error {
	var n int
	var commune string
	if err := t.QueryRowContext(ctx, "SELECT count(DISTINCT commune), coalesce(max(commune), '') FROM streams").Scan(&n, &commune); err != nil {
		return err
	}
	if n != 1 {
		commune = ""
	}
	_, err := t.ExecContext(ctx, "UPDATE office_alerts SET commune = ?, scope = CAST(? AS TEXT) || scope", commune, commune+"/")
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, "UPDATE office_cases SET commune = ?", commune)
	return err
}
