/// Tasks, groups, cancellation and deadlines for plain blocking Java on virtual threads.
///
/// The map:
/// - An [Op][dev.weft.Op] is anything that may block, fail with its own exception type and be
///   cancelled.
/// - [Tasks][dev.weft.Tasks] runs several side by side, until all, some or the first have
///   succeeded, and waits for those that were started: `gather`, `race`, `await` and their
///   siblings.
/// - A [TaskGroup][dev.weft.TaskGroup] has children that start, fail and end together; each is a
///   [Task][dev.weft.Task], and how it ended is an [Outcome][dev.weft.Outcome].
/// - A [Deadline][dev.weft.Deadline] is a budget for everything below it, a
///   [Shield][dev.weft.Shield] lets clean-up finish.
/// - A [Cancellation][dev.weft.Cancellation] says why and who asked; it surfaces as
///   [CancelledException][dev.weft.CancelledException], which is an [InterruptedException].
/// - [Resources][dev.weft.Resources] are closed in reverse order, whatever happens.
/// - [Futures][dev.weft.Futures] are the bridges to `java.util.concurrent`.
/// - An [Offload][dev.weft.Offload] runs operations on platform threads: what computes, pins or
///   blocks natively. A [ContextCarrier][dev.weft.ContextCarrier] takes a context along to wherever
///   a task runs.
/// - A [TaskTree][dev.weft.TaskTree] is all of it, as it is now; a
///   [TaskListener][dev.weft.TaskListener] is told what happens, and of mistakes.
/// - A [TaskHost][dev.weft.TaskHost] puts tasks on another scheduler of virtual threads, such as an
///   event loop.
/// - An [Application][dev.weft.Application] is the root: resources, long-lived tasks, signals.
///
/// Below them, package-private: `Scope` is the tree in which cancellation and deadlines travel, and
/// `Strand` is how it meets one thread. `Children` and `Ledger` are what a group knows of its
/// tasks. A `Watch` tells somebody that a task has ended. A `Tally` decides a race and its
/// siblings, which a `Crew` or a `Contest` runs. A `Job` is one task of an offload, in a `Place`:
/// the `Workers` of a pool or a `Borrowed` executor. A `Survey` walks through the tree; `Deadlocks`
/// and `Patience` look for tasks that wait for each other and for those that ignore a cancellation.
package dev.weft;
