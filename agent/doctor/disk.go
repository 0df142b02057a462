package doctor

import (
	"context"
	"io/fs"
	"time"
)

// Disk is what the disk's check needs.
type Disk struct {
	Kernel   fs.FS  // of "/": proc/mounts, sys/block, sys/fs
	StateDir string // absolute
	Image    bool   // its root is kept from being written
	Space    func(path string) (Space, error)
	// Write writes and reads a small file in a directory and returns how long the
	// disk took to have it.
	Write func(dir string) (time.Duration, error)
	// Smart runs smartctl for all disks, one JSON each; nil when it is not
	// installed.
	Smart func(context.Context) ([][]byte, error)
}

// Space is how much of a file system is free for programs that are not root's.
type Space struct {
	Bytes, FreeBytes uint64
	Nodes, FreeNodes uint64 // 0 of 0 where a file system has no limit
}

// What is little: of bytes, of inodes in hundredths, of a write.
const (
	diskFull   = 200 << 20
	diskLow    = 1 << 30
	nodesLow   = 5
	writesSlow = time.Second
)

func diskTroubles() []Trouble {
	p := PartDisk
	free := Text{"Xoá bản sao lưu và tệp ghi cũ trong thư mục dữ liệu (journalctl --vacuum-size=200M), hoặc thay ổ lớn hơn.", "Remove old backups and records in the state directory (journalctl --vacuum-size=200M), or put in a larger disk."}
	replace := Text{"Sao lưu (kioskctl config backup), rồi thay ổ đĩa sớm.", "Make a backup (kioskctl config backup), and replace the disk soon."}
	return []Trouble{
		{p, "disk.unreadable", Fail, Text{"Không đọc được %[1]s: %[2]v.", "Cannot read %[1]s: %[2]v."}, Text{"Kiểm tra unit.state_dir và phân vùng dữ liệu đã gắn chưa (findmnt).", "Check unit.state_dir, and whether the data partition is mounted (findmnt)."}},
		{p, "disk.full", Fail, Text{"Chỉ còn %[1]s trống trong %[2]s.", "Only %[1]s free of %[2]s."}, free},
		{p, "disk.low", Warn, Text{"Còn %[1]s trống trong %[2]s.", "%[1]s free of %[2]s."}, free},
		{p, "disk.inodes", Fail, Text{"Chỉ còn %[1]d trong %[2]d inode.", "Only %[1]d of %[2]d inodes are free."}, free},
		{p, "disk.readonly", Fail, Text{"%[1]s đang ở chế độ chỉ đọc.", "%[1]s is mounted read-only."}, Text{"Xem lỗi ổ đĩa (dmesg | grep -i error), chạy fsck khi khởi động lại; nếu lặp lại, thay ổ.", "Look for disk errors (dmesg | grep -i error), run fsck at a restart; if it comes back, replace the disk."}},
		{p, "disk.unwritable", Fail, Text{"Không ghi được vào %[1]s: %[2]v.", "Cannot write to %[1]s: %[2]v."}, Text{"Kiểm tra chủ của thư mục (chown -R về người dùng của kioskd), rồi ổ đĩa.", "Check whom the directory belongs to (kioskd's user), then the disk."}},
		{p, "disk.lagging", Warn, Text{"Ghi 4 KB mất %v.", "Writing 4 KB took %v."}, Text{"Ổ đang bận hoặc sắp hỏng: kiểm tra lại khi máy rảnh, rồi xem sức khoẻ ổ.", "The disk is busy or wears out: examine again while nothing runs, then look at its health."}},
		{p, "disk.failing", Fail, Text{"Ổ %[1]s báo sắp hỏng: %[2]s.", "Disk %[1]s reports that it fails: %[2]s."}, replace},
		{p, "disk.worn", Warn, Text{"Ổ %[1]s đã hao mòn: %[2]s.", "Disk %[1]s is worn: %[2]s."}, replace},
		{p, "disk.errors", Warn, Text{"Hệ thống tệp trên %[1]s đã ghi nhận %[2]s lỗi.", "The file system on %[1]s has counted %[2]s errors."}, Text{"Chạy fsck khi khởi động lại; xem sức khoẻ ổ.", "Run fsck at a restart; look at the disk's health."}},
		{p, "disk.root", Warn, Text{"Phân vùng hệ thống đang ghi được (%s), dù máy chạy từ ảnh chỉ đọc.", "The system's partition can be written (%s), although this unit runs from a read-only image."}, Text{"Khởi động lại máy; nếu vẫn vậy, ghi lại ảnh (kioskctl flash).", "Restart the unit; if it stays, write the image anew (kioskctl flash)."}},
		{p, "disk.nohealth", Skipped, Text{"Không biết sức khoẻ ổ: %s.", "The disk's health is not known: %s."}, Text{"Cài smartmontools và chạy bằng quyền root, nếu ổ là SSD hoặc NVMe.", "Install smartmontools and run as root, if it is an SSD or NVMe."}},
	}
}

// Check examines the disk that the state directory is on.
func (d Disk) Check() Check {
	return Check{Part: PartDisk, Limit: 30 * time.Second, Run: func(ctx context.Context, _ Ask) []Result {
		out, free := d.space()
		out = append(out, d.mounts()...)
		if !has(out, "disk.readonly") && !has(out, "disk.unreadable") {
			out = append(out, d.write()...)
		}
		health := d.health(ctx)
		if len(out) == 0 {
			out = append(out, free)
		}
		return append(out, health...)
	}}
}

func has(found []Result, id string) bool {
	for _, r := range found {
		if r.ID == id {
			return true
		}
	}
	return false
}

// space returns what is wrong, and what to say when nothing is.
func (d Disk) space() ([]Result, Result) {
	s, err := d.Space(d.StateDir)
	if err != nil {
		return []Result{trouble("disk.unreadable", d.StateDir, err)}, Result{}
	}
	var out []Result
	switch {
	case s.FreeBytes < diskFull:
		out = append(out, trouble("disk.full", size(s.FreeBytes), size(s.Bytes)))
	case s.FreeBytes < diskLow:
		out = append(out, trouble("disk.low", size(s.FreeBytes), size(s.Bytes)))
	}
	if s.Nodes > 0 && s.FreeNodes*100 < s.Nodes*nodesLow {
		out = append(out, trouble("disk.inodes", s.FreeNodes, s.Nodes))
	}
	return out, pass(PartDisk, Text{"Trống %[1]s trong %[2]s, ghi được.", "%[1]s free of %[2]s, can be written."}, size(s.FreeBytes), size(s.Bytes))
}

func (d Disk) write() []Result {
	took, err := d.Write(d.StateDir)
	switch {
	case err != nil:
		return []Result{trouble("disk.unwritable", d.StateDir, err)}
	case took > writesSlow:
		return []Result{trouble("disk.lagging", took.Round(10*time.Millisecond))}
	}
	return nil
}
