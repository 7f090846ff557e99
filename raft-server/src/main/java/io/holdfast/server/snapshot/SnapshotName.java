package io.holdfast.server.snapshot;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place in the log that a snapshot stands for, and the names of its files: {@code snapshot.<term>_<index>} as Ratis
 * names them, the mark {@code .md5} beside it that is written last, and {@code .tmp} while it is not finished. Newer ones
 * order last.
 *
 * @param term the term of the last entry in it
 * @param index the index of that entry
 */
public record SnapshotName(long term, long index) implements Comparable<SnapshotName> {
    private static final Pattern FILE = Pattern.compile("snapshot\\.(\\d{1,18})_(\\d{1,18})");
    private static final String MARK = ".md5";
    private static final String TEMPORARY = ".tmp";

    /** The name that a file bears, if it is a snapshot's. */
    static Optional<SnapshotName> of(String fileName) {
        Matcher matcher = FILE.matcher(fileName);
        return matcher.matches()
                ? Optional.of(new SnapshotName(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    /** Whether a file was left by a write that did not come to its end. */
    static boolean isTemporary(String fileName) {
        return fileName.startsWith("snapshot.") && fileName.endsWith(TEMPORARY);
    }

    String fileName() {
        return "snapshot." + term + "_" + index;
    }

    String markName() {
        return fileName() + MARK;
    }

    String temporaryName() {
        return fileName() + TEMPORARY;
    }

    @Override
    public int compareTo(SnapshotName other) {
        return index != other.index ? Long.compare(index, other.index) : Long.compare(term, other.term);
    }

    @Override
    public String toString() {
        return fileName();
    }
}
