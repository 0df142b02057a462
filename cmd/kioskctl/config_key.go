package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"tiepdan/config"
	"tiepdan/drivers/base"
)

// keyFindings is what is wrong with the key to the base, if its file is here.
func keyFindings(b config.Base) []config.Finding {
	err := keyError(b)
	if err == nil || keyElsewhere(err) {
		return nil
	}
	_, what, _ := strings.Cut(err.Error(), ": ") // never what stands in the file
	return []config.Finding{{Key: "base.signing_key_file", Message: "cannot be used: " + what}}
}

// keyWarnings says that the key could not be looked at: it may be on the robot
// only, and its owner's alone.
func keyWarnings(b config.Base) []string {
	if err := keyError(b); err == nil || !keyElsewhere(err) {
		return nil
	}
	return []string{fmt.Sprintf("base.signing_key_file %q is not on this machine, or not yours to read, so it was not checked", b.SigningKeyFile)}
}

func keyError(b config.Base) error {
	if b.SigningKeyFile == "" {
		return nil
	}
	_, err := base.ReadKey(b.SigningKeyFile)
	return err
}

func keyElsewhere(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission)
}
