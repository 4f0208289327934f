package dev.weft;

/// What a thread of the tree can wait for the end of: a task, several tasks, or the children of its
/// own group.
sealed interface Awaited permits Task, TaskWait, TaskGroup {}
