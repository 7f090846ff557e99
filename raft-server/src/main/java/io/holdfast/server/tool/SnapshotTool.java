package io.holdfast.server.tool;

import io.holdfast.server.config.ConfigException;
import io.holdfast.server.config.ConfigReader;
import io.holdfast.server.config.ServerConfig;
import io.holdfast.server.storage.ClusterId;
import io.holdfast.server.tool.RefusedException.Reason;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code holdfast-server snapshot inspect|restore}: what is done with backups while no server runs. Results are lines {@code
 * name=value} on standard output, a refusal is one line {@code error: REASON: message} on standard error.
 */
public final class SnapshotTool {
    /** The first word of the command line. */
    public static final String WORD = "snapshot";

    /** What may follow it. */
    public static final String USAGE = """
            usage: holdfast-server snapshot inspect FILE
                   holdfast-server snapshot restore FILE --config FILE --token WORD [--above REVISION] [--plan] [--KEY VALUE]...
              inspect          checks every byte of a backup and says what is in it
              restore          makes the data directory of one node from it, which must be absent or empty
              --config FILE    that node's configuration, see docs/operations.md
              --token WORD     all nodes of one restoration are given the same word, each restoration another
              --above REVISION the highest revision that any cluster of this name is known to have reached, the same for all
                               nodes: needed if any backup was restored under it before. By default the backup's own
              --plan           checks everything and says what would be done, but changes nothing
              --KEY VALUE      overrides a key of the configuration
            exit status: 0 done, 1 refused, 2 usage or configuration
            """;

    private static final Pattern REVISION = Pattern.compile("[0-9]{1,18}|[1-8][0-9]{18}");

    private static final int DONE = 0;
    private static final int REFUSED = 1;
    private static final int MISUSED = 2;

    private final Map<String, String> environment;
    private final String version;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * A tool that has not run.
     *
     * @param environment as the server would find it
     * @param version the release that writes
     */
    public SnapshotTool(Map<String, String> environment, String version, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.version = version;
        this.out = out;
        this.err = err;
    }

    /**
     * Does what the words behind {@link #WORD} say.
     *
     * @return the exit status
     */
    public int run(List<String> words) {
        try {
            Words given = Words.of(words);
            if (given.help) {
                out.print(USAGE);
            } else {
                out.print(given.verb.equals("inspect") ? Inspection.lines(given.file()) : restore(given));
            }
            out.flush();
            return DONE;
        } catch (RefusedException e) {
            err.println("error: " + e.reason() + ": " + e.getMessage());
            if (e.reason() == Reason.USAGE) {
                err.print(USAGE);
            }
            boolean misused = e.reason() == Reason.USAGE || e.reason() == Reason.CONFIGURATION;
            return misused ? MISUSED : REFUSED;
        }
    }

    private Lines restore(Words given) throws RefusedException {
        if (!ClusterId.TOKEN.matcher(given.token).matches()) {
            throw new RefusedException(
                    Reason.USAGE,
                    (given.token.isEmpty() ? "--token WORD is missing" : "--token '" + given.token + "'")
                            + ": any word of 1 to 64 letters, digits, dots, dashes and underscores, the same for all nodes"
                            + " of one restoration, another for each restoration");
        }
        if (given.config.isEmpty()) {
            throw new RefusedException(Reason.USAGE, "--config FILE is missing: the node's configuration");
        }
        RestorePlan plan = RestorePlan.of(given.file(), configuration(given), given.token, given.above(), version);
        if (!given.plan) {
            plan.carryOut();
        }
        return plan.lines(!given.plan);
    }

    private ServerConfig configuration(Words given) throws RefusedException {
        try {
            return ConfigReader.read(path(given.config), environment, given.flags)
                    .config();
        } catch (ConfigException e) {
            throw new RefusedException(Reason.CONFIGURATION, String.valueOf(e.getMessage()), e);
        }
    }

    private static Path path(String text) throws RefusedException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new RefusedException(Reason.USAGE, "'" + text + "' is no name of a file", e);
        }
    }

    /** The command line, taken apart. */
    private static final class Words {
        private String verb = "";
        private String file = "";
        private String config = "";
        private String token = "";
        private @Nullable String above;
        private boolean plan;
        private boolean help;
        private final Map<String, String> flags = new LinkedHashMap<>();

        static Words of(List<String> words) throws RefusedException {
            Words given = new Words();
            List<String> plain = new ArrayList<>();
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                if (word.equals("--help") || word.equals("-h")) {
                    given.help = true;
                } else if (word.equals("--plan")) {
                    given.plan = true;
                } else if (word.startsWith("--")) {
                    int equals = word.indexOf('=');
                    if (equals < 0 && i + 1 == words.size()) {
                        throw new RefusedException(Reason.USAGE, word + " needs a value");
                    }
                    given.flag(
                            equals < 0 ? word : word.substring(0, equals),
                            equals < 0 ? words.get(++i) : word.substring(equals + 1));
                } else {
                    plain.add(word);
                }
            }
            if (!given.help) {
                given.take(plain);
            }
            return given;
        }

        private void flag(String name, String value) {
            switch (name) {
                case "--config" -> config = value;
                case "--token" -> token = value;
                case "--above" -> above = value;
                default -> flags.put(name, value);
            }
        }

        private void take(List<String> plain) throws RefusedException {
            verb = plain.isEmpty() ? "" : plain.get(0);
            if (!verb.equals("inspect") && !verb.equals("restore")) {
                throw new RefusedException(
                        Reason.USAGE,
                        "snapshot needs a verb, inspect or restore" + (verb.isEmpty() ? "" : ", not " + verb));
            }
            if (plain.size() != 2) {
                throw new RefusedException(Reason.USAGE, "snapshot " + verb + " needs one file");
            }
            boolean more = plan || !config.isEmpty() || !token.isEmpty() || above != null || !flags.isEmpty();
            if (verb.equals("inspect") && more) {
                throw new RefusedException(Reason.USAGE, "snapshot inspect takes a file and nothing else");
            }
            file = plain.get(1);
        }

        Path file() throws RefusedException {
            return path(file);
        }

        /** 0 if nothing is known but the backup. */
        long above() throws RefusedException {
            if (above == null) {
                return 0;
            }
            // Not empty either: a script that lost the revision must not restore as if there were none.
            if (!REVISION.matcher(above).matches()) {
                throw new RefusedException(
                        Reason.USAGE,
                        "--above '" + above
                                + "' is no revision: give the highest one that `holdfast status` of any cluster"
                                + " of this name showed");
            }
            return Long.parseLong(above);
        }
    }
}
