/// The database behind the service: an embedded PostgreSQL or any other one by its URL.
///
/// [dev.weft.service.database.Database] is the way in. It opens the server, brings the schema up to
/// date and hands out pooled connections that fail at once while the server is away.
/// [dev.weft.service.database.EmbeddedServer] is PostgreSQL as a child process with its data in a
/// directory; [dev.weft.service.database.DataSet] fills an empty database.
package dev.weft.service.database;
