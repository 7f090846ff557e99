package io.holdfast.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir
    Path folder;

    @Test
    void theAuthoritysOwnCertificateMaySignAndNamesItsCluster() throws TlsException, GeneralSecurityException {
        X509Certificate root = Authority.create("demo", YEAR, TestPki.at(NOW)).certificate();

        root.verify(root.getPublicKey());
        assertThat(root.getVersion()).isEqualTo(3);
        assertThat(root.getBasicConstraints()).as("path length").isZero();
        assertThat(root.getKeyUsage()).containsExactly(false, false, false, false, false, true, true, false, false);
        assertThat(root.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
        assertThat(Principal.uris(root)).containsExactly("spiffe://demo");
        assertThat(root.getNotBefore().toInstant()).isEqualTo(NOW.minusSeconds(300));
        assertThat(root.getNotAfter().toInstant()).isEqualTo(NOW.plus(YEAR));
    }

    @Test
    void aNodesCertificateCarriesIdentityNamesAndPurposes() throws TlsException, GeneralSecurityException {
        Authority authority = Authority.create("demo", YEAR, TestPki.at(NOW));

        IssuedCertificate issued = authority.issue(
                node("n1"), List.of("n1.example.org", "localhost"), List.of("10.0.0.1", "::1"), Duration.ofDays(30));

        X509Certificate certificate = issued.certificate();
        assertThat(Principal.of(certificate)).isEqualTo(node("n1"));
        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(6, "spiffe://demo/node/n1"),
                        List.of(2, "n1.example.org"),
                        List.of(2, "localhost"),
                        List.of(7, "10.0.0.1"),
                        List.of(7, "0:0:0:0:0:0:0:1"));
        assertThat(certificate.getBasicConstraints()).as("no authority").isEqualTo(-1);
        assertThat(certificate.getKeyUsage()[0]).as("digitalSignature").isTrue();
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(30)));
        assertThat(KeyPairs.match(certificate.getPublicKey(), PemText.key(folder, issued.keyPem())))
                .isTrue();
        assertPkixAccepts(authority, certificate);
    }

    @Test
    void clientsAndOperatorsAreClientsOnly() throws TlsException, GeneralSecurityException {
        Authority authority = Authority.create("demo", YEAR, TestPki.at(NOW));
        for (Role role : List.of(Role.CLIENT, Role.OPERATOR)) {
            Principal principal = new Principal("demo", role, "ann");
            X509Certificate certificate =
                    authority.issue(principal, List.of(), List.of(), YEAR).certificate();

            assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
            assertThat(Principal.of(certificate)).isEqualTo(principal);
            assertPkixAccepts(authority, certificate);
        }
    }

    @Test
    void serialNumbersArePositiveAndDiffer() throws TlsException {
        Authority authority = Authority.create("demo", YEAR, TestPki.at(NOW));
        Set<BigInteger> serials = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            X509Certificate certificate =
                    authority.issue(node("n1"), List.of(), List.of(), YEAR).certificate();
            assertThat(certificate.getSerialNumber().signum()).isPositive();
            serials.add(certificate.getSerialNumber());
        }
        assertThat(serials).hasSize(50);
    }

    @Test
    void certificatesBeyond2049AreValidToTheirLastSecond() throws TlsException, GeneralSecurityException {
        Authority authority = Authority.create("demo", Duration.ofDays(36_500), TestPki.at(NOW));
        X509Certificate certificate = authority
                .issue(node("n1"), List.of(), List.of(), Duration.ofDays(36_500))
                .certificate();

        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(36_500)));
        assertPkixAccepts(authority, certificate);
    }

    @Test
    void aSavedAuthorityIssuesAfterLoading() throws TlsException, IOException, GeneralSecurityException {
        Authority created = Authority.create("demo", YEAR);
        created.save(folder.resolve("pki"));
        Authority loaded = Authority.load(folder.resolve("pki"));

        assertThat(loaded.cluster()).isEqualTo("demo");
        assertThat(loaded.certificate()).isEqualTo(created.certificate());
        X509Certificate certificate = loaded.issue(node("n1"), List.of(), List.of(), Duration.ofDays(1))
                .certificate();
        certificate.verify(created.certificate().getPublicKey());
    }

    @Test
    void keysAreReadableByTheirOwnerOnlyAndNoDraftIsLeft() throws TlsException, IOException {
        Authority authority = Authority.create("demo", YEAR);
        authority.save(folder);
        authority.issue(node("n1"), List.of(), List.of(), Duration.ofDays(1)).save(folder);

        assertThat(mode("ca.key")).isEqualTo("rw-------");
        assertThat(mode("n1.key")).isEqualTo("rw-------");
        assertThat(mode("ca.pem")).isEqualTo("rw-r--r--");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void nothingIsEverOverwritten() throws TlsException, IOException {
        Authority authority = Authority.create("demo", YEAR);
        authority.save(folder);
        String before = Files.readString(folder.resolve("ca.key"));
        IssuedCertificate issued = authority.issue(node("n1"), List.of(), List.of(), Duration.ofDays(1));
        issued.save(folder);

        assertThatThrownBy(() -> Authority.create("demo", YEAR).save(folder))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("ca.pem: already exists and is not overwritten");
        assertThatThrownBy(() -> issued.save(folder)).hasMessageContaining("n1.pem: already exists");
        Files.delete(folder.resolve("ca.pem"));
        assertThatThrownBy(() -> authority.save(folder)).hasMessageContaining("ca.key: already exists");
        assertThat(folder.resolve("ca.key")).hasContent(before.strip());
        assertThat(folder.resolve("ca.pem")).doesNotExist();
    }

    @Test
    void filesThatAreNoAuthorityAreRefused() throws TlsException, IOException {
        Authority.create("demo", YEAR).save(folder.resolve("a"));
        Authority.create("demo", YEAR).save(folder.resolve("b"));
        Files.copy(folder.resolve("a/ca.pem"), folder.resolve("ca.pem"));
        Files.copy(folder.resolve("b/ca.key"), folder.resolve("ca.key"));
        assertThatThrownBy(() -> Authority.load(folder))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("ca.key: not the key of");

        Path leaf = folder.resolve("leaf");
        IssuedCertificate.Saved saved = Authority.load(folder.resolve("a"))
                .issue(node("ca"), List.of(), List.of(), Duration.ofDays(1))
                .save(leaf);
        assertThat(saved.certificate()).isEqualTo(leaf.resolve("ca.pem"));
        assertThatThrownBy(() -> Authority.load(leaf))
                .hasMessageContaining("not only certificates of authorities")
                .hasMessageContaining("holdfast pki init");
        assertThatThrownBy(() -> Authority.load(folder.resolve("nowhere"))).hasMessageContaining("no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Demo", "de mo", "demo/x", "-demo", "demo.", "demo-", "d\u00e9mo", "../demo"})
    void aClusterNameOfAnotherShapeIsRefused(String cluster) {
        assertThatThrownBy(() -> Authority.create(cluster, YEAR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cluster name '")
                .hasMessageContaining("lower-case letters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a_b", "demo.1", "0", "a..b", "1.2.3.4", "300.1.1.1", "a.-b", "a_.-0", "1-1"})
    void everyAllowedClusterNameComesBackFromACertificate(String cluster)
            throws TlsException, GeneralSecurityException {
        Authority authority = Authority.create(cluster, YEAR, TestPki.at(NOW));
        Principal principal = new Principal(cluster, Role.NODE, "n_1.-0");

        assertThat(Principal.uris(authority.certificate())).containsExactly("spiffe://" + cluster);
        assertThat(Principal.of(
                        authority.issue(principal, List.of(), List.of(), YEAR).certificate()))
                .isEqualTo(principal);
    }

    @Test
    void whatCannotBeIssuedIsRefusedWithItsReason() throws TlsException {
        Authority authority = Authority.create("demo", YEAR, TestPki.at(NOW));

        assertRefused(authority, node("n1"), "a b", "10.0.0.1", YEAR, "host name 'a b' is not a DNS name");
        assertRefused(authority, node("n1"), "10.0.0.1", "10.0.0.1", YEAR, "an address belongs among the IP addresses");
        assertRefused(authority, node("n1"), "*.example.org", "10.0.0.1", YEAR, "host name '*.example.org'");
        assertRefused(authority, node("n1"), "a", "10.0.0.256", YEAR, "neither an IPv4 nor an IPv6 address");
        assertRefused(authority, node("n1"), "a", "localhost", YEAR, "IP address 'localhost'");
        assertRefused(authority, node("n1"), "a", "::zz", YEAR, "IP address '::zz'");
        assertRefused(authority, node("n1"), "a", "::1", Duration.ofDays(366), "would outlive its authority");
        assertRefused(authority, node("n1"), "a", "::1", Duration.ZERO, "a validity of 0 days is not allowed");
        assertRefused(authority, node("n1"), "a", "::1", Duration.ofDays(36_501), "at most 36500");
        assertRefused(
                authority,
                new Principal("prod", Role.NODE, "n1"),
                "a",
                "::1",
                YEAR,
                "does not vouch for spiffe://prod");
    }

    @Test
    void theTextOfAnIssuedCertificateDoesNotShowItsKey() throws TlsException {
        IssuedCertificate issued =
                Authority.create("demo", YEAR).issue(node("n1"), List.of(), List.of(), Duration.ofDays(1));

        assertThat(issued.toString()).contains("spiffe://demo/node/n1").doesNotContain("KEY");
        assertThat(new Pem("PRIVATE KEY", new byte[] {65, 66, 67})).hasToString("Pem[PRIVATE KEY, 3 bytes]");
    }

    private static void assertRefused(
            Authority authority, Principal principal, String host, String ip, Duration validity, String reason) {
        assertThatThrownBy(() -> authority.issue(principal, List.of(host), List.of(ip), validity))
                .isInstanceOfAny(TlsException.class, IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static void assertPkixAccepts(Authority authority, X509Certificate certificate)
            throws GeneralSecurityException {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(NOW));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
    }

    private String mode(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)));
    }

    private static Principal node(String id) {
        return new Principal("demo", Role.NODE, id);
    }

    /** Reads a key from text by way of a file, as everybody does. */
    private static final class PemText {
        static PrivateKey key(Path folder, String pem) throws TlsException {
            try {
                return PemFile.privateKey(Files.writeString(folder.resolve("from-text.key"), pem));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
