package dev.weft.http;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;

/// The frames that an HTTP/2 client sends after an upgrade (RFC 9113, section 4.1).
final class Http2Frames {
  static final int RST_STREAM = 3;

  private static final int SETTINGS = 4;
  private static final int PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length();

  private final DataInputStream in;

  private Http2Frames(DataInputStream in) {
    this.in = in;
  }

  /// Begins as a server has to, with settings, and reads the client's preface.
  static Http2Frames of(Socket client) throws IOException {
    client.getOutputStream().write(new byte[] {0, 0, 0, SETTINGS, 0, 0, 0, 0, 0});
    var in = new DataInputStream(client.getInputStream());
    in.skipNBytes(PREFACE);
    return new Http2Frames(in);
  }

  /// Waits for a frame of a type.
  ///
  /// @return the stream that it is of
  int await(int type) throws IOException {
    while (true) {
      int lengthAndType = in.readInt();
      in.readByte();
      int stream = in.readInt();
      in.skipNBytes(lengthAndType >>> 8);
      if ((lengthAndType & 0xff) == type) {
        return stream;
      }
    }
  }
}
