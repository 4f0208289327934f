/// What a person would choose instead of Weft, on the same workloads: a class for each peer.
package dev.weft.bench.micro;
