/// Patterns of concurrent calls: gather, wait, time-outs, results as they come, groups.
@NullMarked
package dev.weft.lessons.patterns;

import org.jspecify.annotations.NullMarked;
