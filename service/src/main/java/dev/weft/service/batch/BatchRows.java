package dev.weft.service.batch;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.PreparedBatch;

/// The statements that batches consist of. Each takes a connection of its own for as long as it
/// runs.
final class BatchRows {
  private final Jdbi jdbi;

  BatchRows(DataSource database) {
    this.jdbi = Jdbi.create(database);
    for (Class<?> row : List.of(BatchView.class, Item.class, ItemResult.class)) {
      jdbi.registerRowMapper(ConstructorMapper.factory(row));
    }
  }

  /// Begins a batch that is not acknowledged yet.
  long begin(BatchKind kind, int concurrency) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(
                """
                insert into batches (kind, concurrency, state) values (:kind, :concurrency, 'receiving')
                returning id
                """)
            .bind("kind", kind.toString())
            .bind("concurrency", concurrency)
            .mapTo(Long.class)
            .one());
  }

  void add(long id, long firstPosition, List<String> items) {
    jdbi.useHandle(handle ->
        handle
            .createUpdate(
                """
                insert into batch_items (batch_id, position, item)
                select :id, :first + n - 1, item from unnest(:items) with ordinality as i (item, n)
                """)
            .bind("id", id)
            .bind("first", firstPosition)
            .bindArray("items", String.class, items)
            .execute());
  }

  /// From now on it is there, whatever happens.
  void acknowledge(long id, long total) {
    int changed =
        jdbi.withHandle(handle ->
            handle
                .createUpdate("update batches set state = 'running', total = :total where id = :id")
                .bind("id", id)
                .bind("total", total)
                .execute());
    if (changed != 1) {
      throw new IllegalStateException("batch " + id + " is gone; send it again");
    }
  }

  void forget(long id) {
    jdbi.useHandle(handle ->
        handle.createUpdate("delete from batches where id = :id").bind("id", id).execute());
  }

  /// Those that a process had not received as a whole when it ended.
  int forgetUnacknowledged() {
    return jdbi.withHandle(
        handle -> handle.execute("delete from batches where state = 'receiving'"));
  }

  /// The oldest that runs and is none of these.
  OptionalLong next(Collection<Long> but) {
    return jdbi.withHandle(handle ->
            handle
                .createQuery(
                    """
                    select id from batches where state = 'running' and id <> all (:but)
                    order by id limit 1
                    """)
                .bindArray("but", Long.class, List.copyOf(but))
                .mapTo(Long.class)
                .findOne())
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  Optional<BatchView> find(long id) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(
                """
                select id, kind, concurrency, state, total, done, failed, 0 as in_flight, created_at,
                       ended_at
                from batches where id = :id and state <> 'receiving'
                """)
            .bind("id", id)
            .mapTo(BatchView.class)
            .findOne());
  }

  /// The next items that have not ended.
  List<Item> open(long id, long afterPosition, int limit) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(
                """
                select position, item as text from batch_items
                where batch_id = :id and ok is null and position > :after
                order by position limit :limit
                """)
            .bind("id", id)
            .bind("after", afterPosition)
            .bind("limit", limit)
            .mapTo(Item.class)
            .list());
  }

  /// Writes down how items have ended. One that was written down before is not counted again.
  void save(long id, List<ItemResult> results) {
    jdbi.useTransaction(handle -> {
      PreparedBatch update =
          handle.prepareBatch(
              """
              update batch_items set ok = :ok, result = :result
              where batch_id = :id and position = :position and ok is null
              """);
      for (ItemResult result : results) {
        update.bindMethods(result).bind("id", id).add();
      }
      int[] counts = update.execute();
      count(handle, id, results, counts);
    });
  }

  private static void count(Handle handle, long id, List<ItemResult> results, int[] counts) {
    long done = 0;
    long failed = 0;
    for (int i = 0; i < counts.length; i++) {
      done += results.get(i).ok() ? counts[i] : 0;
      failed += results.get(i).ok() ? 0 : counts[i];
    }
    handle
        .createUpdate(
            "update batches set done = done + :done, failed = failed + :failed where id = :id")
        .bind("done", done)
        .bind("failed", failed)
        .bind("id", id)
        .execute();
  }

  /// Ends a batch that has not ended.
  ///
  /// @return false if it had
  boolean end(long id, BatchState state) {
    return jdbi.withHandle(handle ->
        handle
            .createUpdate(
                """
                update batches set state = :state, ended_at = now()
                where id = :id and state = 'running'
                """)
            .bind("id", id)
            .bind("state", state.toString())
            .execute())
        == 1;
  }

  /// Results in the order of the items.
  List<ItemResult> results(long id, long afterPosition, int limit) {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(
                """
                select position, ok, result from batch_items
                where batch_id = :id and ok is not null and position > :after
                order by position limit :limit
                """)
            .bind("id", id)
            .bind("after", afterPosition)
            .bind("limit", limit)
            .mapTo(ItemResult.class)
            .list());
  }
}
