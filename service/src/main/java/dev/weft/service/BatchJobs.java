package dev.weft.service;

import dev.weft.service.batch.BatchKind;
import dev.weft.service.batch.ItemFailedException;
import dev.weft.service.batch.ItemWork;
import dev.weft.service.digest.Digests;
import dev.weft.service.upstream.Upstream;
import dev.weft.service.upstream.UpstreamException;
import dev.weft.service.upstream.UpstreamPath;
import java.nio.charset.StandardCharsets;

/// What the service does with the items of batches.
final class BatchJobs implements ItemWork {
  private static final int ROUNDS = 10_000;
  private static final int LONGEST_RESULT = 1_000;

  private final Upstream upstream;
  private final Digests digests;

  BatchJobs(Upstream upstream, Digests digests) {
    this.upstream = upstream;
    this.digests = digests;
  }

  @Override
  public String run(BatchKind kind, String item) throws ItemFailedException, InterruptedException {
    return switch (kind) {
      case DIGEST -> digests.digest(item, ROUNDS).digest();
      case UPSTREAM -> fetch(item);
    };
  }

  private String fetch(String item) throws ItemFailedException, InterruptedException {
    try {
      byte[] json = upstream.fetchPatiently(new UpstreamPath(item)).json();
      String text = new String(json, StandardCharsets.UTF_8).replace("\0", "");
      return text.length() > LONGEST_RESULT ? text.substring(0, LONGEST_RESULT) + "…" : text;
    } catch (UpstreamException e) {
      throw new ItemFailedException(String.valueOf(e.getMessage()), e);
    }
  }
}
