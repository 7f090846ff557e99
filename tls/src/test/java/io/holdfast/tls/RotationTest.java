package io.holdfast.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An authority is replaced step by step; after each step everybody who has the files of the step understands the rest. */
class RotationTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path folder;

    @BeforeEach
    void issue() throws TlsException {
        Authority authority = Authority.create("demo", DAY.multipliedBy(90));
        authority.save(folder);
        authority
                .issue(
                        new Principal("demo", Role.NODE, "n1"),
                        List.of("localhost"),
                        List.of("127.0.0.1"),
                        DAY.multipliedBy(40))
                .save(folder);
        authority
                .issue(new Principal("demo", Role.CLIENT, "app"), List.of(), List.of(), DAY.multipliedBy(20))
                .save(folder);
    }

    @Test
    void atEachStepOldAndNewUnderstandEachOther() throws Exception {
        TlsMaterial oldNode = material("n1");
        TlsMaterial oldClient = material("app");

        Rotation.in(folder).succeed(DAY.multipliedBy(60));
        TlsMaterial overlapNode = material("n1");
        TlsMaterial overlapClient = material("app");
        understand(oldClient, overlapNode);
        understand(overlapClient, oldNode);
        understand(overlapClient, overlapNode);

        Rotation rotation = Rotation.in(folder);
        for (Leaf leaf : rotation.leaves(folder)) {
            rotation.renew(leaf, leaf.validity());
        }
        TlsMaterial newNode = material("n1");
        TlsMaterial newClient = material("app");
        understand(newClient, overlapNode);
        understand(overlapClient, newNode);
        understand(newClient, newNode);

        Rotation.in(folder).finish();
        TlsMaterial lastNode = material("n1");
        understand(newClient, lastNode);
        understand(material("app"), newNode);
        assertThat(refusalOf(overlapClient, lastNode))
                .contains("offered spiffe://demo/client/app issued by 'CN=demo,O=Holdfast authority'")
                .contains("expected spiffe://demo/node|client|operator/* issued by 'CN=demo,O=Holdfast authority 2'");
    }

    @Test
    void authoritiesOfTheSameNameAreToldApartByTheirKeys() throws Exception {
        TlsMaterial oldClient = material("app");
        Authority namesake = Authority.create("demo", DAY.multipliedBy(60));
        String bundle = IssuedCertificate.pem(namesake.certificate()) + Files.readString(folder.resolve("ca.pem"));
        Files.writeString(folder.resolve("ca.pem"), bundle);
        Path elsewhere = folder.resolve("elsewhere");
        IssuedCertificate.Saved issued = namesake.issue(
                        new Principal("demo", Role.NODE, "n1"), List.of("localhost"), List.of("127.0.0.1"), DAY)
                .save(elsewhere);
        TlsMaterial newNode = TlsMaterial.load(folder.resolve("ca.pem"), issued.certificate(), issued.key());

        understand(material("app"), newNode);
        assertThat(Handshake.between(
                                Engines.client(material("app"), NodeTrust.anyNode(material("app")), "localhost", 7400),
                                Engines.server(material("n1"), material("n1").trustManager()))
                        .succeeded())
                .isTrue();
        assertThat(oldClient.authorities()).hasSize(1);
    }

    @Test
    void aRenewedCertificateIsTheSameBearersUnderANewKey() throws Exception {
        Rotation rotation = Rotation.in(folder);
        TlsMaterial before = material("n1");

        rotation.renew(Leaf.read(folder, "n1"), Leaf.read(folder, "n1").validity());

        Leaf after = Leaf.read(folder, "n1");
        assertThat(after.principal()).isEqualTo(before.principal());
        assertThat(after.hosts()).containsExactly("localhost");
        assertThat(after.addresses()).containsExactly("127.0.0.1");
        assertThat(after.validity()).isEqualTo(DAY.multipliedBy(40));
        assertThat(after.certificate().getPublicKey())
                .isNotEqualTo(before.certificate().getPublicKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(after.keyFile())))
                .isEqualTo("rw-------");
        assertThat(material("n1").principal()).isEqualTo(before.principal());
        assertThat(drafts()).isEmpty();
    }

    @Test
    void aCertificateDoesNotOutliveItsAuthority() throws Exception {
        Rotation rotation = Rotation.in(folder);

        IssuedCertificate renewed = rotation.renew(Leaf.read(folder, "app"), DAY.multipliedBy(10_000));

        assertThat(renewed.certificate().getNotAfter())
                .isBefore(rotation.authority().certificate().getNotAfter());
    }

    @Test
    void theOldAuthorityDoesNotGoWhileSomebodyWouldBeLeftBehind() throws Exception {
        Rotation.in(folder).succeed(DAY.multipliedBy(60));
        Rotation rotation = Rotation.in(folder);
        rotation.renew(Leaf.read(folder, "n1"), DAY);

        assertThatThrownBy(() -> rotation.requireAllRenewed(folder))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("app.pem")
                .hasMessageNotContaining("n1.pem");
    }

    @Test
    void aSecondRotationWaitsForTheEndOfTheFirst() throws Exception {
        Rotation.in(folder).succeed(DAY.multipliedBy(60));

        assertThatThrownBy(() -> Rotation.in(folder).succeed(DAY.multipliedBy(60)))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("--finish");
    }

    @Test
    void aStopBetweenBundleAndKeyLeavesTheOldAuthoritySigningAndTheRotationCanBeginAgain() throws Exception {
        String key = Files.readString(folder.resolve("ca.key"));
        Rotation.in(folder).succeed(DAY.multipliedBy(60));
        Files.writeString(folder.resolve("ca.key"), key);

        assertThat(Authority.load(folder)
                        .certificate()
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("CN=demo,O=Holdfast authority");
        Authority next = Rotation.in(folder).succeed(DAY.multipliedBy(60));
        assertThat(Authority.load(folder).certificate()).isEqualTo(next.certificate());
        assertThat(PemFile.certificates(folder.resolve("ca.pem"))).hasSize(2);
    }

    private void understand(TlsMaterial client, TlsMaterial node) {
        assertThat(handshake(client, node).succeeded()).isTrue();
    }

    private String refusalOf(TlsMaterial client, TlsMaterial node) {
        return handshake(client, node).serverRefusal();
    }

    private static Handshake handshake(TlsMaterial client, TlsMaterial node) {
        return Handshake.between(
                Engines.client(client, NodeTrust.anyNode(client), "localhost", 7400),
                Engines.server(node, node.trustManager()));
    }

    private TlsMaterial material(String name) throws TlsException {
        return TlsMaterial.load(folder.resolve("ca.pem"), folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
    }

    private List<Path> drafts() throws java.io.IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".tmp")).toList();
        }
    }
}
