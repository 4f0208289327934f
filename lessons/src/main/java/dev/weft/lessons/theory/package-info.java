/// How it works: blocking calls that add up, the event loop, concurrency and parallelism.
@NullMarked
package dev.weft.lessons.theory;

import org.jspecify.annotations.NullMarked;
