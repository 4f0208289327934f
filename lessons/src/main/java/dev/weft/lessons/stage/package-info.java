/// What a lesson is played on: acts, lines and bars, recorded with their times, and how they are
/// drawn.
@NullMarked
package dev.weft.lessons.stage;

import org.jspecify.annotations.NullMarked;
