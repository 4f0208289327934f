/// The service with Vert.x, for comparison.
package dev.weft.bench.vertx;
