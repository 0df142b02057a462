package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// plainly is an error of a flag without how its number was read.
func plainly(err error) error {
	number, isNumber := errors.AsType[*strconv.NumError](err)
	if !isNumber {
		return err
	}
	return fmt.Errorf("%s%w", strings.TrimSuffix(err.Error(), number.Error()), number.Err)
}
