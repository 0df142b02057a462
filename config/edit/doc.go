// Package edit changes single settings of a TOML file and leaves everything
// else as it stands: comments, order, spaces and line ends. It knows nothing of
// what the settings mean.
//
// A setting is named by its path, tables of a list counted from 1, as
// "services[2].hours.mon"; its value is written as TOML.
package edit
