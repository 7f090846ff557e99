package io.holdfast.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemFileTest {
    @TempDir
    Path folder;

    private Authority authority;
    private String certificate;
    private String key;

    @BeforeEach
    void create() throws TlsException {
        authority = Authority.create("demo", Duration.ofDays(1));
        certificate = IssuedCertificate.pem(authority.certificate());
        key = IssuedCertificate.pem(authority.key());
    }

    @Test
    void certificatesAreReadInTheirOrderAndTextBetweenThemIsIgnored() throws TlsException, IOException {
        Authority other = Authority.create("other", Duration.ofDays(1));
        String text = "Certificate:\n    Data: ...\n" + certificate + "\r\n# next\r\n"
                + IssuedCertificate.pem(other.certificate()).replace("\n", "\r\n");

        assertThat(PemFile.certificates(file(text))).containsExactly(authority.certificate(), other.certificate());
    }

    @Test
    void ecAndRsaKeysAreRead() throws TlsException, IOException, NoSuchAlgorithmException {
        String rsa = IssuedCertificate.pem(
                KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate());

        assertThat(PemFile.privateKey(file(key)).getAlgorithm()).isEqualTo("EC");
        assertThat(PemFile.privateKey(file(rsa)).getAlgorithm()).isEqualTo("RSA");
    }

    @Test
    void aMissingFileIsNamedAsSuch() {
        refusal(folder.resolve("nowhere.pem"))
                .hasMessageContaining("no such file")
                .hasMessageContaining("holdfast pki");
    }

    @Test
    void aFolderIsNoFile() {
        refusal(folder).hasMessageContaining("cannot be read");
    }

    @Test
    void aFileWithoutPemSaysWhatWasExpected() throws IOException {
        refusal(file("")).hasMessageContaining("no PEM block").hasMessageContaining("-----BEGIN CERTIFICATE-----");
        refusal(file("hello")).hasMessageContaining("no PEM block");
    }

    @Test
    void aBlockWithoutEndIsRefused() throws IOException {
        refusal(file(certificate.substring(0, certificate.length() - 30)))
                .hasMessageContaining("no line -----END CERTIFICATE-----");
    }

    @Test
    void aBlockThatIsNotBase64IsRefused() throws IOException {
        refusal(file(certificate.replaceFirst("\nMII", "\n!!!"))).hasMessageContaining("is not Base64");
    }

    @Test
    void aBlockThatIsNoCertificateIsRefused() throws IOException {
        refusal(file(new Pem("CERTIFICATE", new byte[] {1, 2, 3}).encode())).hasMessageContaining("cannot be decoded");
    }

    @Test
    void aKeyAmongCertificatesIsRefusedAndNotShown() throws IOException {
        refusal(file(certificate + key))
                .hasMessageContaining("'PRIVATE KEY' where only CERTIFICATE belongs")
                .hasMessageNotContaining(key.substring(30, 60));
    }

    @Test
    void moreCertificatesThanAllowedAreRefused() throws IOException, TlsException {
        assertThat(PemFile.certificates(file(certificate.repeat(32)))).hasSize(32);
        refusal(file(certificate.repeat(33))).hasMessageContaining("holds 33 certificates, more than the 32 allowed");
    }

    @Test
    void aHugeFileIsRefusedUnread() throws IOException {
        refusal(file("x".repeat(PemFile.MAX_BYTES + 1))).hasMessageContaining("larger than 1048576 bytes");
    }

    @Test
    void keysInOtherFormsAreRefusedWithTheCommandThatConvertsThem() throws IOException {
        keyRefusal(key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"))
                .hasMessageContaining("encrypted")
                .hasMessageContaining("openssl pkcs8 -in");
        keyRefusal(key.replace("PRIVATE KEY", "EC PRIVATE KEY")).hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
        keyRefusal(certificate).hasMessageContaining("holds 'CERTIFICATE'; expected -----BEGIN PRIVATE KEY-----");
        keyRefusal(key + key).hasMessageContaining("holds 2 PEM blocks");
        keyRefusal(new Pem("PRIVATE KEY", new byte[] {0x30, 0}).encode())
                .hasMessageContaining("neither a valid EC nor a valid RSA key");
    }

    @Test
    void damagedFilesAreReadOrRefusedAndNothingElse() throws IOException {
        long seed = 7_400L;
        Random random = new Random(seed);
        Path target = folder.resolve("fuzz.pem");
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = (round % 2 == 0 ? certificate : key).getBytes(StandardCharsets.US_ASCII);
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(target, bytes);
            assertReadOrRefused(target, seed, round);
        }
    }

    private static void assertReadOrRefused(Path target, long seed, int round) {
        try {
            if (round % 2 == 0) {
                assertThat(CertificateSummary.read(target))
                        .as("seed %d round %d", seed, round)
                        .allSatisfy(summary -> assertThat(summary.identity())
                                .hasSizeLessThan(200)
                                .matches("[\\x20-\\x7e]*"));
            } else {
                assertThat(PemFile.privateKey(target))
                        .as("seed %d round %d", seed, round)
                        .isNotNull();
            }
        } catch (TlsException refusal) {
            assertThat(refusal).as("seed %d round %d", seed, round).hasMessageStartingWith(target.toString());
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refusal(Path path) {
        return assertThatThrownBy(() -> PemFile.certificates(path))
                .isInstanceOf(TlsException.class)
                .hasMessageStartingWith(path + ": ");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> keyRefusal(String text) throws IOException {
        Path path = file(text);
        return assertThatThrownBy(() -> PemFile.privateKey(path))
                .isInstanceOf(TlsException.class)
                .hasMessageStartingWith(path + ": ");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "given", ".pem"), text);
    }
}
