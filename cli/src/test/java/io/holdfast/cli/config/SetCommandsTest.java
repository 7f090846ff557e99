package io.holdfast.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.ToolRun;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.RejectedException;
import io.holdfast.client.ReleaseClient;
import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.RolloutState;
import io.holdfast.model.config.Stage;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a set beside its releases: its schema, how many are kept, whom a rollout concerns. */
class SetCommandsTest {
    private static final String SCHEMA = "{\"type\": \"object\"}\n";
    private static final Bytes CHECKSUM = ReleaseChecksum.of(Bytes.utf8(SCHEMA));
    private static final Stage STAGE = new Stage(List.of(new Label("canary", "")), 10, 2);

    private final HoldfastClient client = mock(HoldfastClient.class);
    private final ReleaseClient releases = mock(ReleaseClient.class);

    @TempDir
    private Path folder;

    @BeforeEach
    void connect() {
        when(client.releases()).thenReturn(releases);
        when(releases.attach(any(), any(), any())).thenReturn(CompletableFuture.completedFuture(null));
        when(releases.retain(any(), anyInt())).thenReturn(CompletableFuture.completedFuture(null));
        when(releases.restage(any(), anyLong(), any())).thenReturn(CompletableFuture.completedFuture(null));
        schema("");
        rollout(new Rollout(13, STAGE, RolloutState.RUNNING, 0, ""));
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

    private static <T> CompletableFuture<T> no(Reason reason) {
        return CompletableFuture.failedFuture(new RejectedException(reason, 0, 7, "no"));
    }

    private void schema(String text) {
        Bytes schema = Bytes.utf8(text);
        Bytes checksum = schema.isEmpty() ? Bytes.EMPTY : ReleaseChecksum.of(schema);
        when(releases.schema("shop"))
                .thenReturn(CompletableFuture.completedFuture(new ConfigOutcome.Schema(7, schema, checksum)));
    }

    private void rollout(Rollout rollout) {
        status(ConfigCommandTest.record(rollout));
    }

    private void status(ConfigSetRecord set) {
        when(releases.status("shop", false, 0, 1))
                .thenReturn(CompletableFuture.completedFuture(
                        new ConfigOutcome.Status(9, set, 5, List.of(), List.of(), false)));
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("schema.json"), text).toString();
    }

    @Test
    void aSchemaIsPrintedByteForByte() throws JsonProcessingException {
        schema(SCHEMA);
        assertThat(run("schema", "show", "shop").out()).isEqualTo(SCHEMA);
        JsonNode found = json(run("schema", "show", "shop", "-o", "json"));
        assertThat(found.at("/set").asText()).isEqualTo("shop");
        assertThat(found.at("/schema").asText()).isEqualTo(SCHEMA);
        assertThat(found.at("/schemaChecksum").asText()).isEqualTo(ConfigTexts.hex(CHECKSUM));
        assertThat(found.at("/revision").asInt()).isEqualTo(7);
    }

