package io.holdfast.server.raft;

import io.holdfast.server.storage.DataDirectory;
import io.holdfast.server.storage.DirectoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a purge left behind that the power cut short. Ratis deletes the newest of the segments first: older ones may be left
 * below a gap, and Ratis refuses a log with a gap. What counts is the log above its last gap; what is below may go if a
 * snapshot holds all of it.
 */
final class LeftoverSegments {
    private static final Logger LOG = LoggerFactory.getLogger(LeftoverSegments.class);
    private static final Pattern SEGMENT = Pattern.compile("log_(?:inprogress_(\\d{1,18})|(\\d{1,18})-(\\d{1,18}))");

    private LeftoverSegments() {}

    /** A segment; one in progress reaches as far as there are entries. */
    private record Segment(Path path, long first, long last) {}

    /** Where the log above its last gap begins, in the folder of a log that is not open; empty if there is no log. */
    static OptionalLong logBegins(Path folder) throws DirectoryException {
        List<Segment> log = aboveLastGap(segments(folder));
        return log.isEmpty() ? OptionalLong.empty() : OptionalLong.of(log.get(0).first());
    }

    /**
     * Deletes what lies below a gap, if there is one, and all of it is in a snapshot.
     *
     * @param folder of a log that is not open
     * @param snapshot the last entry in the newest snapshot that was verified
     */
    static void delete(Path folder, long snapshot) throws DirectoryException {
        List<Segment> all = segments(folder);
        List<Segment> leftovers = all.subList(0, all.size() - aboveLastGap(all).size());
        if (leftovers.isEmpty() || leftovers.stream().anyMatch(segment -> segment.last() > snapshot)) {
            // With anything in it that no snapshot holds this is damage, which Ratis refuses.
            return;
        }
        try {
            for (Segment leftover : leftovers) {
                LOG.warn(
                        "LOG SEGMENT deleted segment={}: a purge was cut short, all of it is in the snapshot up to entry {},"
                                + " and entries after it are gone",
                        leftover.path(),
                        snapshot);
                Files.delete(leftover.path());
            }
            DataDirectory.sync(folder);
        } catch (IOException e) {
            throw new DirectoryException(
                    folder + ": what a purge left behind cannot be deleted: " + e + "; check the disk", e);
        }
    }

    private static List<Segment> aboveLastGap(List<Segment> all) {
        int from = all.size() - 1;
        while (from > 0 && all.get(from - 1).last() >= all.get(from).first() - 1) {
            from--;
        }
        return all.subList(Math.max(0, from), all.size());
    }

    /** Oldest first. */
    private static List<Segment> segments(Path folder) throws DirectoryException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Segment> segments = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Matcher name = SEGMENT.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    segments.add(
                            name.group(1) != null
                                    ? new Segment(file, Long.parseLong(name.group(1)), Long.MAX_VALUE)
                                    : new Segment(file, Long.parseLong(name.group(2)), Long.parseLong(name.group(3))));
                }
            }
        } catch (IOException e) {
            throw new DirectoryException(folder + ": the log cannot be looked at: " + e + "; check the disk", e);
        }
        segments.sort(Comparator.comparingLong(Segment::first));
        return segments;
    }
}
