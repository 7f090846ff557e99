package io.holdfast.cli.kv;

import io.holdfast.cli.shell.CliException;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code KEY [END] [--prefix | --from-key]}: which keys. */
final class RangeArguments {
    @Parameters(index = "0", paramLabel = "KEY", description = "The key, or the first of a range.")
    private String key = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "END", description = "The end of the range, not included.")
    private @Nullable String end;

    @Option(names = "--prefix", description = "Every key that begins with KEY; an empty KEY is every key.")
    private boolean prefix;

    @Option(names = "--from-key", description = "KEY and every key after it.")
    private boolean fromKey;

    /** The range meant. */
    KeyRange range() {
        if ((end == null ? 0 : 1) + (prefix ? 1 : 0) + (fromKey ? 1 : 0) > 1) {
            throw CliException.usage("END, --prefix and --from-key exclude each other");
        }
        if (prefix) {
            return KeyRange.prefix(Bytes.utf8(key));
        }
        if (fromKey) {
            return KeyRange.atLeast(Bytes.utf8(key));
        }
        return end == null ? KeyRange.single(Bytes.utf8(key)) : KeyRange.between(Bytes.utf8(key), Bytes.utf8(end));
    }
}
