/// The service around it: HTTP, the database, jobs that outlive a request.
@NullMarked
package dev.weft.lessons.service;

import org.jspecify.annotations.NullMarked;
