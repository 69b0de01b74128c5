package ingest

import (
	"io/fs"

	"github.com/certcat/certcat"
)

// The codes of the Problems that this package and its implementations make, with their arguments. Sizes are in bytes,
// numbers plain decimal. Those of a stopped reader process are made by child.Failure.Problem.
const (
	Empty           = "empty"             // the file has no bytes
	TooLarge        = "too-large"         // args size, limit
	WrongType       = "wrong-type"        // args type (media type), name ("docx", "zip", …; "unknown"): not something that is read
	Gone            = "gone"              // the file was there when the folder was listed, and is no more
	NoPermission    = "no-permission"     // certcat may not read the file
	NotARegularFile = "not-a-file"        // args kind ("symlink", "fifo", "socket", "device", "folder"): refused, not followed
	HalfWritten     = "half-written"      // the file ends before its format does; arg waited (seconds) where a watched folder waited for it
	Password        = "password"          // a password is needed to open the file
	ZeroPages       = "zero-pages"        // the file is well formed and has no page
	Damaged         = "damaged"           // no reader can open it; arg type (media type)
	TooManyPages    = "too-many-pages"    // args pages, limit
	PictureTooLarge = "picture-too-large" // args width, height (pixels), limit (pixels in all)
	PictureKind     = "picture-kind"      // arg kind: a picture of a known type in a form that is not read
	Unlisted        = "unlisted"          // a folder could not be listed; arg folder
	ArchiveTooLarge = "archive-too-large" // args what ("entries", "total", "ratio", "entry"), limit
	ArchiveNested   = "archive-nested"    // an archive inside an archive
	ArchiveDamaged  = "archive-damaged"   // an archive, or an entry of it, that can't be unpacked
	ArchiveEmpty    = "archive-empty"     // an archive without a file that is not hidden
	ArchivePassword = "archive-password"  // an entry of an archive that is encrypted
)

// NotAFile is the Problem of something in a folder that is not a regular file.
func NotAFile(mode fs.FileMode) certcat.Problem {
	kind := "device"
	switch {
	case mode&fs.ModeSymlink != 0:
		kind = "symlink"
	case mode&fs.ModeNamedPipe != 0:
		kind = "fifo"
	case mode&fs.ModeSocket != 0:
		kind = "socket"
	case mode.IsDir():
		kind = "folder"
	}
	return certcat.NewProblem(NotARegularFile, "kind", kind)
}
