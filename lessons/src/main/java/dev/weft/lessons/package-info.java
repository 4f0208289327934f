/// Every example of the course lesson, as something to run, to look at and to change: `weft lesson`
/// and `weft exercise`. [Syllabus] has them all; a [Lesson] is played on a
/// [dev.weft.lessons.stage.Stage].
@NullMarked
package dev.weft.lessons;

import org.jspecify.annotations.NullMarked;
