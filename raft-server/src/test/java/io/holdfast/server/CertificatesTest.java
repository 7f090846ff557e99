package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.tls.IssuedCertificate;
import io.holdfast.tls.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running server whose certificate files change, or whose certificate ends soon. */
class CertificatesTest {
    @TempDir
    Path folder;

    @Test
    void aCertificateThatEndsSoonIsAWarningAndTheNodeStaysReady() throws Exception {
        ServerFixture fixture = new ServerFixture(folder).with("--tls-pq", "off");
        HoldfastServer server = fixture.start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> fixture.ready(server) == 200);
            assertThat(fixture.get(server, "/readyz?verbose").body())
                    .contains("[+] certificate: valid for 0 more days; WARNING: the certificate ends at ");
            assertThat(fixture.get(server, "/metrics").body())
                    .containsPattern("holdfast_tls_certificate_expires_seconds\\{certificate=\"leaf\"} 8[56]\\d{3}\n")
                    .contains("holdfast_tls_certificate_expires_seconds{certificate=\"authority\"} ");
            assertThat(fixture.get(server, "/status").body()).contains("\"policy\" : \"off\"");
        } finally {
            server.stop();
        }
    }

    @Test
    void changedFilesAreTakenIntoUseAndHalfChangedOnesAreNot() throws Exception {
        ServerFixture fixture = new ServerFixture(folder).with("--tls-reload-every", "100ms");
        IssuedCertificate.Saved next = fixture.pki.files(Role.NODE, "n1", Duration.ofDays(20));
        Path certificate = fixture.config().tls().cert();
        Path key = fixture.config().tls().key();
        HoldfastServer server = fixture.start();
        try {
            Files.writeString(certificate, Files.readString(next.certificate()));
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            fixture.get(server, "/metrics").body().contains("holdfast_tls_reload_failures_total 1\n"));
            assertThat(fixture.get(server, "/metrics").body()).contains("holdfast_tls_reloads_total 0\n");

            Files.writeString(key, Files.readString(next.key()));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> fixture.get(server, "/metrics").body().contains("holdfast_tls_reloads_total 1\n"));
            assertThat(fixture.get(server, "/readyz/certificate").body()).contains("valid for 19 more days");
        } finally {
            server.stop();
        }
    }
}
