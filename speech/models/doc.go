// Package models keeps the model files of the voice: what recognises speech,
// and what tells speech from other sound. None comes with the programs; a
// technician installs them into a directory, one directory each:
//
//	DIR/NAME/model.json   the manifest: kind, language, licence, source, and each file's SHA-256
//	DIR/NAME/…            the files
//
// The library that loads them ends its process at a corrupt file or at
// metadata that it misses. So Verify checks everything it can before: the
// sums, and the metadata that the library insists on.
package models
