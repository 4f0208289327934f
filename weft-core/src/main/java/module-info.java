/// Tasks, groups, cancellation, deadlines and combinators for plain blocking Java.
@org.jspecify.annotations.NullMarked
module dev.weft {
  requires static transitive org.jspecify;

  exports dev.weft;
  exports dev.weft.flow;
  exports dev.weft.loop;
  exports dev.weft.sync;
}
