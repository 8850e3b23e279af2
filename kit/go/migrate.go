// Brings a database to the newest schema: numbered SQL files, forward only, each in a transaction of its own. Two starters wait for
// each other; a file that was changed after it ran is refused.
package kit

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// migrationLock is the same in every language's kit.
const migrationLock = 7_236_281

//go:embed migrations
var kitMigrations embed.FS

// Module is a set of numbered files whose versions are counted apart from those of other modules.
type Module struct {
	Name   string
	Files  fs.FS
	Folder string // in Files
}

// EventTables make the outbox and the inbox. The files equal those of kit/typescript, so a service may change its language.
var EventTables = Module{"events", kitMigrations, "migrations/events"}

type migration struct {
	module   string
	version  int
	name     string
	sql      string
	checksum string
}

// Migrate runs what has not run yet, as the owner of the tables, and returns the names of the files that ran.
func Migrate(ctx context.Context, url string, modules ...Module) (ran []string, err error) {
	var wanted []migration
	for _, module := range modules {
		own, err := module.read()
		if err != nil {
			return nil, err
		}
		wanted = append(wanted, own...)
	}
	connection, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("MIGRATION_DATABASE_URL does not lead to a database: %w", err)
	}
	defer func() { _ = connection.Close(context.WithoutCancel(ctx)) }() // Ends the lock too, whatever it answers.
	if _, err := connection.Exec(ctx, `select pg_advisory_lock($1)`, migrationLock); err != nil {
		return nil, fmt.Errorf("could not wait for other starters: %w", err)
	}
	applied, err := appliedMigrations(ctx, connection)
	if err != nil {
		return nil, err
	}
	for _, m := range wanted {
		checksum, done := applied[fmt.Sprint(m.module, " ", m.version)]
		if done && checksum != m.checksum {
			return ran, fmt.Errorf("migration %s was changed after it ran; restore it, and put the change into a new file", m.name)
		}
		if done {
			continue
		}
		if err := m.apply(ctx, connection); err != nil {
			return ran, fmt.Errorf("migration %s failed and changed nothing: %w", m.name, err)
		}
		ran = append(ran, m.name)
	}
	return ran, nil
}

func appliedMigrations(ctx context.Context, connection *pgx.Conn) (map[string]string, error) {
	if _, err := connection.Exec(ctx, `create table if not exists migrations (
		module text, version int, name text not null, checksum text not null, applied_at timestamptz not null default now(),
		primary key (module, version))`); err != nil {
		return nil, fmt.Errorf("the table of migrations cannot be made: %w", err)
	}
	rows, err := connection.Query(ctx, `select module || ' ' || version, checksum from migrations`)
	if err != nil {
		return nil, err
	}
	applied := map[string]string{}
	var key, checksum string
	_, err = pgx.ForEachRow(rows, []any{&key, &checksum}, func() error {
		applied[key] = checksum
		return nil
	})
	return applied, err
}

func (m migration) apply(ctx context.Context, connection *pgx.Conn) error {
	return pgx.BeginFunc(ctx, connection, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, m.sql); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into migrations (module, version, name, checksum) values ($1, $2, $3, $4)`,
			m.module, m.version, m.name, m.checksum)
		return err
	})
}

// read lists the module's files in the order of their names, which begin with their version.
func (m Module) read() ([]migration, error) {
	names, err := fs.Glob(m.Files, m.Folder+"/*.sql")
	if err != nil {
		return nil, err
	}
	list := make([]migration, 0, len(names))
	for _, name := range names {
		content, err := fs.ReadFile(m.Files, name)
		if err != nil {
			return nil, err
		}
		number, _, _ := strings.Cut(path.Base(name), "_")
		version, err := strconv.Atoi(number)
		if err != nil {
			return nil, fmt.Errorf("%s must begin with a number, as 0001_tables.sql does", name)
		}
		sum := sha256.Sum256(content)
		list = append(list, migration{m.Name, version, path.Base(name), string(content), hex.EncodeToString(sum[:])})
	}
	return list, nil
}
