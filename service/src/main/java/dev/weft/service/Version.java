package dev.weft.service;

import picocli.CommandLine.IVersionProvider;

/// The version of the program, which its jar knows.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"weft " + (version == null ? "(not from a jar)" : version)};
  }
}
