package dev.weft.lessons;

import dev.weft.lessons.stage.Stage;
import java.util.List;
import java.util.function.Function;

/// A lesson in the syllabus.
///
/// @param name what it is called on the command line
/// @param chapter where it belongs
/// @param rows which examples of the course lesson it covers, by their number
/// @param title what it shows, in a line
/// @param type the class whose source has its code
/// @param lesson makes it, for a stage
public record Entry(
    String name,
    Chapter chapter,
    List<Integer> rows,
    String title,
    Class<? extends Lesson> type,
    Function<Stage, ? extends Lesson> lesson) {}
