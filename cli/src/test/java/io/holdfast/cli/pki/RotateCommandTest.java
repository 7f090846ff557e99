package io.holdfast.cli.pki;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.CommandLineTool;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClientBuilder;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotateCommandTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void issue() {
        run(0, "init", "--dir", dir(), "--cluster", "demo");
        run(0, "issue", "--dir", dir(), "--node", "n1", "--dev");
        run(0, "issue", "--dir", dir(), "--client", "app");
    }

    @Test
    void threeStepsReplaceTheAuthorityAndEveryCertificate() throws TlsException, IOException {
        run(0, "rotate", "ca", "--dir", dir());
        assertThat(text(out))
                .contains("new authority: CN=demo,O=Holdfast authority 2")
                .contains("hand it to every node and client, then `holdfast pki rotate leaf --all`");
        assertThat(load("n1").authorities()).hasSize(2);

        run(1, "rotate", "ca", "--finish", "--dir", dir());
        assertThat(text(err)).contains("app.pem").contains("n1.pem").contains("rotate leaf --all");

        run(0, "rotate", "leaf", "--all", "--dir", dir());
        assertThat(text(out)).contains("renewed, new authority");
        run(0, "rotate", "ca", "--finish", "--dir", dir());
        assertThat(text(out)).contains("let go: 'CN=demo,O=Holdfast authority'");

        assertThat(load("n1").principal()).hasToString("spiffe://demo/node/n1");
        assertThat(load("app").authorities()).hasSize(1);
        assertThat(load("app").certificate().getIssuerX500Principal().getName())
                .isEqualTo("CN=demo,O=Holdfast authority 2");
        for (String key : new String[] {"ca.key", "n1.key", "app.key"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(key))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aPlanSaysWhatWouldBeDoneAndDoesNothing() throws IOException {
        Map<String, String> before = contents();

        run(0, "rotate", "ca", "--plan", "--dir", dir());
        assertThat(text(out)).contains("would make a new authority");
        run(0, "rotate", "leaf", "--all", "--plan", "--dir", dir());
        assertThat(text(out)).contains("spiffe://demo/node/n1").contains("renew");
        run(0, "rotate", "ca", "--finish", "--plan", "--dir", dir());
        assertThat(text(out)).contains("would let go: nobody");

        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void oneCertificateIsRenewedByItsNameAndTheOthersStay() throws IOException {
        String other = Files.readString(folder.resolve("n1.pem"));

        run(0, "rotate", "leaf", "app", "--days", "10", "--dir", dir(), "-o", "json");

        JsonNode certificates = new ObjectMapper().readTree(text(out)).get("certificates");
        assertThat(certificates).hasSize(1);
        assertThat(certificates.get(0).get("identity").asText()).isEqualTo("spiffe://demo/client/app");
        assertThat(Files.readString(folder.resolve("n1.pem"))).isEqualTo(other);
    }

    @Test
    void whatCannotBeIsRefusedInWords() {
        run(2, "rotate");
        assertThat(text(err)).contains("ca or leaf");
        run(2, "rotate", "leaf", "--dir", dir());
        assertThat(text(err)).contains("NAME..., or --all");
        run(2, "rotate", "leaf", "app", "--all", "--dir", dir());
        run(1, "rotate", "leaf", "nobody", "--dir", dir());
        assertThat(text(err)).contains("nobody.pem: no such file");
        run(2, "rotate", "ca", "--days", "0", "--dir", dir());
        run(0, "rotate", "ca", "--dir", dir());
        run(1, "rotate", "ca", "--dir", dir());
        assertThat(text(err)).contains("a rotation is under way");
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new java.util.TreeMap<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return contents;
    }

    private String dir() {
        return folder.toString();
    }

    private TlsMaterial load(String name) throws TlsException {
        return TlsMaterial.load(folder.resolve("ca.pem"), folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
    }

    private void run(int status, String... words) {
        String[] arguments = new String[words.length + 1];
        arguments[0] = "pki";
        System.arraycopy(words, 0, arguments, 1, words.length);
        out.reset();
        err.reset();
        Surroundings surroundings = new Surroundings(
                Map.of(),
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                HoldfastClientBuilder::build);
        assertThat(new CommandLineTool(surroundings).run(arguments))
                .as("%s: %s%s", String.join(" ", arguments), text(out), text(err))
                .isEqualTo(status);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
