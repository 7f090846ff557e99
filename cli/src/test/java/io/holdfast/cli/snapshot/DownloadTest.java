package io.holdfast.cli.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.cli.ToolRun;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.tls.Authority;
import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code holdfast snapshot save}: the whole file under its name, or nothing. */
class DownloadTest {
    private final List<HttpServer> servers = new ArrayList<>();
    private final byte[] state = new byte[700_000];

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void issueACertificate() throws TlsException, IOException {
        Path pki = Files.createDirectory(folder.resolve("pki"));
        Authority authority = Authority.create("demo", Duration.ofDays(1));
        authority.save(pki);
        authority
                .issue(new Principal("demo", Role.OPERATOR, "me"), List.of(), List.of(), Duration.ofHours(1))
                .save(pki);
        Arrays.fill(state, (byte) 5);
        file = Files.createDirectory(folder.resolve("backups")).resolve("today");
    }

    @AfterEach
    void stopServers() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void theLeadersSnapshotIsSavedForItsOwnerAlone() throws IOException {
        String urls = node("n1", "follower", 90, 403, "not me".getBytes(StandardCharsets.UTF_8)) + ","
                + node("n2", "leader", 80, 200, body(state, sum(state)));
        ToolRun run = save(urls, "-o", "json");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(file).hasBinaryContent(state);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        JsonNode said = new ObjectMapper().readTree(run.outBytes());
        assertThat(said.path("cluster").asText()).isEqualTo("demo");
        assertThat(said.path("clusterId").asText()).isEqualTo("c-1");
        assertThat(said.path("node").asText()).isEqualTo("n2");
        assertThat(said.path("revision").asLong()).isEqualTo(9);
        assertThat(said.path("applied").asLong()).isEqualTo(17);
        assertThat(said.path("bytes").asLong()).isEqualTo(state.length);
        assertThat(said.path("sha256").asText()).isEqualTo(HexFormat.of().formatHex(sum(state)));
        assertThat(save(urls).out()).contains("revision  9").contains("sha256");
        onlyTheBackupIsThere();
    }

    @Test
    void whatIsCutOffOrDamagedOnTheWayLeavesTheOlderFileAsItWas() throws IOException {
        Files.writeString(file, "yesterday's");
        byte[] wrong = sum(state);
        wrong[3] ^= 1;
        byte[] whole = body(state, sum(state));
        for (byte[] sent : List.of(
                body(state, wrong),
                Arrays.copyOf(whole, whole.length - 1),
                Arrays.copyOf(whole, whole.length / 2),
                Arrays.copyOf(whole, whole.length + 1),
                Arrays.copyOf(whole, 10),
                new byte[0],
                "no json\n".getBytes(StandardCharsets.UTF_8),
                "{}\n".getBytes(StandardCharsets.UTF_8),
                new byte[200_000])) {
            ToolRun run = save(node("n1", "leader", 80, 200, sent));
            assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.UNAVAILABLE);
            assertThat(run.err()).startsWith("error: SNAPSHOT_INCOMPLETE: nothing was saved");
            assertThat(file).hasContent("yesterday's");
        }
        onlyTheBackupIsThere();
    }

    @Test
    void whoIsNoOperatorIsRefused() throws IOException {
        ToolRun run = save(node("n1", "leader", 80, 403, "for operators".getBytes(StandardCharsets.UTF_8)));
        assertThat(run.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(run.err()).startsWith("error: PERMISSION_DENIED: ").contains("for operators");
        assertThat(file).doesNotExist();
    }

    @Test
    void aNodeThatIsBusyOrNoneThatAnswersIsStatusThree() throws IOException {
        ToolRun busy = save(node("n1", "leader", 80, 503, "OVERLOADED: four".getBytes(StandardCharsets.UTF_8)));
        assertThat(busy.status()).isEqualTo(ExitStatus.UNAVAILABLE);
        assertThat(busy.err()).contains("OVERLOADED: four");
        String gone = node("n1", "leader", 80, 200, new byte[0]);
        stopServers();
        assertThat(save(gone).status()).isEqualTo(ExitStatus.UNAVAILABLE);
    }

    @Test
    void aFolderThatIsNotThereIsMisuse() throws IOException {
        file = folder.resolve("absent/today");
        assertThat(save(node("n1", "leader", 80, 200, body(state, sum(state)))).status())
                .isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void whatTheServersToolSaysIsShownToPeopleAndPrograms() {
        String lines = """
                cluster=demo
                revision=12
                done=false
                content=0000000000000012
                section.keys.rows=3
                section.keys.bytes=70
                """;
        assertThat(ToolLines.text(lines)).contains("cluster", "demo").contains("section.keys.rows");
        ToolRun misused = ToolRun.of(Map.of(), "snapshot", "restore", "file", "--token", "t");
        assertThat(misused.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(misused.err()).contains("--config");
        assertThat(ToolRun.of(Map.of(), "snapshot", "restore", "--help").out()).contains("--above=REVISION");
        assertThat(ToolRun.of(Map.of(), "snapshot").status()).isEqualTo(ExitStatus.USAGE);
    }

    private void onlyTheBackupIsThere() throws IOException {
        try (var files = Files.list(folder.resolve("backups"))) {
            assertThat(files).containsExactly(file);
        }
    }

    private ToolRun save(String urls, String... more) {
        List<String> arguments = new ArrayList<>(List.of("snapshot", "save", file.toString()));
        arguments.addAll(List.of(more));
        return ToolRun.of(
                Map.of(
                        "HOLDFAST_CACERT", folder.resolve("pki/ca.pem").toString(),
                        "HOLDFAST_CERT", folder.resolve("pki/me.pem").toString(),
                        "HOLDFAST_KEY", folder.resolve("pki/me.key").toString(),
                        "HOLDFAST_OPS_URLS", urls),
                arguments.toArray(String[]::new));
    }

    private static byte[] body(byte[] content, byte[] sum) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(
                ("{\"cluster\":\"demo\",\"clusterId\":\"c-1\",\"node\":\"n2\",\"term\":3,\"index\":17,\"revision\":9,\"bytes\":"
                                + content.length + "}\n")
                        .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes(sum);
        return body.toByteArray();
    }

    private static byte[] sum(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private String node(String name, String role, long applied, int status, byte[] snapshot) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        servers.add(server);
        byte[] figures = "{\"node\":\"%s\",\"role\":\"%s\",\"term\":3,\"applied\":%d}"
                .formatted(name, role, applied)
                .getBytes(StandardCharsets.UTF_8);
        answer(server, "/status", 200, figures);
        answer(server, "/snapshot", status, snapshot);
        server.start();
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void answer(HttpServer server, String path, int status, byte[] body) {
        server.createContext(path, exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(status, 0);
                exchange.getResponseBody().write(body);
            }
        });
    }
}
