package base

import (
	"io"

	"tiepdan/drivers/serialport"
)

// openSerial opens the device the base hangs on.
func openSerial(path string, baud int) (io.ReadWriteCloser, error) {
	return serialport.Open(path, serialport.Options{Baud: baud})
}
