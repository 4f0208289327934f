/// Tasks, groups, cancellation and deadlines for plain blocking Java on virtual threads.
///
/// The map:
/// - An [Op][dev.weft.Op] is anything that may block, fail with its own exception type and be
///   cancelled.
/// - [Tasks][dev.weft.Tasks] runs several side by side: `gather`, `settle`.
/// - A [TaskGroup][dev.weft.TaskGroup] has children that start, fail and end together; each is a
///   [Task][dev.weft.Task], and how it ended is an [Outcome][dev.weft.Outcome].
/// - A [Deadline][dev.weft.Deadline] is a budget for everything below it, a
///   [Shield][dev.weft.Shield] lets clean-up finish.
/// - A [Cancellation][dev.weft.Cancellation] says why and who asked; it surfaces as
///   [CancelledException][dev.weft.CancelledException], which is an [InterruptedException].
/// - An [Application][dev.weft.Application] is the root: resources, long-lived tasks, signals.
///
/// Below them, package-private: `Scope` is the tree in which cancellation and deadlines travel, and
/// `Strand` is how it meets one thread. `Children` and `Ledger` are what a group knows of its
/// tasks.
package dev.weft;
