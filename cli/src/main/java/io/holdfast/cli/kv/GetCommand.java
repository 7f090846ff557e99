package io.holdfast.cli.kv;

import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.KeyValueClient;
import io.holdfast.client.RangeOptions;
import io.holdfast.client.RangePages;
import io.holdfast.client.RangeReply;
import io.holdfast.model.KeyRange;
import io.holdfast.model.query.RangeQuery.SortOrder;
import io.holdfast.model.query.RangeQuery.SortTarget;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast kv get}: one key or a range, of any size: pages are printed as they arrive. */
@Command(
        name = "get",
        description = "Print the value of a key, or of every key of a range. A missing key is exit status 1.")
final class GetCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final ConsistencyOption consistency = new ConsistencyOption();

    @Mixin
    private final RangeArguments keys = new RangeArguments();

    @Option(names = "--rev", paramLabel = "REVISION", description = "As it was at this revision; default the newest.")
    private long revision;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many keys; default all.")
    private long limit;

    @Option(
            names = "--sort",
            paramLabel = "FIELD[:desc]",
            description = "Sort by key, version, create, mod or value, ascending or descending; default key.")
    private @Nullable String sort;

    @Option(names = "--keys-only", description = "Leave the values out.")
    private boolean keysOnly;

    @Option(names = "--count-only", description = "Only how many keys there are.")
    private boolean countOnly;

    GetCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        KeyRange range = keys.range();
        RangeOptions options = options();
        long count;
        try (HoldfastClient client = connection.open(surroundings)) {
            count = sort == null && !countOnly
                    ? printPages(client.keyValue().pages(range, options))
                    : printOnce(client.keyValue(), range, options);
        }
        if (range.isSingle() && count == 0 && !countOnly) {
            throw CliException.refused(
                    "KEY_NOT_FOUND",
                    "there is no key " + range.start() + (revision > 0 ? " at revision " + revision : ""));
        }
        return ExitStatus.DONE;
    }

    private long printPages(RangePages pages) {
        RangeReply first = pages.next().join().orElseThrow();
        boolean more = limit > 0 && first.count() > limit;
        RangePrinter printer = printer(first, more);
        printer.print(first.keyValues());
        for (Optional<RangeReply> page = pages.next().join();
                page.isPresent();
                page = pages.next().join()) {
            printer.print(page.get().keyValues());
        }
        printer.complete();
        return first.count();
    }

    private long printOnce(KeyValueClient client, KeyRange range, RangeOptions options) {
        RangeReply reply = client.range(range, options).join();
        RangePrinter printer = printer(reply, reply.more());
        printer.print(reply.keyValues());
        printer.complete();
        return reply.count();
    }

    private RangePrinter printer(RangeReply head, boolean more) {
        if (output.given()) {
            return RangePrinter.of(surroundings.out(), output.format(), head, more, keysOnly, countOnly);
        }
        return RangePrinter.raw(surroundings.out(), head, keysOnly, countOnly);
    }

    private RangeOptions options() {
        if (revision < 0 || limit < 0) {
            throw CliException.usage("--rev and --limit must not be negative");
        }
        RangeOptions options =
                RangeOptions.DEFAULT.revision(revision).limit(limit).consistency(consistency.consistency());
        options = keysOnly ? options.keysOnly() : options;
        options = countOnly ? options.countOnly() : options;
        return sort == null ? options : sorted(options, sort);
    }

    private static RangeOptions sorted(RangeOptions options, String sort) {
        String[] parts = sort.toLowerCase(Locale.ROOT).split(":", 2);
        SortTarget target = switch (parts[0]) {
            case "key" -> SortTarget.KEY;
            case "version" -> SortTarget.VERSION;
            case "create" -> SortTarget.CREATE_REVISION;
            case "mod" -> SortTarget.MOD_REVISION;
            case "value" -> SortTarget.VALUE;
            default ->
                throw CliException.usage("--sort knows key, version, create, mod and value, not '" + parts[0] + "'");
        };
        SortOrder order = switch (parts.length == 1 ? "asc" : parts[1]) {
            case "asc" -> SortOrder.ASCEND;
            case "desc" -> SortOrder.DESCEND;
            default -> throw CliException.usage("--sort ends in :asc or :desc, not ':" + parts[1] + "'");
        };
        return options.sortedBy(target, order);
    }
}
