package io.holdfast.cli.pki;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PkiCommandTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void initAndIssueMakeFilesThatLoadTogether() throws TlsException, IOException {
        init();
        run(0, "issue", "--dir", pki(), "--node", "n1", "--host", "n1.example.org", "--ip", "10.0.0.1", "--dev");
        run(
                0,
                "issue",
                "--dir",
                pki(),
                "--client",
                "app",
                "--out",
                folder.resolve("app").toString());
        run(0, "issue", "--dir", pki(), "--operator", "ann");

        assertThat(load("pki/n1").principal()).hasToString("spiffe://demo/node/n1");
        assertThat(load("app/app").principal()).hasToString("spiffe://demo/client/app");
        assertThat(load("pki/ann").principal()).hasToString("spiffe://demo/operator/ann");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("app/app.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void initSaysWhatTheTwoFilesAreFor() {
        run(0, "init", "--dir", pki(), "--cluster", "demo", "--days", "10");

        assertThat(text(out))
                .contains("authority of cluster demo until 20")
                .contains("ca.pem  give it to every node and client")
                .contains("ca.key  signs certificates: keep it off the servers");
    }

    @Test
    void issueTellsProgramsWhereTheFilesAre() throws IOException {
        init();
        run(0, "issue", "--dir", pki(), "--client", "app", "-o", "json");

        JsonNode json = new ObjectMapper().readTree(text(out));
        assertThat(json.get("identity").asText()).isEqualTo("spiffe://demo/client/app");
        assertThat(Path.of(json.get("certificate").asText())).exists();
        assertThat(Path.of(json.get("key").asText())).exists();
    }

    @Test
    void showTellsWhoWhereAndUntilWhen() throws IOException {
        init();
        run(0, "issue", "--dir", pki(), "--node", "n1", "--dev", "--days", "30");
        out.reset();
        run(0, "show", pki() + "/n1.pem", pki() + "/ca.pem", "-o", "json");

        JsonNode certificates = new ObjectMapper().readTree(text(out)).get("certificates");
        assertThat(certificates).hasSize(2);
        JsonNode node = certificates.get(0);
        assertThat(node.get("identity").asText()).isEqualTo("spiffe://demo/node/n1");
        assertThat(node.get("issuer").asText()).isEqualTo("CN=demo,O=Holdfast authority");
        assertThat(node.get("daysLeft").asLong()).isEqualTo(29);
        assertThat(node.get("validity").asText()).isEqualTo("valid");
        assertThat(node.get("names"))
                .hasToString(
                        "[{\"kind\":\"dns\",\"value\":\"localhost\"}," + "{\"kind\":\"ip\",\"value\":\"127.0.0.1\"}]");
        assertThat(node.get("key").asText()).isEqualTo("EC 256");
        assertThat(node.get("authority").asBoolean()).isFalse();
        assertThat(certificates.get(1).get("authority").asBoolean()).isTrue();
    }

    @Test
    void showSpeaksYamlAndTables() throws IOException {
        init();
        run(0, "show", pki() + "/ca.pem", "-o", "yaml");
        assertThat(new YAMLMapper()
                        .readTree(text(out))
                        .at("/certificates/0/identity")
                        .asText())
                .isEqualTo("spiffe://demo");

        out.reset();
        run(0, "show", pki() + "/ca.pem");
        assertThat(text(out).lines().toList())
                .hasSize(2)
                .first()
                .asString()
                .containsSubsequence("FILE", "IDENTITY", "ISSUER", "UNTIL", "DAYS LEFT", "NAMES", "KEY");
        assertThat(text(out)).contains("spiffe://demo (authority)", "3649", "EC 256");
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        init();
        String before = Files.readString(folder.resolve("pki/ca.key"));
        run(1, "init", "--dir", pki(), "--cluster", "demo");
        assertThat(text(err)).startsWith("error: PKI: ").contains("ca.pem: already exists and is not overwritten");
        assertThat(folder.resolve("pki/ca.key")).content().isEqualTo(before);

        run(0, "issue", "--dir", pki(), "--client", "app");
        run(1, "issue", "--dir", pki(), "--operator", "app");
        assertThat(text(err)).contains("app.pem: already exists");
    }

    @Test
    void whatCannotBeUsedIsRefusedWithStatusOne() throws IOException {
        run(1, "issue", "--dir", pki(), "--client", "app");
        assertThat(text(err)).startsWith("error: PKI: ").contains("ca.pem: no such file");

        run(1, "show", Files.writeString(folder.resolve("x"), "hello").toString());
        assertThat(text(err)).contains("no PEM block found");

        init();
        run(1, "show", pki() + "/ca.key");
        assertThat(text(err)).contains("'PRIVATE KEY' where only CERTIFICATE belongs");
        run(1, "issue", "--dir", pki(), "--client", "app", "--days", "4000");
        assertThat(text(err)).contains("would outlive its authority");
        assertThat(folder.resolve("pki/app.pem")).doesNotExist();
    }

    @Test
    void whatMakesNoSenseIsStatusTwoAndLeavesNothing() {
        run(2, "init", "--dir", pki(), "--cluster", "De/mo");
        assertThat(text(err)).startsWith("error: USAGE: cluster name 'De/mo'").contains("lower-case letters");
        run(2, "init", "--dir", pki(), "--cluster", "demo", "--days", "0");
        run(2, "init", "--dir", pki());
        assertThat(folder.resolve("pki")).doesNotExist();

        init();
        run(2, "issue", "--dir", pki(), "--node", "n1");
        assertThat(text(err)).contains("give --host, --ip or --dev");
        run(2, "issue", "--dir", pki(), "--node", "n/1", "--dev");
        assertThat(text(err)).contains("node id 'n/1'");
        run(2, "issue", "--dir", pki(), "--node", "n1", "--host", "a b");
        run(2, "issue", "--dir", pki(), "--node", "n1", "--ip", "1.2.3");
        assertThat(text(err)).contains("IP address '1.2.3'");
        run(2, "issue", "--dir", pki(), "--node", "n1", "--client", "app", "--dev");
        run(2, "issue", "--dir", pki());
        run(2, "issue", "--dir", pki(), "--client", "app", "--days", "-1");
        run(2, "show");
        run(2);
        assertThat(text(err)).contains("pki needs a verb");
        assertThat(folder.resolve("pki")).isDirectoryNotContaining("glob:**/{n1,app}.*");
    }

    private void init() {
        run(0, "init", "--dir", pki(), "--cluster", "demo");
        out.reset();
    }

    private String pki() {
        return folder.resolve("pki").toString();
    }

    private TlsMaterial load(String stem) throws TlsException {
        return TlsMaterial.load(
                folder.resolve("pki/ca.pem"), folder.resolve(stem + ".pem"), folder.resolve(stem + ".key"));
    }

    private void run(int status, String... words) {
        String[] arguments = new String[words.length + 1];
        arguments[0] = "pki";
        System.arraycopy(words, 0, arguments, 1, words.length);
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
