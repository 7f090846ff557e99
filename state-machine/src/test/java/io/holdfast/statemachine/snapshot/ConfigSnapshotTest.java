package io.holdfast.statemachine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.ReleaseState;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.RolloutState;
import io.holdfast.model.config.Stage;
import io.holdfast.model.snapshot.ConfigRow;
import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.Digest;
import io.holdfast.statemachine.StateImage;
import io.holdfast.statemachine.StateRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows of configuration that come from a disk: those that no state can have are refused, and their content is compared. */
class ConfigSnapshotTest {
    private static final String OTHER_CONTENT = "the rows make a state of content";
    private static final List<Document> DOCUMENTS = List.of(document("a"), document("b"));
    private static final ConfigRow.Set SET = set("m", 2, 2, null, 5);
    private static final ConfigRow.Release FIRST = release(1, ReleaseState.SUPERSEDED, 3, 50);
    private static final ConfigRow.Release SECOND = release(2, ReleaseState.CURRENT, 4, 60);
    private static final ConfigRow.Client CLIENT = client(5, 1, 2, "why");

    @Test
    void aStateWithConfigurationComesBackWithItsContent() {
        StateImage image = SampleState.withConfigs();
        StateRules.check(image);
        StateImage reread = Snapshots.reread(image);
        StateRules.check(reread);
        assertThat(reread.digest()).isEqualTo(image.digest());
        assertThat(reread.configs().content())
                .isEqualTo(image.configs().content())
                .isNotZero();
        assertThat(reread.configs().bytes()).isEqualTo(image.configs().bytes());
        assertThat(Snapshots.rows(reread)).isEqualTo(Snapshots.rows(image));
    }

    @Test
    void rowsThatConfigurationCanHaveAreTaken() {
        taken(SET, FIRST, SECOND, CLIENT);
        taken(SET, SECOND);
        taken(set("m", 2, 1, rollout(2), 1), release(1, ReleaseState.CURRENT, 3, 50), staged(2));
        taken(set("m", 2, 1, null, 1), release(1, ReleaseState.CURRENT, 3, 50), release(2, ReleaseState.ABORTED, 4, 0));
        taken(set("m", 0, 0, null, 3));
        taken(set("m", 0, 0, null, 0), client(5, 0, 0, ""));
        taken();
    }

    @Test
    void setsThatThereCannotBeAreRefused() {
        refused("a bad name", set("a b", 0, 0, null, 1));
        refused("current above latest", set("m", 1, 2, null, 1), SECOND);
        refused("negative numbers", set("m", -1, 0, null, 1));
        refused("too many kept", set("m", 0, 0, null, 1_001));
        refused("kept none", set("m", 2, 2, null, 0), SECOND);
        refused("neither made nor followed", set("m", 0, 0, null, 0));
        refused("a schema without checksum", new ConfigRow.Set("m", 0, 0, null, 1, Bytes.utf8("{}"), Bytes.EMPTY));
        refused("out of order", SET, SECOND, set("a", 0, 0, null, 1));
        refused("twice", SET, SECOND, SET, SECOND);
        refused("a rollout of an older release", set("m", 2, 0, rollout(1), 5), staged(1));
        refused("a rollout of the current release", set("m", 2, 2, rollout(2), 5), SECOND);
        refused(
                "a rollout from the future",
                set("m", 2, 0, new Rollout(2, new Stage(List.of(), 1, 0), RolloutState.RUNNING, Long.MAX_VALUE, ""), 5),
                staged(2));
        refused(
                "a stage of 101 percent",
                set("m", 2, 0, new Rollout(2, new Stage(List.of(), 101, 0), RolloutState.RUNNING, 0, ""), 5),
                staged(2));
        refused("the current release is missing", SET, FIRST);
        refused(
                "the staged release is missing",
                set("m", 2, 1, rollout(2), 1),
                release(1, ReleaseState.CURRENT, 3, 50));
        refused("the latest release is missing", set("m", 2, 1, null, 1), release(1, ReleaseState.CURRENT, 3, 50));
    }

    @Test
    void releasesThatThereCannotBeAreRefused() {
        refused("before a set", FIRST);
        refused("out of order", SET, SECOND, FIRST);
        refused("twice", SET, SECOND, SECOND);
        refused("above the latest", SET, release(3, ReleaseState.CURRENT, 5, 60));
        refused("of another set", SET, with(SECOND, "x", 4, 60, DOCUMENTS));
        refused("two current ones", SET, release(1, ReleaseState.CURRENT, 3, 50), SECOND);
        refused("staged without rollout", set("m", 2, 1, null, 1), release(1, ReleaseState.CURRENT, 3, 50), staged(2));
        refused(
                "superseded by nothing",
                set("m", 2, 1, null, 1),
                release(1, ReleaseState.CURRENT, 3, 50),
                release(2, ReleaseState.SUPERSEDED, 4, 60));
        refused("of a revision that is not yet", SET, release(2, ReleaseState.CURRENT, Long.MAX_VALUE, 60));
        refused("of the revision before it", SET, FIRST, release(2, ReleaseState.CURRENT, 3, 60));
        refused("current before it was published", SET, release(2, ReleaseState.CURRENT, 4, 9));
        refused("current before the one before", SET, release(1, ReleaseState.SUPERSEDED, 3, 70), SECOND);
        refused("staged and was current", set("m", 2, 0, rollout(2), 5), release(2, ReleaseState.STAGED, 4, 60));
        refused("no documents", SET, with(SECOND, "m", 4, 60, List.of()));
        refused("documents out of order", SET, with(SECOND, "m", 4, 60, List.of(document("b"), document("a"))));
        refused("documents twice", SET, with(SECOND, "m", 4, 60, List.of(document("a"), document("a"))));
        Document latin = new Document("b", DocumentType.TEXT, Bytes.of(0xe4));
        refused("text that is none", SET, with(SECOND, "m", 4, 60, List.of(document("a"), latin)));
        ReleaseHeader header = SECOND.release().header();
        refused("miscounted", SET, new ConfigRow.Release(new Release(header, List.of(document("a")))));
        refused("after clients", SET, SECOND, CLIENT, release(2, ReleaseState.CURRENT, 5, 60));
        refused(
                "more than are kept",
                set("m", 9, 9, null, 1),
                release(1, ReleaseState.SUPERSEDED, 3, 50),
                release(2, ReleaseState.SUPERSEDED, 4, 50),
                release(3, ReleaseState.SUPERSEDED, 5, 50),
                release(4, ReleaseState.SUPERSEDED, 6, 50),
                release(9, ReleaseState.CURRENT, 7, 50));
    }

