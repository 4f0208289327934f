package dev.weft.service.batch;

/// An item that is still to be worked on.
///
/// @param position its place in the batch, from 0
/// @param text what it is
record Item(long position, String text) {}
