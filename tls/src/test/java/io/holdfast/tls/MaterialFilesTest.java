package io.holdfast.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process makes of certificate files that change under it. */
class MaterialFilesTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path folder;

    private Authority authority;
    private MaterialFiles files;

    @BeforeEach
    void issue() throws TlsException {
        authority = Authority.create("demo", DAY.multipliedBy(90));
        authority.save(folder);
        issued("n1", DAY).save(folder);
        files = MaterialFiles.load(file("ca.pem"), file("n1.pem"), file("n1.key"));
    }

    @Test
    void aNewCertificateWithItsKeyIsTakenIntoUse() throws Exception {
        IssuedCertificate next = issued("n1", DAY);
        long before = files.live().generation();
        write(next);

        assertThat(files.look(Instant.now())).isInstanceOf(MaterialFiles.Look.Renewed.class);
        assertThat(files.live().current().certificate()).isEqualTo(next.certificate());
        assertThat(files.live().generation()).isEqualTo(before + 1);
        assertThat(files.look(Instant.now())).isEqualTo(new MaterialFiles.Look.Same());
    }

    @Test
    void untouchedFilesAreTheSame() {
        assertThat(files.look(Instant.now())).isEqualTo(new MaterialFiles.Look.Same());
        assertThat(files.live().generation()).isEqualTo(1);
    }

    @Test
    void aHalfReplacedSetChangesNothingAndIsComplainedOfOnceWhenItStays() throws Exception {
        TlsMaterial before = files.live().current();
        Files.writeString(file("n1.key"), issued("n1", DAY).keyPem());

        assertThat(files.look(Instant.now()))
                .as("the certificate may follow at once")
                .isEqualTo(new MaterialFiles.Look.Same());
        assertThat(files.look(Instant.now()))
                .isInstanceOfSatisfying(
                        MaterialFiles.Look.Refused.class,
                        refused -> assertThat(refused.why()).contains("n1.key: not the key of the certificate"));
        assertThat(files.look(Instant.now())).isEqualTo(new MaterialFiles.Look.Same());
        assertThat(files.live().current()).isSameAs(before);
    }

    @Test
    void aSetReplacedInTwoStepsIsTakenIntoUseWithoutAComplaint() throws Exception {
        IssuedCertificate next = issued("n1", DAY);
        Files.writeString(file("n1.key"), next.keyPem());
        assertThat(files.look(Instant.now())).isEqualTo(new MaterialFiles.Look.Same());
        Files.writeString(file("n1.pem"), next.certificatePem());

        assertThat(files.look(Instant.now())).isInstanceOf(MaterialFiles.Look.Renewed.class);
    }

    @Test
    void aTornFileAnEmptyOneAndAMissingOneChangeNothing() throws Exception {
        TlsMaterial before = files.live().current();
        String whole = Files.readString(file("n1.pem"));
        Files.writeString(file("n1.pem"), whole.substring(0, whole.length() / 2));
        assertThat(refusal()).contains("n1.pem");
        Files.writeString(file("n1.pem"), "");
        assertThat(refusal()).contains("no PEM block");
        Files.delete(file("n1.pem"));
        assertThat(refusal()).contains("no such file");
        assertThat(files.live().current()).isSameAs(before);

        Files.writeString(file("n1.pem"), whole);
        assertThat(files.look(Instant.now())).isEqualTo(new MaterialFiles.Look.Same());
    }

    @Test
    void anotherIdentityIsRefusedNamingBoth() throws Exception {
        IssuedCertificate other = issued("n2", DAY);
        Files.writeString(file("n1.key"), other.keyPem());
        Files.writeString(file("n1.pem"), other.certificatePem());

        assertThat(refusal()).contains("spiffe://demo/node/n2", "expected spiffe://demo/node/n1");
    }

    @Test
    void aCertificateThatPeersWouldRefuseDoesNotTakeThePlaceOfAGoodOne() throws Exception {
        Authority past = Authority.create(
                "demo", DAY.multipliedBy(90), TestPki.at(Instant.now().minus(DAY.multipliedBy(30))));
        IssuedCertificate expired = past.issue(principal("n1"), List.of("localhost"), List.of(), DAY);
        Files.writeString(file("ca.pem"), IssuedCertificate.pem(past.certificate()));
        write(expired);

        assertThat(refusal()).contains("expired at");
    }

    @Test
    void anAuthorityThatDidNotIssueTheCertificateIsRefused() throws Exception {
        Authority other = authority.successor(DAY.multipliedBy(30));
        Files.writeString(file("ca.pem"), IssuedCertificate.pem(other.certificate()));

        assertThat(refusal()).contains("which is not an authority in", "O=Holdfast authority 2");
    }

    @Test
    void aFollowerThatCannotFollowKeepsTheOldMaterialForEverybody() throws Exception {
        TlsMaterial before = files.live().current();
        boolean[] switched = new boolean[1];
        files.live().follow(next -> () -> switched[0] = true);
        files.live().follow(next -> {
            throw new TlsException("cannot");
        });
        write(issued("n1", DAY));

        assertThat(refusal()).isEqualTo("cannot");
        assertThat(switched[0]).isFalse();
        assertThat(files.live().current()).isSameAs(before);
    }

    @Test
    void materialOfSomebodyElseIsNeverTaken() throws Exception {
        TlsMaterial other = TestPki.of(folder.resolve("other"), "demo").material(Role.NODE, "n2");

        assertThatThrownBy(() -> files.live().replace(other)).hasMessageContaining("stays who it is");
    }

    private String refusal() {
        assertThat(files.look(Instant.now())).isEqualTo(new MaterialFiles.Look.Same());
        MaterialFiles.Look look = files.look(Instant.now());
        assertThat(look).isInstanceOf(MaterialFiles.Look.Refused.class);
        return ((MaterialFiles.Look.Refused) look).why();
    }

    private IssuedCertificate issued(String node, Duration validity) throws TlsException {
        return authority.issue(principal(node), List.of("localhost"), List.of("127.0.0.1"), validity);
    }

    private static Principal principal(String node) {
        return new Principal("demo", Role.NODE, node);
    }

    private void write(IssuedCertificate issued) throws IOException {
        Files.writeString(file("n1.key"), issued.keyPem());
        Files.writeString(file("n1.pem"), issued.certificatePem());
    }

    private Path file(String name) {
        return folder.resolve(name);
    }
}
