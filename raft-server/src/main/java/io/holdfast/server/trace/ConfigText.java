package io.holdfast.server.trace;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.query.ConfigQuery;
import java.util.Locale;

/**
 * Commands and queries of configuration as words for a log: the set and numbers. Documents, comments, identities, labels and
 * reasons are the caller's own words, and stay out.
 */
final class ConfigText implements ConfigCommand.Handler<String>, ConfigQuery.Handler<String> {
    static final ConfigText TEXT = new ConfigText();

    private ConfigText() {}

    @Override
    public String publish(ConfigCommand.Publish command) {
        SchemaChange change = command.schemaChange();
        return "asks=config_publish " + set(command.set()) + " expected=" + command.expected() + " documents="
                + command.documents().size() + " staged=" + (command.stage() != null)
                + (change == null ? "" : " schemaBytes=" + change.schema().size());
    }

    @Override
    public String steer(ConfigCommand.Steer command) {
        return "asks=config_" + command.steering().name().toLowerCase(Locale.ROOT) + " " + set(command.set())
                + " release=" + command.release();
    }

    @Override
    public String restage(ConfigCommand.Restage command) {
        return "asks=config_restage " + set(command.set()) + " release=" + command.release() + " percent="
                + command.stage().percent() + " labels="
                + command.stage().labels().size();
    }

    @Override
    public String attach(ConfigCommand.Attach command) {
        return "asks=config_attach " + set(command.set()) + " schemaBytes="
                + command.schema().size();
    }

    @Override
    public String retain(ConfigCommand.Retain command) {
        return "asks=config_retain " + set(command.set()) + " keep=" + command.keep();
    }

    @Override
    public String acknowledge(ConfigCommand.Acknowledge command) {
        return "asks=config_acknowledge " + set(command.set()) + " verdict="
                + command.verdict().name().toLowerCase(Locale.ROOT) + " release=" + command.release();
    }

    @Override
    public String leave(ConfigCommand.Leave command) {
        return "asks=config_leave " + set(command.set());
    }

    @Override
    public String sets(ConfigQuery.Sets query) {
        return "asks=config_sets";
    }

    @Override
    public String one(ConfigQuery.One query) {
        return "asks=config_release " + set(query.set()) + " release=" + query.number();
    }

    @Override
    public String history(ConfigQuery.History query) {
        return "asks=config_history " + set(query.set());
    }

    @Override
    public String offer(ConfigQuery.Offer query) {
        return "asks=config_offer " + set(query.set()) + " have=" + query.have();
    }

    @Override
    public String status(ConfigQuery.Status query) {
        return "asks=config_status " + set(query.set());
    }

    @Override
    public String schema(ConfigQuery.Schema query) {
        return "asks=config_schema " + set(query.set());
    }

    private static String set(String name) {
        return "set=\"" + RequestText.beginning(Bytes.utf8(name)) + "\"";
    }
}
