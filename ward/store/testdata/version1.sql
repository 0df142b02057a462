-- A ward.db as the first program wrote it.
CREATE TABLE events (
	n           INTEGER PRIMARY KEY, -- order of arrival
	commune     TEXT NOT NULL,
	robot       TEXT NOT NULL,
	epoch       TEXT NOT NULL,
	seq         INTEGER NOT NULL,
	id          TEXT NOT NULL,
	kind        TEXT NOT NULL, -- of the contract, or refused
	ts          TEXT NOT NULL, -- the robot's time, with its zone
	clock       TEXT NOT NULL, -- how far ts can be trusted
	received_ms INTEGER NOT NULL, -- the ward's time, Unix milliseconds
	day         TEXT NOT NULL, -- the ward's calendar day, 2006-01-02
	payload     BLOB NOT NULL,
	UNIQUE (commune, robot, epoch, seq)
) STRICT;
CREATE TABLE ratings (
	n       INTEGER PRIMARY KEY REFERENCES events (n),
	day     TEXT NOT NULL,
	face    TEXT NOT NULL,
	source  TEXT NOT NULL,
	service TEXT NOT NULL,
	door    INTEGER NOT NULL,
	lang    TEXT NOT NULL,
	wait_s  INTEGER,
	serve_s INTEGER,
	burst   INTEGER NOT NULL
) STRICT;
CREATE INDEX ratings_day ON ratings (day, source, face, burst);
CREATE TABLE visits (
	n        INTEGER PRIMARY KEY REFERENCES events (n),
	day      TEXT NOT NULL,
	service  TEXT NOT NULL,
	door     INTEGER NOT NULL,
	priority INTEGER NOT NULL,
	outcome  TEXT NOT NULL,
	wait_s   INTEGER,
	serve_s  INTEGER
) STRICT;
CREATE INDEX visits_day ON visits (day, outcome);
CREATE TABLE streams (
	commune TEXT NOT NULL,
	robot   TEXT NOT NULL,
	epoch   TEXT NOT NULL,
	upto    INTEGER NOT NULL, -- nothing is missing up to here
	top     INTEGER NOT NULL, -- highest number seen
	lost    INTEGER NOT NULL, -- numbers that the robot no longer had when they were asked for
	seen_ms INTEGER NOT NULL, -- last word of the robot on this epoch
	PRIMARY KEY (commune, robot, epoch)
) STRICT, WITHOUT ROWID;
CREATE TABLE quarantine (
	n           INTEGER PRIMARY KEY,
	commune     TEXT NOT NULL,
	robot       TEXT NOT NULL,
	channel     TEXT NOT NULL,
	epoch       TEXT, -- NULL when the message does not say which event it is
	seq         INTEGER,
	reason      TEXT NOT NULL,
	received_ms INTEGER NOT NULL,
	hash        TEXT NOT NULL,
	payload     BLOB NOT NULL,
	UNIQUE (commune, robot, channel, hash)
) STRICT;
INSERT INTO events VALUES
	(1, '00070', 'kb-01', 'e1', 1, '01890a5d-ac96-774b-bcce-000000000001', 'rating', '2026-03-02T12:00:00+07:00', 'ntp', 1772427600000, '2026-03-02', CAST('{}' AS BLOB)),
	(2, '00070', 'kb-01', 'e1', 2, '01890a5d-ac96-774b-bcce-000000000002', 'rating', '1970-01-01T00:00:00Z', 'unset', 1772434800000, '2026-03-02', CAST('{}' AS BLOB)),
	(3, '00070', 'kb-01', 'e1', 6, '01890a5d-ac96-774b-bcce-000000000006', 'visit', '2026-03-02T12:30:00+07:00', 'ntp', 1772435000000, '2026-03-02', CAST('{}' AS BLOB));
INSERT INTO ratings VALUES
	(1, '2026-03-02', 'satisfied', 'ticket', 'justice', 3, 'vi', 60, 300, 0),
	(2, '2026-03-02', 'neutral', 'panel', '', 0, '', NULL, NULL, 1);
INSERT INTO visits VALUES (3, '2026-03-02', 'land', 2, 1, 'closed', 900, 600);
-- 3 and 4 were given up, 5 as well; nothing noted which.
INSERT INTO streams VALUES ('00070', 'kb-01', 'e1', 6, 6, 3, 1772435000000);
PRAGMA user_version = 1;
