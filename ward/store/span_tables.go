package store

// spanTables adds sums of closed days for pages over a year: of whole days, and of
// parts of months and months, see dayLetters.
const spanTables = `
CREATE TABLE rating_totals ( -- rating_days of the whole ward
	day TEXT NOT NULL,
	source TEXT NOT NULL,
	face TEXT NOT NULL,
	burst {whole} NOT NULL,
	no_visit {whole} NOT NULL,
	number {whole} NOT NULL,
	PRIMARY KEY (day, source, face, burst, no_visit)
){counted};
CREATE TABLE visit_totals ( -- visit_days of the whole ward
	day TEXT NOT NULL,
	priority {whole} NOT NULL,
	outcome TEXT NOT NULL,
	number {whole} NOT NULL,
	wait_s {whole} NOT NULL,
	serve_s {whole} NOT NULL,
	PRIMARY KEY (day, priority, outcome)
){counted};
CREATE TABLE visit_time_totals ( -- visit_times of the whole ward
	day TEXT NOT NULL,
	what TEXT NOT NULL,
	bin {whole} NOT NULL,
	number {whole} NOT NULL,
	PRIMARY KEY (day, what, bin)
){counted};
CREATE TABLE rating_day_spans ( -- rating_days, by part of the month and by month
	letters {whole} NOT NULL,
	span TEXT NOT NULL,
	commune TEXT NOT NULL,
	robot TEXT NOT NULL,
	service TEXT NOT NULL,
	door {whole} NOT NULL,
	source TEXT NOT NULL,
	face TEXT NOT NULL,
	burst {whole} NOT NULL,
	no_visit {whole} NOT NULL,
	number {whole} NOT NULL,
	PRIMARY KEY (letters, span, commune, robot, service, door, source, face, burst, no_visit)
){counted};
CREATE TABLE rating_clock_spans ( -- rating_clock, the same
	letters {whole} NOT NULL,
	span TEXT NOT NULL,
	hour {whole} NOT NULL,
	commune TEXT NOT NULL,
	service TEXT NOT NULL,
	door {whole} NOT NULL,
	source TEXT NOT NULL,
	face TEXT NOT NULL,
	burst {whole} NOT NULL,
	no_visit {whole} NOT NULL,
	number {whole} NOT NULL,
	PRIMARY KEY (letters, span, hour, commune, service, door, source, face, burst, no_visit)
){counted};
CREATE TABLE rating_wait_spans ( -- rating_waits, the same
	letters {whole} NOT NULL,
	span TEXT NOT NULL,
	commune TEXT NOT NULL,
	service TEXT NOT NULL,
	door {whole} NOT NULL,
	bin {whole} NOT NULL,
	face TEXT NOT NULL,
	number {whole} NOT NULL,
	PRIMARY KEY (letters, span, commune, service, door, bin, face)
){counted};
CREATE TABLE visit_day_spans ( -- visit_days, the same
	letters {whole} NOT NULL,
	span TEXT NOT NULL,
	commune TEXT NOT NULL,
	robot TEXT NOT NULL,
	service TEXT NOT NULL,
	door {whole} NOT NULL,
	priority {whole} NOT NULL,
	outcome TEXT NOT NULL,
	number {whole} NOT NULL,
	wait_s {whole} NOT NULL,
	serve_s {whole} NOT NULL,
	PRIMARY KEY (letters, span, commune, robot, service, door, priority, outcome)
){counted};
CREATE TABLE visit_clock_spans ( -- visit_hours without the robot, the same
	letters {whole} NOT NULL,
	span TEXT NOT NULL,
	hour {whole} NOT NULL,
	commune TEXT NOT NULL,
	service TEXT NOT NULL,
	door {whole} NOT NULL,
	priority {whole} NOT NULL,
	outcome TEXT NOT NULL,
	number {whole} NOT NULL,
	wait_s {whole} NOT NULL,
	serve_s {whole} NOT NULL,
	PRIMARY KEY (letters, span, hour, commune, service, door, priority, outcome)
){counted};
CREATE TABLE visit_time_spans ( -- visit_times, the same
	letters {whole} NOT NULL,
	span TEXT NOT NULL,
	commune TEXT NOT NULL,
	service TEXT NOT NULL,
	door {whole} NOT NULL,
	what TEXT NOT NULL,
	bin {whole} NOT NULL,
	number {whole} NOT NULL,
	PRIMARY KEY (letters, span, commune, service, door, what, bin)
){counted};
`
