/// Many items, few at a time: [Batch][dev.weft.flow.Batch] pulls them from a source one after the
/// other and runs an operation on each, in memory that depends on the concurrency alone.
///
/// The map: `Settings` is what a batch was told, `Source` where its items come from. `Run` is one
/// run with its workers; every item that it has pulled is a `Slot`, and an `Outlet` says where the
/// slots go: nowhere, into a list, or through a `Window` to the consumer of
/// [Results][dev.weft.flow.Results].
package dev.weft.flow;
