/// Best practices: concurrent steps, time-outs, limits, shutdown.
@NullMarked
package dev.weft.lessons.practices;

import org.jspecify.annotations.NullMarked;
