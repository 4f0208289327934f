/// What is acquired, used and released: resources, transactions, connections.
@NullMarked
package dev.weft.lessons.resources;

import org.jspecify.annotations.NullMarked;
