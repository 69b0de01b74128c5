package dir

import (
	"io/fs"
	"os"
)

// layer is the folder as the file system offers it. Everything that changes it goes through here, so that a test can
// record the changes and look at what a power cut would have left of them.
type layer struct {
	*os.Root
	note func(change) // nil but in that test
}

// change is one change of the folder.
type change struct {
	what string // "create", "write", "sync", "link", "rename", "remove", "mkdir", "sync-folder"
	name string
	to   string // of a link or rename
	data []byte // of a write: the whole content
}

func (l *layer) changed(err error, c change) error {
	if err == nil && l.note != nil {
		l.note(c)
	}
	return err
}

// OpenFile notes a file that is made.
func (l *layer) OpenFile(name string, flag int, mode fs.FileMode) (*os.File, error) {
	file, err := l.Root.OpenFile(name, flag, mode)
	if flag&os.O_CREATE != 0 {
		err = l.changed(err, change{what: "create", name: name})
	}
	return file, err
}

// Link gives a file a second name.
func (l *layer) Link(name, to string) error {
	return l.changed(l.Root.Link(name, to), change{what: "link", name: name, to: to})
}

// Rename gives a file another name.
func (l *layer) Rename(name, to string) error {
	return l.changed(l.Root.Rename(name, to), change{what: "rename", name: name, to: to})
}

// Remove takes a name away.
func (l *layer) Remove(name string) error {
	return l.changed(l.Root.Remove(name), change{what: "remove", name: name})
}

// Mkdir makes a folder.
func (l *layer) Mkdir(name string, mode fs.FileMode) error {
	return l.changed(l.Root.Mkdir(name, mode), change{what: "mkdir", name: name})
}

// sync makes a file's content last.
func (l *layer) sync(name string, file *os.File) error {
	if l.note != nil {
		data, err := l.ReadFile(name)
		if l.changed(err, change{what: "write", name: name, data: data}) != nil {
			return err
		}
	}
	return l.changed(file.Sync(), change{what: "sync", name: name})
}

// syncFolder makes the names in a folder last.
func (l *layer) syncFolder(name string) error {
	file, err := l.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	return l.changed(file.Sync(), change{what: "sync-folder", name: name})
}
