package store

import "context"

// version is one step of the tables: what is made, and what must be filled
// from rows that are there already.
type version struct {
	tables string                                          // may be ""
	fill   func(ctx context.Context, s *Store, t tx) error // may be nil
}

// versions are all steps; a database remembers how many of them it has. Those
// that are out in the field stay as they are: new ones go to the end. They
// insert no rows but in fill, from other rows: a restore brings its own.
//
// Both databases are made from one text. Where they differ it has a word in
// braces, see words: {serial} is a number that the database gives, {whole} a
// whole number of 64 bits, {bytes} bytes; {of_events} points to the row of an
// event; {strict}, {keyed} and {counted} end a table: {keyed} one that is kept
// in the order of its key, {counted} such a one of numbers that grow. Instants
// are {whole}, Unix milliseconds; flags {whole}, 0 or 1; days TEXT, 2006-01-02.
func versions() []version {
	return []version{
		{tables: version1},
		{tables: version2},
		{tables: version3},
		{tables: version4},
		{tables: version5, fill: fillRollups},
		{tables: officeTables},
		{tables: version7, fill: fillClosed},
		{tables: version8, fill: fillMonths},
		{tables: officeTables2, fill: fillCommunes},
		{tables: spanTables, fill: fillSpans},
		{fill: scrubRefused},
		{tables: givenTable},
		{fill: fillMinutes},
		{tables: namelessIndex},
		{tables: refusalsTable},
		{fill: scrubChannels},
		{tables: motionTables},
		{tables: raiseTables, fill: fillRaises},
		{tables: invitesTable},
		{tables: updatesTable},
	}
}

const version1 = `
CREATE TABLE events (
	n           {whole} PRIMARY KEY, -- order of arrival
	commune     TEXT NOT NULL,
	robot       TEXT NOT NULL,
	epoch       TEXT NOT NULL,
	seq         {whole} NOT NULL,
	id          TEXT NOT NULL,
	kind        TEXT NOT NULL, -- of the contract, or refused
	ts          TEXT NOT NULL, -- the robot's time, with its zone
	clock       TEXT NOT NULL, -- how far ts can be trusted
	received_ms {whole} NOT NULL, -- the ward's time, Unix milliseconds
	day         TEXT NOT NULL, -- the ward's calendar day, 2006-01-02
	payload     {bytes} NOT NULL,
	UNIQUE (commune, robot, epoch, seq)
){strict};
CREATE TABLE ratings (
	n       {whole} PRIMARY KEY{of_events},
	day     TEXT NOT NULL,
	face    TEXT NOT NULL,
	source  TEXT NOT NULL,
	service TEXT NOT NULL,
	door    {whole} NOT NULL,
	lang    TEXT NOT NULL,
	wait_s  {whole},
	serve_s {whole},
	burst   {whole} NOT NULL
){strict};
CREATE INDEX ratings_day ON ratings (day, source, face, burst);
CREATE TABLE visits (
	n        {whole} PRIMARY KEY{of_events},
	day      TEXT NOT NULL,
	service  TEXT NOT NULL,
	door     {whole} NOT NULL,
	priority {whole} NOT NULL,
	outcome  TEXT NOT NULL,
	wait_s   {whole},
	serve_s  {whole}
){strict};
CREATE INDEX visits_day ON visits (day, outcome);
CREATE TABLE streams (
	commune TEXT NOT NULL,
	robot   TEXT NOT NULL,
	epoch   TEXT NOT NULL,
	upto    {whole} NOT NULL, -- nothing is missing up to here
	top     {whole} NOT NULL, -- highest number seen
	lost    {whole} NOT NULL, -- numbers that the robot no longer had when they were asked for
	seen_ms {whole} NOT NULL, -- last word of the robot on this epoch
	PRIMARY KEY (commune, robot, epoch)
){keyed};
CREATE TABLE quarantine (
	n           {serial},
	commune     TEXT NOT NULL,
	robot       TEXT NOT NULL,
	channel     TEXT NOT NULL,
	epoch       TEXT, -- NULL when the message does not say which event it is
	seq         {whole},
	reason      TEXT NOT NULL,
	received_ms {whole} NOT NULL,
	hash        TEXT NOT NULL,
	payload     {bytes} NOT NULL,
	UNIQUE (commune, robot, channel, hash)
){strict};
`

const version2 = `
CREATE TABLE reasons (
	n       {whole} NOT NULL{of_events},
	day     TEXT NOT NULL,
	face    TEXT NOT NULL,
	service TEXT NOT NULL,
	door    {whole} NOT NULL,
	reason  TEXT NOT NULL,
	PRIMARY KEY (n, reason)
){keyed};
CREATE INDEX reasons_day ON reasons (day, reason);
CREATE TABLE helps ( -- calls for a person
	n   {whole} PRIMARY KEY{of_events},
	day TEXT NOT NULL
){strict};
CREATE INDEX helps_day ON helps (day);
CREATE TABLE help_ends (
	n        {whole} PRIMARY KEY{of_events},
	day      TEXT NOT NULL,
	outcome  TEXT NOT NULL,
	door     {whole} NOT NULL, -- 0 when no door answered
	answer_s {whole}, -- NULL then
	took_s   {whole} NOT NULL
){strict};
CREATE INDEX help_ends_day ON help_ends (day, answer_s);
`

const version3 = `
CREATE TABLE tickets ( -- that the phone page has known, for those who look later
	key     {bytes} PRIMARY KEY, -- SHA-256 of the token
	commune TEXT NOT NULL,
	robot   TEXT NOT NULL,
	number  TEXT NOT NULL,
	ends_ms {whole} NOT NULL, -- when it lapses, Unix milliseconds
	outcome TEXT NOT NULL -- '' while it lives
){keyed};
CREATE INDEX tickets_ends ON tickets (ends_ms);
`

const version4 = `
ALTER TABLE ratings ADD COLUMN no_visit {whole} NOT NULL DEFAULT 0; -- of the panel: no visit had ended shortly before
`
