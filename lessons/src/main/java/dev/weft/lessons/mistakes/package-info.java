/// The mistakes that everyone makes, and what becomes of them here.
@NullMarked
package dev.weft.lessons.mistakes;

import org.jspecify.annotations.NullMarked;
