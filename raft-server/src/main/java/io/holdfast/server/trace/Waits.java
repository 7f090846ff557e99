package io.holdfast.server.trace;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How long, within some span of time, this node's log waited for what. What is missing to the whole span is time in which
 * it waited for nothing.
 *
 * @param shares one for each cause, in nanoseconds
 */
public record Waits(List<Share> shares) {
    /** Nothing is known to have been waited for. */
    public static final Waits NONE = new Waits(List.of());

    private static final double NANOS_PER_MILLI = 1e6;

    /** Takes a copy. */
    public Waits {
        shares = List.copyOf(shares);
    }

    /** What a log can wait for. */
    public enum Cause {
        /** An entry is under way and this node, the leader, has not written it to its own disk. */
        DISK("this node's own disk did not finish writing the log: look at its load and its free space"),
        /** On disk here, and not yet on enough others. */
        FOLLOWERS("the other nodes did not confirm the entry: look at their disks and at the network to them"),
        /** Committed, and this node has not applied it. */
        APPLY("this node was behind in applying committed entries: look at its processor and at large transactions"),
        /** This node does not lead and the leader has not answered. */
        LEADER("the leader did not commit what this node forwarded: look at the leader's log"),
        /** This node did not run at all. */
        PAUSE("this node did not run: a collection of garbage, a suspended machine or no processor to be had");

        private final String meaning;

        Cause(String meaning) {
            this.meaning = meaning;
        }

        /** Its name in metrics and logs. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What it means and where to look, in plain language. */
        public String meaning() {
            return meaning;
        }
    }

    /**
     * The part of one cause.
     *
     * @param cause what was waited for
     * @param nanos how long
     */
    public record Share(Cause cause, long nanos) {}

    /** How long it waited for this. */
    public long of(Cause cause) {
        return shares.stream()
                .filter(share -> share.cause == cause)
                .mapToLong(Share::nanos)
                .sum();
    }

    /** What it waited for longest, if that is at least {@code nanos}. */
    public Optional<Cause> longest(long nanos) {
        return shares.stream()
                .max(Comparator.comparingLong(Share::nanos))
                .filter(share -> share.nanos > 0 && share.nanos >= nanos)
                .map(Share::cause);
    }

    /** {@code disk=12ms followers=801ms}, without what is nothing. */
    @Override
    public String toString() {
        return shares.stream()
                .filter(share -> share.nanos > 0)
                .map(share ->
                        share.cause.word() + "=" + String.format(Locale.ROOT, "%.0fms", share.nanos / NANOS_PER_MILLI))
                .collect(Collectors.joining(" "));
    }
}
