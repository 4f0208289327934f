/// The benchmarks of the kernel: what is measured, not how often or beside whom. See `CoreSuite`.
@org.jspecify.annotations.NullMarked
package dev.weft.bench.core;
