package io.holdfast.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateSummaryTest {
    @TempDir
    Path folder;

    @Test
    void aSummarySaysWhoWhereAndUntilWhen() throws TlsException {
        TestPki pki = TestPki.of(folder, "demo");
        IssuedCertificate issued = pki.authority()
                .issue(
                        new Principal("demo", Role.NODE, "n1"),
                        List.of("n1.example.org"),
                        List.of("10.0.0.1"),
                        Duration.ofDays(9));

        CertificateSummary summary = CertificateSummary.of(issued.certificate());

        assertThat(summary.identity()).isEqualTo("spiffe://demo/node/n1");
        assertThat(summary.subject()).isEqualTo("CN=n1,O=demo");
        assertThat(summary.issuer()).isEqualTo("CN=demo,O=Holdfast authority");
        assertThat(summary.names())
                .containsExactlyInAnyOrder(
                        new CertificateSummary.Name("dns", "n1.example.org"),
                        new CertificateSummary.Name("ip", "10.0.0.1"));
        assertThat(summary.key()).isEqualTo("EC 256");
        assertThat(summary.authority()).isFalse();
        assertThat(summary.sha256()).matches("[0-9a-f]{64}");
        assertThat(summary.notAfter())
                .isEqualTo(issued.certificate().getNotAfter().toInstant());
    }

    @Test
    void anAuthorityIsToldFromTheRest() throws TlsException {
        TestPki pki = TestPki.of(folder, "demo");

        assertThat(CertificateSummary.read(pki.caFile())).singleElement().satisfies(summary -> {
            assertThat(summary.authority()).isTrue();
            assertThat(summary.identity()).isEqualTo("spiffe://demo");
            assertThat(summary.names()).isEmpty();
        });
    }

    @Test
    void hostileTextComesOutPrintableAndShort() {
        TlsMaterial odd = TestPki.of(folder, "demo").materialWithUris("urn:x:" + "y".repeat(5_000));

        assertThat(CertificateSummary.of(odd.certificate()).identity())
                .startsWith("urn:x:yyy")
                .hasSizeLessThan(200);
        assertThat(Text.plain("\u001b[2J\nroot")).isEqualTo("?[2J?root");
    }

    @Test
    void aCertificateWithoutOneIdentitySaysSo() {
        TestPki pki = TestPki.of(folder, "demo");

        assertThat(CertificateSummary.of(pki.materialWithUris("a:b", "c:d").certificate())
                        .identity())
                .isEqualTo("none (2 URI names)");
    }
}
