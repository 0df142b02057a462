package seed

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/pelletier/go-toml/v2"
)

// Parse reads a seed. What is wrong with one part makes all of it wrong.
func Parse(data []byte) (Seed, error) {
	s, err := parse(data)
	if err != nil {
		return Seed{}, fmt.Errorf("cannot read the seed: %w", err)
	}
	return s, nil
}

func parse(data []byte) (Seed, error) {
	if len(data) > Most {
		return Seed{}, fmt.Errorf("it has %d bytes, want at most %d", len(data), Most)
	}
	files, err := untar(data)
	if err != nil {
		return Seed{}, err
	}
	if err := whole(files); err != nil {
		return Seed{}, err
	}
	s := Seed{Config: files[fileConfig], Certs: Certs{Key: files[fileKey], Cert: files[fileCert], CA: files[fileCA]}, Technicians: files[fileKeys]}
	manifest, found := files[fileManifest]
	if !found {
		return Seed{}, errors.New(fileManifest + " is missing")
	}
	d := toml.NewDecoder(bytes.NewReader(manifest)).DisallowUnknownFields()
	if err := d.Decode(&s.Manifest); err != nil {
		return Seed{}, fmt.Errorf("%s: %w", fileManifest, err)
	}
	if err := s.Manifest.check(); err != nil {
		return Seed{}, fmt.Errorf("%s: %w", fileManifest, err)
	}
	return s, nil
}

func untar(data []byte) (map[string][]byte, error) {
	files, t := map[string][]byte{}, tar.NewReader(bytes.NewReader(data))
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		_, twice := files[h.Name]
		if twice || h.Typeflag != tar.TypeReg || !slices.Contains(known(), h.Name) || h.Size > Most {
			return nil, fmt.Errorf("%q does not belong into a seed", h.Name)
		}
		if files[h.Name], err = io.ReadAll(t); err != nil {
			return nil, err
		}
	}
}

// sums lists the SHA-256 sums of a seed's files, as sha256sum does.
func sums(files map[string][]byte) []byte {
	var out bytes.Buffer
	for _, name := range known() {
		if data := files[name]; name != fileSums && len(data) > 0 {
			fmt.Fprintf(&out, "%x  %s\n", sha256.Sum256(data), name)
		}
	}
	return out.Bytes()
}

// whole compares the files with their sums: a seed travels on FAT, by any computer.
func whole(files map[string][]byte) error {
	said, found := files[fileSums]
	if !found {
		return errors.New(fileSums + " is missing")
	}
	if !bytes.Equal(said, sums(files)) {
		return errors.New("it was damaged on its way: its files do not have the SHA-256 sums that stand in it; make or copy it again")
	}
	return nil
}

// Bytes is the seed as a tar file.
func (s Seed) Bytes() ([]byte, error) {
	manifest, err := toml.Marshal(s.Manifest)
	if err != nil {
		return nil, fmt.Errorf("cannot write the seed: %w", err)
	}
	var out bytes.Buffer
	t := tar.NewWriter(&out)
	files := map[string][]byte{fileManifest: manifest, fileConfig: s.Config, fileKey: s.Certs.Key, fileCert: s.Certs.Cert, fileCA: s.Certs.CA, fileKeys: s.Technicians}
	files[fileSums] = sums(files)
	for _, name := range known() {
		data := files[name]
		if len(data) == 0 {
			continue
		}
		err := t.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(data)), ModTime: s.Manifest.Made, Format: tar.FormatUSTAR})
		if err == nil {
			_, err = t.Write(data)
		}
		if err != nil {
			return nil, fmt.Errorf("cannot write the seed: %w", err)
		}
	}
	if err := t.Close(); err != nil {
		return nil, fmt.Errorf("cannot write the seed: %w", err)
	}
	if out.Len() > Most {
		return nil, fmt.Errorf("cannot write the seed: it has %d bytes, want at most %d", out.Len(), Most)
	}
	return out.Bytes(), nil
}

// scrubbed is the seed without anything that is secret: who, when, and public
// certificates. A configuration may hold hashes of PINs and passwords of
// brokers, so it is not in it.
func (s Seed) scrubbed() Seed {
	s.Config, s.Certs.Key, s.Technicians = nil, nil, nil
	s.Manifest.Scrubbed = true
	s.Manifest.Enrol.Code, s.Manifest.Network.PSK = "", ""
	return s
}
