package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.tls.IssuedCertificate;
import io.holdfast.tls.Role;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client whose certificate files change while it is connected. */
@Timeout(60)
class CertificateReloadTest {
    private static final FakeNode.Script SILENT = (connection, requests) -> {};

    private final TestPki pki = new TestPki("demo");

    @Test
    void openConnectionsAreLeftForNewOnes() throws Exception {
        IssuedCertificate.Saved files = pki.issue(Role.CLIENT, "app");
        IssuedCertificate.Saved next = pki.issue(Role.CLIENT, "app");
        try (FakeNode node = FakeNode.start("n1", pki, SILENT);
                HoldfastClient client = pki.client(node.address())
                        .tls(pki.ca(), files.certificate(), files.key())
                        .tlsReloadEvery(Duration.ofMillis(100))
                        .build()) {
            await().until(() -> node.connections() == 1);

            Files.writeString(files.key(), Files.readString(next.key()));
            Files.writeString(files.certificate(), Files.readString(next.certificate()));

            await().atMost(Duration.ofSeconds(20)).until(() -> node.connections() == 2);
            assertThat(client.config().tlsReloadEvery()).isEqualTo(Duration.ofMillis(100));
        }
    }
}
