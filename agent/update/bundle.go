package update

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// A bundle of RAUC ends with its signature, a CMS message in DER, and the
// signature's length in eight bytes, the highest first (RAUC, Reference, "Bundle
// Formats").
const (
	lengthBytes   = 8
	mostSignature = 1 << 20
	derSequence   = 0x30
)

// ErrNoBundle says that a file is no bundle of RAUC.
var ErrNoBundle = errors.New("it is no bundle: want the FILE.raucb of a release, copied whole")

// LookAt says of a file that cannot be a bundle why not, before anybody waits for
// it. Whether its signature is good is RAUC's to say.
func LookAt(name string) error {
	if err := lookAt(name); err != nil {
		return fmt.Errorf("cannot install %s: %w", name, err)
	}
	return nil
}

func lookAt(name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%w (it is no file)", ErrNoBundle)
	}
	file, err := os.Open(name) //nolint:gosec // the file that the technician names
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // only read
	if info.Size() <= lengthBytes {
		return fmt.Errorf("%w (it has %d bytes)", ErrNoBundle, info.Size())
	}
	var end [lengthBytes]byte
	if _, err := file.ReadAt(end[:], info.Size()-lengthBytes); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	length := binary.BigEndian.Uint64(end[:])
	if length == 0 || length > mostSignature || int64(length) >= info.Size()-lengthBytes {
		return fmt.Errorf("%w (it ends with no signature)", ErrNoBundle)
	}
	var first [1]byte
	if _, err := file.ReadAt(first[:], info.Size()-lengthBytes-int64(length)); err != nil {
		return err
	}
	if first[0] != derSequence {
		return fmt.Errorf("%w (it ends with no signature)", ErrNoBundle)
	}
	return nil
}
