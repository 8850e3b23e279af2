package kit_test

import (
	"context"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/meshmart/meshmart/kit/go"
	"github.com/meshmart/meshmart/kit/go/kittest"
)

func folder(files map[string]string) kit.Module {
	content := fstest.MapFS{}
	for name, sql := range files {
		content["sql/"+name] = &fstest.MapFile{Data: []byte(sql)}
	}
	return kit.Module{Name: "test", Files: content, Folder: "sql"}
}

func database(t *testing.T) (string, *pgxpool.Pool) {
	url := kittest.Database(t)
	pool, err := kit.OpenDatabase(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return url, pool
}

func TestInstancesThatStartTogetherRunEachMigrationOnce(t *testing.T) {
	t.Parallel()
	url, _ := database(t)
	module := folder(map[string]string{"0001_a.sql": "create table a (n int)", "0002_b.sql": "alter table a add column m int"})
	var ran atomic.Int32
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			names, err := kit.Migrate(context.Background(), url, kit.EventTables, module)
			if err != nil {
				t.Error(err)
			}
			ran.Add(int32(len(names)))
		})
	}
	all.Wait()
	if ran.Load() != 3 {
		t.Errorf("%d migrations ran, not three", ran.Load())
	}
}

func TestAMigrationThatWasChangedAfterItRanIsRefused(t *testing.T) {
	t.Parallel()
	url, _ := database(t)
	if _, err := kit.Migrate(t.Context(), url, folder(map[string]string{"0001_a.sql": "create table a (n int)"})); err != nil {
		t.Fatal(err)
	}
	_, err := kit.Migrate(t.Context(), url, folder(map[string]string{"0001_a.sql": "create table a (n bigint)"}))
	if err == nil || !strings.Contains(err.Error(), "0001_a.sql was changed") {
		t.Errorf("the answer is %v", err)
	}
}

func TestAMigrationThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	url, pool := database(t)
	_, err := kit.Migrate(t.Context(), url, folder(map[string]string{"0001_a.sql": "create table a (n int); select 1 / 0"}))
	if err == nil {
		t.Fatal("it was accepted")
	}
	if _, err := pool.Exec(t.Context(), "select from a"); err == nil {
		t.Error("its first half was committed")
	}
}

func TestTheEventTablesAreThoseOfTheTypeScriptKit(t *testing.T) {
	const name = "0001_outbox_inbox.sql"
	ours, err := os.ReadFile("migrations/events/" + name)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := os.ReadFile("../typescript/migrations/events/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if string(ours) != string(theirs) {
		t.Error("they differ; a service could not change its language any more")
	}
}
