/// Cancellation that reaches the database: when a task is cancelled or its deadline ends, its SQL
/// statement ends on the server, and the connection lives on.
///
/// Start at [dev.weft.jdbc.CancellableDataSource]. Inside, `Acquisition` waits for a connection,
/// `JdbcProxy` stands in front of every JDBC object, `CallKind` says what each call needs, and
/// `SqlRegion` is where the calls run.
package dev.weft.jdbc;
