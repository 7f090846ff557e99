package io.holdfast.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.server.config.ServerConfig.MemberAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
    private static final String MINIMAL = """
            cluster: demo
            node: n1
            data-dir: n1/data
            members:
              - {id: n1, host: 127.0.0.1, client-port: 7400, peer-port: 7401}
              - {id: n2, host: "::1", client-port: 7410, peer-port: 7411}
            tls:
              ca-cert: ../pki/ca.pem
              cert: n1.pem
              key: /keys/n1.key
            """;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void path() {
        file = folder.resolve("holdfast.yaml");
    }

    @Test
    void aMinimalFileTakesEverythingElseFromTheDefaults() throws Exception {
        ServerConfig config = read(MINIMAL);

        assertThat(config.cluster()).isEqualTo("demo");
        assertThat(config.bind()).isEqualTo("127.0.0.1");
        assertThat(config.opsPort()).isEqualTo(7402);
        assertThat(config.self()).isEqualTo(new MemberAddress("n1", "127.0.0.1", 7400, 7401));
        assertThat(config.members()).hasSize(2);
        assertThat(config.members().get(1).host()).isEqualTo("::1");
        assertThat(config.history().maxAge()).isEqualTo(Duration.ofHours(1));
        assertThat(config.history().maxBytes())
                .isEqualTo(Amounts.share(Runtime.getRuntime().maxMemory(), 8));
        assertThat(config.gateway().openBytes())
                .isEqualTo((int) Amounts.share(Runtime.getRuntime().maxMemory(), 32));
    }

    @Test
    void aShareOfTheHeapIsWholeMebibytesWithinBounds() {
        long gibibyte = 1L << 30;
        assertThat(Amounts.share(gibibyte, 8)).isEqualTo(128L << 20);
        assertThat(Amounts.share(gibibyte, 20)).isEqualTo(51L << 20);
        assertThat(Amounts.share(gibibyte, 1_000)).as("holds the largest frame").isEqualTo(8L << 20);
        assertThat(Amounts.share(1_000 * gibibyte, 8)).isEqualTo(gibibyte);
        assertThat(Amounts.bytes("heap/1")).isPositive();
    }

    @Test
    void nobodyAloneFillsTheQueuesByDefault() throws Exception {
        ServerConfig config = read(MINIMAL);

        assertThat(config.gateway().principal().openBytes())
                .isLessThanOrEqualTo(config.proposer().queueBytes());
    }

    @Test
    void relativePathsInTheFileStartFromItsFolder() throws Exception {
        ServerConfig config = read(MINIMAL);

        assertThat(config.dataDir()).isEqualTo(folder.resolve("n1/data"));
        assertThat(config.tls().caCert())
                .isEqualTo(folder.resolve("../pki/ca.pem").normalize());
        assertThat(config.tls().key()).isEqualTo(Path.of("/keys/n1.key"));
    }

    @Test
    void flagsWinOverTheEnvironmentAndTheEnvironmentOverTheFile() throws Exception {
        Files.writeString(file, MINIMAL + "stop-timeout: 1s\nops-port: 1\n");

        ConfigReader.Effective effective = ConfigReader.read(
                file,
                Map.of("HOLDFAST_SERVER_STOP_TIMEOUT", "2s", "HOLDFAST_SERVER_OPS_PORT", "2", "PATH", "/bin"),
                Map.of("--ops-port", "3"));

        assertThat(effective.config().stopTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(effective.config().opsPort()).isEqualTo(3);
        assertThat(effective.listing())
                .contains("ops-port: 3   # flag --ops-port")
                .contains("stop-timeout: 2s   # environment variable HOLDFAST_SERVER_STOP_TIMEOUT")
                .contains("cluster: demo   # " + file + " line 1")
                .contains("bind: 127.0.0.1   # default");
    }

    @Test
    void theWholeConfigurationMayComeFromTheEnvironment() throws Exception {
        ServerConfig config = ConfigReader.read(
                        null,
                        Map.of(
                                "HOLDFAST_SERVER_CLUSTER", "demo",
                                "HOLDFAST_SERVER_NODE", "n2",
                                "HOLDFAST_SERVER_DATA_DIR", "/data",
                                "HOLDFAST_SERVER_MEMBERS", "n1=a:7400/7401, n2=b:7400/7401",
                                "HOLDFAST_SERVER_TLS_CA_CERT", "/ca.pem",
                                "HOLDFAST_SERVER_TLS_CERT", "/c.pem",
                                "HOLDFAST_SERVER_TLS_KEY", "/c.key"),
                        Map.of())
                .config();

        assertThat(config.members())
                .isEqualTo(List.of(new MemberAddress("n1", "a", 7400, 7401), new MemberAddress("n2", "b", 7400, 7401)));
        assertThat(config.self().host()).isEqualTo("b");
    }

    @Test
    void everyKeyCanBeSetByItsVariableAndItsFlag() throws Exception {
        Files.writeString(file, MINIMAL);
        for (Key key : Key.values()) {
            String value = key.byDefault().orElse(null);
            if (value != null) {
                assertThat(ConfigReader.read(file, Map.of(key.variable(), value), Map.of())
                                .listing())
                        .contains("# environment variable " + key.variable());
                assertThat(ConfigReader.read(file, Map.of(), Map.of(key.flag(), value))
                                .listing())
                        .contains("# flag " + key.flag());
            }
        }
    }

    @Test
    void theStartScriptsOwnVariablesAreNoKeys() throws Exception {
        Files.writeString(file, MINIMAL);

        assertThat(ConfigReader.read(file, Map.of("HOLDFAST_SERVER_HEAP", "2g"), Map.of())
                        .config()
                        .node())
                .isEqualTo("n1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    colour: red                      | line 12: colour: no such key
                    stop-timeuot: 1s                 | line 12: stop-timeuot: no such key; did you mean stop-timeout?
                    gateway: {credits: 5}            | line 12: gateway.credits: no such key; did you mean gateway.credit?
                    gateway: 7                       | line 12: gateway: expected keys below it
                    bind: [a, b]                     | line 12: bind: expected one value
                    stop-timeout: soon               | line 12: stop-timeout: 'soon'; expected a duration such as
                    stop-timeout: 0s                 | line 12: stop-timeout: is 0ms; expected a time above zero
                    gateway: {open-bytes: 1 lot}     | line 12: gateway.open-bytes: '1 lot'; expected a size such as
                    gateway: {open-bytes: heap/0}    | line 12: gateway.open-bytes: 'heap/0'; expected a share of the heap
                    gateway: {open-bytes: 4KiB}      | line 12: gateway.open-bytes: is 4096; expected at least 8388608
                    gateway: {credit: 99999999999}   | line 12: gateway.credit: 99999999999; expected 0 to 2147483647
                    gateway: {credit: 1}             | line 12: gateway.credit: is 1; expected at least 2
                    ops-port: 70000                  | line 12: ops-port: port 70000; expected 0 to 65535
                    election-timeout-max: 1ms        | line 12: election-timeout-max: is 1ms; expected more than
                    proposer: {batch-bytes: 3MiB}    | line 12: proposer.batch-bytes: is 3MiB; expected at most 2MiB
                    cluster: again                   | Duplicate field 'cluster'
                    bind: "unclosed                  | line 12
                    """)
    void whateverIsWrongIsNamedWithItsLine(String wrong, String complaint) throws Exception {
        Files.writeString(file, MINIMAL + "# twelfth line next\n" + wrong.strip() + "\n");

        assertThatThrownBy(() -> ConfigReader.read(file, Map.of(), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(complaint.strip());
    }

    @Test
    void aMissingKeyIsNamedTogetherWithTheWaysToSetIt() {
        assertThatThrownBy(() -> read(MINIMAL.replace("cluster: demo\n", "")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cluster: is not set")
                .hasMessageContaining("HOLDFAST_SERVER_CLUSTER")
                .hasMessageContaining("--cluster");
    }

    @Test
    void aNodeThatIsNoMemberIsRefused() {
        assertThatThrownBy(() -> read(MINIMAL.replace("node: n1", "node: n9")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("line 2: node: is n9, which is not among the members");
    }

    @Test
    void aMemberWithAnUnknownOrMissingFieldIsRefused() {
        assertThatThrownBy(() -> read(MINIMAL.replace("peer-port: 7401", "pear-port: 7401")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("line 5: members.pear-port: no such key; did you mean peer-port?");
        assertThatThrownBy(() -> read(MINIMAL.replace(", peer-port: 7401", "")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("line 5: members: a member without peer-port");
    }

    @Test
    void membersThatCollideAreRefused() {
        assertThatThrownBy(() -> read(MINIMAL.replace("id: n2", "id: n1")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("node n1 stands twice");
        assertThatThrownBy(() -> read(MINIMAL.replace("\"::1\", client-port: 7410", "127.0.0.1, client-port: 7401")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("address 127.0.0.1:7401 stands twice");
    }

    @Test
    void anUnknownVariableOfOursIsRefused() {
        assertThatThrownBy(() -> ConfigReader.read(null, Map.of("HOLDFAST_SERVER_OPS_PROT", "1"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("did you mean HOLDFAST_SERVER_OPS_PORT?");
    }

    @Test
    void anUnknownFlagIsRefused() {
        assertThatThrownBy(() -> ConfigReader.read(null, Map.of(), Map.of("--ops-prot", "1")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("did you mean --ops-port?");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ConfigReader.read(folder.resolve("none.yaml"), Map.of(), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none.yaml: no such file");
    }

    @ParameterizedTest
    @CsvSource({"250ms,250", "5s,5000", "1h30m,5400000", "1d1ms,86400001"})
    void durationsReadAndShow(String text, long millis) {
        assertThat(Amounts.duration(text)).isEqualTo(Duration.ofMillis(millis));
        assertThat(Amounts.show(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"17B,17", "64KiB,65536", "512MiB,536870912", "3GiB,3221225472"})
    void sizesReadAndShow(String text, long bytes) {
        assertThat(Amounts.bytes(text)).isEqualTo(bytes);
        assertThat(Amounts.showBytes(bytes)).isEqualTo(text);
    }

    private ServerConfig read(String yaml) throws ConfigException, IOException {
        Files.writeString(file, yaml);
        return ConfigReader.read(file, Map.of(), Map.of()).config();
    }
}
