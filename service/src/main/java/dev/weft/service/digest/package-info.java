/// A CPU-bound job: digests of what is streamed in, computed on the cores.
package dev.weft.service.digest;
