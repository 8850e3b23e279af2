// Who holds a lease. An instance that is not heard of for one lease is taken for dead, but only while the registry itself is
// known to work: its silence says nothing about the instances. So time without any news from the registry does not count,
// and after such a time everybody gets a whole lease in which to be heard of again.
package main

import (
	"slices"
	"strings"
	"time"

	"github.com/meshmart/meshmart/kit/go"
)

const (
	// lease is how long an instance may go unheard of: four announcements.
	lease = 4 * kit.AnnounceInterval
	// silence is how long the registry may send nothing at all before it is taken to be away. Discovery announces itself
	// every second through the same bucket, so a registry that works is never silent, however few services run.
	silence = 2 * kit.AnnounceInterval
)

type holder struct {
	instance kit.Instance
	heard    time.Time
}

// leases is the table of live instances by registry key. It is not safe for concurrent use, and reads no clock.
type leases struct {
	holders map[string]holder
	heard   time.Time // when the registry was last heard
}

func newLeases() *leases { return &leases{holders: map[string]holder{}} }

// renew records an announcement, and reports whether it is news: a new instance, or one at a new address.
func (l *leases) renew(key string, instance kit.Instance, now time.Time) bool {
	l.hear(now)
	before, known := l.holders[key]
	l.holders[key] = holder{instance, now}
	return !known || before.instance.Address != instance.Address || !before.instance.StartedAt.Equal(instance.StartedAt)
}

// leave drops an instance that said good-bye, and reports whether it was known.
func (l *leases) leave(key string, now time.Time) bool {
	l.hear(now)
	_, known := l.holders[key]
	delete(l.holders, key)
	return known
}

// lose notes that the registry is away, when that is known before its silence tells.
func (l *leases) lose() { l.heard = time.Time{} }

// lapse drops and returns who has not been heard of for one lease.
func (l *leases) lapse(now time.Time) []kit.Instance {
	if now.Sub(l.heard) > silence {
		return nil
	}
	var lapsed []kit.Instance
	for key, holder := range l.holders {
		if now.Sub(holder.heard) > lease {
			lapsed = append(lapsed, holder.instance)
			delete(l.holders, key)
		}
	}
	return lapsed
}

// instances lists who is alive, ordered by key.
func (l *leases) instances() []kit.Instance {
	list := make([]kit.Instance, 0, len(l.holders))
	for _, holder := range l.holders {
		list = append(list, holder.instance)
	}
	slices.SortFunc(list, func(a, b kit.Instance) int {
		return strings.Compare(a.Service+"."+a.Instance, b.Service+"."+b.Instance)
	})
	return list
}

// hear notes that the registry works; when it had been away, everybody's lease starts anew.
func (l *leases) hear(now time.Time) {
	if now.Sub(l.heard) > silence {
		for key, holder := range l.holders {
			holder.heard = now
			l.holders[key] = holder
		}
	}
	l.heard = now
}
