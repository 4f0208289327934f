/// Cancellation that reaches the database: when a task is cancelled or its deadline ends, its SQL
/// statement ends on the server, and the connection lives on.
///
/// Start at [dev.weft.jdbc.CancellableDataSource], and at [dev.weft.jdbc.Transactions] for what is
/// done as a whole. Inside, `Lending` knows who holds and who waits for a connection, `Acquisition`
/// is such a wait, `ProxyClass` makes what stands in front of every JDBC object, `JdbcProxy` makes
/// its calls, `CallKind` says what each of them needs, `Occupancy` lets one thread at a time in,
/// and `SqlRegion` is where the calls run. A transaction is an `Attempt` or several, as `Retry`
/// decides; `OpenTransaction` is how a nested one finds it.
package dev.weft.jdbc;
