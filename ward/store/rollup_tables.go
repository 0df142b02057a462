package store

// version5 also gives the details' indexes the order in which they are listed.
const version5 = `
CREATE TABLE rating_hours ( -- how often a face was pressed
	day      TEXT NOT NULL,
	hour     {whole} NOT NULL, -- of the ward's day, 0 to 23
	commune  TEXT NOT NULL,
	robot    TEXT NOT NULL,
	service  TEXT NOT NULL, -- '' and door 0 for a press of the panel
	door     {whole} NOT NULL,
	source   TEXT NOT NULL,
	face     TEXT NOT NULL,
	burst    {whole} NOT NULL,
	no_visit {whole} NOT NULL,
	number   {whole} NOT NULL,
	PRIMARY KEY (day, hour, commune, robot, service, door, source, face, burst, no_visit)
){counted};
CREATE TABLE rating_days ( -- the same without the hour
	day      TEXT NOT NULL,
	commune  TEXT NOT NULL,
	robot    TEXT NOT NULL,
	service  TEXT NOT NULL,
	door     {whole} NOT NULL,
	source   TEXT NOT NULL,
	face     TEXT NOT NULL,
	burst    {whole} NOT NULL,
	no_visit {whole} NOT NULL,
	number   {whole} NOT NULL,
	PRIMARY KEY (day, commune, robot, service, door, source, face, burst, no_visit)
){counted};
CREATE TABLE rating_waits ( -- ratings of visits beside how long was waited
	day     TEXT NOT NULL,
	commune TEXT NOT NULL,
	service TEXT NOT NULL,
	door    {whole} NOT NULL,
	bin     {whole} NOT NULL, -- see waitEnds
	face    TEXT NOT NULL,
	number  {whole} NOT NULL,
	PRIMARY KEY (day, commune, service, door, bin, face)
){counted};
CREATE TABLE visit_hours ( -- visits, by the hour of their end
	day      TEXT NOT NULL,
	hour     {whole} NOT NULL,
	commune  TEXT NOT NULL,
	robot    TEXT NOT NULL,
	service  TEXT NOT NULL,
	door     {whole} NOT NULL,
	priority {whole} NOT NULL,
	outcome  TEXT NOT NULL,
	number   {whole} NOT NULL,
	wait_s   {whole} NOT NULL, -- sums
	serve_s  {whole} NOT NULL,
	PRIMARY KEY (day, hour, commune, robot, service, door, priority, outcome)
){counted};
CREATE TABLE visit_times ( -- how long closed visits waited and took
	day     TEXT NOT NULL,
	commune TEXT NOT NULL,
	service TEXT NOT NULL,
	door    {whole} NOT NULL,
	what    TEXT NOT NULL, -- wait, serve
	bin     {whole} NOT NULL, -- see binOf
	number  {whole} NOT NULL,
	PRIMARY KEY (day, commune, service, door, what, bin)
){counted};
CREATE TABLE holes ( -- numbers that a robot no longer had when they were asked for
	commune TEXT NOT NULL,
	robot   TEXT NOT NULL,
	epoch   TEXT NOT NULL,
	low     {whole} NOT NULL,
	high    {whole} NOT NULL,
	PRIMARY KEY (commune, robot, epoch, low)
){keyed};
CREATE INDEX events_faults ON events (n) WHERE kind = 'fault';
DROP INDEX ratings_day;
CREATE INDEX ratings_day ON ratings (day, n);
DROP INDEX visits_day;
CREATE INDEX visits_day ON visits (day, n);
`

// version7 keeps the sums by day and by wait for closed days only: of days that
// still grow they are taken from the hours and the ratings, and a rating that
// comes today is counted up in one place instead of three.
const version7 = `
CREATE TABLE closed_days ( -- one row, when a day was closed
	n    {whole} PRIMARY KEY, -- 1
	upto TEXT NOT NULL
){strict};
DELETE FROM rating_days;
DELETE FROM rating_waits;
`

// version8 adds two sums of closed days, for pages over months.
const version8 = `
CREATE TABLE rating_clock ( -- rating_hours without the robot
	day      TEXT NOT NULL,
	hour     {whole} NOT NULL,
	commune  TEXT NOT NULL,
	service  TEXT NOT NULL,
	door     {whole} NOT NULL,
	source   TEXT NOT NULL,
	face     TEXT NOT NULL,
	burst    {whole} NOT NULL,
	no_visit {whole} NOT NULL,
	number   {whole} NOT NULL,
	PRIMARY KEY (day, hour, commune, service, door, source, face, burst, no_visit)
){counted};
CREATE TABLE visit_days ( -- visit_hours without the hour
	day      TEXT NOT NULL,
	commune  TEXT NOT NULL,
	robot    TEXT NOT NULL,
	service  TEXT NOT NULL,
	door     {whole} NOT NULL,
	priority {whole} NOT NULL,
	outcome  TEXT NOT NULL,
	number   {whole} NOT NULL,
	wait_s   {whole} NOT NULL, -- sums
	serve_s  {whole} NOT NULL,
	PRIMARY KEY (day, commune, robot, service, door, priority, outcome)
){counted};
`
