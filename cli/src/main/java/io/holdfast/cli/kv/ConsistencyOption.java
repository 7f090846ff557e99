package io.holdfast.cli.kv;

import io.holdfast.cli.shell.Amounts;
import io.holdfast.cli.shell.CliException;
import io.holdfast.client.Consistency;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flag {@code --consistency}. */
final class ConsistencyOption {
    @Option(
            names = "--consistency",
            paramLabel = "LEVEL",
            description = "How fresh the answer must be: linearizable (default), at-least:REVISION, bounded:AGE (as"
                    + " 500ms or 5s), or local. All but the first may be answered by any node; -o json says by which.")
    private @Nullable String level;

    /** Whether it was given. */
    boolean given() {
        return level != null;
    }

    /** What was asked for. */
    Consistency consistency() {
        String text = level == null ? "linearizable" : level;
        int colon = text.indexOf(':');
        String word = colon < 0 ? text : text.substring(0, colon);
        String bound = colon < 0 ? "" : text.substring(colon + 1);
        try {
            return switch (word) {
                case "at-least" -> Consistency.atLeast(Long.parseLong(bound));
                case "bounded" -> Consistency.bounded(Amounts.duration(bound));
                case "linearizable", "local" -> plain(word, bound);
                default -> throw new IllegalArgumentException("there is no level '" + word + "'");
            };
        } catch (IllegalArgumentException e) {
            throw CliException.usage(
                    "--consistency takes linearizable, at-least:REVISION, bounded:AGE or local: " + e.getMessage());
        }
    }

    private static Consistency plain(String word, String bound) {
        if (!bound.isEmpty()) {
            throw new IllegalArgumentException(word + " takes no bound");
        }
        return word.equals("local") ? Consistency.local() : Consistency.linearizable();
    }
}
