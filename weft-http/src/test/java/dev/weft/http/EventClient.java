package dev.weft.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/// A client that reads events one by one.
final class EventClient implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;

  EventClient(int port, String path) throws IOException, InterruptedException {
    response =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            BodyHandlers.ofInputStream());
    lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
  }

  HttpHeaders headers() {
    return response.headers();
  }

  /// The lines of the next event or comment, or none at the end of the stream.
  List<String> next() throws IOException {
    List<String> event = new ArrayList<>();
    for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
      event.add(line);
    }
    return event;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