    @Test
    void aSetWithoutASchemaIsStatusOne() {
        for (String verb : List.of("show", "detach")) {
            ToolRun run = run("schema", verb, "shop");
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err()).isEqualTo("error: SCHEMA_NOT_FOUND: config set 'shop' has no schema\n");
        }
        when(releases.schema("shop")).thenReturn(no(Reason.CONFIG_SET_NOT_FOUND));
        ToolRun run = run("schema", "show", "shop");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("error: CONFIG_SET_NOT_FOUND: ");
        verify(releases, never()).attach(any(), any(), any());
    }

    @Test
    void aSchemaIsAttachedInPlaceOfTheOneThatWasSeen() throws IOException {
        schema("{}");
        Bytes seen = ReleaseChecksum.of(Bytes.utf8("{}"));
        String digits = ConfigTexts.hex(CHECKSUM);
        ToolRun run = run("schema", "attach", "shop", file(SCHEMA));
        assertThat(run.out()).isEqualTo("schema " + digits.substring(0, 8) + " attached to shop\n");
        verify(releases).attach("shop", Bytes.utf8(SCHEMA), seen);
        when(releases.attach(any(), any(), any())).thenReturn(no(Reason.SCHEMA_CHANGED));
        run = run("schema", "attach", "shop", file(SCHEMA));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("error: SCHEMA_CHANGED: ");
    }

    @Test
    void aSchemaThatIsAttachedAlreadyIsLeftThere() throws IOException {
        schema(SCHEMA);
        JsonNode found = json(run("schema", "attach", "shop", file(SCHEMA), "-o", "json"));
        assertThat(found.at("/schemaChecksum").asText()).isEqualTo(ConfigTexts.hex(CHECKSUM));
        verify(releases, never()).attach(any(), any(), any());
    }

    @Test
    void aSetIsMadeByItsSchema() throws IOException {
        when(releases.schema("shop")).thenReturn(no(Reason.CONFIG_SET_NOT_FOUND));
        assertThat(run("schema", "attach", "shop", file(SCHEMA)).status()).isZero();
        verify(releases).attach("shop", Bytes.utf8(SCHEMA), Bytes.EMPTY);
    }

    @Test
    void whatIsNoSchemaIsNotAttached() throws IOException {
        ToolRun run = run("schema", "attach", "shop", file("{\"type\": 7}"));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("error: SCHEMA_MALFORMED: ");
        assertThat(run("schema", "attach", "shop", folder.resolve("none").toString())
                        .status())
                .isEqualTo(2);
        assertThat(run("schema", "shop").status()).isEqualTo(2);
        verify(releases, never()).attach(any(), any(), any());
    }

    @Test
    void aSchemaIsDetached() {
        schema(SCHEMA);
        assertThat(run("schema", "detach", "shop").out()).isEqualTo("schema detached from shop\n");
        verify(releases).attach("shop", Bytes.EMPTY, CHECKSUM);
    }

    @Test
    void howManyReleasesAreKeptIsSaid() throws JsonProcessingException {
        assertThat(run("retain", "shop", "--keep", "5").out())
                .isEqualTo("shop keeps 5 releases besides the current one\n");
        assertThat(run("retain", "shop", "--keep", "1").out())
                .isEqualTo("shop keeps 1 release besides the current one\n");
        verify(releases).retain("shop", 5);
        assertThat(json(run("retain", "shop", "--keep", "1", "-o", "json"))
                        .at("/keep")
                        .asInt())
                .isEqualTo(1);
        for (int wrong : List.of(0, Limits.MAX_KEPT_RELEASES + 1)) {
            assertThat(run("retain", "shop", "--keep", Integer.toString(wrong)).status())
                    .isEqualTo(2);
        }
        assertThat(run("retain", "shop").status()).isEqualTo(2);
        when(releases.retain(any(), anyInt())).thenReturn(no(Reason.CONFIG_SET_NOT_FOUND));
        assertThat(run("retain", "shop", "--keep", "5").status()).isEqualTo(1);
    }

    @Test
    void aRolloutGoesFurtherAndWhatIsNotSaidStays() throws JsonProcessingException {
        assertThat(run("restage", "shop", "--stage", "percent=50").out()).isEqualTo("release 13 of shop is for 50 %\n");
        verify(releases).restage("shop", 13, new Stage(List.of(), 50, 2));
        JsonNode found = json(run("restage", "shop", "13", "--halt-at", "5", "-o", "json"));
        assertThat(found.at("/release").asInt()).isEqualTo(13);
        assertThat(found.at("/labels/0/name").asText()).isEqualTo("canary");
        assertThat(found.at("/percent").asInt()).isEqualTo(10);
        assertThat(found.at("/haltAt").asInt()).isEqualTo(5);
        verify(releases).restage("shop", 13, new Stage(STAGE.labels(), 10, 5));
    }

    @Test
    void aRolloutThatIsNotTheOneMeantIsLeftAlone() {
        when(releases.restage("shop", 12, new Stage(List.of(), 50, 2))).thenReturn(no(Reason.NO_ROLLOUT));
        ToolRun run = run("restage", "shop", "12", "--stage", "percent=50");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("error: NO_ROLLOUT: ");
        status(ConfigCommandTest.record());
        assertThat(run("restage", "shop", "--stage", "percent=50").err()).startsWith("error: NO_ROLLOUT: ");
        for (String[] wrong : List.of(
                new String[] {"restage", "shop"},
                new String[] {"restage", "shop", "--halt-at", "-1"},
                new String[] {"restage", "shop", "--stage", "everybody"})) {
            rollout(new Rollout(13, STAGE, RolloutState.RUNNING, 0, ""));
            assertThat(run(wrong).status()).as(String.join(" ", wrong)).isEqualTo(2);
        }
    }
}
