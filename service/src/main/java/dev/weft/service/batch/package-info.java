/// Batches of items that are worked off with bounded concurrency, kept in the database so that a
/// restart loses none.
package dev.weft.service.batch;
