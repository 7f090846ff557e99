package io.holdfast.server.config;

import io.holdfast.server.config.ServerConfig.Election;
import io.holdfast.server.config.ServerConfig.GatewayBounds;
import io.holdfast.server.config.ServerConfig.History;
import io.holdfast.server.config.ServerConfig.PrincipalBounds;
import io.holdfast.server.config.ServerConfig.ProposerBounds;
import io.holdfast.server.config.ServerConfig.ReaderBounds;
import io.holdfast.server.config.ServerConfig.Snapshots;
import io.holdfast.server.config.ServerConfig.Tls;
import io.holdfast.tls.PostQuantum;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration once, at start: flags win over the environment, the environment over the file, the file over
 * the defaults. A relative path starts from the file's folder if it stands in the file, else from the working
 * directory.
 */
public final class ConfigReader {
    private final Map<Key, Setting> settings = new EnumMap<>(Key.class);
    private final Map<Key, String> effective = new EnumMap<>(Key.class);

    private ConfigReader() {}

    /**
     * The configuration of one server.
     *
     * @param file the YAML file, or null for none
     * @param environment the process's environment; variables that do not start with {@code HOLDFAST_SERVER_} are
     *     ignored
     * @param flags from flag ({@code --ops-port}) to value
     * @throws ConfigException if anything in it is unknown, missing or makes no sense
     */
    public static Effective read(@Nullable Path file, Map<String, String> environment, Map<String, String> flags)
            throws ConfigException {
        ConfigReader reader = new ConfigReader();
        for (Key key : Key.values()) {
            key.byDefault().ifPresent(value -> reader.put(key, value, "default"));
        }
        if (file != null) {
            reader.settings.putAll(YamlFile.read(file));
        }
        reader.environment(environment);
        reader.flags(flags);
        return reader.build();
    }

    /**
     * What the server runs with.
     *
     * @param config the values
     * @param listing one line a key, {@code key: value   # where it comes from}; there is no secret in it
     */
    public record Effective(ServerConfig config, String listing) {}

