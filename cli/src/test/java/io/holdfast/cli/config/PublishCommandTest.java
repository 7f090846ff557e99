package io.holdfast.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.ToolRun;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.PublishOptions;
import io.holdfast.client.RejectedException;
import io.holdfast.client.ReleaseClient;
import io.holdfast.model.Bytes;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.ReleaseState;
import io.holdfast.model.config.Stage;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishCommandTest {
    private static final String SCHEMA = """
            {"type": "object", "properties": {"pool": {"type": "object",
             "properties": {"size": {"type": "integer", "minimum": 1}}}}}
            """;
    private static final Bytes CHECKSUM = ReleaseChecksum.of(Bytes.utf8(SCHEMA));

    private final HoldfastClient client = mock(HoldfastClient.class);
    private final ReleaseClient releases = mock(ReleaseClient.class);

    @TempDir
    private Path folder;

    private Path good;
    private Path bad;

    @BeforeEach
    void connect() throws IOException {
        good = file("app.yaml", "pool:\n  size: 8\n");
        bad = file("bad/app.yaml", "pool:\n  size: many\n");
        when(client.releases()).thenReturn(releases);
        when(releases.schema("shop")).thenReturn(no(Reason.CONFIG_SET_NOT_FOUND));
        when(releases.current(any(), any())).thenReturn(no(Reason.CONFIG_SET_NOT_FOUND));
        when(releases.attach(any(), any(), any())).thenReturn(CompletableFuture.completedFuture(null));
        when(releases.publish(any(), any(), any()))
                .thenReturn(CompletableFuture.completedFuture(
                        ConfigCommandTest.header(1, 0, ReleaseState.CURRENT, "hello")));
    }

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        return Files.writeString(file, text);
    }

    private static <T> CompletableFuture<T> no(Reason reason) {
        return CompletableFuture.failedFuture(new RejectedException(reason, 0, 7, "no"));
    }

    private void attached(String schema) {
        when(releases.schema("shop"))
                .thenReturn(CompletableFuture.completedFuture(
                        new ConfigOutcome.Schema(7, Bytes.utf8(schema), ReleaseChecksum.of(Bytes.utf8(schema)))));
    }

    private ToolRun publish(Path file, String... more) {
        String[] all = new String[more.length + 4];
        all[0] = "config";
        all[1] = "publish";
        all[2] = "shop";
        all[3] = file.toString();
        System.arraycopy(more, 0, all, 4, more.length);
        return ToolRun.of(client, all);
    }

    private void nothingWasPublished() {
        verify(releases, never()).publish(any(), any(), any());
        verify(releases, never()).attach(any(), any(), any());
    }

    @Test
    void filesAreDocumentsUnderTheirNames() {
        ToolRun run = publish(good, "--comment", "hello");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("release 1 of shop published\n");
        verify(releases)
                .publish(
                        "shop",
                        List.of(new Document("app.yaml", DocumentType.YAML, Bytes.utf8("pool:\n  size: 8\n"))),
                        PublishOptions.DEFAULT.comment("hello"));
    }

    @Test
    void aFileCanStandUnderAnotherPath() {
        ToolRun run = ToolRun.of(client, "config", "publish", "shop", "conf/shop.txt=" + good);
        assertThat(run.status()).as(run.err()).isZero();
        verify(releases)
                .publish(
                        eq("shop"),
                        eq(List.of(new Document("conf/shop.txt", DocumentType.TEXT, Bytes.utf8("pool:\n  size: 8\n")))),
                        any());
    }

    @Test
    void everyMalformedFileIsToldWithItsPosition() throws IOException {
        Path first = file("one.yaml", "pool:\n  size: [8\n");
        Path second = file("two.json", "{\"pool\": }\n");
        ToolRun run = publish(first, second.toString());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines().toList())
                .anyMatch(line -> line.matches("one\\.yaml:\\d+:\\d+: .+"))
                .anyMatch(line -> line.matches("two\\.json:1:\\d+: .+"))
                .anyMatch(line -> line.equals("error: MALFORMED: 2 documents are malformed; nothing was published"));
        nothingWasPublished();
    }

    @Test
    void aFileThatIsNotThereIsAMistakeOfWhoTyped() {
        ToolRun run = publish(folder.resolve("none.yaml"));
        assertThat(run.status()).isEqualTo(2);
        nothingWasPublished();
    }

    @Test
    void twoDocumentsOfOnePathAreRefused() {
        ToolRun run = publish(good, bad.toString());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("two documents have the path app.yaml");
        nothingWasPublished();
    }

    @Test
    void aViolationOfTheAttachedSchemaIsToldWithPathPositionAndReason() {
        attached(SCHEMA);
        ToolRun run = publish(bad);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines().findFirst().orElse("")).startsWith("app.yaml:2:9: /pool/size: ");
        assertThat(run.err()).contains("error: SCHEMA_VIOLATED: 1 violation of the schema of 'shop'");
        nothingWasPublished();
    }

    @Test
    void whatTheAttachedSchemaAllowsCarriesItsChecksum() {
        attached(SCHEMA);
        assertThat(publish(good).status()).isZero();
        verify(releases).publish(any(), any(), eq(PublishOptions.DEFAULT.checkedAgainst(CHECKSUM)));
        verify(releases, never()).attach(any(), any(), any());
    }

    @Test
    void aNewSchemaIsAttachedInTheStepThatPublishesWhatFitsIt() throws IOException {
        String schema = file("schema.json", SCHEMA).toString();
        assertThat(publish(bad, "--schema", schema).status()).isEqualTo(1);
        nothingWasPublished();
        assertThat(publish(good, "--schema", schema).status()).isZero();
        verify(releases).publish(any(), any(), eq(PublishOptions.DEFAULT.attaching(Bytes.utf8(SCHEMA), Bytes.EMPTY)));
        verify(releases, never()).attach(any(), any(), any());
    }

    @Test
    void aSchemaIsReplacedOnlyIfItIsTheOneThatWasSeen() throws IOException {
        attached("{}");
        String schema = file("schema.json", SCHEMA).toString();
        when(releases.publish(any(), any(), any())).thenReturn(no(Reason.SCHEMA_CHANGED));
        ToolRun run = publish(good, "--schema", schema);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("error: SCHEMA_CHANGED: ");
        Bytes seen = ReleaseChecksum.of(Bytes.utf8("{}"));
        verify(releases).publish(any(), any(), eq(PublishOptions.DEFAULT.attaching(Bytes.utf8(SCHEMA), seen)));
        verify(releases, never()).attach(any(), any(), any());
    }

    @Test
    void aSchemaThatIsAttachedAlreadyIsNotAttachedAgain() throws IOException {
        attached(SCHEMA);
        assertThat(publish(good, "--schema", file("schema.json", SCHEMA).toString())
                        .status())
                .isZero();
        verify(releases).publish(any(), any(), eq(PublishOptions.DEFAULT.checkedAgainst(CHECKSUM)));
    }

    @Test
    void aSchemaThatIsNoneIsRefused() throws IOException {
        ToolRun run =
                publish(good, "--schema", file("schema.json", "{\"type\": 7}").toString());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("error: SCHEMA_MALFORMED: ");
        nothingWasPublished();
    }

    @Test
    void aDryRunShowsDifferenceAndViolationsAndPublishesNothing() throws IOException {
        attached(SCHEMA);
        when(releases.current(eq("shop"), any()))
                .thenReturn(CompletableFuture.completedFuture(
                        ConfigCommandTest.release(4, "app.yaml", "pool:\n  size: 4\n")));
        ToolRun run = publish(good, "--dry-run", "-o", "json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode found = new ObjectMapper().readTree(run.out());
        assertThat(found.at("/current").asInt()).isEqualTo(4);
        assertThat(found.at("/changes/0/values/0/text").asText()).isEqualTo("/pool/size: 4 -> 8");
        ToolRun wrong = publish(bad, "--dry-run");
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.out()).contains("-  size: 4\n+  size: many\n");
        assertThat(wrong.err()).startsWith("app.yaml:2:9: /pool/size: ");
        nothingWasPublished();
    }

    @Test
    void aStaleEditorSeesBothSides() {
        when(releases.publish(any(), any(), any())).thenReturn(no(Reason.RELEASE_CONFLICT));
        when(releases.history(eq("shop"), anyLong(), anyInt()))
                .thenReturn(CompletableFuture.completedFuture(new ConfigOutcome.History(
                        9,
                        List.of(
                                ConfigCommandTest.header(2, 0, ReleaseState.CURRENT, "fewer"),
                                ConfigCommandTest.header(1, 0, ReleaseState.SUPERSEDED, "")),
                        false)));
        when(releases.release(eq("shop"), eq(1L), any()))
                .thenReturn(CompletableFuture.completedFuture(
                        ConfigCommandTest.release(1, "app.yaml", "pool:\n  size: 4\n")));
        when(releases.release(eq("shop"), eq(2L), any()))
                .thenReturn(CompletableFuture.completedFuture(
                        ConfigCommandTest.release(2, "app.yaml", "pool:\n  size: 2\n")));
        ToolRun run = publish(good, "--expected", "1");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains("published since release 1:\n  release 2 of shop, by ann at 2023-11-14T22:13:20Z: fewer\n")
                .containsSubsequence("their change:", "-  size: 4", "+  size: 2", "your change:", "+  size: 8")
                .contains("error: RELEASE_CONFLICT: ");
    }

    @Test
    void aStaleEditorDoesNotChangeTheSchemaEither() throws IOException {
        when(releases.publish(any(), any(), any())).thenReturn(no(Reason.RELEASE_CONFLICT));
        when(releases.history(eq("shop"), anyLong(), anyInt()))
                .thenReturn(CompletableFuture.completedFuture(new ConfigOutcome.History(
                        9, List.of(ConfigCommandTest.header(2, 0, ReleaseState.CURRENT, "")), false)));
        when(releases.release(eq("shop"), anyLong(), any())).thenReturn(no(Reason.RELEASE_FORGOTTEN));
        ToolRun run = publish(
                good, "--expected", "1", "--schema", file("schema.json", SCHEMA).toString());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("published since release 1:").contains("error: RELEASE_CONFLICT: ");
        verify(releases, never()).attach(any(), any(), any());
    }

    private void earlier(String text) {
        when(releases.release(eq("shop"), eq(1L), any()))
                .thenReturn(CompletableFuture.completedFuture(ConfigCommandTest.release(1, "app.yaml", text)));
        when(releases.rollback(any(), anyLong(), any()))
                .thenReturn(CompletableFuture.completedFuture(
                        ConfigCommandTest.header(3, 1, ReleaseState.CURRENT, "sorry")));
    }

    @Test
    void aRollbackIsANewRelease() {
        earlier("pool:\n  size: 8\n");
        ToolRun run = ToolRun.of(client, "config", "rollback", "shop", "--to", "1", "--comment", "sorry");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("release 3 of shop published, with the content of release 1\n");
        verify(releases).rollback("shop", 1, PublishOptions.DEFAULT.comment("sorry"));
        assertThat(ToolRun.of(client, "config", "rollback", "shop").status()).isEqualTo(2);
    }

    @Test
    void aRollbackIsCheckedAgainstTheSchemaThatTheSetHasByNow() {
        attached(SCHEMA);
        earlier("pool:\n  size: 8\n");
        assertThat(ToolRun.of(client, "config", "rollback", "shop", "--to", "1").status())
                .isZero();
        verify(releases).rollback("shop", 1, PublishOptions.DEFAULT.checkedAgainst(CHECKSUM));
        earlier("pool:\n  size: many\n");
        ToolRun run = ToolRun.of(client, "config", "rollback", "shop", "--to", "1");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("app.yaml:2:9: /pool/size: ").contains("error: SCHEMA_VIOLATED: 1 violation");
        verify(releases, times(1)).rollback(any(), anyLong(), any());
    }

    @Test
    void aReleaseCanGoToSomeClientsFirst() {
        assertThat(publish(good, "--stage", "label=region=eu", "--stage", "percent=10", "--halt-at", "2")
                        .status())
                .isZero();
        verify(releases)
                .publish(
                        any(),
                        any(),
                        eq(PublishOptions.DEFAULT.stage(new Stage(List.of(new Label("region", "eu")), 10, 2))));
        assertThat(publish(good, "--stage", "label=region=eu", "--stage", "label=canary", "--stage", "label=canary")
                        .status())
                .isZero();
        List<Label> inOrder = List.of(new Label("canary", ""), new Label("region", "eu"));
        verify(releases).publish(any(), any(), eq(PublishOptions.DEFAULT.stage(new Stage(inOrder, 0, 0))));
        assertThat(publish(good, "--stage", "percent=101").status()).isEqualTo(2);
        assertThat(publish(good, "--stage", "region=eu").status()).isEqualTo(2);
        assertThat(publish(good, "--halt-at", "2").status()).isEqualTo(2);
    }
}
