// Package settings reads wardd's configuration file: strict TOML. Every
// problem of a file is told at once, each with line, column and what was
// expected. wardd.example.toml in the folder above explains every setting.
package settings
