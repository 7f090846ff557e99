package io.holdfast.cli.kv;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.FakeClient;
import io.holdfast.cli.ToolRun;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.client.AuthenticationException;
import io.holdfast.client.ErrorCode;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.RejectedException;
import io.holdfast.client.UnavailableException;
import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.outcome.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyValueCommandsTest {
    private static final byte[] BINARY = {(byte) 0xff, 0, 10, (byte) 0xfe};

    private final FakeClient client = new FakeClient();

    @Test
    void getPrintsTheValueByteForByteAndALineEnd() {
        client.with("a", BINARY);
        ToolRun run = ToolRun.of(client, "kv", "get", "a");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.outBytes()).containsExactly((byte) 0xff, 0, 10, (byte) 0xfe, '\n');
    }

    @Test
    void getAsATablePrintsKeyAndValueLines() {
        client.with("a", utf8("1")).with("b", utf8("2")).with("c", utf8("3"));
        assertThat(ToolRun.of(client, "kv", "get", "", "--prefix", "-o", "table")
                        .out())
                .isEqualTo("a\n1\nb\n2\nc\n3\n");
    }

    @Test
    void getAsJsonHasThePromisedFields() throws IOException {
        client.with("a", utf8("grün"));
        JsonNode json = json(ToolRun.of(client, "kv", "get", "a", "-o", "json"));
        assertThat(json.path("revision").asLong()).isEqualTo(2);
        assertThat(json.path("count").asLong()).isEqualTo(1);
        assertThat(json.path("more").asBoolean(true)).isFalse();
        JsonNode kv = json.path("kvs").path(0);
        assertThat(kv.fieldNames())
                .toIterable()
                .containsExactly("key", "value", "createRevision", "modRevision", "version", "lease");
        assertThat(kv.path("value").asText()).isEqualTo("grün");
    }

    @Test
    void aValueThatIsNotTextIsPrintedInBase64() throws IOException {
        client.with("a", BINARY);
        JsonNode kv = json(ToolRun.of(client, "kv", "get", "a", "-o", "json"))
                .path("kvs")
                .path(0);
        assertThat(kv.path("valueBase64").asText()).isEqualTo("/wAK/g==");
        assertThat(kv.has("value")).isFalse();
    }

    @Test
    void aRangeIsPrintedAcrossPages() throws IOException {
        for (int i = 0; i < 5; i++) {
            client.with("k" + i, utf8("v" + i));
        }
        assertThat(ToolRun.of(client, "kv", "get", "k", "--prefix").out()).isEqualTo("v0\nv1\nv2\nv3\nv4\n");
        assertThat(ToolRun.of(client, "kv", "get", "k1", "k3", "--keys-only").out())
                .isEqualTo("k1\nk2\n");
        JsonNode limited = json(ToolRun.of(client, "kv", "get", "k", "--prefix", "--limit", "3", "-o", "json"));
        assertThat(limited.path("kvs")).hasSize(3);
        assertThat(limited.path("more").asBoolean()).isTrue();
        assertThat(limited.path("count").asLong()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "yaml"})
    void aRangeThatFailsMidwayIsNoWholeDocument(String format) {
        for (int i = 0; i < 5; i++) {
            client.with("k" + i, utf8("v" + i));
        }
        String whole =
                ToolRun.of(client, "kv", "get", "k", "--prefix", "-o", format).out();
        client.failingAfterAPageWith(
                new UnavailableException(OperationOutcome.NOT_APPLIED, "n1", "the connection broke", null));
        ToolRun run = ToolRun.of(client, "kv", "get", "k", "--prefix", "-o", format);
        assertThat(run.status()).isEqualTo(ExitStatus.UNAVAILABLE);
        assertThat(run.err()).startsWith("error: UNAVAILABLE:");
        assertThat(whole).startsWith(run.out()).isNotEqualTo(run.out());
        assertThat(run.out()).doesNotEndWith("}\n");
    }

    @Test
    void aTransactionThatIsNotUtf8IsMisuseAndNotSent() {
        ToolRun run = ToolRun.of(client, BINARY, "kv", "txn");
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).isEqualTo("error: USAGE: the transaction is not UTF-8 text\n");
    }

    @Test
    void yamlSaysTheSame() {
        client.with("a", utf8("1"));
        assertThat(ToolRun.of(client, "kv", "get", "a", "-o", "yaml").out())
                .contains("revision: 2\n")
                .contains("key: a\n")
                .contains("value: \"1\"\n");
    }

    @Test
    void countOnlyPrintsTheCount() {
        client.with("a", utf8("1")).with("b", utf8("2"));
        assertThat(ToolRun.of(client, "kv", "get", "", "--prefix", "--count-only")
                        .out())
                .isEqualTo("2\n");
    }

    @Test
    void aMissingKeyIsStatusOneAndNothingOnStandardOutput() {
        ToolRun run = ToolRun.of(client, "kv", "get", "nothing");
        assertThat(run.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("error: KEY_NOT_FOUND: there is no key nothing\n");
    }

    @Test
    void anEmptyRangeIsASuccess() {
        assertThat(ToolRun.of(client, "kv", "get", "nothing", "--prefix").status())
                .isEqualTo(ExitStatus.DONE);
    }

    @Test
    void putTakesTheValueFromTheCommandLineFromStandardInputOrFromAFile(@TempDir Path folder) throws IOException {
        assertThat(ToolRun.of(client, "kv", "put", "a", "1").out()).isEqualTo("OK, revision 2\n");
        ToolRun.of(client, BINARY, "kv", "put", "b");
        Path file = Files.write(folder.resolve("value"), BINARY);
        ToolRun.of(client, "kv", "put", "c", "--value-file", file.toString());
        assertThat(stored("a")).isEqualTo(Bytes.utf8("1"));
        assertThat(stored("b")).isEqualTo(Bytes.copyOf(BINARY));
        assertThat(stored("c")).isEqualTo(Bytes.copyOf(BINARY));
    }

    @Test
    void putShowsThePreviousVersionIfAsked() throws IOException {
        client.with("a", utf8("old"));
        JsonNode json = json(ToolRun.of(client, "kv", "put", "a", "new", "--prev", "-o", "json"));
        assertThat(json.path("previous").path("value").asText()).isEqualTo("old");
    }

    @Test
    void aValueOverTheLimitIsRefusedBeforeItIsSent() {
        ToolRun run = ToolRun.of(client, new byte[Limits.MAX_VALUE_BYTES + 1], "kv", "put", "a");
        assertThat(run.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(run.err()).startsWith("error: VALUE_TOO_LARGE:");
        assertThat(client.store()).isEmpty();
    }

    @Test
    void delPrintsHowManyKeysThereWere() throws IOException {
        client.with("a", utf8("1")).with("b", utf8("2"));
        assertThat(ToolRun.of(client, "kv", "del", "a").out()).isEqualTo("1\n");
        assertThat(ToolRun.of(client, "kv", "del", "a").out()).isEqualTo("0\n");
        JsonNode json = json(ToolRun.of(client, "kv", "del", "", "--prefix", "--prev", "-o", "json"));
        assertThat(json.path("deleted").asLong()).isEqualTo(1);
        assertThat(json.path("previous").path(0).path("key").asText()).isEqualTo("b");
    }

    @Test
    void aRejectionIsStatusOneWithItsReason() {
        client.failingWith(new RejectedException(Reason.COMPACTED, 5, 9, "revision 3 was compacted, the floor is 5"));
        ToolRun run = ToolRun.of(client, "kv", "get", "a", "--rev", "3");
        assertThat(run.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(run.err()).isEqualTo("error: COMPACTED: revision 3 was compacted, the floor is 5\n");
    }

    @Test
    void aRefusedCertificateIsStatusOne() {
        client.failingWith(new AuthenticationException(ErrorCode.UNAUTHENTICATED, "n1", "offered x, expected y", null));
        assertThat(ToolRun.of(client, "kv", "get", "a").status()).isEqualTo(ExitStatus.REFUSED);
    }

    @Test
    void anUnknownOutcomeIsStatusThreeAndSaysSo() {
        client.failingWith(new UnavailableException(OperationOutcome.UNKNOWN, "n1", "the connection broke", null));
        ToolRun run = ToolRun.of(client, "kv", "put", "a", "1");
        assertThat(run.status()).isEqualTo(ExitStatus.UNAVAILABLE);
        assertThat(run.err())
                .startsWith("error: UNAVAILABLE: the connection broke")
                .contains("outcome UNKNOWN");
    }

    @Test
    void contradictoryArgumentsAreMisuse() {
        assertThat(ToolRun.of(client, "kv", "get", "a", "b", "--prefix").status())
                .isEqualTo(ExitStatus.USAGE);
        assertThat(ToolRun.of(client, "kv", "get", "a", "--sort", "size").status())
                .isEqualTo(ExitStatus.USAGE);
        assertThat(ToolRun.of(client, "kv", "get", "a", "--limit", "-1").status())
                .isEqualTo(ExitStatus.USAGE);
        assertThat(ToolRun.of(client, "kv", "get").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ToolRun.of(client, "kv").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ToolRun.of(client, "kv", "compact", "soon").status()).isEqualTo(ExitStatus.USAGE);
    }

    private Bytes stored(String key) {
        return Objects.requireNonNull(client.store().get(Bytes.utf8(key)), key).value();
    }

    private static JsonNode json(ToolRun run) throws IOException {
        assertThat(run.err()).isEmpty();
        return new ObjectMapper().readTree(run.outBytes());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