    private void environment(Map<String, String> environment) throws ConfigException {
        Map<String, Key> known = byName(Key::variable);
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            if (Key.isVariable(variable.getKey())) {
                Key key = known.get(variable.getKey());
                if (key == null) {
                    throw new ConfigException("environment variable " + variable.getKey() + ": no such key"
                            + Suggestion.of(variable.getKey(), known.keySet()));
                }
                put(key, variable.getValue(), "environment variable " + variable.getKey());
            }
        }
    }

    private void flags(Map<String, String> flags) throws ConfigException {
        Map<String, Key> known = byName(Key::flag);
        for (Map.Entry<String, String> flag : flags.entrySet()) {
            Key key = known.get(flag.getKey());
            if (key == null) {
                throw new ConfigException(
                        "flag " + flag.getKey() + ": no such flag" + Suggestion.of(flag.getKey(), known.keySet()));
            }
            put(key, flag.getValue(), "flag " + flag.getKey());
        }
    }

    private static Map<String, Key> byName(Function<Key, String> name) {
        return Stream.of(Key.values()).collect(Collectors.toMap(name, key -> key));
    }

    private void put(Key key, String value, String source) {
        settings.put(key, new Setting(value, source, Path.of("").toAbsolutePath()));
    }

    private Effective build() throws ConfigException {
        try {
            ServerConfig config = new ServerConfig(
                    text(Key.CLUSTER),
                    text(Key.NODE),
                    path(Key.DATA_DIR),
                    text(Key.BIND),
                    value(Key.MEMBERS, MemberList::parse, MemberList::show),
                    integer(Key.OPS_PORT),
                    new Tls(
                            path(Key.TLS_CA_CERT),
                            path(Key.TLS_CERT),
                            path(Key.TLS_KEY),
                            duration(Key.TLS_RELOAD_EVERY),
                            duration(Key.TLS_RENEW_WITHIN),
                            duration(Key.TLS_MAX_CONNECTION_AGE),
                            value(Key.TLS_PQ, ConfigReader::postQuantum, PostQuantum::word),
                            duration(Key.TLS_EXPIRY_WARNING),
                            duration(Key.TLS_EXPIRY_ALARM)),
                    new Election(duration(Key.ELECTION_TIMEOUT_MIN), duration(Key.ELECTION_TIMEOUT_MAX)),
                    new History(
                            duration(Key.HISTORY_MAX_AGE),
                            number(Key.HISTORY_MAX_REVISIONS),
                            bytes(Key.HISTORY_MAX_BYTES)),
                    new Snapshots(
                            number(Key.SNAPSHOT_EVERY_ENTRIES),
                            bytes(Key.SNAPSHOT_EVERY_BYTES),
                            duration(Key.SNAPSHOT_EVERY_TIME),
                            integer(Key.SNAPSHOT_KEEP),
                            bytes(Key.SNAPSHOT_RATE)),
                    new ProposerBounds(
                            integer(Key.PROPOSER_QUEUE_OPERATIONS),
                            size(Key.PROPOSER_QUEUE_BYTES),
                            integer(Key.PROPOSER_BATCH_OPERATIONS),
                            size(Key.PROPOSER_BATCH_BYTES),
                            integer(Key.PROPOSER_ENTRIES_IN_FLIGHT)),
                    new ReaderBounds(integer(Key.READER_QUEUE)),
                    new GatewayBounds(
                            integer(Key.GATEWAY_MAX_CONNECTIONS),
                            integer(Key.GATEWAY_CREDIT),
                            size(Key.GATEWAY_OPEN_BYTES),
                            duration(Key.GATEWAY_OPERATION_TIMEOUT),
                            duration(Key.GATEWAY_HANDSHAKE_TIMEOUT),
                            integer(Key.GATEWAY_EVENT_LOOPS),
                            new PrincipalBounds(
                                    integer(Key.GATEWAY_PRINCIPAL_CONNECTIONS),
                                    integer(Key.GATEWAY_PRINCIPAL_OPERATIONS),
                                    size(Key.GATEWAY_PRINCIPAL_OPEN_BYTES))),
                    duration(Key.SLOW_REQUEST_THRESHOLD),
                    duration(Key.STOP_TIMEOUT));
            return new Effective(config, listing());
        } catch (InvalidSetting e) {
            Key key = byName(Key::path).get(e.key());
            Setting culprit = key == null ? null : settings.get(key);
            throw new ConfigException((culprit == null ? "" : culprit.source() + ": ") + e.getMessage(), e);
        }
    }

    private String listing() {
        return effective.entrySet().stream()
                .map(entry -> entry.getKey().path() + ": " + entry.getValue() + "   # "
                        + required(entry.getKey()).source())
                .collect(Collectors.joining("\n"));
    }

    private Setting required(Key key) {
        Setting setting = settings.get(key);
        if (setting == null) {
            throw new InvalidSetting(
                    key.path(), "is not set; expected in the file, as " + key.variable() + " or as " + key.flag());
        }
        return setting;
    }

    private <T> T value(Key key, Function<String, T> parse, Function<T, String> show) {
        try {
            T value = parse.apply(required(key).value());
            effective.put(key, show.apply(value));
            return value;
        } catch (InvalidSetting e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InvalidSetting(key.path(), e.getMessage() == null ? "makes no sense" : e.getMessage());
        }
    }

    private String text(Key key) {
        return value(key, String::strip, text -> text);
    }

    private Path path(Key key) {
        Path base = required(key).base();
        return value(
                key,
                text -> {
                    if (text.isBlank()) {
                        throw new IllegalArgumentException("is empty; expected a path");
                    }
                    try {
                        return base.resolve(text).normalize();
                    } catch (InvalidPathException e) {
                        throw new IllegalArgumentException("'" + text + "' is no path", e);
                    }
                },
                Path::toString);
    }

    private Duration duration(Key key) {
        return value(key, Amounts::duration, Amounts::show);
    }

    private long number(Key key) {
        return value(key, ConfigReader::wholeNumber, number -> Long.toString(number));
    }

    private long bytes(Key key) {
        return value(key, Amounts::bytes, Amounts::showBytes);
    }

    private int integer(Key key) {
        return value(key, text -> narrow(wholeNumber(text)), number -> Integer.toString(number));
    }

    private int size(Key key) {
        return value(key, text -> narrow(Amounts.bytes(text)), bytes -> Amounts.showBytes(bytes));
    }

    private static PostQuantum postQuantum(String text) {
        // YAML reads a bare off as false.
        return PostQuantum.ofWord(text.equals("false") ? "off" : text)
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "'; expected prefer, require or off"));
    }

    private static long wholeNumber(String text) {
        try {
            return Long.parseLong(text.replace("_", ""));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "'; expected a whole number", e);
        }
    }

    private static int narrow(long value) {
        if (value > Integer.MAX_VALUE || value < 0) {
            throw new IllegalArgumentException(value + "; expected 0 to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }
}
