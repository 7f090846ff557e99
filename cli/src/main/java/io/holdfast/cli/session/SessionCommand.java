package io.holdfast.cli.session;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.SessionPage;
import io.holdfast.model.session.SessionRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The word {@code session}. Ids are random numbers, written in hexadecimal. */
@Command(name = "session", synopsisSubcommandLabel = "VERB")
public final class SessionCommand implements Runnable {
    private final Surroundings surroundings;
    private final CommandLine line;

    private SessionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.line = new CommandLine(this);
    }

    /** The command line of {@code session} with its verbs. */
    public static CommandLine line(Surroundings surroundings) {
        return new SessionCommand(surroundings).line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(line, "session needs a verb: list or kill");
    }

    @Command(name = "list", description = "List the sessions: whose they are, where from, since when, what they hold.")
    int list(@Mixin ConnectionOptions connection, @Mixin OutputOption output) {
        List<SessionRecord> sessions = new ArrayList<>();
        long revision;
        try (HoldfastClient client = connection.open(surroundings)) {
            SessionPage page = client.sessions().blocking().list(0, 0);
            sessions.addAll(page.sessions());
            while (page.more()) {
                page = client.sessions()
                        .blocking()
                        .list(sessions.get(sessions.size() - 1).session(), 0);
                sessions.addAll(page.sessions());
            }
            revision = page.revision();
        }
        Document document = new Document()
                .put("revision", revision)
                .put("sessions", sessions.stream().map(SessionCommand::document).toList());
        output.print(surroundings.out(), document, () -> table(sessions));
        return ExitStatus.DONE;
    }

    @Command(
            name = "kill",
            description = {
                "End a session: what is attached to it is deleted, its client is told by whom and why.",
                "Only operators may. A missing session is exit status 1."
            })
    int kill(
            @Parameters(paramLabel = "SESSION", description = "Its id, as listed.") String session,
            @Option(names = "--reason", paramLabel = "TEXT", description = "What its client shall be told.") @Nullable
                    String why,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        long id = id(session);
        try (HoldfastClient client = connection.open(surroundings)) {
            if (!client.sessions().blocking().kill(id, why == null ? "" : why)) {
                throw CliException.refused("SESSION_NOT_FOUND", "there is no session " + session);
            }
            output.print(
                    surroundings.out(),
                    new Document().put("session", Long.toHexString(id)),
                    () -> "session " + Long.toHexString(id) + " killed");
        }
        return ExitStatus.DONE;
    }

    private static long id(String text) {
        try {
            return Long.parseLong(text, 16);
        } catch (NumberFormatException e) {
            throw CliException.usage("a session's id is a hexadecimal number, not '" + text + "'");
        }
    }

    private static Document document(SessionRecord session) {
        return new Document()
                .put("session", Long.toHexString(session.session()))
                .put("lease", session.lease())
                .put("client", session.client())
                .put("principal", session.principal())
                .put("address", session.address())
                .put("opened", Instant.ofEpochMilli(session.openedMillis()).toString())
                .put("ttlMillis", session.ttlMillis())
                .put("graceMillis", session.graceMillis())
                .put("keys", session.keys());
    }

    private static String table(List<SessionRecord> sessions) {
        Table table = new Table("SESSION", "CLIENT", "PRINCIPAL", "ADDRESS", "OPENED", "TTL", "GRACE", "KEYS");
        sessions.forEach(session -> table.row(
                Long.toHexString(session.session()),
                session.client(),
                session.principal(),
                session.address(),
                Instant.ofEpochMilli(session.openedMillis()).toString(),
                session.ttlMillis() / 1_000.0 + " s",
                session.graceMillis() == 0 ? "-" : session.graceMillis() / 1_000.0 + " s",
                Integer.toString(session.keys())));
        return table.toString();
    }
}
