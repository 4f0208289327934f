/// The service with Spring Boot on virtual threads, for comparison.
package dev.weft.bench.spring;
