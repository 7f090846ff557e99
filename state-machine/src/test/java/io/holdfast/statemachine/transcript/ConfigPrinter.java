package io.holdfast.statemachine.transcript;

import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.Tally;
import io.holdfast.model.outcome.ConfigOutcome;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How a transcript shows configuration. */
final class ConfigPrinter implements ConfigOutcome.Handler<String> {
    static final ConfigPrinter INSTANCE = new ConfigPrinter();

    private ConfigPrinter() {}

    @Override
    public String published(ConfigOutcome.Published outcome) {
        return "published, revision " + outcome.revision() + print(outcome.header());
    }

    @Override
    public String steered(ConfigOutcome.Steered outcome) {
        return "steered, revision " + outcome.revision() + print(outcome.record());
    }

    @Override
    public String configured(ConfigOutcome.Configured outcome) {
        return "configured, revision " + outcome.revision() + print(outcome.record());
    }

    @Override
    public String acknowledged(ConfigOutcome.Acknowledged outcome) {
        return "acknowledged, revision " + outcome.revision();
    }

    @Override
    public String sets(ConfigOutcome.Sets outcome) {
        return "revision " + outcome.revision() + (outcome.more() ? ", more" : "")
                + all(outcome.sets(), ConfigPrinter::print);
    }

    @Override
    public String one(ConfigOutcome.One outcome) {
        return "revision " + outcome.revision() + print(outcome.release().header())
                + all(outcome.release().documents(), ConfigPrinter::print);
    }

    @Override
    public String history(ConfigOutcome.History outcome) {
        return "revision " + outcome.revision() + (outcome.more() ? ", more" : "")
                + all(outcome.headers(), ConfigPrinter::print);
    }

    @Override
    public String offered(ConfigOutcome.Offered outcome) {
        ReleaseHeader header = outcome.header();
        String offer = header == null
                ? "nothing offered"
                : "offered " + header.number() + (outcome.same() ? ", which it has" : "");
        return offer + ", revision " + outcome.revision() + all(outcome.documents(), ConfigPrinter::print);
    }

    @Override
    public String status(ConfigOutcome.Status outcome) {
        return "revision " + outcome.revision() + print(outcome.record()) + "\n  concerned " + outcome.concerned()
                + all(outcome.tallies(), ConfigPrinter::print)
                + all(outcome.clients(), ConfigPrinter::print) + (outcome.more() ? "\n  more" : "");
    }

    @Override
    public String schema(ConfigOutcome.Schema outcome) {
        return "schema of " + outcome.schema().size() + " bytes, revision " + outcome.revision();
    }

    private static String print(ReleaseHeader header) {
        String current = header.currentMillis() == 0 ? "" : ", current at " + header.currentMillis();
        return "\n  " + header.set() + " " + header.number() + ": " + header.state()
                + (header.parent() == 0 ? "" : ", after " + header.parent())
                + (header.rollbackOf() == 0 ? "" : ", rolls back to " + header.rollbackOf())
                + ", by " + header.author() + " at " + header.publishedMillis() + current + ", revision "
                + header.revision() + ", " + header.documents() + " documents, " + header.bytes() + " bytes"
                + (header.comment().isEmpty() ? "" : ": " + header.comment());
    }

    private static String print(ConfigSetRecord record) {
        Rollout rollout = record.rollout();
        String rolling = rollout == null
                ? ""
                : ", " + rollout.state() + " " + rollout.release() + " since " + rollout.sinceMillis()
                        + (rollout.why().isEmpty() ? "" : " (" + rollout.why() + ")");
        return "\n  " + record.set() + ": latest " + record.latest() + ", current " + record.current() + rolling + ", "
                + record.releases() + " releases of " + record.bytes() + " bytes, keeps " + record.keep()
                + (record.schemaChecksum().isEmpty() ? "" : ", has a schema") + ", " + record.clients() + " clients";
    }

    private static String print(Document document) {
        return "\n  " + document.path() + " " + document.type() + " " + document.content();
    }

    private static String print(Tally tally) {
        return "\n  release " + tally.release() + ": " + tally.applied() + " applied, " + tally.rejected()
                + " rejected";
    }

    private static String print(ConfigClientRecord client) {
        return "\n  session " + Long.toHexString(client.session()) + " " + client.identity() + " " + client.labels()
                + ": applied " + client.applied()
                + (client.rejected() == 0 ? "" : ", rejected " + client.rejected() + " (" + client.reason() + ")")
                + ", at " + client.atMillis();
    }

    private static <T> String all(List<T> elements, Function<T, String> printer) {
        return elements.stream().map(printer).collect(Collectors.joining());
    }
}
