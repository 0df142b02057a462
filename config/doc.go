// Package config reads a unit's configuration file: TOML, strict, with every
// problem reported at once and at its place.
//
// tiepdan.example.toml beside this file documents every setting with its unit
// and default; Default is where the defaults are written down. A running
// program does not re-read its file: it is restarted.
package config
