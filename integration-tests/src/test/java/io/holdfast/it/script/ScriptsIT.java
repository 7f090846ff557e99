package io.holdfast.it.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.it.cluster.Tool;
import io.holdfast.it.cluster.Tool.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of {@code scripts/cluster} and {@code holdfast}: what checks and people rely on. */
class ScriptsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BASE_PORT = "27400";

    @TempDir
    static Path directory;

    private static Map<String, String> environment;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster("start", "--nodes", "3", "--base-port", BASE_PORT).ok();
        environment = environment(directory.resolve("client.env"));
    }

    @AfterAll
    static void stopCluster() {
        cluster("stop").ok();
        for (String node : new String[] {"n1", "n2", "n3"}) {
            assertThat(directory.resolve(node).resolve("pid")).doesNotExist();
        }
    }

    @Test
    void aKeyPutIsReadBackAsJson() throws IOException {
        holdfast("kv", "put", "a", "1").ok();
        JsonNode answer =
                JSON.readTree(holdfast("kv", "get", "a", "-o", "json").ok().out());
        assertThat(answer.path("kvs").path(0).path("key").asText()).isEqualTo("a");
        assertThat(answer.path("kvs").path(0).path("value").asText()).isEqualTo("1");
        assertThat(answer.path("kvs").path(0).path("modRevision").asLong()).isPositive();
        assertThat(holdfast("kv", "get", "a").ok().out().strip()).endsWith("1");
    }

    @Test
    void bytesThatAreNotTextComeAsBase64() throws IOException {
        Path file = directory.resolve("bytes");
        Files.write(file, new byte[] {(byte) 0xff, 0, 1});
        holdfast("kv", "put", "bytes", "--value-file", file.toString()).ok();
        JsonNode answer =
                JSON.readTree(holdfast("kv", "get", "bytes", "-o", "json").ok().out());
        assertThat(answer.path("kvs").path(0).path("valueBase64").asText()).isEqualTo("/wAB");
        assertThat(answer.path("kvs").path(0).has("value")).isFalse();
    }

    @Test
    void aMissingKeyEndsWithOne() {
        Finished finished = holdfast("kv", "get", "no-such-key");
        assertThat(finished.exit()).isEqualTo(1);
        assertThat(finished.err()).contains("no-such-key");
    }

    @Test
    void aTypoEndsWithTwo() {
        assertThat(holdfast("kv", "gte", "a").exit()).isEqualTo(2);
    }

    @Test
    void withoutACertificateNothingIsServed() {
        Map<String, String> bare = new LinkedHashMap<>(environment);
        bare.remove("HOLDFAST_CERT");
        bare.remove("HOLDFAST_KEY");
        assertThat(Tool.holdfast(bare, "kv", "get", "a").exit()).isNotZero();
    }

    @Test
    void anUnreachableClusterEndsWithThree() {
        Map<String, String> nowhere = new LinkedHashMap<>(environment);
        nowhere.put("HOLDFAST_ENDPOINTS", "127.0.0.1:1");
        nowhere.put("HOLDFAST_TIMEOUT", "1s");
        assertThat(Tool.holdfast(nowhere, "kv", "put", "a", "1").exit()).isEqualTo(3);
    }

    @Test
    void membersAndStatusNameAllThreeNodes() throws IOException {
        assertThat(holdfast("member", "list").ok().out()).contains("n1", "n2", "n3");
        JsonNode status = JSON.readTree(holdfast("status", "-o", "json").ok().out());
        assertThat(status.toString()).contains("n1", "n2", "n3", "leader");
    }

    @Test
    void aKilledNodeIsRestartedAndReady() throws IOException {
        long before = pid("n2");
        cluster("kill", "n2", "-9").ok();
        assertThat(ProcessHandle.of(before).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
        holdfast("kv", "put", "while-n2-is-away", "1").ok();
        cluster("restart", "n2").ok();
        assertThat(pid("n2")).isNotEqualTo(before);
        assertThat(cluster("status").ok().out()).contains("n2");
    }

    @Test
    void aPausedNodeRunsOn() {
        cluster("pause", "n3").ok();
        cluster("resume", "n3").ok();
        holdfast("kv", "put", "after-the-pause", "1").ok();
    }

    @Test
    void anUnknownNodeIsRefusedByName() {
        Finished finished = cluster("kill", "n9");
        assertThat(finished.exit()).isNotZero();
        assertThat(finished.err()).contains("n9");
    }

    private static long pid(String node) throws IOException {
        return Long.parseLong(
                Files.readString(directory.resolve(node).resolve("pid")).strip());
    }

    private static Finished holdfast(String... arguments) {
        return Tool.holdfast(environment, arguments);
    }

    private static Finished cluster(String verb, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = verb;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--dir";
        all[all.length - 1] = directory.toString();
        return Tool.script("cluster", all);
    }

    private static Map<String, String> environment(Path file) throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("export ")) {
                String[] pair = line.substring("export ".length()).split("=", 2);
                variables.put(pair[0], pair[1].replaceAll("^['\"]|['\"]$", ""));
            }
        }
        return variables;
    }
}
