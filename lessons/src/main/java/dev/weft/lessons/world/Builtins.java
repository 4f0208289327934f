package dev.weft.lessons.world;

import dev.weft.lessons.world.Tables.Answer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What any PostgreSQL answers to.
final class Builtins {
  private static final String IMPORT = "set transaction snapshot '";

  private Builtins() {}

  static @Nullable Answer answer(String sql) {
    String lower = sql.toLowerCase(Locale.ROOT);
    if (lower.startsWith(IMPORT)) {
      return (transaction, _) -> {
        transaction.see(sql.substring(IMPORT.length(), sql.length() - 1));
        return List.of();
      };
    }
    if (lower.startsWith("set transaction isolation level repeatable read")) {
      return (transaction, _) -> {
        transaction.repeatable();
        return List.of();
      };
    }
    return switch (lower) {
      case "set transaction isolation level read committed", "set transaction read only" ->
          (_, _) -> List.of();
      case "select pg_export_snapshot()" ->
          (transaction, _) -> MemoryTransaction.row(transaction.export());
      case "select pg_backend_pid()" ->
          (transaction, _) -> MemoryTransaction.row((long) transaction.connection.number());
      default ->
          lower.matches("select pg_sleep\\([0-9.]+\\)")
              ? (_, _) -> MemoryTransaction.row("")
              : null;
    };
  }
}
