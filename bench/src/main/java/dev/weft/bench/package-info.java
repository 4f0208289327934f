/// `weft bench`: runs suites of benchmarks beside their peers and says which targets are met.
@org.jspecify.annotations.NullMarked
package dev.weft.bench;
