package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("slow")
class LargeBodyTest {

  @RegisterExtension static final Service SERVICE = Service.patient();

  @RepeatedTest(20)
  void clientThatSendsTheWholeBody_getsTheAnswer() throws Exception {
    HttpResponse<String> answer =
        Service.send(
            SERVICE
                .request("/api/users/1/dashboard")
                .POST(BodyPublishers.ofByteArray(new byte[2_000_000]))
                .build());
    assertThat(answer.statusCode()).isEqualTo(413);
    Problem.check(answer);
  }
}
