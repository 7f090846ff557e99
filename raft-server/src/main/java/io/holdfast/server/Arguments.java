package io.holdfast.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The command line of the server.
 *
 * @param wish what to do
 * @param config the configuration file, or null if none was given
 * @param flags everything else, from {@code --key} to its value
 */
record Arguments(Wish wish, @Nullable Path config, Map<String, String> flags) {
    /** What the caller wants. */
    enum Wish {
        SERVE,
        PRINT_CONFIG,
        VERSION,
        HELP
    }

    static final String USAGE = """
            usage: holdfast-server --config FILE [--KEY VALUE]...
              --config FILE    the configuration, see docs/operations.md
              --KEY VALUE      overrides a key of the file: --ops-port 7502, --tls-cert n1.pem
              --print-config   shows the configuration in effect and where each value comes from, and ends
              --version        shows the version and ends
              --help           shows this and ends
                   holdfast-server snapshot inspect|restore ...
              what is done with backups; `holdfast-server snapshot --help` says how
            exit status: 0 stopped as asked, 1 refused to start, 2 usage or configuration, 70 had to stop itself
            """;

    /** The command line makes no sense; the message says which part. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message);
        }
    }

    /** Reads {@code --flag value}, {@code --flag=value} and the three flags without a value. */
    static Arguments parse(String... arguments) throws UsageException {
        Wish wish = Wish.SERVE;
        Path config = null;
        Map<String, String> flags = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            switch (argument) {
                case "--help", "-h" -> wish = Wish.HELP;
                case "--version" -> wish = Wish.VERSION;
                case "--print-config" -> wish = Wish.PRINT_CONFIG;
                default -> {
                    if (!argument.startsWith("--")) {
                        throw new UsageException("'" + argument + "' is not expected here");
                    }
                    int equals = argument.indexOf('=');
                    if (equals < 0 && i + 1 == arguments.length) {
                        throw new UsageException(argument + " needs a value");
                    }
                    String name = equals < 0 ? argument : argument.substring(0, equals);
                    String value = equals < 0 ? arguments[++i] : argument.substring(equals + 1);
                    if (name.equals("--config")) {
                        config = Path.of(value);
                    } else {
                        flags.put(name, value);
                    }
                }
            }
        }
        return new Arguments(wish, config, flags);
    }
}
