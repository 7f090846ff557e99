package io.holdfast.statemachine.twin;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Verdict;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.statemachine.CoordinationState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random commands of configuration over few sets and sessions, most of which can be carried out. */
final class RandomConfigs {
    private static final List<String> SETS = List.of("a", "a/b", "a-b");
    private static final List<Bytes> SCHEMAS = List.of(Bytes.utf8("{}"), Bytes.utf8("[]"));
    private static final List<Label> LABELS = List.of(new Label("canary", ""), new Label("region", "eu"));

    private final Random random;

    /** The ids of the clients' sessions: one that ended is never used again. */
    private final long[] sessions = {1, 2, 3, 4, 5};

    private long lastSession = 5;

    RandomConfigs(long seed) {
        random = new Random(seed);
    }

    Command command(CoordinationState state, NaiveConfigs twin) {
        String name = set();
        NaiveConfigs.NaiveSet set = twin.sets.get(name);
        long latest = set == null ? 0 : set.latest;
        long staged = set == null ? 0 : set.staged();
        return switch (random.nextInt(20)) {
            case 0, 1 -> new SessionCommand.Open(session(), 5_000, "app", "alice", "host:1");
            case 2 -> end(state, random.nextInt(sessions.length));
            case 3, 4, 5, 6 -> publish(name, set, latest);
            case 7, 8, 9 ->
                new ConfigCommand.Steer(
                        name, near(staged), pick(List.of(Steering.values())), chance(50) ? "why" : "", "by");
            case 10 -> new ConfigCommand.Restage(name, near(staged), stage(), "by");
            case 11 -> attach(name, set);
            case 12 -> new ConfigCommand.Retain(name, 1 + random.nextInt(4), "by");
            case 13 -> new ConfigCommand.Leave(session(), name);
            default -> acknowledge(name, latest);
        };
    }

    private Command publish(String name, NaiveConfigs.@Nullable NaiveSet set, long latest) {
        Bytes schema = set == null || chance(5) ? Bytes.EMPTY : set.checksum;
        long expected = chance(50) ? -1 : near(latest);
        Stage stage = chance(40) ? stage() : null;
        if (set != null && latest > 0 && chance(20)) {
            long back = near(1 + random.nextInt((int) latest));
            Release target = set.releases.get(back);
            List<Document> documents = target != null && chance(90) ? target.documents() : documents();
            return new ConfigCommand.Publish(
                    name,
                    expected,
                    documents,
                    ReleaseChecksum.of(documents),
                    schema,
                    "",
                    Math.max(0, back),
                    stage,
                    "b");
        }
        List<Document> documents = chance(3) ? List.of() : documents();
        SchemaChange change = chance(15) ? schemaChange(set) : null;
        Bytes checkedAgainst = change == null ? schema : change.checksum();
        return new ConfigCommand.Publish(
                name,
                expected,
                documents,
                ReleaseChecksum.of(documents),
                checkedAgainst,
                "comment",
                0,
                stage,
                "a",
                change);
    }

    private Command attach(String name, NaiveConfigs.@Nullable NaiveSet set) {
        SchemaChange change = schemaChange(set);
        return new ConfigCommand.Attach(name, change.schema(), change.checksum(), change.expected(), "by");
    }

    private SchemaChange schemaChange(NaiveConfigs.@Nullable NaiveSet set) {
        Bytes schema = chance(30) ? Bytes.EMPTY : pick(SCHEMAS);
        return new SchemaChange(schema, set == null || chance(10) ? Bytes.EMPTY : set.checksum);
    }

    private Command acknowledge(String name, long latest) {
        long session = session();
        Verdict verdict = pick(List.of(Verdict.ENROLLED, Verdict.APPLIED, Verdict.REJECTED, Verdict.REJECTED));
        long release = verdict == Verdict.ENROLLED ? 0 : Math.max(1, near(latest));
        String reason = verdict == Verdict.REJECTED && chance(50) ? "because" : "";
        return new ConfigCommand.Acknowledge(session, name, identity(session), labels(), verdict, release, reason);
    }

    private Command end(CoordinationState state, int client) {
        long session = sessions[client];
        sessions[client] = ++lastSession;
        SessionRecord found = state.sessions().get(session);
        LeaseRecord lease = found == null ? null : state.leases().get(found.lease());
        if (lease != null && chance(50)) {
            return new LeaseCommand.Expire(lease.lease(), lease.epoch(), 0);
        }
        return chance(50) ? new SessionCommand.Close(session) : new SessionCommand.Kill(session, "root", "why");
    }

    private List<Document> documents() {
        List<Document> documents = new ArrayList<>();
        for (String path : List.of("z", "a/x", "m.yaml")) {
            if (documents.isEmpty() || chance(50)) {
                Bytes content = Bytes.utf8("v".repeat(random.nextInt(4)));
                documents.add(new Document(path, DocumentType.TEXT, content));
            }
        }
        return documents;
    }

    private Stage stage() {
        return new Stage(labels(), random.nextInt(3) * 50, random.nextInt(3));
    }

    List<Label> labels() {
        return LABELS.stream().filter(label -> chance(40)).toList();
    }

    String set() {
        return pick(SETS);
    }

    long session() {
        return sessions[random.nextInt(sessions.length)];
    }

    static String identity(long session) {
        return "app-" + session;
    }

    /** This number, most of the time. */
    long near(long number) {
        return chance(85) ? number : Math.max(0, number + random.nextInt(3) - 1);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    long upTo(long most) {
        return (long) (random.nextDouble() * (most + 1));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
