/// The HTTP that lessons are played with: a server on loopback, or in the simulator a stand-in.
@NullMarked
package dev.weft.lessons.web;

import org.jspecify.annotations.NullMarked;
