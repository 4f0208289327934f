/// What lessons with a database are played in: a real PostgreSQL, one for the JVM, and in the
/// simulator a stand-in that takes the same time and locks the same rows.
///
/// [dev.weft.lessons.world.World] is the way in, [dev.weft.lessons.world.Sql] what statements are
/// run with. `PostgresWorld` is the real thing. `SimulatedWorld` is the other: a pool of
/// `StandIn`s, JDBC connections on `MemoryDatabase`, which answers the statements that its
/// [dev.weft.lessons.world.Tables] know.
@NullMarked
package dev.weft.lessons.world;

import org.jspecify.annotations.NullMarked;
