package io.holdfast.it.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** How long it took, from the death of a leader until the next one worked, by cause. Used by one thread. */
public final class FailoverTimes {
    /**
     * One death, in nanoseconds since its cause.
     *
     * @param ended until an observer heard that the tenure had ended
     * @param elected until the next leader knew that it is elected
     * @param started until its task began
     */
    public record Failover(long ended, long elected, long started) {}

    private final Map<String, List<Failover>> byCause = new LinkedHashMap<>();

    /** None yet. */
    public FailoverTimes() {}

    /** Takes one death down. */
    public void add(String cause, Failover failover) {
        byCause.computeIfAbsent(cause, none -> new ArrayList<>()).add(failover);
    }

    /** How many deaths there were. */
    public int deaths() {
        return byCause.values().stream().mapToInt(List::size).sum();
    }

    /** The median time from a cause to the beginning of the next leader's task. */
    public Duration median(String cause) {
        return Duration.ofNanos(median(byCause.getOrDefault(cause, List.of()), Failover::started));
    }

    /** Writes the table to a file. */
    public void write(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, this + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The table, in milliseconds: one row a cause. */
    @Override
    public String toString() {
        StringBuilder table = new StringBuilder(
                "| cause | deaths | end heard of, median | next elected, median | next works, median | next works, worst |\n"
                        + "|---|---|---|---|---|---|");
        byCause.forEach((cause, failovers) -> table.append('\n')
                .append(String.format(
                        Locale.ROOT,
                        "| %s | %d | %s | %s | %s | %s |",
                        cause,
                        failovers.size(),
                        millis(median(failovers, Failover::ended)),
                        millis(median(failovers, Failover::elected)),
                        millis(median(failovers, Failover::started)),
                        millis(worst(failovers)))));
        return table.toString();
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%d ms", TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    private static long median(List<Failover> failovers, ToLongFunction<Failover> part) {
        long[] sorted = failovers.stream().mapToLong(part).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    private static long worst(List<Failover> failovers) {
        return failovers.stream().mapToLong(Failover::started).max().orElse(0);
    }
}
