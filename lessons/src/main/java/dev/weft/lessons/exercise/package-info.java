/// Programs that are wrong, for a reader to mend, and what tells whether they are right.
@NullMarked
package dev.weft.lessons.exercise;

import org.jspecify.annotations.NullMarked;
