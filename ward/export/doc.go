// Package export writes tables as files for office programs: CSV in UTF-8 with
// a byte order mark, which Excel needs to read Vietnamese, and Excel's own
// format. It also lays out the charts of the printed report.
package export
