/// The whole service beside the same service on other stacks, on one PostgreSQL and under one load.
package dev.weft.bench.service;
