package dev.weft.service;

import dev.weft.Application;
import dev.weft.Offload;
import dev.weft.service.batch.Batches;
import dev.weft.service.database.Database;
import dev.weft.service.digest.Digests;
import dev.weft.service.upstream.Upstream;
import java.net.URI;

/// What is behind the web of the service, as long as an application runs.
///
/// @param database the database
/// @param upstream the API of somebody else
/// @param batches the batches, which are being worked off
record Backend(Database database, Upstream upstream, Batches batches) {

  static Backend open(Application app, Database database, URI upstreamAddress, int upstreamRate)
      throws InterruptedException {
    Upstream upstream = app.open("upstream", () -> new Upstream(upstreamAddress, upstreamRate));
    var batches =
        new Batches(database.dataSource(), new BatchJobs(upstream, new Digests(Offload.cores())));
    app.startBackground(
        "batches",
        () -> {
          batches.run();
          return true;
        });
    return new Backend(database, upstream, batches);
  }
}
