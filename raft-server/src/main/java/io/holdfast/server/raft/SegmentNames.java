package io.holdfast.server.raft;

import io.holdfast.server.storage.DataDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes what a power loss left half of in the names of Ratis' log segments.
 *
 * <p>To begin a segment Ratis renames the one in progress, {@code log_inprogress_<first>}, to
 * {@code log_<first>-<last>} and creates the next. Before the folder is synced, a file system may have made the second
 * durable and not the first. Nothing in the newer segment was acknowledged then, and the older one was synced when it
 * was closed: it is renamed again, and cut where the newer one begins, as Ratis had done.
 */
final class SegmentNames {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentNames.class);
    private static final Pattern OPEN = Pattern.compile("log_inprogress_(\\d{1,18})");

    private SegmentNames() {}

    /**
     * A segment in progress.
     *
     * @param path the file
     * @param first the index of its first entry
     */
    record Open(Path path, long first) {}

    /** The segments in progress of a log, oldest first; none if the folder does not exist yet. */
    static List<Open> open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(SegmentNames::parse)
                    .sorted(Comparator.comparingLong(Open::first))
                    .toList();
        }
    }

    /**
     * Completes the names in the folder of a log that is not open, if they need it.
     *
     * @return whether anything was renamed
     */
    static boolean repair(Path folder) throws IOException {
        List<Open> open = open(folder);
        return open.size() == 2 && close(folder, open.get(0), open.get(1).first());
    }

    private static boolean close(Path folder, Open segment, long next) throws IOException {
        long expected = next - segment.first();
        try (FileChannel channel =
                FileChannel.open(segment.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            SegmentBytes bytes = new SegmentBytes(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
            if (bytes.intactRecords(expected) < expected) {
                // It was synced before the next one was begun: this is damage, and Ratis will refuse it.
                return false;
            }
            channel.truncate(bytes.endOfIntact(expected));
            channel.force(true);
        }
        Path closed = folder.resolve("log_" + segment.first() + "-" + (next - 1));
        Files.move(segment.path(), closed);
        DataDirectory.sync(folder);
        LOG.warn("LOG SEGMENT closed again segment={} as={}: its name was lost with the power", segment.path(), closed);
        return true;
    }

    private static Stream<Open> parse(Path file) {
        Matcher matcher = OPEN.matcher(String.valueOf(file.getFileName()));
        return matcher.matches() ? Stream.of(new Open(file, Long.parseLong(matcher.group(1)))) : Stream.empty();
    }
}
