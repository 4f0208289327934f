/// Concurrent requests: a dashboard, batches, limits for somebody else's API.
@NullMarked
package dev.weft.lessons.requests;

import org.jspecify.annotations.NullMarked;