    @Test
    void clientsThatThereCannotBeAreRefused() {
        refused("before a set", CLIENT);
        refused("of no session", SET, SECOND, client(77, 1, 2, ""));
        refused("twice", SET, SECOND, CLIENT, CLIENT);
        refused("on a release that is not yet", SET, SECOND, client(5, 3, 0, ""));
        refused("against a release that is not yet", SET, SECOND, client(5, 1, 3, ""));
        refused("a reason for nothing", SET, SECOND, client(5, 1, 0, "why"));
        refused(
                "without identity",
                SET,
                SECOND,
                new ConfigRow.Client(new ConfigClientRecord(5, "", List.of(), 1, 0, "", 0)));
        refused(
                "from the future",
                SET,
                SECOND,
                new ConfigRow.Client(new ConfigClientRecord(5, "a", List.of(), 1, 0, "", Long.MAX_VALUE)));
        List<Label> unordered = List.of(new Label("b", ""), new Label("a", ""));
        refused(
                "labels out of order",
                SET,
                SECOND,
                new ConfigRow.Client(new ConfigClientRecord(5, "a", unordered, 1, 0, "", 0)));
    }

    @Test
    void onlyWithConfigurationMayRevisionsHaveNoEvents() {
        List<SnapshotRow> rows = new ArrayList<>(Snapshots.rows(SampleState.withConfigs()));
        rows.removeIf(row -> row instanceof ConfigRow);
        assertThat(complaint(rows)).contains("the history ends at revision");
    }

    private static ConfigRow.Set set(String name, long latest, long current, @Nullable Rollout rollout, int keep) {
        return new ConfigRow.Set(name, latest, current, rollout, keep, Bytes.EMPTY, Bytes.EMPTY);
    }

    private static Rollout rollout(long release) {
        return new Rollout(release, new Stage(List.of(), 10, 1), RolloutState.RUNNING, 70, "");
    }

    private static Document document(String path) {
        return new Document(path, DocumentType.TEXT, Bytes.utf8("text"));
    }

    private static ConfigRow.Release staged(long number) {
        return release(number, ReleaseState.STAGED, 4, 0);
    }

    private static ConfigRow.Release release(long number, ReleaseState state, long revision, long currentMillis) {
        ReleaseHeader header = new ReleaseHeader(
                "m",
                number,
                0,
                0,
                state,
                revision,
                40,
                currentMillis,
                "ci",
                "",
                ReleaseChecksum.of(DOCUMENTS),
                Bytes.EMPTY,
                2,
                10);
        return new ConfigRow.Release(new Release(header, DOCUMENTS));
    }

    private static ConfigRow.Release with(
            ConfigRow.Release row, String set, long revision, long currentMillis, List<Document> documents) {
        ReleaseHeader old = row.release().header();
        ReleaseHeader header = new ReleaseHeader(
                set,
                old.number(),
                0,
                0,
                old.state(),
                revision,
                40,
                currentMillis,
                "ci",
                "",
                old.checksum(),
                Bytes.EMPTY,
                documents.size(),
                documents.stream().mapToLong(each -> 1 + each.content().size()).sum());
        return new ConfigRow.Release(new Release(header, documents));
    }

    private static ConfigRow.Client client(long session, long applied, long rejected, String reason) {
        return new ConfigRow.Client(
                new ConfigClientRecord(session, "app", List.of(new Label("a", "")), applied, rejected, reason, 80));
    }

    private static void taken(ConfigRow... configs) {
        assertThat(complaint(configs)).startsWith(OTHER_CONTENT);
    }

    private static void refused(String what, ConfigRow... configs) {
        assertThat(complaint(configs)).as(what).doesNotStartWith(OTHER_CONTENT);
    }

    /** What is said of rows that stand where they belong, behind those of a state with session 5, and a digest of no state. */
    private static String complaint(ConfigRow... configs) {
        List<SnapshotRow> rows = new ArrayList<>(Snapshots.rows(SampleState.image()));
        int at = 0;
        while (!(rows.get(at) instanceof SnapshotRow.Change)) {
            at++;
        }
        rows.addAll(at, List.of(configs));
        return complaint(rows);
    }

    private static String complaint(List<SnapshotRow> rows) {
        try {
            Snapshots.image(rows, new Digest(1, 0, 0));
            return "taken with the digest of another state";
        } catch (SnapshotException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
