package store

import (
	"context"
	"iter"
)

// shards goes once through the objects below a folder and gives them shard by shard, which keeps memory flat and asks a
// server for no more pages than there are.
type shards struct {
	folder string // with a slash at its end
	pull   func() (Item, error, bool)
	stop   func()
	next   *Item
	err    error
}

func (s *Store) shards(ctx context.Context, folder string) *shards {
	pull, stop := iter.Pull2(s.list(ctx, folder))
	return &shards{folder: folder, pull: pull, stop: stop}
}

// shard gives the objects of a shard that certcat wrote; shards have to be asked for in their order.
func (l *shards) shard(shard string) ([]Item, error) {
	var items []Item
	for l.err == nil {
		if l.next == nil {
			item, err, more := l.pull()
			if l.err = err; !more || err != nil {
				break
			}
			if kindOf(item.Key) == foreign {
				continue
			}
			l.next = &item
		}
		if l.next.Key[len(l.folder):][:2] > shard {
			break
		}
		items = append(items, *l.next)
		l.next = nil
	}
	return items, l.err
}

// documentOf is the 64 digits (a document, or a place of receipts) in the key of an object that certcat wrote below folder.
func documentOf(key, folder string) string { return key[len(folder)+len("ab/"):][:64] }
