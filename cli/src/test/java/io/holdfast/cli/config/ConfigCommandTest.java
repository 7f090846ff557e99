package io.holdfast.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.ToolRun;
import io.holdfast.client.ClientConfig;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.PublishOptions;
import io.holdfast.client.Registration;
import io.holdfast.client.RejectedException;
import io.holdfast.client.ReleaseClient;
import io.holdfast.client.ReleaseOffer;
import io.holdfast.client.SessionClient;
import io.holdfast.client.config.Documents;
import io.holdfast.model.Bytes;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.ReleaseState;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.RolloutState;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Tally;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {
    private static final long PUBLISHED = 1_700_000_000_000L;

    private final HoldfastClient client = mock(HoldfastClient.class);
    private final ReleaseClient releases = mock(ReleaseClient.class);

    @TempDir
    private Path folder;

    @BeforeEach
    void connect() {
        when(client.releases()).thenReturn(releases);
    }

    static ReleaseHeader header(long number, long rollbackOf, ReleaseState state, String comment) {
        return new ReleaseHeader(
                "shop",
                number,
                number - 1,
                rollbackOf,
                state,
                100 + number,
                PUBLISHED,
                PUBLISHED,
                "ann",
                comment,
                Bytes.of(1, 2),
                Bytes.EMPTY,
                1,
                10);
    }

    static Release release(long number, String... pathsAndTexts) {
        Documents documents = new Documents();
        for (int i = 0; i < pathsAndTexts.length; i += 2) {
            documents.add(pathsAndTexts[i], pathsAndTexts[i + 1]);
        }
        return new Release(header(number, 0, ReleaseState.CURRENT, ""), documents.list());
    }

    private static <T> CompletableFuture<T> is(T answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static <T> CompletableFuture<T> no(Reason reason, String message) {
        return CompletableFuture.failedFuture(new RejectedException(reason, 0, 7, message));
    }

    private ToolRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(0, "config");
        return ToolRun.of(client, all.toArray(String[]::new));
    }

    private static JsonNode json(ToolRun run) throws JsonProcessingException {
        assertThat(run.status()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    private void hold(Release release) {
        when(releases.current(eq("shop"), any())).thenReturn(is(release));
        when(releases.release(eq("shop"), eq(release.header().number()), any())).thenReturn(is(release));
    }

    @Test
    void theOnlyDocumentIsPrintedByteForByte() {
        hold(release(3, "app.yaml", "pool: 8"));
        assertThat(run("get", "shop").out()).isEqualTo("pool: 8");
    }

    @Test
    void ofSeveralDocumentsThePathMustBeNamed() {
        hold(release(3, "app.yaml", "pool: 8\n", "motd.txt", "hello\n"));
        ToolRun run = run("get", "shop");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--path").contains("app.yaml, motd.txt");
        assertThat(run("get", "shop", "--path", "motd.txt").out()).isEqualTo("hello\n");
        assertThat(run("get", "shop", "--path", "none.txt").err()).startsWith("error: DOCUMENT_NOT_FOUND: ");
    }

    @Test
    void asJsonAReleaseHasAllItsDocuments() throws JsonProcessingException {
        hold(release(3, "app.yaml", "pool: 8\n", "motd.txt", "hello\n"));
        JsonNode found = json(run("get", "shop", "-o", "json"));
        assertThat(found.at("/header/release").asInt()).isEqualTo(3);
        assertThat(found.at("/documents/0/path").asText()).isEqualTo("app.yaml");
        assertThat(found.at("/documents/0/type").asText()).isEqualTo("yaml");
        assertThat(found.at("/documents/1/content").asText()).isEqualTo("hello\n");
    }

    @Test
    void aReleaseIsReadByItsNumberOrByTime() {
        hold(release(3, "app.yaml", "pool: 8\n"));
        when(releases.at("shop", Instant.parse("2026-01-31T12:00:00Z"), io.holdfast.client.Consistency.linearizable()))
                .thenReturn(is(release(2, "app.yaml", "pool: 4\n")));
        assertThat(run("get", "shop", "--release", "3").out()).isEqualTo("pool: 8\n");
        assertThat(run("get", "shop", "--at", "2026-01-31T13:00:00+01:00").out())
                .isEqualTo("pool: 4\n");
        assertThat(run("get", "shop", "--at", "yesterday").status()).isEqualTo(2);
        assertThat(run("get", "shop", "--at", "2026-01-31T13:00:00Z", "--release", "3")
                        .status())
                .isEqualTo(2);
    }

    @Test
    void aSetThatIsNotThereIsStatusOne() {
        when(releases.current(any(), any())).thenReturn(no(Reason.CONFIG_SET_NOT_FOUND, "there is no set 'shop'"));
        ToolRun run = run("get", "shop");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("error: CONFIG_SET_NOT_FOUND: there is no set 'shop'\n");
    }

    @Test
    void theHistoryIsListedPageByPage() throws JsonProcessingException {
        when(releases.history("shop", 0, 0))
                .thenReturn(is(
                        new ConfigOutcome.History(9, List.of(header(3, 1, ReleaseState.CURRENT, "as it was")), true)));
        when(releases.history("shop", 3, 0))
                .thenReturn(is(new ConfigOutcome.History(
                        9,
                        List.of(
                                header(2, 0, ReleaseState.SUPERSEDED, "more"),
                                header(1, 0, ReleaseState.SUPERSEDED, "")),
                        false)));
        ToolRun run = run("history", "shop");
        assertThat(run.out().lines()).hasSize(4);
        assertThat(run.out()).contains("as it was (rollback to 1)").contains("2023-11-14T22:13:20Z");
        JsonNode found = json(run("history", "shop", "-o", "json"));
        assertThat(found.at("/releases/0/rollbackOf").asInt()).isEqualTo(1);
        assertThat(found.at("/releases/2/state").asText()).isEqualTo("superseded");
    }

    @Test
    void aDifferenceIsStatusZeroAndWithoutColoursInAPipe() throws JsonProcessingException {
        hold(release(1, "app.yaml", "pool: 8\n"));
        hold(release(2, "app.yaml", "pool: 16\n"));
        ToolRun run = run("diff", "shop", "1", "2");
        assertThat(run.status()).isZero();
        assertThat(run.out()).isEqualTo("--- a/app.yaml\n+++ b/app.yaml\n@@ -1,1 +1,1 @@\n-pool: 8\n+pool: 16\n");
        JsonNode found = json(run("diff", "shop", "1", "2", "-o", "json"));
        assertThat(found.at("/changes/0/change").asText()).isEqualTo("changed");
        assertThat(found.at("/changes/0/values/0/pointer").asText()).isEqualTo("/pool");
        assertThat(run("diff", "shop", "1", "1").out()).isEmpty();
    }

    static ConfigSetRecord record(Rollout rollout) {
        return new ConfigSetRecord("shop", 13, 12, rollout, 5, 100, 100, Bytes.EMPTY, 40);
    }

    static ConfigSetRecord record() {
        return new ConfigSetRecord("shop", 12, 12, null, 5, 100, 100, Bytes.EMPTY, 40);
    }

    private static ConfigClientRecord rejecting(long release) {
        return new ConfigClientRecord(
                5, "shop-7", List.of(new Label("region", "eu")), 11, release, "too many threads", PUBLISHED);
    }

    @Test
    void statusSaysHowManyRunOnWhatAndWhoRejectedItAndWhy() throws JsonProcessingException {
        when(releases.status("shop", true, 0, 0))
                .thenReturn(is(new ConfigOutcome.Status(
                        9, record(), 0, List.of(new Tally(12, 37, 2)), List.of(rejecting(12)), false)));
        ToolRun run = run("status", "shop", "--rejecting");
        assertThat(run.out()).startsWith("37/40 on release 12, 2 rejected: too many threads\n");
        assertThat(run.out()).contains("shop-7  region=eu  11");
        JsonNode found = json(run("status", "shop", "--rejecting", "-o", "json"));
        assertThat(found.at("/applied").asInt()).isEqualTo(37);
        assertThat(found.at("/concerned").asInt()).isEqualTo(40);
        assertThat(found.at("/clients/0/reason").asText()).isEqualTo("too many threads");
    }

    @Test
    void duringARolloutTheStagedReleaseCounts() {
        Rollout rollout = new Rollout(
                13,
                new Stage(List.of(new Label("region", "eu")), 10, 1),
                RolloutState.HALTED,
                PUBLISHED,
                "1 client rejected it");
        when(releases.status("shop", false, 0, 0))
                .thenReturn(is(new ConfigOutcome.Status(
                        9, record(rollout), 5, List.of(new Tally(13, 3, 1), new Tally(12, 36, 0)), List.of(), false)));
        assertThat(run("status", "shop").out()).isEqualTo("""
                        3/5 on release 13, 1 rejected
                        rollout halted to region=eu, 10 %: 1 client rejected it; release 12 is current
                        """);
    }

    @Test
    void aRolloutIsSteeredByItsNumberOrWhicheverIsStaged() {
        Rollout rollout = new Rollout(13, new Stage(List.of(), 10, 0), RolloutState.RUNNING, PUBLISHED, "");
        when(releases.status("shop", false, 0, 1))
                .thenReturn(is(new ConfigOutcome.Status(9, record(rollout), 5, List.of(), List.of(), false)));
        when(releases.steer(any(), anyLong(), any(), any())).thenReturn(CompletableFuture.completedFuture(null));
        assertThat(run("promote", "shop").out()).isEqualTo("release 13 of shop promoted: it is current\n");
        verify(releases).steer("shop", 13, Steering.PROMOTE, "");
        run("pause", "shop", "13", "--reason", "errors");
        verify(releases).steer("shop", 13, Steering.PAUSE, "errors");
        run("resume", "shop");
        verify(releases).steer("shop", 13, Steering.RESUME, "");
        run("abort", "shop");
        verify(releases).steer("shop", 13, Steering.ABORT, "");
    }

    @Test
    void thereMustBeARolloutToSteer() {
        when(releases.status("shop", false, 0, 1))
                .thenReturn(is(new ConfigOutcome.Status(9, record(), 0, List.of(), List.of(), false)));
        ToolRun run = run("promote", "shop");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("error: NO_ROLLOUT: ");
    }

    @Test
    void setsAreListedPageByPage() throws JsonProcessingException {
        when(releases.list("s", "", 0)).thenReturn(is(new ConfigOutcome.Sets(9, List.of(record()), true)));
        when(releases.list("s", "shop", 0)).thenReturn(is(new ConfigOutcome.Sets(9, List.of(), false)));
        assertThat(run("list", "s").out()).contains("shop  12");
        assertThat(json(run("list", "s", "-o", "json")).at("/sets/0/clients").asInt())
                .isEqualTo(40);
    }

    @Test
    void anExportedFolderIsImportedAsItWas() throws IOException {
        Release release = release(3, "app.yaml", "pool: 8\n", "texts/motd.txt", "hello\n");
        hold(release);
        Path target = folder.resolve("out");
        assertThat(run("export", "shop", target.toString()).status()).isZero();
        assertThat(Files.readString(target.resolve("texts/motd.txt"))).isEqualTo("hello\n");
        when(releases.schema("copy")).thenReturn(no(Reason.CONFIG_SET_NOT_FOUND, "there is none"));
        when(releases.publish("copy", release.documents(), PublishOptions.DEFAULT))
                .thenReturn(is(header(1, 0, ReleaseState.CURRENT, "")));
        assertThat(run("import", "copy", target.toString()).status()).isZero();
        verify(releases).publish("copy", release.documents(), PublishOptions.DEFAULT);
        assertThat(run("import", "copy", folder.resolve("none").toString()).status())
                .isEqualTo(2);
    }

    @Test
    void anExportedFileIsReplacedAsAWholeAndKeepsItsPermissions() throws IOException {
        hold(release(3, "app.yaml", "pool: 8\n"));
        Path file = folder.resolve("app.yaml");
        assertThat(run("export", "shop", file.toString()).status()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        run("export", "shop", file.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        assertThat(folder).isDirectoryContaining(each -> each.equals(file));
        assertThat(folder.toFile().list()).containsExactly("app.yaml");
    }

    private void follow(Release release) {
        ClientConfig config = mock(ClientConfig.class);
        when(config.name()).thenReturn("test");
        when(config.listenerErrors()).thenReturn(Optional.empty());
        when(client.config()).thenReturn(config);
        SessionClient sessions = mock(SessionClient.class);
        when(sessions.onLoss(any(), any())).thenReturn(mock(Registration.class));
        when(client.sessions()).thenReturn(sessions);
        when(releases.observe(anyString(), any())).thenAnswer(call -> {
            Runnable changed = call.getArgument(1);
            changed.run();
            return mock(Registration.class);
        });
        when(releases.offer(any(), any(), any(), anyLong(), any()))
                .thenReturn(is(new ReleaseOffer(9, Optional.of(release.header()), Optional.of(release))));
        when(releases.history(any(), anyLong(), anyInt()))
                .thenReturn(is(new ConfigOutcome.History(9, List.of(release.header()), false)));
        when(releases.leave(any())).thenReturn(CompletableFuture.completedFuture(null));
    }

    private static Release whole(Release release) {
        ReleaseHeader each = release.header();
        return new Release(
                new ReleaseHeader(
                        each.set(),
                        each.number(),
                        0,
                        0,
                        each.state(),
                        each.revision(),
                        each.publishedMillis(),
                        each.currentMillis(),
                        each.author(),
                        each.comment(),
                        ReleaseChecksum.of(release.documents()),
                        Bytes.EMPTY,
                        release.documents().size(),
                        7),
                release.documents());
    }

    @Test
    void aFollowedReleaseIsRenderedAndTheCommandRunsAfterIt() throws IOException {
        follow(whole(release(3, "app.yaml", "pool: 8\n")));
        Path file = folder.resolve("rendered.yaml");
        Path seen = folder.resolve("seen");
        ToolRun run = run(
                "watch",
                "shop",
                "--file",
                file.toString(),
                "--max-updates",
                "1",
                "--",
                "sh",
                "-c",
                "cat $HOLDFAST_CONFIG_FILE > " + seen + "; echo $HOLDFAST_CONFIG_SET $HOLDFAST_CONFIG_RELEASE >> "
                        + seen + "; exit 4");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(Files.readString(file)).isEqualTo("pool: 8\n");
        assertThat(Files.readString(seen)).isEqualTo("pool: 8\nshop 3\n");
        assertThat(run.out()).startsWith("release 3 of shop, by ann at ");
        assertThat(run.err()).isEqualTo("release 3: sh ended with status 4\n");
    }

    @Test
    void whatCannotBeRenderedEndsTheWatch() {
        follow(whole(release(3, "app.yaml", "pool: 8\n", "motd.txt", "hello\n")));
        ToolRun run = run("watch", "shop", "--file", folder.resolve("rendered").toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("app.yaml, motd.txt");
        assertThat(run("watch", "shop", "--path", "app.yaml").status()).isEqualTo(2);
    }

    @Test
    void coloursAreForTerminals() {
        Release before = release(1, "app.yaml", "pool: 8\n");
        Release after = release(2, "app.yaml", "pool: 16\n");
        String text = new DiffText(true).of(io.holdfast.client.config.ConfigDiff.between(before, after));
        assertThat(text).contains("\u001b[31m-pool: 8\u001b[0m").contains("\u001b[32m+pool: 16\u001b[0m");
    }
}
